package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.LinkTypes;

/**
 * Finds the network packet in a frame: Ethernet and 802.3 with VLAN tags, Linux cooked, raw IP, BSD
 * loopback. Reused; the fields hold the result of the last {@link #read}.
 */
final class LinkLayer {
  static final int IPV4 = 0x0800;
  static final int IPV6 = 0x86DD;
  static final int SMALLEST_ETHERTYPE = 0x600;
  static final int NO_PROTOCOL = 0;

  private static final int ETHERNET_HEADER = 14;
  private static final int SLL_HEADER = 16;
  private static final int SLL2_HEADER = 20;
  private static final int VLAN_TAG = 4;
  private static final int LLC_SNAP_HEADER = 8;
  private static final int SLL_LLC = 4;
  private static final int UNNUMBERED_INFORMATION = 0x03;

  /** EtherType of the packet, 0 where it is something else. */
  int etherType;

  /** Where the packet begins. */
  int offset;

  /** 48 bits, or -1. */
  long sourceMac;

  /** Reads the headers from {@code from} on; all other results are in the fields. */
  DecodeStatus read(int linkType, ByteView frame, int from) {
    etherType = NO_PROTOCOL;
    offset = from;
    sourceMac = PacketHeaders.ABSENT;
    return switch (linkType) {
      case LinkTypes.ETHERNET -> ethernet(frame, from);
      case LinkTypes.LINUX_SLL -> linuxCooked(frame, from);
      case LinkTypes.LINUX_SLL2 -> linuxCooked2(frame, from);
      case LinkTypes.NULL, LinkTypes.LOOP -> loopback(frame, from);
      case LinkTypes.ATM_RFC1483 -> logicalLink(frame, from);
      case LinkTypes.C_HDLC -> ciscoHdlc(frame, from);
      case LinkTypes.PPP_HDLC ->
          isCiscoAddress(frame, from) ? ciscoHdlc(frame, from) : DecodeStatus.UNKNOWN_LINK_TYPE;
      case LinkTypes.IEEE802_11 -> wireless(frame, from);
      case LinkTypes.RAW,
          LinkTypes.DLT_RAW,
          LinkTypes.DLT_RAW_OPENBSD,
          LinkTypes.IPV4,
          LinkTypes.IPV6 ->
          raw(frame, from);
      case LinkTypes.NONE -> DecodeStatus.NOT_IP;
      default -> DecodeStatus.UNKNOWN_LINK_TYPE;
    };
  }

  private DecodeStatus ethernet(ByteView frame, int from) {
    if (!frame.has(from, ETHERNET_HEADER)) {
      return DecodeStatus.TRUNCATED;
    }
    sourceMac = mac(frame, from + 6);
    return typed(frame, frame.u16(from + 12), from + ETHERNET_HEADER);
  }

  private static long mac(ByteView frame, int at) {
    return (frame.u32(at) << 16) | frame.u16(at + 4);
  }

  /** From an EtherType on, or the length that stands in its place in 802.3. */
  private DecodeStatus typed(ByteView frame, int type, int next) {
    int protocol = type;
    int position = next;
    while (isVlanTag(protocol)) {
      if (!frame.has(position, VLAN_TAG)) {
        return DecodeStatus.TRUNCATED;
      }
      protocol = frame.u16(position + 2);
      position += VLAN_TAG;
    }
    if (protocol < SMALLEST_ETHERTYPE) {
      return logicalLink(frame, position);
    }
    etherType = protocol;
    offset = position;
    return isIp(protocol) ? DecodeStatus.DECODED : DecodeStatus.NOT_IP;
  }

  /** 802.1Q, 802.1ad and the tags that older switches used before it. */
  static boolean isVlanTag(int etherType) {
    return etherType == 0x8100
        || etherType == 0x88A8
        || etherType == 0x9100
        || etherType == 0x9200
        || etherType == 0x9300;
  }

