package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.conversation.Tracked.retransmissions;
import static org.connectoranalyzer.conversation.Tracked.track;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.packet.Encapsulation;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.connectoranalyzer.testing.Tunnels;
import org.junit.jupiter.api.Test;

/** Copies of one packet are no packets of their own; what is no copy counts. */
class CopiesTest {
  private static final long MILLISECOND = 1_000_000L;

  private static Packets.Tcp syn() {
    return Packets.tcp(Packets.SYN).from("10.0.0.4", 50000).to("203.0.113.9", 443).sequence(1000);
  }

  private static Packets.Tcp syn6() {
    return Packets.tcp(Packets.SYN)
        .from("2001:db8::1", 50000)
        .to("2001:db8::2", 443)
        .sequence(1000);
  }

  /** Two SYNs so far apart: whether the second is a retransmission (else it is a copy). */
  private static boolean isRetransmission(byte[] first, byte[] second, long nanoseconds) {
    long start = 1_700_000_000_000_000_000L;
    Conversations found =
        track(
            CaptureBytes.pcapngEthernet()
                .packet(start, first)
                .packet(start + nanoseconds, second)
                .bytes());
    boolean retransmission = retransmissions(found).equals(List.of(2L));
    assertThat(found.duplicateFrames()).isEqualTo(retransmission ? 0 : 1);
    return retransmission;
  }

  @Test
  void equalBytesAreACopyUpToAHundredMilliseconds() {
    byte[] syn = syn().id(0).ethernet();
    assertThat(isRetransmission(syn, syn, 0)).isFalse();
    assertThat(isRetransmission(syn, syn, 100 * MILLISECOND)).isFalse();
    assertThat(isRetransmission(syn, syn, -100 * MILLISECOND)).isFalse();
    assertThat(isRetransmission(syn, syn, 101 * MILLISECOND)).isTrue();
    assertThat(isRetransmission(syn, syn, -101 * MILLISECOND)).isTrue();
  }

  @Test
  void theSameIdentificationIsACopyUpToOneSecond() {
    byte[] syn = syn().id(7).ethernet();
    byte[] otherOptions = syn().id(7).options((byte) 2, (byte) 4, (byte) 5, (byte) 0).ethernet();
    assertThat(isRetransmission(syn, syn, 1000 * MILLISECOND)).isFalse();
    assertThat(isRetransmission(syn, otherOptions, 1000 * MILLISECOND)).isFalse();
    assertThat(isRetransmission(syn, syn, 1001 * MILLISECOND)).isTrue();
  }

  @Test
  void anotherIdentificationIsARetransmissionHoweverShortTheGap() {
    assertThat(isRetransmission(syn().id(7).ethernet(), syn().id(8).ethernet(), 1000)).isTrue();
  }

  @Test
  void identificationZeroIdentifiesNothing() {
    byte[] syn = syn().id(0).ethernet();
    byte[] otherOptions = syn().id(0).options((byte) 2, (byte) 4, (byte) 5, (byte) 0).ethernet();
    assertThat(isRetransmission(syn, syn, 300 * MILLISECOND)).isTrue();
    assertThat(isRetransmission(syn, otherOptions, MILLISECOND)).isTrue();
  }

  @Test
  void aPacketSeenOutsideATunnelAndInsideIsOnePacket() {
    byte[] syn = syn().id(0).ethernet();
    byte[] mirrored = Packets.ethernet(Tunnels.gre(0x88BE, syn));
    byte[] overlay = Packets.ethernet(Tunnels.vxlan(syn().id(0).ttl(127).ethernet()));
    assertThat(isRetransmission(syn, mirrored, MILLISECOND)).isFalse();
    assertThat(isRetransmission(overlay, mirrored, -MILLISECOND)).isFalse();
    assertThat(isRetransmission(overlay, syn, 300 * MILLISECOND)).isTrue();
    byte[] next = Packets.ethernet(Tunnels.vxlan(syn().id(8).ethernet()));
    assertThat(isRetransmission(syn().id(7).ethernet(), next, MILLISECOND)).isTrue();
  }

  @Test
  void aConnectionMirroredIntoATunnelIsOneConnection() {
    List<byte[]> frames = new ArrayList<>();
    for (byte[] frame :
        List.of(
            syn().id(1).ethernet(),
            Packets.tcp(Packets.ACK)
                .from("10.0.0.4", 50000)
                .to("203.0.113.9", 443)
                .sequence(1001)
                .id(2)
                .payload(new byte[100])
                .ethernet())) {
      frames.add(frame);
      frames.add(Packets.ethernet(Tunnels.geneve(frame)));
      frames.add(Tunnels.mpls(2, frame));
    }
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    frames.forEach(frame -> file.packet(MILLISECOND, frame));
    Conversations found = track(file.bytes());
    assertThat(found.tcp()).hasSize(1);
    assertThat(retransmissions(found)).isEmpty();
    assertThat(found.tcp().get(0).fromClient().retransmittedSegments()).isZero();
    assertThat(found.duplicateFrames()).isEqualTo(4);
    assertThat(found.encapsulations())
        .containsExactly(Map.entry(Encapsulation.MPLS, 2L), Map.entry(Encapsulation.GENEVE, 2L));
  }

