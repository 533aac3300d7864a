package org.connectoranalyzer.diagnosis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.junit.jupiter.api.Test;

class TunnelCutTest {
  private static final String CODE = "TUNNEL-CUT";
  private static final String OTHER_BUS = "cwap-eur1-neur2.servicebus.windows.net";
  private static final String RENDEZVOUS = "g18-prod-db3-001-sb.servicebus.windows.net";
  private static final String DATA = "cwap-eur1-1.connector.msappproxy.net";

  private final DirectStory story =
      new DirectStory()
          .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
          .resolves(BUS, BUS_ADDRESS)
          .resolves(DATA, "203.0.113.30")
          .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);

  private TcpScript session(String host, String address) {
    return story.after(400).to(address).handshake().tls12(host);
  }

  private TcpScript tunnel(String client, String host) {
    return story.after(400).tunnel(client, host).tls12(host);
  }

  private static TcpScript inUse(TcpScript session) {
    return session.after(Duration.ofMillis(200)).sendData(60);
  }

  @Test
  void sessionsResetAgainAndAgainAreAnError() {
    for (int i = 0; i < 3; i++) {
      inUse(session(BUS, BUS_ADDRESS)).serverRst();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.servicebus.windows.net:443");
    assertThat(finding.hosts()).containsExactly(BUS);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.facts().get("sessions")).isEqualTo(3L);
    assertThat(finding.facts().get("cutBy")).isEqualTo("RST");
    assertThat(finding.facts().get("origin")).isEqualTo("farEnd");
    assertThat(finding.facts().number("bytes", 0)).isBetween(1500L, 5000L);
    assertThat(finding.facts().number("afterMs", 0)).isBetween(200L, 300L);
    assertThat(DirectStory.kinds(finding))
        .containsExactly("clientHello", "rst", "clientHello", "rst", "clientHello", "rst");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aResetFromNearerIsADevicesOnTheWay() {
    for (int i = 0; i < 3; i++) {
      inUse(session(BUS, BUS_ADDRESS)).hops(54).serverRst();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("onTheWay");
    assertThat(finding.facts().get("origin")).isEqualTo("onTheWay");
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
  }

  @Test
  void insideATunnelItIsTheProxys() {
    for (int i = 0; i < 4; i++) {
      inUse(tunnel(CONNECTOR, BUS)).serverFin().fin();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.way()).isEqualTo(Way.TUNNEL);
    assertThat(finding.variant()).isEqualTo("tunnel");
    assertThat(finding.facts().get("cutBy")).isEqualTo("FIN");
    assertThat(finding.facts().get("proxy")).isEqualTo(DirectStory.PROXY);
  }

  @Test
  void aDeviceBeforeTheProxyIsTheNetworks() {
    for (int i = 0; i < 3; i++) {
      inUse(tunnel(CONNECTOR, BUS)).hops(60).serverRst();
    }
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("beforeProxy");
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
  }

  @Test
  void oneSessionThatLastsMakesItAWarning() {
    for (int i = 0; i < 3; i++) {
      inUse(session(BUS, BUS_ADDRESS)).serverRst();
    }
    session(BUS, BUS_ADDRESS);
    story.later(30);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.confidenceReason()).isEqualTo("reachedOtherwise");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void anotherHostThatIsCutTooBelongsToIt() {
    story.resolves(OTHER_BUS, "203.0.113.21");
    for (int i = 0; i < 3; i++) {
      inUse(session(BUS, BUS_ADDRESS)).serverRst();
    }
    inUse(session(OTHER_BUS, "203.0.113.21")).serverRst();
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.hosts()).containsExactly(OTHER_BUS, BUS);
    assertThat(finding.facts().get("sessions")).isEqualTo(4L);
  }

  @Test
  void twiceIsNotAgainAndAgain() {
    for (int i = 0; i < 2; i++) {
      inUse(session(BUS, BUS_ADDRESS)).serverRst();
    }
    story.later(20);

    assertThat(story.codes()).isEmpty();
  }

  /**
   * When the service stops, it closes all its WebSockets, and the far end may be first to close.
   */
  @Test
  void sessionsSideBySideThatEndTogetherAreNoLoop() {
    List<TcpScript> sessions =
        List.of(
            session(BUS, BUS_ADDRESS),
            session(BUS, BUS_ADDRESS),
            session(BUS, BUS_ADDRESS),
            session(BUS, BUS_ADDRESS));
    sessions.forEach(session -> session.sendData(30).replyData(30).serverFin().fin());
    story.later(20);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void whatTheClientEndsIsNotCut() {
    for (int i = 0; i < 4; i++) {
      inUse(session(BUS, BUS_ADDRESS)).fin().serverRst();
    }
    story.later(20);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void sessionsThatWereOfUseForLongMayEnd() {
    for (int i = 0; i < 3; i++) {
      TcpScript session = session(BUS, BUS_ADDRESS);
      for (int j = 0; j < 8; j++) {
        session.after(Duration.ofSeconds(9)).sendData(60).replyData(60);
      }
      session.serverFin().fin();
    }
    story.later(20);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void requestsToBootstrapMayEndAfterTheirAnswer() {
    for (int i = 0; i < 4; i++) {
      session(BOOTSTRAP, BOOTSTRAP_ADDRESS).serverFin().fin();
      session(BOOTSTRAP, BOOTSTRAP_ADDRESS).serverRst();
    }
    story.later(20);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void requestsToADataHostMayEndAfterTheirAnswer() {
    for (int i = 0; i < 4; i++) {
      session(DATA, "203.0.113.30").reply(TlsBytes.alert(1, 0)).serverFin().fin();
      session(DATA, "203.0.113.30").serverFin().fin();
      // The client takes leave in TLS, after the FIN of the other side.
      session(DATA, "203.0.113.30").serverFin().tls().encryptedAlert12(Side.CLIENT).tcp().fin();
    }
    story.later(20);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anEndInPlaceOfAnAnswerOfADataHostIsACut() {
    for (int i = 0; i < 3; i++) {
      // The client takes leave in TLS after that, which is no request.
      inUse(session(DATA, "203.0.113.30")).serverFin().sendData(26).fin();
    }
    story.later(20);

    assertThat(story.finding(CODE).hosts()).containsExactly(DATA);
  }

  @Test
  void relaySessionsServeOneRequest() {
    story.resolves(RENDEZVOUS, "203.0.113.22");
    for (int i = 0; i < 4; i++) {
      session(RENDEZVOUS, "203.0.113.22").serverFin().fin();
    }
    story.later(20);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void eachClientIsJudgedByItself() {
    for (int i = 0; i < 2; i++) {
      inUse(tunnel(CONNECTOR, BUS)).serverRst();
      inUse(tunnel(OTHER_CONNECTOR, BUS)).serverRst();
    }
    tunnel(OTHER_CONNECTOR, BUS);
    story.later(20);
    assertThat(story.findings(CODE)).isEmpty();

    inUse(tunnel(CONNECTOR, BUS)).serverRst();
    story.later(20);
    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).as("the other's session excuses none").isEqualTo(Severity.ERROR);
    assertThat(String.valueOf(finding.client())).isEqualTo(CONNECTOR);
  }

  @Test
  void copiesChangeNothing() {
    for (int i = 0; i < 2; i++) {
      inUse(session(BUS, BUS_ADDRESS)).copy().serverRst().copy();
    }
    story.later(20);
    assertThat(story.findings(CODE)).isEmpty();

    inUse(session(BUS, BUS_ADDRESS)).serverRst().copy();
    story.later(20);
    assertThat(story.finding(CODE).facts().get("sessions")).isEqualTo(3L);
  }

  @Test
  void theLastSecondsMayBringASessionThatLasts() {
    for (int i = 0; i < 3; i++) {
      inUse(session(BUS, BUS_ADDRESS)).serverRst();
    }
    story.later(2);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
    assertThat(story.codes()).containsExactly("CAPTURE-ENDED-EARLY", CODE);
  }

  /** The capture cut after any frame accuses nobody whom the whole one does not. */
  @Test
  void aCaptureThatIsCutAccusesNoMore() {
    for (int i = 0; i < 3; i++) {
      inUse(session(BUS, BUS_ADDRESS)).serverRst();
    }
    TcpScript lasting = session(BUS, BUS_ADDRESS);
    for (int i = 0; i < 5; i++) {
      lasting.after(Duration.ofSeconds(8)).sendData(60).replyData(60);
    }
    byte[] whole = story.script().pcapng();
    for (int length = 400; length <= whole.length; length += 37) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThat(story.diagnosed(part, Limits.standard()).findings())
          .as("cut to %d bytes", length)
          .noneMatch(finding -> finding.severity() == Severity.ERROR);
    }
  }

  @Test
  void isClearWhereSessionsLastAndOpenWhereThereAreNone() {
    assertThat(result()).isEqualTo(Check.Result.NOT_APPLICABLE);
    session(BUS, BUS_ADDRESS);
    story.later(20);
    assertThat(result()).isEqualTo(Check.Result.CLEAR);
  }

  private Check.Result result() {
    return story.diagnosed().checks().stream()
        .filter(check -> check.code().equals(CODE))
        .findFirst()
        .orElseThrow()
        .result();
  }
}
