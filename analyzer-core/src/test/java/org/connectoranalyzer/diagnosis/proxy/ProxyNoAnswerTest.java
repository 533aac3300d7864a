package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class ProxyNoAnswerTest {
  private static final String CODE = "PROXY-NO-ANSWER";

  private final ProxyStory story = new ProxyStory();

  @Test
  void halfAMinuteWithoutAnAnswerIsAnError() {
    TcpScript connection = story.opened();
    long asked = connection.connect(BOOTSTRAP + ":443").lastFrame();
    connection.serverAck();
    story.later(31);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.subject()).isEqualTo(PROXY);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("acknowledged")).isEqualTo(true);
    assertThat(finding.facts().number("waitedMs", 0)).isGreaterThanOrEqualTo(30_000);
    assertThat(ProxyStory.frames(finding)).containsExactly(asked);
  }

  @Test
  void aRequestThatTcpDoesNotAcknowledgeIsToldApart() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443");
    for (int i = 0; i < 5; i++) {
      connection.after(Duration.ofSeconds(1L << i)).retransmit();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("notAcknowledged");
    assertThat(finding.facts().get("acknowledged")).isEqualTo(false);
  }

  @Test
  void theClientsGivingUpIsPartOfIt() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443").serverAck();
    long closed = connection.after(Duration.ofSeconds(12)).fin().lastFrame();
    connection.serverAck();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("clientGaveUp")).isEqualTo(true);
    assertThat(ProxyStory.frames(finding)).contains(closed);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void anInterimAnswerAloneIsNone() {
    story.opened().connect(BOOTSTRAP + ":443").respond(100);
    story.later(31);

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void pendingAtTheEndOfTheCaptureIsUnfinished() {
    story.opened().connect(BOOTSTRAP + ":443").serverAck();
    story.later(8);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
  }

  @Test
  void pendingBesideASuccessSaysNothing() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    story.opened().connect(BUS + ":443").serverAck();

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aSlowAnswerIsAnAnswer() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443").serverAck();
    connection.after(Duration.ofSeconds(40)).respond(200).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anAnswerThatTheRecorderLostIsNoSilence() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443");
    connection.unseen().respond(200).ack();
    story.later(40);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void manyThatPendAtOnceProveNoMoreThanOne() {
    for (int i = 0; i < 4; i++) {
      story.opened().connect(BOOTSTRAP + ":443").serverAck();
    }
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).unfinished()).isTrue();
  }

  @Test
  void aTunnelWhoseOpeningTheRecorderLostIsReached() {
    for (String host : List.of(BOOTSTRAP, BUS)) {
      story.opened().connect(host + ":443").unseen().respond(200).tls12(host);
    }
    story.later(60);

    assertThat(story.codes()).isEmpty();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }
}
