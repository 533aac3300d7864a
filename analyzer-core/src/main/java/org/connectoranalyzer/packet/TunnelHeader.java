package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.ByteView;

/**
 * Reads one header that carries a packet of another protocol. {@code DECODED}: the fields say what
 * is inside and where; anything else: nothing is, or not to be read. Reused.
 */
final class TunnelHeader {
  /** Stands for an Ethernet frame (GRE's name for it: transparent Ethernet bridging). */
  static final int ETHERNET = 0x6558;

  static final int PPPOE_SESSION = 0x8864;
  static final int MPLS = 0x8847;
  static final int MPLS_MULTICAST = 0x8848;

  private static final int IPV4_IN_IP = 4;
  private static final int IPV6_IN_IP = 41;
  private static final int GRE = 47;

  private static final int DNS = 53;
  private static final int VXLAN_PORT = 4789;
  private static final int VXLAN_GPE_PORT = 4790;
  private static final int GENEVE_PORT = 6081;

  private static final int MPLS_LABEL = 4;
  private static final int MOST_LABELS = 32;
  private static final int BOTTOM_OF_STACK = 0x100;
  private static final int ETHERNET_HEADER = 14;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;

  private static final int VXLAN_HEADER = 8;
  private static final int VXLAN_INSTANCE = 0x08;
  private static final int VXLAN_PROTOCOL = 0x04;
  private static final int VXLAN_GROUP_POLICY = 0x80;
  private static final int GENEVE_HEADER = 8;

  private static final int PPPOE_HEADER = 6;
  private static final int PPPOE_VERSION_AND_TYPE = 0x11;

  private final GreHeader gre = new GreHeader();

  Encapsulation encapsulation = Encapsulation.GRE;

  /** EtherType of what is inside. */
  int etherType;

  /** Where it begins. */
  int offset;

  /** Where the carrier ends on the wire, counted as offsets are. */
  int end;

  /** Whether only a port number told; then what is inside has to bear it out. */
  boolean isGuess() {
    return encapsulation == Encapsulation.VXLAN || encapsulation == Encapsulation.GENEVE;
  }

  /** Whether it can hold part of a packet: it tells no length, or a mirror cut what it sends. */
  boolean mayBeCutInside() {
    return encapsulation == Encapsulation.MPLS || encapsulation == Encapsulation.ERSPAN;
  }

  private DecodeStatus found(Encapsulation how, int type, int at, int carrierEnd) {
    encapsulation = how;
    etherType = type;
    offset = at;
    end = carrierEnd;
    return isCarried(type) ? DecodeStatus.DECODED : DecodeStatus.NOT_IP;
  }

  private static boolean isCarried(int type) {
    return switch (type) {
      case LinkLayer.IPV4, LinkLayer.IPV6, ETHERNET, MPLS, MPLS_MULTICAST, PPPOE_SESSION -> true;
      default -> false;
    };
  }

  /** What a frame carries that is not IP itself. */
  DecodeStatus inFrame(int type, ByteView frame, int at, int frameEnd) {
    return switch (type) {
      case MPLS, MPLS_MULTICAST -> mpls(frame, at, frameEnd);
      case PPPOE_SESSION -> pppoe(frame, at);
      default -> DecodeStatus.NOT_IP;
    };
  }

  /** What an IP packet carries that is neither TCP nor ICMP; a fragment may miss its end. */
  DecodeStatus inPacket(PacketHeaders outer) {
    int at = outer.transportOffset;
    int packetEnd = outer.ipOffset + outer.ipTotalLength;
    return switch (outer.protocol) {
      case PacketHeaders.UDP -> inDatagram(outer);
      case IPV4_IN_IP -> found(Encapsulation.IP_IN_IP, LinkLayer.IPV4, at, packetEnd);
      case IPV6_IN_IP ->
          found(
              outer.ipVersion == 4 ? Encapsulation.SIX_IN_FOUR : Encapsulation.IP_IN_IP,
              LinkLayer.IPV6,
              at,
              packetEnd);
      case GRE ->
          gre.read(outer.bytes, at, outer.ipOffset + outer.ipCaptured)
              ? found(gre.encapsulation, gre.etherType, gre.offset, packetEnd)
              : DecodeStatus.NOT_IP;
      default -> DecodeStatus.NOT_IP;
    };
  }

  /** A client of DNS may have one of the ports by chance. */
  private DecodeStatus inDatagram(PacketHeaders udp) {
    if (udp.sourcePort == DNS || udp.payloadCaptured < VXLAN_HEADER) {
      return DecodeStatus.NOT_IP;
    }
    int at = udp.payloadOffset;
    int datagramEnd = at + udp.payloadLength;
    return switch (udp.destinationPort) {
      case VXLAN_PORT -> vxlan(udp.bytes, at, datagramEnd);
      case VXLAN_GPE_PORT -> vxlanGpe(udp.bytes, at, datagramEnd);
      case GENEVE_PORT -> geneve(udp.bytes, at, datagramEnd, at + udp.payloadCaptured);
      default -> DecodeStatus.NOT_IP;
    };
  }

  /** With a group policy (draft-smith-vxlan-group-policy) the next three octets are in use. */
  private DecodeStatus vxlan(ByteView bytes, int at, int datagramEnd) {
    int flags = bytes.u8(at);
    boolean reserved = (bytes.u32(at) & 0xFF_FFFF) == 0 || (flags & VXLAN_GROUP_POLICY) != 0;
    return (flags & VXLAN_INSTANCE) != 0 && reserved
        ? found(Encapsulation.VXLAN, ETHERNET, at + VXLAN_HEADER, datagramEnd)
        : DecodeStatus.NOT_IP;
  }

