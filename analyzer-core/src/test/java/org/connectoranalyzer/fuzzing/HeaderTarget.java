package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.LinkTypes;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.packet.DecodeStatus;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.packet.PacketHeaders;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.Tunnels;

/**
 * A frame of any link type (the first byte says which): what is decoded lies in the frame, and does
 * not depend on the frame before.
 */
final class HeaderTarget implements FuzzTarget {
  private static final int[] LINK_TYPES = {
    LinkTypes.ETHERNET,
    LinkTypes.NULL,
    LinkTypes.TOKEN_RING,
    LinkTypes.PPP,
    LinkTypes.FDDI,
    LinkTypes.DLT_RAW,
    LinkTypes.PPP_HDLC,
    LinkTypes.PPP_ETHER,
    LinkTypes.RAW,
    LinkTypes.C_HDLC,
    LinkTypes.IEEE802_11,
    LinkTypes.LOOP,
    LinkTypes.LINUX_SLL,
    LinkTypes.IEEE802_11_RADIOTAP,
    LinkTypes.IPV4,
    LinkTypes.IPV6,
    LinkTypes.LINUX_SLL2,
  };

  /** Everything in it is different from what most frames have. */
  private static final byte[] BEFORE =
      Packets.tcp(Packets.SYN | Packets.FIN)
          .from("2001:db8::4", 50000)
          .to("2001:db8::9", 443)
          .sequence(77)
          .payload(new byte[9])
          .ethernet();

  @Override
  public String name() {
    return "headers";
  }

  @Override
  public Stream<byte[]> seeds() {
    byte[] syn = Packets.tcp(Packets.SYN).sequence(1).ip();
    byte[] syn6 = Packets.tcp(Packets.SYN).from("2001:db8::4", 50000).to("2001:db8::9", 443).ip();
    byte[] udp = Packets.udp("10.0.0.4", 50000, "10.0.0.53", 53, new byte[20]);
    byte[] quote = Packets.icmp("10.0.0.1", "10.0.0.4", 3, 13, 0, syn);
    List<byte[]> packets = List.of(syn, syn6, udp, quote);
    Stream<byte[]> ethernet =
        packets.stream()
            .map(Packets::ethernet)
            .flatMap(frame -> Stream.of(frame, Packets.vlan(frame, 0x8100, 7)))
            .map(frame -> of(0, frame));
    Stream<byte[]> raw = packets.stream().map(packet -> of(8, packet));
    byte[] ppp = Packets.join(new byte[] {(byte) 0xFF, 3, 0, 0x21}, syn);
    byte[] sll = Packets.join(new byte[14], new byte[] {8, 0}, syn);
    byte[] sll2 = Packets.join(new byte[] {8, 0}, new byte[18], syn);
    byte[] loop = Packets.join(new byte[] {2, 0, 0, 0}, syn);
    byte[] snap = Packets.join(new byte[] {8, 0}, new byte[22], llc(), syn);
    byte[] radiotap = Packets.join(new byte[] {0, 0, 8, 0, 0, 0, 0, 0}, snap);
    Stream<byte[]> others =
        Stream.of(
            of(3, ppp), of(12, sll), of(16, sll2), of(1, loop), of(10, snap), of(13, radiotap));
    return Stream.of(ethernet, raw, others, tunnels(syn)).flatMap(all -> all);
  }

  private static Stream<byte[]> tunnels(byte[] packet) {
    byte[] frame = Packets.ethernet(packet);
    Stream<byte[]> packets =
        Stream.of(
            Tunnels.gre(0x0800, packet),
            Tunnels.gre("B000 6558 00000000 00000007 00000009", frame),
            Tunnels.gre("1000 88BE 00000009", Tunnels.hex("1001 0000 00000000"), frame),
            Tunnels.ipv4(4, packet),
            Tunnels.ipv6(4, packet),
            Tunnels.ipv4(51, Tunnels.authenticated(4, packet)),
            Tunnels.vxlan(frame),
            Tunnels.geneve(frame));
    return Stream.concat(
            Stream.of(
                Tunnels.mpls(2, packet),
                Tunnels.pppoe(Packets.join(Tunnels.hex("0021"), packet)),
                Packets.ethernet(Tunnels.vxlan(Tunnels.mpls(1, Tunnels.gre(0x0800, packet))))),
            packets.map(Packets::ethernet))
        .map(content -> of(0, content));
  }

