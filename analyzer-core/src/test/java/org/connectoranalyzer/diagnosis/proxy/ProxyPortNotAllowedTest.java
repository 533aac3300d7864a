package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CRL;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;

import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyPortNotAllowedTest {
  private static final String CODE = "PROXY-PORT-NOT-ALLOWED";

  private final ProxyStory story = new ProxyStory();

  @ParameterizedTest
  @ValueSource(ints = {403, 405, 400})
  void port80RefusedWhile443Works(int status) {
    story.tunnelled(BOOTSTRAP).answered(CRL + ":80", status).tunnelled(BUS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.hosts()).containsExactly(CRL);
    assertThat(finding.facts().get("refusedPort")).isEqualTo(80L);
    assertThat(finding.facts().get("allowedPort")).isEqualTo(443L);
    assertThat(finding.facts().get("status")).isEqualTo((long) status);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void theSameHostOnBothPortsIsCertain() {
    story.tunnelled(BUS).answered(BUS + ":80", 403).later(10);

    assertThat(story.finding(CODE).confidence()).isEqualTo(Confidence.HIGH);
  }

  @Test
  void port443RefusedWhile80Works() {
    story.opened().connect(CRL + ":80").respond(200).get("/a.crl", CRL).respondWithBody(200, "x");
    story.answered(BOOTSTRAP + ":443", 403).answered(BUS + ":443", 403).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("port443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(story.findings("PROXY-DENIED")).isEmpty();
  }

  @Test
  void somePort80HostsRefusedIsNotThePort() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).answered(CRL + ":80", 403);
    story
        .opened()
        .connect("ocsp.digicert.com:80")
        .respond(200)
        .get("/", "ocsp.digicert.com")
        .respondWithBody(200, "x");
    story.later(10);

    assertThat(story.codes()).containsExactly("REVOCATION-CHECK-BLOCKED");
  }

  @Test
  void anotherClientsTunnelsTellNothing() {
    story.tunnelled(OTHER_CONNECTOR, PROXY, BOOTSTRAP);
    story.answered(CONNECTOR, PROXY, CRL + ":80", 403).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }
}
