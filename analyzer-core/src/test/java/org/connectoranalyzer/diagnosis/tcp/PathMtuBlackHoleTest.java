package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.ROUTER;

import java.time.Duration;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class PathMtuBlackHoleTest {
  private static final String CODE = "PATH-MTU-BLACK-HOLE";
  private static final byte[] FULL = new byte[1460];

  private final DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);

  /** The server's two full-size segments never come, the small one behind them does. */
  private TcpScript lostFlight(TcpScript connection, String sni) {
    connection.handshake().clientHello12(sni).serverAck();
    connection.deaf(Side.CLIENT).unseen().reply(new byte[2920]).reply(new byte[300]);
    return connection.ack();
  }

  /** The client's second flight: a full-size segment that is sent again and again. */
  private TcpScript lostCertificate(TcpScript connection, int size, int repeats) {
    connection.deaf(Side.SERVER).send(new byte[size]).send(new byte[300]).serverAck();
    for (int i = 0; i < repeats; i++) {
      connection
          .after(Duration.ofMillis(300L << i))
          .segment(Side.CLIENT, -(size + 300), new byte[size]);
    }
    return connection;
  }

  private TcpScript flightArrives() {
    return story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .clientHello12(BOOTSTRAP)
        .mss(1000)
        .serverHello12();
  }

  private TcpScript seconds(TcpScript connection, int count) {
    return connection.after(Duration.ofSeconds(count));
  }

  @Test
  void aServersFlightThatNeverArrives() {
    TcpScript connection = lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP);
    long asked = connection.lastFrame();
    long fin = seconds(connection, 20).fin().lastFrame();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.confidenceReason()).isEqualTo("laterSegmentsArrived");
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("direction")).isEqualTo("fromServer");
    assertThat(finding.facts().get("smallestLost")).isEqualTo(1460L);
    assertThat(finding.facts().get("largestPassed")).isEqualTo(300L);
    assertThat(finding.facts().get("mss")).isEqualTo(1460L);
    assertThat(finding.facts().get("packetLost")).isEqualTo(1500L);
    assertThat(DirectStory.frames(finding)).containsExactly(asked - 1, asked, fin);
    assertThat(DirectStory.kinds(finding)).containsExactly("gap", "repeatedAck", "fin");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void onlyTheServersAnswerToTheCloseShowsThatItHadSent() {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP);
    connection.serverAck().deaf(Side.CLIENT).unseen().reply(new byte[2920]);
    seconds(connection, 20).fin().serverAck();
    story.later(40);

    assertThat(story.finding(CODE).facts().get("direction")).isEqualTo("fromServer");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aClientsFlightThatNeverArrives() {
    seconds(lostCertificate(flightArrives(), 1460, 4), 5).rst();
    story.later(5);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEqualTo("fromClient");
    assertThat(finding.confidenceReason()).isEqualTo("stillAnswered");
    assertThat(finding.facts().get("smallestLost")).isEqualTo(1460L);
    assertThat(finding.facts().get("repeats")).isEqualTo(4L);
    assertThat(DirectStory.kinds(finding)).contains("retransmission", "repeatedAck", "rst");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aClientHelloTooLargeForThePath() {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake();
    seconds(lostCertificate(connection, 1460, 4), 5).rst();
    story.later(5);

    assertThat(story.finding(CODE).variant()).isEqualTo("fromClient");
  }

  @Test
  void hostsThatFallSilentBesideItBelongToIt() {
    story.resolves(BUS, BUS_ADDRESS);
    seconds(lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP), 20).fin();
    seconds(story.to(BUS_ADDRESS).handshake().clientHello12(BUS).serverAck(), 20).fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.subject()).isEqualTo("*:443");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void onTheWayToTheProxyItIsTheProxysPath() {
    TcpScript connection = story.to("10.20.8.80", 8080).handshake();
    connection.connect(BOOTSTRAP + ":443").respond(200);
    connection.clientHello12(BOOTSTRAP).serverAck();
    connection.deaf(Side.CLIENT).unseen().reply(new byte[2920]).reply(new byte[300]).ack();
    seconds(connection, 20).fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.way()).isEqualTo(Way.PROXY);
    assertThat(finding.subject()).isEqualTo("10.20.8.80:8080");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void tunnelsThatFallSilentBesideItBelongToIt() {
    TcpScript shown = story.to("10.20.8.80", 8080).handshake();
    shown.connect(BOOTSTRAP + ":443").respond(200);
    shown.clientHello12(BOOTSTRAP).serverAck();
    shown.deaf(Side.CLIENT).unseen().reply(new byte[2920]).reply(new byte[300]).ack();
    seconds(shown, 20).fin();
    TcpScript silent = story.to("10.20.8.80", 8080).handshake();
    silent.connect(BUS + ":443").respond(200);
    seconds(silent.clientHello12(BUS).serverAck(), 20).fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.subject()).isEqualTo("10.20.8.80:8080");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void icmpThatTheSenderDoesNotHeedIsNamed() {
    TcpScript connection = flightArrives();
    connection.deaf(Side.SERVER).send(FULL).icmp(ROUTER, 3, 4);
    for (int i = 0; i < 4; i++) {
      connection.after(Duration.ofMillis(300L << i)).segment(Side.CLIENT, -1460, FULL);
    }
    seconds(connection, 10).rst();
    story.later(5);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("icmpIgnored");
    assertThat(finding.facts().get("router")).isEqualTo(ROUTER);
    assertThat(DirectStory.kinds(finding)).contains("icmpTooBig");
  }

  @Test
  void icmpThatTheSenderHeedsIsNoFault() {
    TcpScript connection = flightArrives();
    connection.send(FULL).icmp(ROUTER, 3, 4);
    connection
        .segment(Side.CLIENT, -1460, new byte[1360])
        .segment(Side.CLIENT, -100, new byte[100]);
    connection.serverAck().finished12().sendData(400).replyData(900);
    story.later(40);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aFullSizeSegmentThatArrivesMakesItOrdinaryLoss() {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP);
    connection.serverAck().reply(FULL).ack();
    connection.deaf(Side.CLIENT).unseen().reply(FULL).reply(new byte[300]).ack();
    seconds(connection, 20).fin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aFullSizeSegmentOnAnotherConnectionToTheServerMakesItOrdinaryLoss() {
    story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP).reply(FULL).ack().fin();
    seconds(lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP), 20).fin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void smallSegmentsThatGetLostAreOrdinaryLoss() {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP);
    connection.serverAck().deaf(Side.CLIENT).unseen().reply(new byte[200]).reply(new byte[300]);
    seconds(connection.ack(), 20).fin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void lossThatIsMadeGoodIsNoBlackHole() {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP);
    connection.unseen().reply(FULL).reply(new byte[300]);
    connection.after(Duration.ofSeconds(1)).segment(Side.SERVER, -1760, FULL).ack();
    seconds(connection, 20).fin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aClientThatHangsUpAtOnceProvesNothing() {
    lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP).fin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void segmentsThatOnlyTheCaptureLacksAreNoLoss() {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP);
    connection.unseen().reply(new byte[2920]).reply(new byte[300]).ack();
    seconds(connection, 20).fin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aCaptureThatEndsBeforeAnybodyGaveUpDecidesNothing() {
    lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
    assertThat(story.codes()).containsExactly("CAPTURE-ENDED-EARLY", CODE);
  }

  @Test
  void silenceOfThirtySecondsIsAnEndToo() {
    lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP);
    story.later(31);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void aHostThatWasReachedAtAnotherAddressIsAWarning() {
    seconds(lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP), 20).fin();
    story.reached(BOOTSTRAP, "203.0.113.10").later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.confidenceReason()).isEqualTo("reachedOtherwise");
  }

  @Test
  void copiesOfSegmentsAreNoRepetition() {
    TcpScript connection = flightArrives();
    connection.deaf(Side.SERVER).send(FULL).copy().copy().copy().copy();
    seconds(connection, 5).rst();
    story.later(5);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void anotherClientsConnectionsNeitherProveNorExcuseIt() {
    TcpScript other = story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake();
    other.clientHello12(BOOTSTRAP).reply(FULL).ack().fin();
    seconds(lostFlight(story.to(BOOTSTRAP_ADDRESS), BOOTSTRAP), 20).fin();
    story.later(10);

    assertThat(story.finding(CODE).client()).hasToString(DirectStory.CONNECTOR);
  }

  @Test
  void otherPeoplesHostsAreNotTheConnectors() {
    seconds(lostFlight(story.to("203.0.113.77"), "www.example.com"), 20).fin();
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void withoutAnyConnectionItCannotBeTold() {
    story.silent(BOOTSTRAP_ADDRESS).later(30);

    assertThat(story.diagnosed().checks())
        .anySatisfy(
            check -> {
              assertThat(check.code()).isEqualTo(CODE);
              assertThat(check.reason()).isEqualTo("nothingOpened");
            });
  }
}