  private DecodeStatus vxlanGpe(ByteView bytes, int at, int datagramEnd) {
    int flags = bytes.u8(at);
    if ((flags & VXLAN_INSTANCE) == 0 || bytes.u16(at + 1) != 0) {
      return DecodeStatus.NOT_IP;
    }
    int next = (flags & VXLAN_PROTOCOL) == 0 ? 3 : bytes.u8(at + 3);
    int type =
        switch (next) {
          case 1 -> LinkLayer.IPV4;
          case 2 -> LinkLayer.IPV6;
          case 3 -> ETHERNET;
          case 5 -> MPLS;
          default -> 0;
        };
    return found(Encapsulation.VXLAN, type, at + VXLAN_HEADER, datagramEnd);
  }

  private DecodeStatus geneve(ByteView bytes, int at, int datagramEnd, int captured) {
    int version = bytes.u8(at) >> 6;
    int inside = at + GENEVE_HEADER + (bytes.u8(at) & 0x3F) * 4;
    boolean valid = version == 0 && inside < captured;
    return valid
        ? found(Encapsulation.GENEVE, bytes.u16(at + 2), inside, datagramEnd)
        : DecodeStatus.NOT_IP;
  }

  /** Behind the labels nothing says what follows: the first bits do (RFC 4928, RFC 4385). */
  private DecodeStatus mpls(ByteView frame, int from, int frameEnd) {
    int at = from;
    long label = 0;
    for (int i = 0; (label & BOTTOM_OF_STACK) == 0; i++) {
      if (i == MOST_LABELS) {
        return DecodeStatus.MALFORMED;
      }
      if (!frame.has(at, MPLS_LABEL)) {
        return DecodeStatus.TRUNCATED;
      }
      label = frame.u32(at);
      at += MPLS_LABEL;
    }
    if (!frame.has(at, 1)) {
      return DecodeStatus.NOT_IP;
    }
    int nibble = frame.u8(at) >> 4;
    if (nibble == 4 && looksLikeIpv4(frame, at)) {
      return found(Encapsulation.MPLS, LinkLayer.IPV4, at, frameEnd);
    }
    if (nibble == 6 && looksLikeIpv6(frame, at, frameEnd)) {
      return found(Encapsulation.MPLS, LinkLayer.IPV6, at, frameEnd);
    }
    return pseudowire(frame, at, nibble, frameEnd);
  }

  /** With or without a control word, which begins with four zero bits (RFC 4448). */
  private DecodeStatus pseudowire(ByteView frame, int at, int nibble, int frameEnd) {
    int behindWord = at + 4;
    if (nibble == 0 && looksLikeEthernet(frame, behindWord)) {
      return found(Encapsulation.MPLS, ETHERNET, behindWord, frameEnd);
    }
    return looksLikeEthernet(frame, at)
        ? found(Encapsulation.MPLS, ETHERNET, at, frameEnd)
        : DecodeStatus.NOT_IP;
  }

  /** As far as captured: a MAC address may begin with a 4 as well. */
  private static boolean looksLikeIpv4(ByteView frame, int at) {
    if (!frame.has(at, IPV4_HEADER)) {
      return true;
    }
    int header = (frame.u8(at) & 0x0F) * 4;
    int total = frame.u16(at + 2);
    return header >= IPV4_HEADER && (total == 0 || total >= header);
  }

  private static boolean looksLikeIpv6(ByteView frame, int at, int frameEnd) {
    return !frame.has(at, IPV6_HEADER)
        || (long) at + IPV6_HEADER + frame.u16(at + 4) <= Math.max(frameEnd, frame.length());
  }

  private static boolean looksLikeEthernet(ByteView frame, int at) {
    if (!frame.has(at, ETHERNET_HEADER + 1)) {
      return false;
    }
    int type = frame.u16(at + 12);
    int nibble = frame.u8(at + ETHERNET_HEADER) >> 4;
    return switch (type) {
      case LinkLayer.IPV4 -> nibble == 4;
      case LinkLayer.IPV6 -> nibble == 6;
      case MPLS, MPLS_MULTICAST, PPPOE_SESSION -> true;
      default -> LinkLayer.isVlanTag(type) || isSnap(frame, at + ETHERNET_HEADER, type);
    };
  }

  private static boolean isSnap(ByteView frame, int at, int length) {
    return length < LinkLayer.SMALLEST_ETHERTYPE && frame.has(at, 2) && frame.u16(at) == 0xAAAA;
  }

  private DecodeStatus pppoe(ByteView frame, int at) {
    if (!frame.has(at, PPPOE_HEADER + 1)) {
      return DecodeStatus.TRUNCATED;
    }
    int inside = at + PPPOE_HEADER;
    int sessionEnd = inside + frame.u16(at + 4);
    if (frame.u8(at) != PPPOE_VERSION_AND_TYPE || frame.u8(at + 1) != 0) {
      return DecodeStatus.NOT_IP;
    }
    int content = PppHeader.contentOffset(frame, inside, Math.min(sessionEnd, frame.length()));
    return content < 0
        ? DecodeStatus.NOT_IP
        : found(Encapsulation.PPPOE, PppHeader.etherType(frame, content), content, sessionEnd);
  }
}
