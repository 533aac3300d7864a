package org.connectoranalyzer.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.Packets.ethernet;
import static org.connectoranalyzer.testing.Tunnels.authenticated;
import static org.connectoranalyzer.testing.Tunnels.frame;
import static org.connectoranalyzer.testing.Tunnels.geneve;
import static org.connectoranalyzer.testing.Tunnels.gre;
import static org.connectoranalyzer.testing.Tunnels.hex;
import static org.connectoranalyzer.testing.Tunnels.ipv4;
import static org.connectoranalyzer.testing.Tunnels.ipv6;
import static org.connectoranalyzer.testing.Tunnels.mpls;
import static org.connectoranalyzer.testing.Tunnels.pppoe;
import static org.connectoranalyzer.testing.Tunnels.udp;
import static org.connectoranalyzer.testing.Tunnels.vxlan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through every tunnel to the packet inside; the tunnels are cut, damaged, nested and faked. */
class EncapsulationTest {
  private static final byte[] SYN =
      Packets.tcp(Packets.SYN).from("10.0.0.4", 50001).to("203.0.113.9", 443).sequence(77).ip();
  private static final byte[] SYN_6 =
      Packets.tcp(Packets.SYN).from("2001:db8::4", 50001).to("2001:db8::9", 443).sequence(77).ip();
  private static final byte[] FRAME = ethernet(SYN, 0x0200_0000_0011L, 0x0200_0000_0012L);
  private static final byte[] TAGGED = Packets.vlan(FRAME, 0x8100, 12);
  private static final byte[] MPLS_FRAME = mpls(1, SYN);
  private static final int MOST = 8;

  private static PacketHeaders decode(byte[] frame) {
    return HeaderDecoderTest.decode(1, frame, frame.length);
  }

  private static Arguments tunnel(String name, byte[] frame, Encapsulation... around) {
    return Arguments.of(name, frame, List.of(around));
  }

  static Stream<Arguments> tunnels() {
    return Stream.of(Stream.of(below()), Stream.of(inGre()), Stream.of(inUdp()), Stream.of(inIp()))
        .flatMap(s -> s);
  }

  private static Arguments[] below() {
    byte[] word = {0, 0, 0, 9};
    byte[] snap = hex("AAAA03 000000 0800");
    byte[] lengthFrame = frame(snap.length + SYN.length, snap, SYN);
    return new Arguments[] {
      tunnel("PPPoE", pppoe(Packets.join(hex("0021"), SYN)), Encapsulation.PPPOE),
      tunnel("PPPoE v6", pppoe(Packets.join(hex("0057"), SYN_6)), Encapsulation.PPPOE),
      tunnel("PPPoE short", pppoe(Packets.join(hex("21"), SYN)), Encapsulation.PPPOE),
      tunnel(
          "PPPoE, VLAN",
          Packets.vlan(pppoe(Packets.join(hex("0021"), SYN)), 0x8100, 7),
          Encapsulation.PPPOE),
      tunnel("MPLS", mpls(1, SYN), Encapsulation.MPLS),
      tunnel("MPLS v6, 3 labels", mpls(3, SYN_6), Encapsulation.MPLS),
      tunnel("MPLS multicast", multicast(mpls(2, SYN)), Encapsulation.MPLS),
      tunnel("pseudowire", mpls(2, FRAME), Encapsulation.MPLS),
      tunnel("pseudowire with word", mpls(2, word, FRAME), Encapsulation.MPLS),
      tunnel("pseudowire, VLAN", mpls(1, word, TAGGED), Encapsulation.MPLS),
      tunnel("pseudowire, SNAP", mpls(1, word, lengthFrame), Encapsulation.MPLS),
      tunnel("pseudowire to 4…", mpls(1, ethernet(SYN, 1, 0x4000_0000_0012L)), Encapsulation.MPLS),
    };
  }

  private static byte[] multicast(byte[] mpls) {
    byte[] changed = mpls.clone();
    changed[13] = 0x48;
    return changed;
  }

