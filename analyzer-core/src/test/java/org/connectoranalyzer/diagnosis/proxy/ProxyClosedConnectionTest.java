package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;

import java.time.Duration;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class ProxyClosedConnectionTest {
  private static final String CODE = "PROXY-CLOSED-CONNECTION";

  private final ProxyStory story = new ProxyStory();

  @Test
  void finInPlaceOfAnAnswerIsAnError() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443");
    long closed = connection.after(Duration.ofSeconds(2)).serverFin().lastFrame();
    connection.fin();

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("closedWith")).isEqualTo("FIN");
    assertThat(finding.facts().number("waitedMs", 0)).isEqualTo(2000);
    assertThat(ProxyStory.frames(finding)).contains(closed);
  }

  @Test
  void rstInPlaceOfAnAnswerIsAnError() {
    story.opened().connect(BOOTSTRAP + ":443").serverRst();

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("reset");
    assertThat(finding.facts().get("closedWith")).isEqualTo("RST");
  }

  @Test
  void anAnswerThatBreaksOffInItsHeadIsOne() {
    story.opened().connect(BOOTSTRAP + ":443").reply("HTTP/1.1 200 Conn").serverFin().fin();

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aClientThatHangsUpFirstIsNotTheProxysDoing() {
    story.opened().connect(BOOTSTRAP + ":443").serverAck().after(Duration.ofSeconds(9)).rst();
    story.later(5);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void closingAfterACompleteAnswerIsNone() {
    story.answered(BOOTSTRAP + ":443", 403);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void closingAnIdleTunnelIsNone() {
    story.opened().connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP).serverFin().fin();
    story.tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void onceBesideSuccessesIsAWarning() {
    story.opened().connect(BOOTSTRAP + ":443").serverRst();
    story.tunnelled(BOOTSTRAP).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }
}
