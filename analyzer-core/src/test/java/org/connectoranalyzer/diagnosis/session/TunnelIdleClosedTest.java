package org.connectoranalyzer.diagnosis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;

import java.time.Duration;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class TunnelIdleClosedTest {
  private static final String CODE = "TUNNEL-IDLE-CLOSED";
  private static final String OTHER_BUS = "cwap-eur1-neur2.servicebus.windows.net";
  private static final String DATA = "cwap-eur1-1.connector.msappproxy.net";
  private static final String DATA_ADDRESS = "203.0.113.30";

  private final DirectStory story =
      new DirectStory().resolves(BUS, BUS_ADDRESS).resolves(DATA, DATA_ADDRESS);

  private TcpScript direct(String host, String address) {
    return story.after(400).to(address).handshake().tls12(host);
  }

  private TcpScript tunnel(String client, String host) {
    return story.after(400).tunnel(client, host).tls12(host);
  }

  private static TcpScript idle(TcpScript session, double seconds) {
    return session.after(Duration.ofMillis((long) (seconds * 1000)));
  }

  @Test
  void tunnelsClosedAfterTheSameIdleTimeAreAWarning() {
    idle(tunnel(CONNECTOR, BUS), 60).serverFin().fin();
    idle(tunnel(CONNECTOR, BUS).after(Duration.ofSeconds(5)).sendData(50), 61).serverFin().fin();
    idle(tunnel(CONNECTOR, OTHER_BUS), 60.4).serverFin().fin();
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.way()).isEqualTo(Way.TUNNEL);
    assertThat(finding.variant()).isEqualTo("tunnel");
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.hosts()).containsExactly(OTHER_BUS, BUS);
    assertThat(finding.facts().get("sessions")).isEqualTo(3L);
    assertThat(finding.facts().number("idleMs", 0)).isBetween(60_000L, 61_000L);
    assertThat(DirectStory.kinds(finding))
        .startsWith("clientHello", "lastData", "fin", "clientHello", "lastData", "fin");
  }

  @Test
  void directOnesAreTheNetworks() {
    idle(direct(BUS, BUS_ADDRESS), 120).serverRst();
    idle(direct(BUS, BUS_ADDRESS), 118).serverRst();
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.confidenceReason()).isEqualTo("twoSessions");
  }

  @Test
  void aResetOfTheFirstDataAfterTheSilenceIsOne() {
    for (int i = 0; i < 2; i++) {
      idle(direct(DATA, DATA_ADDRESS), 225).sendData(40).serverRst();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("onUse");
    assertThat(finding.facts().get("idleMs")).isEqualTo(225_000L);
  }

  @Test
  void silenceToTheFirstDataAfterTheSilenceIsOne() {
    for (int i = 0; i < 2; i++) {
      TcpScript session = idle(direct(DATA, DATA_ADDRESS), 225).deaf(Side.SERVER).sendData(40);
      for (int wait = 300; wait < 10_000; wait *= 2) {
        session.after(Duration.ofMillis(wait)).retransmit();
      }
      session.after(Duration.ofSeconds(5)).rst();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("silent");
    assertThat(finding.facts().get("idleMs")).isEqualTo(225_000L);
    assertThat(DirectStory.kinds(finding))
        .containsSubsequence("clientHello", "lastData", "retransmission", "retransmission", "rst");
  }

  /** A TLS client says good-bye to a FIN; that is no data after which the other side hung up. */
  @Test
  void theClientsAnswerToTheFinIsNoData() {
    for (int i = 0; i < 3; i++) {
      idle(tunnel(CONNECTOR, BUS), 12).serverFin().sendData(26).fin().serverRst();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.facts().number("idleMs", 0)).isEqualTo(12_000L);
    assertThat(DirectStory.kinds(finding)).startsWith("clientHello", "lastData", "fin");
    assertThat(story.findings("TUNNEL-CUT")).isEmpty();
  }

  @Test
  void dataShortlyBeforeTheFinAndBehindItIsNoSilence() {
    for (int i = 0; i < 3; i++) {
      TcpScript session = idle(tunnel(CONNECTOR, BUS), 12).sendData(40);
      session.after(Duration.ofMillis(300)).serverFin().sendData(26).fin();
    }
    story.later(20);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void differentIdleTimesAreChance() {
    idle(tunnel(CONNECTOR, BUS), 60).serverFin().fin();
    idle(tunnel(CONNECTOR, BUS), 90).serverFin().fin();
    idle(tunnel(CONNECTOR, BUS), 140).serverFin().fin();
    story.later(20);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void onceIsNoTimeout() {
    idle(tunnel(CONNECTOR, BUS), 60).serverFin().fin();
    story.later(20);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void eachClientIsJudgedByItself() {
    idle(tunnel(CONNECTOR, BUS), 60).serverFin().fin();
    idle(tunnel(OTHER_CONNECTOR, BUS), 60).serverFin().fin();
    story.later(20);

    assertThat(story.findings(CODE)).isEmpty();
  }

  /** The client closes after its own idle time. */
  @Test
  void whatTheClientClosesIsNotClosedByOthers() {
    for (int i = 0; i < 3; i++) {
      idle(direct(BUS, BUS_ADDRESS), 60).fin().serverFin();
    }
    story.later(20);

    assertThat(story.findings(CODE)).isEmpty();
  }

  /** close_notify can come from the TLS peer alone. */
  @Test
  void aPeerThatSaysGoodbyeClosesOfItsOwnAccord() {
    for (int i = 0; i < 3; i++) {
      idle(direct(DATA, DATA_ADDRESS), 120).tls().encryptedAlert12(Side.SERVER).tcp().serverFin();
    }
    story.later(20);

    assertThat(story.codes()).doesNotContain(CODE, "TUNNEL-CUT");
  }

  /** Kept open after a request, ended by the service when no other came. */
  @Test
  void aServiceMayEndADataConnectionThatServedItsRequests() {
    for (int i = 0; i < 3; i++) {
      idle(direct(DATA, DATA_ADDRESS), 120).serverFin().fin();
    }
    story.later(20);

    assertThat(story.codes()).doesNotContain(CODE, "TUNNEL-CUT");
  }

  @Test
  void trafficBeforeTheEndIsNoIdleTime() {
    for (int i = 0; i < 3; i++) {
      idle(direct(BUS, BUS_ADDRESS), 70).sendData(50).replyData(50);
    }
    story.later(100);

    assertThat(story.findings(CODE)).isEmpty();
  }

  /** Shorter than any sign of life: a session that is cut in use. */
  @Test
  void aFewSecondsAreNotIdle() {
    for (int i = 0; i < 3; i++) {
      idle(direct(BUS, BUS_ADDRESS), 5).serverFin().fin();
    }
    story.later(20);

    assertThat(story.codes()).containsExactly("TUNNEL-CUT");
  }

  @Test
  void aLostAnswerIsNoBlackHole() {
    for (int i = 0; i < 2; i++) {
      TcpScript session = idle(direct(DATA, DATA_ADDRESS), 225).sendData(40);
      session.after(Duration.ofMillis(300)).retransmit().replyData(40);
    }
    story.later(60);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void saysWhereItCannotLook() {
    assertThat(check()).isEqualTo(new Check(CODE, Check.Result.NOT_APPLICABLE, "noLongSession"));
    direct(BUS, BUS_ADDRESS);
    story.later(20);
    assertThat(check().result()).isEqualTo(Check.Result.CLEAR);
  }

  private Check check() {
    return story.diagnosed().checks().stream()
        .filter(check -> check.code().equals(CODE))
        .findFirst()
        .orElseThrow();
  }
}