  private static Arguments[] inGre() {
    byte[] ppp = Packets.join(hex("FF03 0021"), SYN);
    return new Arguments[] {
      tunnel("GRE", ethernet(gre(0x0800, SYN)), Encapsulation.GRE),
      tunnel("GRE v6", ethernet(gre(0x86DD, SYN_6)), Encapsulation.GRE),
      tunnel("GRE key", ethernet(gre("2000 0800 00000001", SYN)), Encapsulation.GRE),
      tunnel("GRE number", ethernet(gre("1000 0800 00000001", SYN)), Encapsulation.GRE),
      tunnel("GRE checksum", ethernet(gre("8000 0800 12340000", SYN)), Encapsulation.GRE),
      tunnel(
          "GRE all", ethernet(gre("B000 0800 12340000 00000001 00000002", SYN)), Encapsulation.GRE),
      tunnel("GRE bridging", ethernet(gre(0x6558, TAGGED)), Encapsulation.GRE),
      tunnel("NVGRE", ethernet(gre("2000 6558 00002A01", FRAME)), Encapsulation.GRE),
      tunnel(
          "GRE MPLS",
          ethernet(gre(0x8847, Arrays.copyOfRange(MPLS_FRAME, 14, MPLS_FRAME.length))),
          Encapsulation.MPLS,
          Encapsulation.GRE),
      tunnel("GRE over IPv6", ethernet(ipv6(47, hex("0000 0800"), SYN)), Encapsulation.GRE),
      tunnel("WCCP 1", ethernet(gre(0x883E, SYN)), Encapsulation.GRE),
      tunnel("WCCP 2", ethernet(gre(0x883E, hex("01020304"), SYN)), Encapsulation.GRE),
      tunnel("PPTP", ethernet(gre("3001 880B 00400001 00000005", ppp)), Encapsulation.GRE),
      tunnel(
          "PPTP with acknowledgment",
          ethernet(gre("3081 880B 00400001 00000005 00000004", ppp)),
          Encapsulation.GRE),
      tunnel("ERSPAN I", ethernet(gre(0x88BE, FRAME)), Encapsulation.ERSPAN),
      tunnel(
          "ERSPAN II",
          ethernet(gre("1000 88BE 00000001 1001 0001 00000000", FRAME)),
          Encapsulation.ERSPAN),
      tunnel(
          "ERSPAN III",
          ethernet(gre("1000 22EB 00000001 2001 0001 00000000 0000 0000", FRAME)),
          Encapsulation.ERSPAN),
      tunnel(
          "ERSPAN III, platform",
          ethernet(gre("1000 22EB 00000001 2001 0001 00000000 0000 0001 0000000000000000", FRAME)),
          Encapsulation.ERSPAN),
      tunnel(
          "ERSPAN III, packet",
          ethernet(gre("1000 22EB 00000001 2001 0001 00000000 0000 0800", SYN)),
          Encapsulation.ERSPAN),
    };
  }

  private static Arguments[] inUdp() {
    return new Arguments[] {
      tunnel("VXLAN", ethernet(vxlan(FRAME)), Encapsulation.VXLAN),
      tunnel("VXLAN, VLAN", ethernet(vxlan(TAGGED)), Encapsulation.VXLAN),
      tunnel(
          "VXLAN, policy",
          ethernet(udp(4789, hex("88000010 00002A00"), FRAME)),
          Encapsulation.VXLAN),
      tunnel("GPE", ethernet(udp(4790, hex("0C000003 00002A00"), FRAME)), Encapsulation.VXLAN),
      tunnel("GPE v4", ethernet(udp(4790, hex("0C000001 00002A00"), SYN)), Encapsulation.VXLAN),
      tunnel("GPE v6", ethernet(udp(4790, hex("0C000002 00002A00"), SYN_6)), Encapsulation.VXLAN),
      tunnel("Geneve", ethernet(geneve(FRAME)), Encapsulation.GENEVE),
      tunnel(
          "Geneve, packet",
          ethernet(udp(6081, hex("0000 0800 00002A00"), SYN)),
          Encapsulation.GENEVE),
    };
  }

  private static Arguments[] inIp() {
    byte[] segment = Arrays.copyOfRange(SYN, 20, SYN.length);
    return new Arguments[] {
      tunnel("IP-in-IP", ethernet(ipv4(4, SYN)), Encapsulation.IP_IN_IP),
      tunnel("4in6", ethernet(ipv6(4, SYN)), Encapsulation.IP_IN_IP),
      tunnel("6in6", ethernet(ipv6(41, SYN_6)), Encapsulation.IP_IN_IP),
      tunnel("6in4", ethernet(ipv4(41, SYN_6)), Encapsulation.SIX_IN_FOUR),
      tunnel(
          "AH",
          ethernet(Packets.ip("10.0.0.4", "203.0.113.9", 51, authenticated(6, segment), 64, 0)),
          Encapsulation.AH),
      tunnel(
          "AH, tunnel mode",
          ethernet(ipv4(51, authenticated(4, SYN))),
          Encapsulation.IP_IN_IP,
          Encapsulation.AH),
      tunnel(
          "VXLAN in GRE in MPLS in PPPoE",
          pppoe(Packets.join(hex("0021"), gre(0x6558, ethernet(vxlan(mpls(1, ipv4(4, SYN))))))),
          Encapsulation.PPPOE,
          Encapsulation.MPLS,
          Encapsulation.GRE,
          Encapsulation.VXLAN,
          Encapsulation.IP_IN_IP)
    };
  }

