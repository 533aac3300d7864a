package org.connectoranalyzer.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

/** Packets that Windows itself dropped, as etl2pcapng marks them, are nobody else's doing. */
class HostDroppedTest {
  private static final byte[] DROPPED =
      CaptureBytes.option(7, new byte[] {2, 1, 0, 0, 0, 0, 0, 0, 0});
  private static final byte[] INBOUND = CaptureBytes.option32(2, 1);
  private static final byte[] OUTBOUND = CaptureBytes.option32(2, 2);

  private final DirectStory story = new DirectStory();

  private TraceScript script() {
    return story.script();
  }

  private static byte[] packet(long id) {
    return CaptureBytes.option64(5, id);
  }

  @Test
  void aSynThatWindowsDroppedNeverLeft() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    script().withOptions(DROPPED, OUTBOUND);
    story.silent(BOOTSTRAP_ADDRESS);
    script().withOptions();
    story.later(10);

    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEqualTo("droppedLocally");
    assertThat(finding.facts().get("droppedByHost")).isEqualTo(3L);
    assertThat(finding.facts().get("retransmissions")).isEqualTo(2L);
    assertThat(DirectStory.kinds(finding))
        .containsExactly(
            "droppedByHost", "syn",
            "droppedByHost", "synRetransmission",
            "droppedByHost", "synRetransmission");
    assertThat(story.diagnosed().headlineOwner()).isEqualTo(Owner.CONNECTOR);
  }

  /** As pktmon shows it: at the protocol, at a filter, and there dropped; all with one id. */
  @Test
  void theDropMayBeToldOfACopy() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS);
    for (int i = 0; i < 3; i++) {
      script().withOptions(packet(i), OUTBOUND);
      connection.after(Duration.ofSeconds(i));
      if (i == 0) {
        connection.syn();
      } else {
        connection.synAgain();
      }
      script().copy(1).withOptions(packet(i), OUTBOUND, DROPPED).copy(1);
    }
    script().withOptions();
    story.later(20);

    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.variant()).isEqualTo("droppedLocally");
    assertThat(finding.facts().get("retransmissions")).isEqualTo(2L);
    assertThat(finding.facts().get("droppedByHost")).isEqualTo(3L);

    Finding copies = story.finding("CAPTURE-DUPLICATES");
    assertThat(copies.variant()).isEqualTo("components");
    assertThat(copies.facts().get("components")).isEqualTo(List.of("eth0", "eth1"));
  }

  @Test
  void oneThatLeftIsTheNetworksAndTheDropsAreTold() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    script().withOptions(DROPPED, OUTBOUND);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).syn();
    script().withOptions(OUTBOUND);
    connection.after(Duration.ofSeconds(1)).synAgain().after(Duration.ofSeconds(2)).synAgain();
    story.later(10);

    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("droppedByHost")).isEqualTo(1L);
  }

  /** One component discarded its copy; behind it the packet was recorded on its way out. */
  @Test
  void aDropBeforeTheLastCopyIsNotLocal() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS);
    for (int i = 0; i < 3; i++) {
      script().withOptions(packet(i), OUTBOUND, DROPPED);
      connection.after(Duration.ofSeconds(i));
      if (i == 0) {
        connection.syn();
      } else {
        connection.synAgain();
      }
      script().withOptions(packet(i), OUTBOUND).copy(1);
    }
    script().withOptions();
    story.later(20);

    assertThat(story.finding("SYN-UNANSWERED").owner()).isEqualTo(Owner.NETWORK);
  }

  @Test
  void aDropWithoutADirectionAccusesNobody() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    script().withOptions(DROPPED);
    story.silent(BOOTSTRAP_ADDRESS);
    script().withOptions();
    story.later(10);

    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.facts().get("droppedByHost")).isEqualTo(3L);
  }

  @Test
  void aDroppedAcknowledgmentIsNoClientHello() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).syn().synAck();
    script().withOptions(DROPPED, OUTBOUND);
    connection.ack();
    script().withOptions(OUTBOUND);
    connection.clientHello12(BOOTSTRAP).after(Duration.ofSeconds(31)).fin();
    script().withOptions();
    story.later(1);

    assertThat(story.finding("TLS-NO-ANSWER").variant()).isNotEqualTo("droppedLocally");
  }

  /** Recorded behind the connector, on a gateway: its filter is none of the connector's. */
  @Test
  void whatAnotherMachineDroppedOnItsWayInIsNotLocal() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    script().withOptions(DROPPED, INBOUND);
    story.silent(BOOTSTRAP_ADDRESS);
    script().withOptions();
    story.later(10);

    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("droppedByHost")).isEqualTo(3L);
  }

  @Test
  void aLocalDropAndASilentNetworkAreTwoCauses() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    script().withOptions(DROPPED, OUTBOUND);
    story.silent(BOOTSTRAP_ADDRESS);
    script().withOptions();
    story.silent(BUS_ADDRESS).later(10);

    List<Finding> findings = story.findings("SYN-UNANSWERED");
    assertThat(findings).extracting(Finding::owner).containsExactly(Owner.CONNECTOR, Owner.NETWORK);
    assertThat(findings.get(0).hosts()).containsExactly(BOOTSTRAP);
    assertThat(findings.get(1).hosts()).containsExactly(BUS);
    assertThat(findings.get(1).facts().get("droppedByHost")).isNull();
  }

  @Test
  void anAnswerThatWindowsDroppedDidArrive() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS);
    for (int i = 0; i < 3; i++) {
      script().withOptions(OUTBOUND);
      connection.after(Duration.ofSeconds(1L << i));
      if (i == 0) {
        connection.syn();
      } else {
        connection.synAgain();
      }
      script().withOptions(DROPPED, INBOUND);
      connection.synAck();
    }
    script().withOptions();
    story.later(20);

    Finding finding = story.finding("SYN-ACK-IGNORED");
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.variant()).isEqualTo("droppedLocally");
  }

  @Test
  void aRequestToTheProxyThatWindowsDropped() {
    TcpScript connection = script().tcp(DirectStory.CONNECTOR, DirectStory.PROXY).handshake();
    script().withOptions(DROPPED, OUTBOUND);
    connection.connect(BOOTSTRAP + ":443");
    for (int i = 0; i < 4; i++) {
      connection.after(Duration.ofSeconds(1L << i)).retransmit();
    }
    script().withOptions();
    story.later(31);

    Finding finding = story.finding("PROXY-NO-ANSWER");
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.variant()).isEqualTo("droppedLocally");
    assertThat(finding.facts().get("droppedByHost")).isEqualTo(5L);
  }

  @Test
  void connectionsToTheProxyThatWindowsDropped() {
    TcpScript works = script().tcp(DirectStory.CONNECTOR, DirectStory.PROXY).handshake();
    works.connect(BOOTSTRAP + ":443").respond(407).fin();
    script().withOptions(DROPPED, OUTBOUND);
    story.silent(script().tcp(DirectStory.CONNECTOR, DirectStory.PROXY));
    script().withOptions();
    story.later(31);

    Finding finding = story.finding("PROXY-UNREACHABLE");
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.variant()).isEqualTo("droppedLocally");
  }

  @Test
  void aClientHelloThatWindowsDropped() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake();
    script().withOptions(DROPPED, OUTBOUND);
    connection.clientHello12(BOOTSTRAP);
    for (int i = 0; i < 4; i++) {
      connection.after(Duration.ofSeconds(1L << i)).retransmit();
    }
    script().withOptions();
    connection.after(Duration.ofSeconds(16)).rst();
    story.later(1);

    Finding finding = story.finding("TLS-NO-ANSWER");
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.variant()).isEqualTo("droppedLocally");
  }

  @Test
  void aDropThatDidNoHarmIsNoFinding() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP);
    script().withOptions(DROPPED);
    connection.sendData(100);
    script().withOptions();
    connection.after(Duration.ofMillis(300)).retransmit().serverAck().replyData(100);
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
    assertThat(story.codes()).noneMatch(code -> !code.startsWith("CAPTURE-"));
  }

  /** A raw-IP interface of etl2pcapng: the length on the wire is 14 too much. */
  @Test
  void theWrongLengthOfRawPacketsCutsNothing() throws IOException {
    byte[] packet = Packets.tcp(Packets.ACK).payload("GET / ".getBytes(UTF_8)).ip();
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(101, 0)
            .ticks(0, 1_000_000, packet, packet.length + 14L)
            .bytes();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      Frame frame = new Frame();
      assertThat(recording.next(frame)).isTrue();
      assertThat(frame.originalLength()).isEqualTo(packet.length + 14L);
    }
    assertThat(story.diagnosed(file, Limits.standard()).findings())
        .extracting(Finding::code)
        .doesNotContain("CAPTURE-PACKETS-TRUNCATED");
  }
}