  @Test
  void hopsTrafficClassAndChecksumsMayDiffer() {
    byte[] syn = syn().id(0).ttl(128).ethernet();
    byte[] routed = syn().id(0).ttl(127).ethernet();
    routed[15] = 0x28;
    routed[24] = 1;
    routed[14 + 20 + 16] ^= 0x55;
    assertThat(isRetransmission(syn, routed, MILLISECOND)).isFalse();

    byte[] six = syn6().ttl(64).ethernet();
    byte[] routedSix = syn6().ttl(63).ethernet();
    routedSix[14] = 0x6A;
    routedSix[14 + 40 + 17] ^= 0x55;
    assertThat(isRetransmission(six, routedSix, MILLISECOND)).isFalse();
  }

  @Test
  void anotherOptionWithoutIdentificationIsNoCopy() {
    byte[] six = syn6().ethernet();
    byte[] otherOption = syn6().options((byte) 1, (byte) 1, (byte) 1, (byte) 0).ethernet();
    assertThat(isRetransmission(six, otherOption, MILLISECOND)).isTrue();
    assertThat(isRetransmission(six, six, MILLISECOND)).isFalse();
    assertThat(isRetransmission(six, six, 300 * MILLISECOND)).isTrue();
  }

  @Test
  void vlanTagsAndLinkLayersMayDiffer() {
    byte[] syn = syn().id(0).ethernet();
    assertThat(isRetransmission(syn, Packets.vlan(syn, 0x8100, 5), MILLISECOND)).isFalse();
  }

  @Test
  void onePacketOnSeveralInterfacesIsOnePacket() {
    TraceScript script = new TraceScript();
    script.tcp("10.0.0.4", "203.0.113.9:443").syn();
    script.copy(1).copy(2);

    Conversations found = track(script);
    assertThat(retransmissions(found)).isEmpty();
    assertThat(found.duplicateFrames()).isEqualTo(2);
  }

  @Test
  void thePacketIdTellsCopiesAtAnyDistanceIfTheBytesAreEqual() {
    assertThat(withPacketIds(syn6().ethernet(), 5, syn6().ethernet(), 5)).isEmpty();
    assertThat(withPacketIds(syn6().ethernet(), 5, syn6().ethernet(), 6)).containsExactly(2L);
    byte[] otherOption = syn6().options((byte) 1, (byte) 1, (byte) 1, (byte) 0).ethernet();
    assertThat(withPacketIds(syn6().ethernet(), 5, otherOption, 5)).containsExactly(2L);
  }

  private static List<Long> withPacketIds(byte[] first, long id, byte[] second, long otherId) {
    byte[] capture =
        CaptureBytes.pcapngEthernet()
            .ticks(0, 0, first, first.length, CaptureBytes.option64(5, id))
            .ticks(0, 3_000_000_000L, second, second.length, CaptureBytes.option64(5, otherId))
            .bytes();
    return retransmissions(track(capture));
  }

  @Test
  void packetsWithoutTimeAreCopiesIfTheirBytesAreEqual() {
    byte[] syn = syn().id(3).ethernet();
    byte[] again = syn().id(4).ethernet();
    byte[] capture =
        CaptureBytes.pcapngEthernet()
            .simplePacket(syn, syn.length)
            .simplePacket(syn, syn.length)
            .simplePacket(again, again.length)
            .bytes();

    Conversations found = track(capture);
    assertThat(retransmissions(found)).containsExactly(3L);
    TcpConversation conversation = found.tcp().get(0);
    assertThat(conversation.startTime()).isEqualTo(FrameRef.NO_TIME);
    assertThat(conversation.attempts().get(0).silence()).isZero();
  }

  /** A conversation with everything of which copies might be mistaken. */
  private static TraceScript busy() {
    TraceScript script = new TraceScript();
    script.resolves("10.0.0.4", "10.0.0.53", "x.example.com", "203.0.113.9");
    TcpScript lost = script.tcp("10.0.0.4", "203.0.113.9:443");
    lost.syn().after(Duration.ofSeconds(3)).synAgain().after(Duration.ofSeconds(6)).synAgain();
    TcpScript refused = script.tcp("10.0.0.4", "203.0.113.10:443");
    refused.syn().refuse().after(Duration.ofMillis(500)).synAgain().refuse();
    TcpScript rejected = script.tcp("10.0.0.4", "203.0.113.11:443");
    rejected.syn().icmp("192.0.2.1", 3, 13).after(Duration.ofSeconds(1)).synAgain();
    TcpScript good = script.tcp("10.0.0.4", "203.0.113.12:443").handshake();
    good.send("hello").reply("world").send("more").retransmit().fin().serverFin().ack();
    script.goesOn(Duration.ofSeconds(30));
    return script;
  }