  private static List<Encapsulation> around(PacketHeaders headers) {
    return Arrays.stream(Encapsulation.values())
        .filter(e -> e.in(headers.encapsulations()))
        .toList();
  }

  private static boolean isOurs(PacketHeaders headers) {
    boolean v6 = headers.ipVersion() == 6;
    return headers.isSyn()
        && headers.sourceHigh() == (v6 ? 0x2001_0DB8_0000_0000L : 0)
        && headers.sourceLow() == (v6 ? 4 : 0x0A00_0004L)
        && headers.destinationHigh() == (v6 ? 0x2001_0DB8_0000_0000L : 0)
        && headers.destinationLow() == (v6 ? 9 : 0xCB00_7109L)
        && headers.sourcePort() == 50001
        && headers.destinationPort() == 443
        && headers.sequence() == 77;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tunnels")
  void thePacketInsideIsWhatCounts(String name, byte[] frame, List<Encapsulation> around) {
    PacketHeaders headers = decode(frame);
    assertThat(headers.status()).as(name).isEqualTo(DecodeStatus.DECODED);
    assertThat(isOurs(headers)).isTrue();
    assertThat(around(headers)).isEqualTo(around);
    assertThat(headers.packetTruncated()).isFalse();
    assertThat(headers.fragment()).isFalse();
    assertThat(headers.payloadLength()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tunnels")
  void cutAnywhereItIsTheSamePacketOrNone(String name, byte[] frame, List<Encapsulation> around) {
    int readable = 0;
    for (int length = 0; length < frame.length; length++) {
      PacketHeaders headers =
          HeaderDecoderTest.decode(1, Arrays.copyOf(frame, length), frame.length);
      assertThat(headers.isTcp()).as("%s cut to %d", name, length).isEqualTo(isOurs(headers));
      if (headers.isTcp()) {
        assertThat(around(headers)).isEqualTo(around);
        assertThat(headers.packetTruncated()).isTrue();
        readable++;
      }
    }
    // Flags, sequence number and ports end 6 bytes before the header does.
    assertThat(readable).isEqualTo(6);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tunnels")
  void damagedAnywhereItStaysWithinTheFrame(String name, byte[] frame) {
    Random random = new Random(name.hashCode());
    for (int at = 0; at < frame.length; at++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF, random.nextInt(256)}) {
        byte[] damaged = frame.clone();
        damaged[at] = (byte) value;
        PacketHeaders headers = decode(damaged);
        if (headers.status() != DecodeStatus.DECODED) {
          continue;
        }
        int end = headers.payloadOffset() + headers.payloadCaptured();
        assertThat(headers.ipOffset() + headers.ipLength()).isBetween(0, frame.length);
        assertThat(headers.payloadCaptured() == 0 || end <= frame.length)
            .as("%s %d", name, at)
            .isTrue();
      }
    }
  }

  static List<Arguments> wrongLengths() {
    byte[] pppoe = pppoe(Packets.join(hex("0021"), SYN));
    byte[] shortSession = pppoe.clone();
    shortSession[19] = 1;
    byte[] endless = frame(0x8847, new byte[200]);
    return List.of(
        Arguments.of("PPPoE without room for PPP", shortSession, DecodeStatus.NOT_IP),
        Arguments.of("labels without end", endless, DecodeStatus.MALFORMED),
        Arguments.of(
            "a few labels without end", frame(0x8847, new byte[12]), DecodeStatus.TRUNCATED),
        Arguments.of("nothing behind the labels", mpls(2), DecodeStatus.NOT_IP),
        Arguments.of("neither packet nor frame", mpls(2, new byte[60]), DecodeStatus.NOT_IP),
        Arguments.of("PPPoE discovery", frame(0x8863, new byte[40]), DecodeStatus.NOT_IP),
        Arguments.of("PPP negotiation", pppoe(hex("C021 01010004")), DecodeStatus.NOT_IP),
        Arguments.of("PPP that says IP and is not", pppoe(hex("0021 FFFF")), DecodeStatus.NOT_IP),
        Arguments.of("a label stack cut", Arrays.copyOf(mpls(2, SYN), 20), DecodeStatus.TRUNCATED),
        Arguments.of("IP-in-IP without IP", ethernet(ipv4(4, hex("FF"))), DecodeStatus.MALFORMED),
        Arguments.of(
            "IP-in-IP of another version", ethernet(ipv4(4, SYN_6)), DecodeStatus.MALFORMED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongLengths")
  void whatContradictsItselfIsNoPacket(String name, byte[] frame, DecodeStatus status) {
    PacketHeaders headers = decode(frame);
    assertThat(headers.status()).as(name).isEqualTo(status);
    assertThat(headers.isTcp()).isFalse();
  }

  static List<Arguments> unopened() {
    return List.of(
        Arguments.of("GRE of an unknown protocol", gre(0x1234, SYN), 47),
        Arguments.of("GRE with source routes", gre("4000 0800 00000000", SYN), 47),
        Arguments.of("GRE of version 2", gre("0002 0800", SYN), 47),
        Arguments.of("GRE version 1 without key", gre("1001 880B 00000001", SYN), 47),
        Arguments.of("PPTP, encrypted", gre("3001 880B 00040001 00000005", hex("00FD 9000")), 47),
        Arguments.of("PPTP, only acknowledging", gre("2081 880B 00000001 00000004"), 47),
        Arguments.of("GRE cut in its key", gre("2000 0800 0000"), 47),
        Arguments.of("ERSPAN II of version 3", gre("1000 88BE 00000001 3001 0001", FRAME), 47),
        Arguments.of("ERSPAN III, too short", gre("1000 22EB 00000001 2001 0001"), 47),
        Arguments.of("VXLAN without instance", udp(4789, hex("00000000 00002A00"), FRAME), 17),
        Arguments.of("VXLAN with reserved bits", udp(4789, hex("08008180 00002A00"), FRAME), 17),
        Arguments.of("VXLAN, nothing inside", udp(4789, hex("08000000 00002A")), 17),
        Arguments.of("VXLAN, half a frame", vxlan(Arrays.copyOf(FRAME, 13)), 17),
        Arguments.of("VXLAN, no packet", vxlan(frame(0x0800, new byte[40])), 17),
        Arguments.of("GPE of NSH", udp(4790, hex("0C000004 00002A00"), SYN), 17),
        Arguments.of("Geneve of version 1", udp(6081, hex("4000 6558 00002A00"), FRAME), 17),
        Arguments.of("Geneve, options beyond", udp(6081, hex("3F00 6558 00002A00"), FRAME), 17),
        Arguments.of("Geneve of nothing known", udp(6081, hex("0000 1234 00002A00"), FRAME), 17),
        Arguments.of("another port", udp(4788, hex("08000000 00002A00"), FRAME), 17));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unopened")
  void whatIsNoTunnelStaysThePacketThatItIs(String name, byte[] packet, int protocol) {
    PacketHeaders headers = decode(ethernet(packet));
    assertThat(headers.status()).as(name).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.protocol()).isEqualTo(protocol);
    assertThat(headers.isUdp()).isEqualTo(protocol == PacketHeaders.UDP);
    assertThat(headers.sourceLow()).isEqualTo(0xC000_0201L);
    assertThat(headers.sourceMac()).isEqualTo(0x0200_0000_0001L);
    assertThat(headers.encapsulations()).isZero();
    assertThat(headers.packetTruncated()).isFalse();
  }

  @Test
  void anAnswerOfDnsToThePortOfATunnelIsAnAnswerOfDns() {
    byte[] answer = Packets.join(hex("08000000 00010000"), FRAME);
    PacketHeaders headers = decode(ethernet(Packets.udp("10.0.0.1", 53, "10.0.0.4", 4789, answer)));
    assertThat(headers.isUdp()).isTrue();
    assertThat(headers.sourcePort()).isEqualTo(53);
    assertThat(headers.payloadLength()).isEqualTo(answer.length);
  }

  @Test
  void arpInATunnelIsNoPacket() {
    PacketHeaders headers = decode(ethernet(vxlan(frame(0x0806, new byte[28]))));
    assertThat(headers.status()).isEqualTo(DecodeStatus.NOT_IP);
    assertThat(headers.isUdp()).isFalse();
    assertThat(headers.ipVersion()).isZero();
  }

  @Test
  void theMacAddressIsThatOfTheInnermostFrame() {
    assertThat(decode(ethernet(vxlan(FRAME))).sourceMac()).isEqualTo(0x0200_0000_0011L);
    assertThat(decode(ethernet(gre(0x0800, SYN))).sourceMac()).isEqualTo(0x0200_0000_0001L);
  }

  @Test
  void anErrorInATunnelQuotesItsPacket() {
    byte[] error = Packets.icmp("10.0.0.1", "10.0.0.4", 3, 13, 0, Arrays.copyOf(SYN, 28));
    PacketHeaders headers = decode(ethernet(vxlan(ethernet(error))));
    assertThat(headers.isIcmpError()).isTrue();
    assertThat(headers.quoted().sequence()).isEqualTo(77);
  }

  @Test
  void ofATunnelInFragmentsTheFirstIsReadAndNothingIsCutByTheCapture() {
    byte[] data = Packets.tcp(Packets.ACK).payload(new byte[600]).ip();
    byte[] whole = vxlan(ethernet(data));
    byte[] first = Arrays.copyOf(whole, 20 + 400);
    first[2] = (byte) (first.length >> 8);
    first[3] = (byte) first.length;
    first[6] = 0x20;
    PacketHeaders headers = decode(ethernet(Packets.withIpv4Checksum(first)));
    assertThat(headers.isTcp()).isTrue();
    assertThat(headers.payloadLength()).isEqualTo(600);
    assertThat(headers.payloadCaptured()).isLessThan(400);
    assertThat(headers.packetTruncated()).isFalse();

    byte[] later = Arrays.copyOf(whole, 20 + 400);
    later[6] = 0;
    later[7] = 50;
    headers = decode(ethernet(Packets.withIpv4Checksum(later)));
    assertThat(headers.laterFragment()).isTrue();
    assertThat(headers.encapsulations()).isZero();
  }

  @Test
  void paddingBehindTheCarrierIsNotThePacketsOwn() {
    byte[] long4 = SYN.clone();
    long4[3] = (byte) (long4[3] + 10);
    byte[] padded =
        Packets.join(ethernet(gre(0x0800, Packets.withIpv4Checksum(long4))), new byte[30]);
    PacketHeaders headers = decode(padded);
    assertThat(headers.isSyn()).isTrue();
    assertThat(headers.payloadLength()).isEqualTo(10);
    assertThat(headers.payloadCaptured()).isZero();
    assertThat(headers.packetTruncated()).isFalse();
  }

  @Test
  void aMirrorThatCutsItsFramesHidesWhatACaptureThatCutsHides() {
    byte[] data = ethernet(Packets.tcp(Packets.ACK).payload(new byte[600]).ip());
    byte[] header = hex("1000 88BE 00000001 1001 0001 00000000");
    byte[] cut = Arrays.copyOf(data, 100);
    PacketHeaders headers = decode(ethernet(ipv4(47, header, cut)));
    assertThat(headers.isTcp()).isTrue();
    assertThat(headers.payloadCaptured()).isEqualTo(100 - 54);
    assertThat(headers.packetTruncated()).isTrue();
    assertThat(decode(ethernet(ipv4(47, header, Arrays.copyOf(data, 40)))).status())
        .isEqualTo(DecodeStatus.TRUNCATED);
    assertThat(decode(mpls(1, Arrays.copyOfRange(data, 14, 100))).packetTruncated()).isTrue();
  }

  private static byte[] nested(int times) {
    byte[] packet = SYN;
    for (int i = 0; i < times; i++) {
      packet = ipv4(4, packet);
    }
    return ethernet(packet);
  }

  @Test
  void followsSoManyAndNoMore() {
    assertThat(isOurs(decode(nested(MOST)))).isTrue();
    PacketHeaders headers = decode(nested(MOST + 1));
    assertThat(headers.status()).isEqualTo(DecodeStatus.NESTED_TOO_DEEP);
    assertThat(headers.isTcp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 300, 3000})
  void aFrameFullOfHeadersEnds(int times) {
    assertThat(decode(nested(times)).status()).isEqualTo(DecodeStatus.NESTED_TOO_DEEP);
    List<byte[]> labels = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      labels.add(hex("00010140"));
    }
    byte[] stacks = frame(0x8847, labels.toArray(byte[][]::new));
    assertThat(decode(stacks).isTcp()).isFalse();
  }

  @Test
  void allItsNamesAreTold() {
    assertThat(Arrays.stream(Encapsulation.values()).map(Encapsulation::text))
        .containsExactly(
            "PPPoE", "MPLS", "GRE", "ERSPAN", "VXLAN", "Geneve", "IP-in-IP", "6in4", "AH");
    assertThat(Arrays.stream(Encapsulation.values()).mapToInt(Encapsulation::bit).sum())
        .isEqualTo((1 << Encapsulation.values().length) - 1);
  }
}
