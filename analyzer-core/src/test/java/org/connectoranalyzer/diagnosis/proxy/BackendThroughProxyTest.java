package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class BackendThroughProxyTest {
  private static final String CODE = "BACKEND-THROUGH-PROXY";

  private final ProxyStory story = new ProxyStory();

  private ProxyStory healthy() {
    return story.tunnelled(BOOTSTRAP).tunnelled(BUS);
  }

  private void got(String host, String path, int status) {
    story.opened().get("http://" + host + path, host).respond(status);
  }

  @Test
  void anIntranetHostThatTheProxyCannotReach() {
    healthy();
    got("app.contoso.local", "/", 502);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.PROXY);
    assertThat(finding.subject()).isEqualTo(PROXY);
    assertThat(finding.hosts()).containsExactly("app.contoso.local");
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void tunnelsAndRequestsOfEachKindOfNameAreOneFinding() {
    healthy();
    story.script().resolves(CONNECTOR, RESOLVER, "app.contoso.com", "10.1.2.3");
    story.answered("intranet:443", 403).answered("10.1.2.4:443", 503);
    got("app.contoso.com", "/", 403);
    got("hr.corp", "/", 504);
    story.later(10);

    assertThat(story.finding(CODE).hosts())
        .containsExactly("10.1.2.4", "app.contoso.com", "hr.corp", "intranet");
    assertThat(story.finding(CODE).facts().get("requests")).isEqualTo(4L);
  }

  @Test
  void aTunnelThatIsNeverAnsweredFails() {
    healthy();
    story.opened().connect("app.contoso.local:443").serverFin().fin();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("noAnswer");
  }

  @Test
  void anApplicationThatTheProxyReachesIsNoTrouble() {
    healthy();
    got("app.contoso.local", "/", 200);
    got("app.contoso.local", "/denied", 403);
    got("windows.contoso.local", "/", 401);
    story.answered("other.contoso.local:443", 200).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void publicNamesAreNoBackend() {
    healthy();
    story.script().resolves(CONNECTOR, RESOLVER, "www.example.com", "203.0.113.77", "10.1.1.1");
    story.answered("www.example.com:443", 403).answered("203.0.113.5:443", 502).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void whatAnotherProgramPlainlyAsksForIsLeftOut() {
    healthy();
    got("pki.contoso.local", "/CertEnroll/root.crl", 502);
    got("proxy.contoso.local", "/proxy.pac", 502);
    got("wpad.contoso.local", "/", 502);
    story.answered("wsus.contoso.local:8531", 403).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aProxyThatRefusesTheConnectorToo() {
    story.answered(BOOTSTRAP + ":443", 403).answered("app.contoso.local:443", 403).later(10);

    assertThat(story.codes()).containsExactly("PROXY-DENIED");
    assertThat(story.diagnosed().checks())
        .contains(new Check(CODE, Check.Result.NOT_APPLICABLE, "noProxiedService"));
  }

  @Test
  void anotherMachineAsks() {
    healthy();
    story.answered(OTHER_CONNECTOR, PROXY, "app.contoso.local:443", 403).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void anotherProxyIsAsked() {
    healthy();
    story.answered(CONNECTOR, "10.20.9.90:3128", "app.contoso.local:443", 502).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void anAnswerThatMayYetBeFollowedUp() {
    healthy();
    got("app.contoso.local", "/", 407);
    assertThat(story.findings(CODE)).isEmpty();

    assertThat(story.later(10).finding(CODE).variant()).isEqualTo("refused");
  }
}