  private static byte[] llc() {
    return new byte[] {(byte) 0xAA, (byte) 0xAA, 3, 0, 0, 0, 8, 0};
  }

  private static byte[] of(int linkType, byte[] frame) {
    return Packets.join(new byte[] {(byte) linkType}, frame);
  }

  @Override
  public void run(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    int linkType = LINK_TYPES[(input[0] & 0xFF) % LINK_TYPES.length];
    byte[] packet = Arrays.copyOfRange(input, 1, input.length);
    byte[] capture =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(LinkTypes.ETHERNET, 0)
            .networkInterface(linkType, 0)
            .packet(0, 1, BEFORE)
            .packet(1, 2, packet)
            .bytes();
    HeaderDecoder used = new HeaderDecoder();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(new ByteArrayInputStream(capture), "input")) {
      assertThat(recording.next(frame)).isTrue();
      assertThat(used.decode(frame).status()).isEqualTo(DecodeStatus.DECODED);
      assertThat(recording.next(frame)).isTrue();
      String told = check(frame, used.decode(frame));
      assertThat(check(frame, new HeaderDecoder().decode(frame))).isEqualTo(told);
    }
  }

  private static String check(Frame frame, PacketHeaders headers) {
    if (headers.status() != DecodeStatus.DECODED) {
      return headers.status().toString();
    }
    int end = frame.bytes().length();
    assertThat(headers.ipVersion()).isIn(4, 6);
    assertThat(headers.ipOffset()).isBetween(0, end);
    assertThat(headers.ipLength()).isNotNegative();
    assertThat(headers.payloadCaptured()).isBetween(0, Math.max(0, headers.payloadLength()));
    if (headers.payloadCaptured() > 0) {
      assertThat(headers.payloadOffset() + headers.payloadCaptured()).isLessThanOrEqualTo(end);
      assertThat(headers.payloadOffset()).isGreaterThanOrEqualTo(headers.ipOffset());
    }
    String told = told(headers);
    if (headers.isIcmpError() && headers.quoted().status() == DecodeStatus.DECODED) {
      assertThat(headers.quoted().ipVersion()).isIn(4, 6);
      told += " quotes " + told(headers.quoted());
    }
    return told;
  }

  private static String told(PacketHeaders headers) {
    StringBuilder told = new StringBuilder().append(headers.ipVersion());
    long[] numbers = {
      headers.sourceHigh(),
      headers.sourceLow(),
      headers.destinationHigh(),
      headers.destinationLow(),
      headers.protocol(),
      headers.ttl(),
      headers.ipId(),
      headers.ipOffset(),
      headers.ipLength(),
      headers.sourceMac(),
    };
    told.append(Arrays.toString(numbers)).append(headers.fragment());
    told.append(headers.laterFragment()).append(headers.packetTruncated());
    if (headers.isTcp() || headers.isUdp()) {
      told.append(headers.sourcePort()).append(' ').append(headers.destinationPort());
      told.append(' ').append(headers.payloadOffset()).append(' ').append(headers.payloadLength());
      told.append(' ').append(headers.payloadCaptured());
    }
    if (headers.isTcp()) {
      told.append(' ').append(headers.sequence()).append(' ').append(headers.acknowledgment());
      told.append(' ').append(headers.tcpFlags()).append(' ').append(headers.window());
    }
    if (headers.isIcmp()) {
      told.append(' ').append(headers.icmpType()).append(' ').append(headers.icmpCode());
    }
    return told.toString();
  }
}