  /** 802.2 with SNAP, organization 0 (RFC 1042), or with the SAP of IP. */
  private DecodeStatus logicalLink(ByteView frame, int position) {
    if (!frame.has(position, 3)) {
      return DecodeStatus.TRUNCATED;
    }
    if (frame.u8(position + 2) != UNNUMBERED_INFORMATION) {
      return DecodeStatus.NOT_IP;
    }
    int saps = frame.u16(position);
    if (saps == 0x0606) {
      etherType = IPV4;
      offset = position + 3;
      return DecodeStatus.DECODED;
    }
    if (saps != 0xAAAA) {
      return DecodeStatus.NOT_IP;
    }
    if (!frame.has(position, LLC_SNAP_HEADER)) {
      return DecodeStatus.TRUNCATED;
    }
    boolean etherTypeFollows = (frame.u32(position + 2) & 0xFF_FFFF) == 0;
    int type = frame.u16(position + 6);
    return etherTypeFollows && type >= SMALLEST_ETHERTYPE
        ? typed(frame, type, position + LLC_SNAP_HEADER)
        : DecodeStatus.NOT_IP;
  }

  private DecodeStatus linuxCooked(ByteView frame, int from) {
    if (!frame.has(from, SLL_HEADER)) {
      return DecodeStatus.TRUNCATED;
    }
    if (frame.u16(from + 4) == 6) {
      sourceMac = mac(frame, from + 6);
    }
    return cooked(frame, frame.u16(from + 14), from + SLL_HEADER);
  }

  private DecodeStatus linuxCooked2(ByteView frame, int from) {
    if (!frame.has(from, SLL2_HEADER)) {
      return DecodeStatus.TRUNCATED;
    }
    if (frame.u8(from + 11) == 6) {
      sourceMac = mac(frame, from + 12);
    }
    return cooked(frame, frame.u16(from), from + SLL2_HEADER);
  }

  private DecodeStatus cooked(ByteView frame, int protocol, int next) {
    if (protocol == SLL_LLC) {
      return logicalLink(frame, next);
    }
    return protocol < SMALLEST_ETHERTYPE ? DecodeStatus.NOT_IP : typed(frame, protocol, next);
  }

  /**
   * Address family in the byte order of the machine that captured, or in network order. IPv6 is
   * another number on every system: 10 Linux, 23 Windows, 24 NetBSD, 28 FreeBSD, 30 macOS.
   */
  private DecodeStatus loopback(ByteView frame, int from) {
    if (!frame.has(from, 4)) {
      return DecodeStatus.TRUNCATED;
    }
    long asIs = frame.u32(from);
    long family = asIs > 0xFFFF ? frame.u32le(from) : asIs;
    offset = from + 4;
    if (family == 2) {
      etherType = IPV4;
    } else if (family == 10 || family == 23 || family == 24 || family == 28 || family == 30) {
      etherType = IPV6;
    } else if (family >= SMALLEST_ETHERTYPE && family <= 0xFFFF) {
      return typed(frame, (int) family, offset);
    }
    return isIp(etherType) ? DecodeStatus.DECODED : DecodeStatus.NOT_IP;
  }

  private DecodeStatus raw(ByteView frame, int from) {
    if (!frame.has(from, 1)) {
      return DecodeStatus.TRUNCATED;
    }
    int version = frame.u8(from) >> 4;
    etherType = version == 4 ? IPV4 : version == 6 ? IPV6 : NO_PROTOCOL;
    return isIp(etherType) ? DecodeStatus.DECODED : DecodeStatus.NOT_IP;
  }

  /** Unicast or multicast; PPP in HDLC framing has 0xFF there. */
  private static boolean isCiscoAddress(ByteView frame, int from) {
    return frame.has(from, 1) && (frame.u8(from) == 0x0F || frame.u8(from) == 0x8F);
  }

  /** Address and control octets, then an EtherType. */
  private DecodeStatus ciscoHdlc(ByteView frame, int from) {
    if (!frame.has(from, 4)) {
      return DecodeStatus.TRUNCATED;
    }
    int protocol = frame.u16(from + 2);
    return protocol < SMALLEST_ETHERTYPE ? DecodeStatus.NOT_IP : typed(frame, protocol, from + 4);
  }

  private DecodeStatus wireless(ByteView frame, int from) {
    int content = Ieee80211.contentOffset(frame, from);
    if (content < 0) {
      return frame.has(from, 2) ? DecodeStatus.NOT_IP : DecodeStatus.TRUNCATED;
    }
    return logicalLink(frame, content);
  }

  private static boolean isIp(int etherType) {
    return etherType == IPV4 || etherType == IPV6;
  }
}
