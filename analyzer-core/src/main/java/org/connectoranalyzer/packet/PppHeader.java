package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.ByteView;

/** Finds an IP packet behind a PPP header (RFC 1661, compressed fields too; RFC 1662). */
final class PppHeader {
  private static final int ADDRESS_AND_CONTROL = 0xFF03;
  private static final int IPV4 = 0x21;
  private static final int IPV6 = 0x57;

  private PppHeader() {}

  /** Where the packet begins; -1 where there is none (negotiation, encryption, cut). */
  static int contentOffset(ByteView bytes, int from, int end) {
    int at = from;
    if (end - at >= 2 && bytes.u16(at) == ADDRESS_AND_CONTROL) {
      at += 2;
    }
    if (end - at < 3) {
      return PacketHeaders.ABSENT;
    }
    int first = bytes.u8(at);
    boolean compressed = (first & 1) != 0;
    int protocol = compressed ? first : bytes.u16(at);
    boolean ip = protocol == IPV4 || protocol == IPV6;
    return ip ? at + (compressed ? 1 : 2) : PacketHeaders.ABSENT;
  }

  /** EtherType of the IP packet at {@code at}, by its version; 0 where it is none. */
  static int etherType(ByteView bytes, int at) {
    int version = bytes.u8(at) >> 4;
    return version == 4 ? LinkLayer.IPV4 : version == 6 ? LinkLayer.IPV6 : 0;
  }
}
