package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CRL;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;

import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class ProxyAuthenticationRequiredTest {
  private static final String CODE = "PROXY-AUTHENTICATION-REQUIRED";
  private static final String BASIC = "Proxy-Authenticate: Basic realm=\"proxy\"";
  private static final String NTLM = "Proxy-Authenticate: NTLM";

  private final ProxyStory story = new ProxyStory();

  @Test
  void a407ThatNothingFollowsIsAnErrorOfTheProxy() {
    long asked = story.opened().connect(BOOTSTRAP + ":443").lastFrame();
    story.later(1);
    story.answered(BUS + ":443", 407, BASIC, NTLM).answered(BOOTSTRAP + ":443", 407, BASIC);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.way()).isEqualTo(Way.PROXY);
    assertThat(finding.subject()).isEqualTo(PROXY);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.occurrences()).isEqualTo(2);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.facts().get("status")).isEqualTo(407L);
    assertThat(finding.facts().get("schemes")).isEqualTo(List.of("Basic", "NTLM"));
    assertThat(finding.facts().get("attempts")).isEqualTo(2L);
    assertThat(finding.flowFilter()).isEqualTo("ip.addr == 10.20.8.80 && tcp.port == 8080");
    assertThat(ProxyStory.frames(finding)).doesNotContain(asked);
  }

  @Test
  void theRequestAndTheAnswerAreTheEvidence() {
    TcpScript connection = story.opened();
    long request = connection.connect(BOOTSTRAP + ":443").lastFrame();
    long answer = connection.respond(407, BASIC).lastFrame();
    story.later(10);

    assertThat(ProxyStory.frames(story.finding(CODE))).containsExactly(request, answer);
  }

  @Test
  void loginThatOpensTheTunnelLeavesNothing() {
    story
        .opened()
        .connect(BOOTSTRAP + ":443")
        .respond(407, NTLM)
        .connect(BOOTSTRAP + ":443", "Proxy-Authorization: NTLM TlRMTVNTUAABAAAA")
        .respond(407, "Proxy-Authenticate: NTLM TlRMTVNTUAACAAAA")
        .connect(BOOTSTRAP + ":443", "Proxy-Authorization: NTLM TlRMTVNTUAADAAAA")
        .respond(200)
        .tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).containsExactly("PROXY-AUTHENTICATION-USED");
  }

  @Test
  void basicLoginOnAnotherConnectionLeavesNothing() {
    story.answered(BOOTSTRAP + ":443", 407, BASIC);
    story
        .opened()
        .connect(BOOTSTRAP + ":443", "Proxy-Authorization: Basic dTpw")
        .respond(200)
        .tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).containsExactly("PROXY-AUTHENTICATION-USED");
  }

  @Test
  void anEarlierSuccessDoesNotExcuse() {
    story.tunnelled(BOOTSTRAP).answered(BOOTSTRAP + ":443", 407, BASIC).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void credentialsThatTheProxyRejectsAreToldApart() {
    story
        .opened()
        .connect(BOOTSTRAP + ":443")
        .respond(407, BASIC)
        .connect(BOOTSTRAP + ":443", "Proxy-Authorization: Basic dTpw")
        .respond(407, BASIC);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("credentialsRejected");
    assertThat(finding.toString()).doesNotContain("dTpw");
  }

  @Test
  void anotherProxyOrClientThatWorksDoesNotExcuse() {
    story.answered(BOOTSTRAP + ":443", 407, BASIC);
    story.tunnelled(CONNECTOR, "10.20.8.90:8080", BOOTSTRAP);
    story.tunnelled(OTHER_CONNECTOR, PROXY, BOOTSTRAP).later(10);

    List<Finding> findings = story.findings(CODE);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).client()).hasToString(CONNECTOR);
    assertThat(findings.get(0).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void inTheLastSecondsItIsUnfinished() {
    story.later(20).answered(BOOTSTRAP + ":443", 407, BASIC).later(2);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
  }

  @Test
  void butNotWhereTwoOthersAlreadyEndedSo() {
    story.answered(BOOTSTRAP + ":443", 407, BASIC);
    story.answered(BOOTSTRAP + ":443", 407, BASIC);
    story.answered(BOOTSTRAP + ":443", 407, BASIC);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.unfinished()).isFalse();
  }

  @Test
  void port80ForTheSameCauseBelongsToTheFinding() {
    story.answered(BOOTSTRAP + ":443", 407, BASIC).answered(CRL + ":80", 407, BASIC).later(10);

    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP, CRL);
  }

  @Test
  void port80AloneIsTheRevocationChecks() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).answered(CRL + ":80", 407, BASIC).later(10);

    assertThat(story.codes()).containsExactly("REVOCATION-CHECK-BLOCKED");
  }

  @Test
  void hostsThatTheConnectorDoesNotNeedAreNoFinding() {
    story.tunnelled(BOOTSTRAP).answered("updates.example.com:443", 407, BASIC).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aRefusalCountsWhereTheSnapLengthHidesItsTarget() {
    story.script().snapLength(54 + "CONNECT ".length() + 45);
    TcpScript connection = story.opened();
    long request = connection.connect(BOOTSTRAP + ":443").lastFrame();
    long answer = connection.reply("HTTP/1.1 407 No\r\nVia: " + "x".repeat(90)).lastFrame();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.hosts()).isEmpty();
    assertThat(finding.facts().get("cutTargets"))
        .isEqualTo(List.of(BOOTSTRAP.substring(0, 45) + "…"));
    assertThat(ProxyStory.frames(finding)).containsExactly(request, answer);
  }

  @Test
  void aTargetWithoutAPortIsAskedForOn443() {
    story.answered(BOOTSTRAP, 407, BASIC).later(10);

    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP);
    assertThat(story.finding(CODE).facts().get("targetPorts")).isEqualTo(List.of("443"));
  }

  @Test
  void aProxyOnTheConnectorsOwnMachineIsOneToo() {
    story.opened("127.0.0.1", "127.0.0.1:3128").connect(BOOTSTRAP + ":443").respond(407, BASIC);
    story.later(10);

    assertThat(story.finding(CODE).subject()).isEqualTo("127.0.0.1:3128");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }
}