  @Test
  void aFileAppendedToItselfSaysNothingNew() {
    byte[] once = busy().pcapng();
    Dialogues said = new Dialogues();
    Conversations single = track(once, TrackerOptions.defaults(), said);
    Dialogues saidTwice = new Dialogues();
    byte[] appended = Packets.join(once, onlyPackets(once));
    Conversations twice = track(appended, TrackerOptions.defaults(), saidTwice);

    assertThat(twice.tcp()).isEqualTo(single.tcp());
    assertThat(twice.icmp()).isEqualTo(single.icmp());
    assertThat(saidTwice.events()).isEqualTo(said.events());
    assertThat(saidTwice.datagrams()).isEqualTo(said.datagrams());
    // Every frame but the ARP one.
    assertThat(twice.duplicateFrames()).isEqualTo(busy().lastFrame() - 1);
    assertThat(twice.clockWentBack()).isEqualTo(1);
  }

  /** The packets of a capture with one section, without its header and interface. */
  private static byte[] onlyPackets(byte[] capture) {
    int header = 28;
    int description = header + 4;
    int length =
        Byte.toUnsignedInt(capture[description])
            | Byte.toUnsignedInt(capture[description + 1]) << 8;
    return java.util.Arrays.copyOfRange(capture, header + length, capture.length);
  }

  @Test
  void aSynFarBackInALongFileIsFound() {
    // More packets between than are remembered: the attempt itself knows its SYNs.
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    byte[] syn = syn().id(5).ethernet();
    byte[] again = syn().id(6).ethernet();
    file.packet(0, syn).packet(3_000 * MILLISECOND, again);
    for (int i = 0; i < 100_000; i++) {
      byte[] other =
          Packets.tcp(Packets.SYN).from("10.1.0.4", 1 + i % 60_000).sequence(i).id(9).ethernet();
      file.packet(5_000 * MILLISECOND + i, other);
    }
    file.packet(0, syn).packet(3_000 * MILLISECOND, again);

    assertThat(retransmissions(track(file.bytes()))).containsExactly(2L);
  }

  @Test
  void everyPacketDoubledWithinMicrosecondsSaysNothingNew() {
    byte[] once = busy().pcapng();
    Dialogues said = new Dialogues();
    List<TcpConversation> single = track(once, TrackerOptions.defaults(), said).tcp();
    Dialogues saidTwice = new Dialogues();
    List<TcpConversation> twice =
        track(doubled(busy()), TrackerOptions.defaults(), saidTwice).tcp();

    assertThat(twice).hasSameSizeAs(single);
    for (int i = 0; i < single.size(); i++) {
      assertThat(shape(twice.get(i))).isEqualTo(shape(single.get(i)));
    }
    assertThat(withoutFrames(saidTwice.events())).isEqualTo(withoutFrames(said.events()));
    assertThat(saidTwice.datagrams()).hasSameSizeAs(said.datagrams());
  }

  private static byte[] doubled(TraceScript script) {
    byte[] capture = script.pcapng();
    List<byte[]> blocks = new ArrayList<>();
    byte[] packets = onlyPackets(capture);
    blocks.add(java.util.Arrays.copyOf(capture, capture.length - packets.length));
    for (int at = 0; at < packets.length; ) {
      int length = Byte.toUnsignedInt(packets[at + 4]) | Byte.toUnsignedInt(packets[at + 5]) << 8;
      byte[] block = java.util.Arrays.copyOfRange(packets, at, at + length);
      blocks.add(block);
      blocks.add(block);
      at += length;
    }
    return Packets.join(blocks.toArray(new byte[0][]));
  }

  private static String shape(TcpConversation one) {
    StringBuilder shape = new StringBuilder(one.client() + " " + one.server());
    for (SynAttempt attempt : one.attempts()) {
      shape.append(' ').append(attempt.retransmissions().size());
      shape.append(' ').append(attempt.answers().size());
      shape.append(' ').append(attempt.outcome()).append(' ').append(attempt.cause());
    }
    for (Side side : Side.values()) {
      TcpConversation.Flow flow = one.flow(side);
      shape.append(' ').append(flow.frames()).append(' ').append(flow.payloadBytes());
      shape
          .append(' ')
          .append(flow.retransmittedSegments())
          .append(' ')
          .append(flow.missingBytes());
    }
    return shape.toString();
  }

  private static List<String> withoutFrames(List<String> events) {
    return events.stream().map(event -> event.replaceFirst("\\d+", "")).toList();
  }
}
