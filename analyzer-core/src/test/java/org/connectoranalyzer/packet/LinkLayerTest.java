package org.connectoranalyzer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkLayerTest {
  private static final byte[] IPV4 = Packets.tcp(Packets.SYN).sequence(4).ip();
  private static final byte[] IPV6 =
      Packets.tcp(Packets.SYN).from("2001:db8::4", 1).to("2001:db8::9", 2).sequence(6).ip();

  private static PacketHeaders decode(int linkType, String header, byte[] packet) {
    byte[] frame = Packets.join(HexFormat.of().parseHex(header.replace(" ", "")), packet);
    return HeaderDecoderTest.decode(linkType, frame, frame.length);
  }

  private static void assertFound(int linkType, String header, int ipVersion) {
    PacketHeaders headers = decode(linkType, header, ipVersion == 4 ? IPV4 : IPV6);
    assertThat(headers.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.isSyn()).isTrue();
    assertThat(headers.sequence()).isEqualTo(ipVersion);
    assertThat(headers.ipOffset()).isEqualTo(header.replace(" ", "").length() / 2);
  }

  /** Link type, header, version of the packet behind it. */
  @ParameterizedTest
  @CsvSource({
    // Ethernet; tags of customers and providers, nested
    "1, 020000000002 020000000001 0800, 4",
    "1, 020000000002 020000000001 86DD, 6",
    "1, 020000000002 020000000001 8100 0007 0800, 4",
    "1, 020000000002 020000000001 88A8 0007 8100 0008 86DD, 6",
    "1, 020000000002 020000000001 9100 0007 8100 0008 8100 0009 0800, 4",
    "1, 020000000002 020000000001 0030 AAAA03 000000 0800, 4",
    "1, 020000000002 020000000001 0030 060603, 4",
    // Linux cooked, version 1 and 2
    "113, 0000 0001 0006 0200000000010000 0800, 4",
    "113, 0004 0304 0006 0000000000000000 86DD, 6",
    "113, 0000 0001 0006 0200000000010000 8100 0007 0800, 4",
    "276, 0800 0000 00000002 0001 00 06 0200000000010000, 4",
    "276, 86DD 0000 00000002 0001 04 06 0200000000010000, 6",
    // BSD and Windows loopback: either byte order, IPv6 by any system's number
    "0, 02000000, 4",
    "0, 00000002, 4",
    "108, 00000002, 4",
    "0, 18000000, 6",
    "0, 1C000000, 6",
    "0, 1E000000, 6",
    "0, 17000000, 6",
    "0, 0A000000, 6",
    "0, 0000001E, 6",
    "108, 0000001C, 6",
    // raw IP by all its numbers
    "12, '', 4",
    "14, '', 4",
    "101, '', 4",
    "101, '', 6",
    "12, '', 6",
    "228, '', 4",
    "229, '', 6",
    // Cisco HDLC, alone and on a PPP link type
    "104, 0F00 0800, 4",
    "104, 8F00 86DD, 6",
    "50, 0F00 0800, 4",
    // by pcap4j: PPP without and with framing, PPPoE session, Radiotap
    "9, 0021, 4",
    "9, 0057, 6",
    "9, FF03 0021, 4",
    "50, FF03 0021, 4",
    "50, FF03 0057, 6",
    "51, 1100 0001 002A 0021, 4",
    "127, 0000 0800 00000000 0801 0000 020000000001 020000000002 020000000003 0000 AAAA03 000000 0800, 4",
    // 802.11 data, with QoS, padded
    "105, 0801 0000 020000000001 020000000002 020000000003 0000 AAAA03 000000 86DD, 6",
    "105, 8801 0000 020000000001 020000000002 020000000003 0000 0000 AAAA03 000000 0800, 4",
    "105, 8801 0000 020000000001 020000000002 020000000003 0000 0000 0000 AAAA03 000000 0800, 4"
  })
  void findsTheIpPacket(int linkType, String header, int ipVersion) {
    assertFound(linkType, header, ipVersion);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 020000000002 020000000001 0806",
    "1, 020000000002 020000000001 8100 0007 0806",
    "1, 0180C2000000 020000000001 0026 424203",
    "1, 020000000002 020000000001 0030 AAAA03 00000C 2000",
    "1, 020000000002 020000000001 0030 AAAA00 000000 0800",
    "113, 0000 0001 0006 0200000000010000 0806",
    "113, 0000 0001 0006 0200000000010000 0001",
    "276, 0806 0000 00000002 0001 00 06 0200000000010000",
    "0, 07000000",
    "101, 70",
    "104, 0F00 8035",
    "9, C021",
    "105, 8000 0000 020000000001 020000000002 020000000003 0000",
    "105, 0841 0000 020000000001 020000000002 020000000003 0000 AAAA03 000000 0800"
  })
  void otherPacketsAreNotIp(int linkType, String header) {
    PacketHeaders headers = decode(linkType, header, IPV4);
    assertThat(headers.status()).isEqualTo(DecodeStatus.NOT_IP);
    assertThat(headers.ipVersion()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 020000000002 020000000001 08",
    "1, 020000000002 020000000001 8100 00",
    "113, 0000 0001 0006 020000000001",
    "276, 0800 0000 00000002",
    "0, 0200",
    "101, ''",
    "104, 0F00"
  })
  void headersCutByTheSnapLengthAreTruncated(int linkType, String header) {
    assertThat(decode(linkType, header, new byte[0]).status()).isEqualTo(DecodeStatus.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 10, 119, 147, 195, 220, 249, 4711})
  void otherLinkTypesAreUnknown(int linkType) {
    assertThat(decode(linkType, "", IPV4).status()).isEqualTo(DecodeStatus.UNKNOWN_LINK_TYPE);
  }

  @Test
  void tellsTheSourceOfTheLinkLayer() {
    String cooked = "0000 0001 0006 0200000000050000 0800";
    String cooked2 = "0800 0000 00000002 0001 00 06 0200000000060000";
    assertThat(decode(113, cooked, IPV4).sourceMac()).isEqualTo(0x0200_0000_0005L);
    assertThat(decode(276, cooked2, IPV4).sourceMac()).isEqualTo(0x0200_0000_0006L);
    assertThat(decode(101, "", IPV4).sourceMac()).isEqualTo(-1);
  }
}
