package org.connectoranalyzer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Network and transport layer; link layers are in LinkLayerTest. */
class HeaderDecoderTest {
  private static final int RAW = 101;
  private static final long CLIENT = 0x0A00_0004L;
  private static final long SERVER = 0xCB00_7109L;
  private static final byte[] MSS = {2, 4, 5, (byte) 0xB4};

  static PacketHeaders decode(int linkType, byte[] captured, int wireLength) {
    byte[] file = CaptureBytes.pcap().linkType(linkType).packet(0, 0, captured, wireLength).bytes();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      Frame frame = new Frame();
      assertThat(recording.next(frame)).isTrue();
      return new HeaderDecoder().decode(frame);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static PacketHeaders decode(byte[] ethernet) {
    return decode(1, ethernet, ethernet.length);
  }

  private static PacketHeaders decodeIp(byte[] packet) {
    return decode(RAW, packet, packet.length);
  }

  private static PacketHeaders decodeCut(byte[] ethernet, int snapLength) {
    return decode(1, Arrays.copyOf(ethernet, snapLength), ethernet.length);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void synOverIpv4() {
    PacketHeaders headers =
        decode(
            Packets.tcp(Packets.SYN | Packets.ECE | Packets.CWR)
                .sequence(0xFFFF_FFF0L)
                .options(MSS)
                .id(0x1234)
                .ttl(127)
                .window(0xFFFF)
                .ethernet());
    assertThat(headers.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.isTcp()).isTrue();
    assertThat(headers.isUdp()).isFalse();
    assertThat(headers.isSyn()).isTrue();
    assertThat(headers.isSynAck()).isFalse();
    assertThat(headers.ipVersion()).isEqualTo(4);
    assertThat(headers.sourceHigh()).isZero();
    assertThat(headers.sourceLow()).isEqualTo(CLIENT);
    assertThat(headers.destinationLow()).isEqualTo(SERVER);
    assertThat(headers.sourcePort()).isEqualTo(49152);
    assertThat(headers.destinationPort()).isEqualTo(443);
    assertThat(headers.sequence()).isEqualTo(0xFFFF_FFF0L);
    assertThat(headers.window()).isEqualTo(0xFFFF);
    assertThat(headers.ttl()).isEqualTo(127);
    assertThat(headers.ipId()).isEqualTo(0x1234);
    assertThat(headers.sourceMac()).isEqualTo(0x0200_0000_0001L);
    assertThat(headers.ipOffset()).isEqualTo(14);
    assertThat(headers.ipLength()).isEqualTo(44);
    assertThat(headers.payloadOffset()).isEqualTo(14 + 20 + 24);
    assertThat(headers.payloadLength()).isZero();
    assertThat(headers.packetTruncated()).isFalse();
    assertThat(headers.fragment()).isFalse();
  }

  @Test
  void dataOverIpv6() {
    PacketHeaders headers =
        decode(
            Packets.tcp(Packets.ACK | Packets.PSH)
                .from("2001:db8::4", 50000)
                .to("2001:db8:0:1::9", 8080)
                .acknowledgment(0x8000_0001L)
                .payload("CONNECT".getBytes(StandardCharsets.US_ASCII))
                .ttl(64)
                .ethernet());
    assertThat(headers.ipVersion()).isEqualTo(6);
    assertThat(headers.sourceHigh()).isEqualTo(0x2001_0DB8_0000_0000L);
    assertThat(headers.sourceLow()).isEqualTo(4);
    assertThat(headers.destinationHigh()).isEqualTo(0x2001_0DB8_0000_0001L);
    assertThat(headers.destinationLow()).isEqualTo(9);
    assertThat(headers.acknowledgment()).isEqualTo(0x8000_0001L);
    assertThat(headers.isAck()).isTrue();
    assertThat(headers.isSyn()).isFalse();
    assertThat(headers.ttl()).isEqualTo(64);
    assertThat(headers.payloadLength()).isEqualTo(7);
    assertThat(headers.payloadCaptured()).isEqualTo(7);
    assertThat(headers.bytes().ascii(headers.payloadOffset(), 7)).isEqualTo("CONNECT");
  }

  @ParameterizedTest
  @CsvSource({
    "0x02, true, false", "0xC2, true, false", "0x0A, true, false", "0x12, false, true",
    "0x06, false, false", "0x03, false, false", "0x16, false, false", "0x13, false, false",
    "0x10, false, false", "0x00, false, false"
  })
  void onlyABareSynOpens(String flags, boolean syn, boolean synAck) {
    PacketHeaders headers = decode(Packets.tcp(Integer.decode(flags)).ethernet());
    assertThat(headers.isSyn()).isEqualTo(syn);
    assertThat(headers.isSynAck()).isEqualTo(synAck);
  }

  @Test
  void ethernetPaddingIsNoPayload() {
    byte[] padded = Arrays.copyOf(Packets.tcp(Packets.ACK).ethernet(), 60);
    PacketHeaders headers = decode(padded);
    assertThat(headers.payloadLength()).isZero();
    assertThat(headers.ipLength()).isEqualTo(40);
  }

  @Test
  void udp() {
    PacketHeaders headers =
        decodeIp(Packets.udp("10.0.0.4", 5000, "203.0.113.9", 53, new byte[12]));
    assertThat(headers.isUdp()).isTrue();
    assertThat(headers.isTcp()).isFalse();
    assertThat(headers.destinationPort()).isEqualTo(53);
    assertThat(headers.payloadOffset()).isEqualTo(28);
    assertThat(headers.payloadLength()).isEqualTo(12);
    assertThat(headers.sequence()).isEqualTo(-1);
    assertThat(headers.tcpFlags()).isZero();
  }

  @Test
  void ipv4OptionsMoveTheTransportHeader() {
    byte[] plain = Packets.tcp(Packets.SYN).sequence(7).ip();
    byte[] routerAlert = {(byte) 0x94, 4, 0, 0};
    byte[] packet =
        Packets.join(
            Arrays.copyOf(plain, 20), routerAlert, Arrays.copyOfRange(plain, 20, plain.length));
    packet[0] = 0x46;
    packet[3] = (byte) (packet[3] + 4);
    PacketHeaders headers = decodeIp(Packets.withIpv4Checksum(packet));
    assertThat(headers.isSyn()).isTrue();
    assertThat(headers.sequence()).isEqualTo(7);
  }

  @Test
  void aFirstFragmentIsReadAndALaterOneOnlyCounted() {
    byte[] packet = Packets.tcp(Packets.ACK).payload(new byte[24]).ip();
    byte[] first = packet.clone();
    first[6] = 0x20;
    PacketHeaders headers = decodeIp(first);
    assertThat(headers.isTcp()).isTrue();
    assertThat(headers.fragment()).isTrue();
    assertThat(headers.laterFragment()).isFalse();

    byte[] later = packet.clone();
    later[6] = 0;
    later[7] = 3;
    headers = decodeIp(later);
    assertThat(headers.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.laterFragment()).isTrue();
    assertThat(headers.isTcp()).isFalse();
    assertThat(headers.sourcePort()).isEqualTo(-1);
    assertThat(headers.protocol()).isEqualTo(PacketHeaders.TCP);
    assertThat(headers.sourceLow()).isEqualTo(CLIENT);
  }

  private static byte[] ipv6(int nextHeader, byte[] content) {
    return Packets.ip("2001:db8::4", "2001:db8::9", nextHeader, content, 64, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 06 00 05 02 00 00 01 00",
    "0, 06 00 01 04 00 00 00 00",
    "43, 06 02 00 00 00 00 00 00 20010db8000000000000000000000001",
    "44, 06 00 00 01 00 00 00 07",
    "60, 06 01 01 0C 0000000000000000 00000000",
    "51, 06 04 0000 00000001 00000002 000000000000000000000000",
    "0, 3C 00 01 04 00 00 00 00 06 00 01 04 00 00 00 00"
  })
  void walksIpv6ExtensionHeaders(int nextHeader, String extensions) {
    byte[] syn =
        Packets.tcp(Packets.SYN).from("2001:db8::4", 1).to("2001:db8::9", 2).sequence(9).segment();
    PacketHeaders headers = decodeIp(ipv6(nextHeader, Packets.join(hex(extensions), syn)));
    assertThat(headers.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.isSyn()).isTrue();
    assertThat(headers.sequence()).isEqualTo(9);
    assertThat(headers.protocol()).isEqualTo(PacketHeaders.TCP);
    assertThat(headers.fragment()).isEqualTo(nextHeader == 44);
  }

  @Test
  void aLaterIpv6FragmentHasNoTransport() {
    byte[] fragment = Packets.join(hex("06 00 00 08 00 00 00 07"), new byte[40]);
    PacketHeaders headers = decodeIp(ipv6(44, fragment));
    assertThat(headers.laterFragment()).isTrue();
    assertThat(headers.isTcp()).isFalse();
    assertThat(headers.protocol()).isEqualTo(PacketHeaders.TCP);
    assertThat(headers.ipId()).isEqualTo(7);
  }

  @Test
  void otherTransportsAreDecodedAsFarAsIp() {
    PacketHeaders headers = decodeIp(ipv6(59, new byte[0]));
    assertThat(headers.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.protocol()).isEqualTo(59);
    assertThat(headers.isTcp() || headers.isUdp() || headers.isIcmp()).isFalse();
  }

  @Test
  void icmpErrorQuotesEightBytesOfASyn() {
    byte[] syn = Packets.tcp(Packets.SYN).sequence(0xAABB_CCDDL).ip();
    byte[] error = Packets.icmp("10.0.0.1", "10.0.0.4", 3, 13, 0, Arrays.copyOf(syn, 28));
    PacketHeaders headers = decodeIp(error);
    assertThat(headers.isIcmpError()).isTrue();
    assertThat(headers.icmpType()).isEqualTo(3);
    assertThat(headers.icmpCode()).isEqualTo(13);
    assertThat(headers.icmpMtu()).isEqualTo(-1);
    assertThat(headers.isSyn()).isFalse();
    PacketHeaders quoted = headers.quoted();
    assertThat(quoted.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(quoted.sourceLow()).isEqualTo(CLIENT);
    assertThat(quoted.destinationLow()).isEqualTo(SERVER);
    assertThat(quoted.sourcePort()).isEqualTo(49152);
    assertThat(quoted.destinationPort()).isEqualTo(443);
    assertThat(quoted.sequence()).isEqualTo(0xAABB_CCDDL);
    assertThat(quoted.isTcp()).isTrue();
    assertThat(quoted.isSyn()).isFalse();
  }

  @Test
  void icmpErrorQuotesAWholeSyn() {
    byte[] syn = Packets.tcp(Packets.SYN).sequence(5).ip();
    PacketHeaders headers = decodeIp(Packets.icmp("10.0.0.1", "10.0.0.4", 11, 0, 0, syn));
    assertThat(headers.quoted().isSyn()).isTrue();
  }

  @Test
  void icmpErrorsCutByTheSnapLengthQuoteWhatIsThere() {
    byte[] syn = Packets.tcp(Packets.SYN).sequence(5).ip();
    byte[] frame = Packets.ethernet(Packets.icmp("10.0.0.1", "10.0.0.4", 3, 1, 0, syn));
    int ports = 14 + 20 + 8 + 20 + 4;
    PacketHeaders headers = decodeCut(frame, ports);
    assertThat(headers.quoted().status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.quoted().destinationPort()).isEqualTo(443);
    assertThat(headers.quoted().sequence()).isEqualTo(-1);
    assertThat(decodeCut(frame, ports - 1).quoted().status()).isEqualTo(DecodeStatus.TRUNCATED);
    assertThat(decodeCut(frame, 14 + 20 + 4).isIcmpError()).isTrue();
  }

  @Test
  void icmpTellsTheMtu() {
    byte[] quote = Packets.tcp(Packets.ACK).ip();
    assertThat(decodeIp(Packets.icmp("10.0.0.1", "10.0.0.4", 3, 4, 1400, quote)).icmpMtu())
        .isEqualTo(1400);
    byte[] quote6 = Packets.tcp(Packets.ACK).from("2001:db8::4", 1).to("2001:db8::9", 2).ip();
    PacketHeaders tooBig = decodeIp(Packets.icmp("2001:db8::1", "2001:db8::4", 2, 0, 1280, quote6));
    assertThat(tooBig.isIcmpError()).isTrue();
    assertThat(tooBig.icmpMtu()).isEqualTo(1280);
    assertThat(tooBig.quoted().destinationLow()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "3, true", "4, false", "5, false", "8, false", "11, true", "12, true"})
  void tellsIcmpErrorsFromOtherMessages(int type, boolean error) {
    byte[] quote = Packets.tcp(Packets.SYN).ip();
    PacketHeaders headers = decodeIp(Packets.icmp("10.0.0.1", "10.0.0.4", type, 0, 0, quote));
    assertThat(headers.isIcmp()).isTrue();
    assertThat(headers.isIcmpError()).isEqualTo(error);
    assertThat(headers.quoted().status())
        .isEqualTo(error ? DecodeStatus.DECODED : DecodeStatus.NOT_IP);
  }

  /** Domain rule: flags and sequence number count as soon as bytes 0 to 13 are there. */
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 19, 20, 23})
  void aTcpHeaderCutBehindItsFlagsIsKept(int tcpBytes) {
    byte[] syn = Packets.tcp(Packets.SYN).sequence(77).options(MSS).ethernet();
    PacketHeaders headers = decodeCut(syn, 34 + tcpBytes);
    assertThat(headers.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.isSyn()).isTrue();
    assertThat(headers.sequence()).isEqualTo(77);
    assertThat(headers.window()).isEqualTo(tcpBytes >= 16 ? 64240 : -1);
    assertThat(headers.packetTruncated()).isTrue();
    assertThat(headers.payloadCaptured()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 13})
  void aTcpHeaderCutBeforeItsFlagsIsNot(int tcpBytes) {
    PacketHeaders headers = decodeCut(Packets.tcp(Packets.SYN).ethernet(), 34 + tcpBytes);
    assertThat(headers.status()).isEqualTo(DecodeStatus.TRUNCATED);
    assertThat(headers.isTcp()).isFalse();
    assertThat(headers.isSyn()).isFalse();
    assertThat(headers.protocol()).isEqualTo(PacketHeaders.TCP);
  }

  @Test
  void truncationIsJudgedByTheIpLengthNotByTheLengthOnTheWire() {
    byte[] packet = Packets.tcp(Packets.ACK).payload(new byte[10]).ip();
    assertThat(decode(RAW, packet, packet.length + 14).packetTruncated()).isFalse();
    assertThat(decode(RAW, packet, packet.length + 14).payloadLength()).isEqualTo(10);
    byte[] cut = Arrays.copyOf(packet, packet.length - 4);
    PacketHeaders headers = decode(RAW, cut, cut.length);
    assertThat(headers.packetTruncated()).isTrue();
    assertThat(headers.payloadLength()).isEqualTo(10);
    assertThat(headers.payloadCaptured()).isEqualTo(6);
  }

  @Test
  void anIpLengthOfZeroIsMadeUpForByTheFrame() {
    byte[] packet = Packets.tcp(Packets.ACK).payload(new byte[3000]).ip();
    packet[2] = 0;
    packet[3] = 0;
    byte[] frame = Packets.ethernet(packet);
    assertThat(decode(frame).payloadLength()).isEqualTo(3000);
    PacketHeaders cut = decodeCut(frame, 128);
    assertThat(cut.payloadLength()).isEqualTo(3000);
    assertThat(cut.payloadCaptured()).isEqualTo(128 - 54);
    assertThat(cut.packetTruncated()).isTrue();
  }

  @Test
  void contradictionsAreMalformed() {
    byte[] shortHeader = Packets.tcp(Packets.SYN).ip();
    shortHeader[0] = 0x44;
    assertThat(decodeIp(shortHeader).status()).isEqualTo(DecodeStatus.MALFORMED);

    byte[] shortTotal = Packets.tcp(Packets.SYN).ip();
    shortTotal[3] = 19;
    assertThat(decodeIp(shortTotal).status()).isEqualTo(DecodeStatus.MALFORMED);

    byte[] noRoomForTcp = Packets.tcp(Packets.SYN).ip();
    noRoomForTcp[3] = 30;
    assertThat(decodeIp(noRoomForTcp).status()).isEqualTo(DecodeStatus.MALFORMED);

    byte[] dataOffset = Packets.tcp(Packets.SYN).ip();
    dataOffset[32] = 0x40;
    assertThat(decodeIp(dataOffset).status()).isEqualTo(DecodeStatus.MALFORMED);
    dataOffset[32] = (byte) 0xF0;
    assertThat(decodeIp(dataOffset).status()).isEqualTo(DecodeStatus.MALFORMED);
    assertThat(decodeIp(dataOffset).isTcp()).isFalse();

    byte[] wrongVersion = Packets.ethernet(Packets.tcp(Packets.SYN).ip());
    wrongVersion[14] = 0x65;
    assertThat(decode(wrongVersion).status()).isEqualTo(DecodeStatus.MALFORMED);
  }

  @Test
  void forgetsThePacketBefore() throws IOException {
    byte[] arp = Packets.ethernet(0x0806, new byte[28], 1, 2);
    byte[] error = Packets.icmp("10.0.0.1", "10.0.0.4", 3, 13, 0, Packets.tcp(2).ip());
    byte[] file =
        CaptureBytes.pcapngEthernet()
            .packet(1, Packets.ethernet(error))
            .packet(2, arp)
            .block(0xBAD, new byte[8])
            .bytes();
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      recording.next(frame);
      assertThat(decoder.decode(frame).isIcmpError()).isTrue();
      recording.next(frame);
      PacketHeaders headers = decoder.decode(frame);
      assertThat(headers.status()).isEqualTo(DecodeStatus.NOT_IP);
      assertThat(headers.isIcmpError()).isFalse();
      assertThat(headers.quoted().status()).isEqualTo(DecodeStatus.NOT_IP);
      assertThat(headers.ipVersion()).isZero();
      assertThat(headers.sourceMac()).isEqualTo(1);
      recording.next(frame);
      assertThat(decoder.decode(frame).status()).isEqualTo(DecodeStatus.PACKETLESS);
    }
  }
}
