package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.ByteView;

/** Decodes IPv4 and IPv6 headers, with options and extension headers, into PacketHeaders. */
final class IpLayer {
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_OFFSET = 0x1FFF;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int MOBILITY = 135;
  private static final int HOST_IDENTITY = 139;
  private static final int SHIM6 = 140;
  private static final int SMALLEST_EXTENSION = 8;

  private IpLayer() {}

  /**
   * Decodes the packet at {@code offset} of the frame, transport included. {@code onWire} is the
   * frame's length on the wire, which stands in for an IP length of 0.
   */
  static DecodeStatus decode(PacketHeaders headers, int etherType, int offset, int onWire) {
    DecodeStatus status = header(headers, etherType, offset, onWire);
    if (status != DecodeStatus.DECODED || headers.laterFragment()) {
      return status;
    }
    status = TransportLayer.decode(headers);
    if (status == DecodeStatus.DECODED && headers.isIcmpError()) {
      quote(headers);
    }
    return status;
  }

  /** Decodes the packet in an ICMP error; its own status says how far that went. */
  private static void quote(PacketHeaders headers) {
    PacketHeaders quoted = headers.quoted();
    ByteView bytes = headers.bytes;
    quoted.clear();
    quoted.bytes.wrapSlice(bytes, 0, headers.ipOffset + headers.ipCaptured);
    int etherType = headers.protocol == PacketHeaders.ICMP ? LinkLayer.IPV4 : LinkLayer.IPV6;
    quoted.status = header(quoted, etherType, headers.payloadOffset, Integer.MAX_VALUE);
    if (quoted.status == DecodeStatus.DECODED && !quoted.laterFragment()) {
      quoted.status = TransportLayer.decodeQuoted(quoted);
    }
  }

  private static DecodeStatus header(PacketHeaders headers, int etherType, int offset, int onWire) {
    headers.ipOffset = offset;
    return etherType == LinkLayer.IPV4 ? ipv4(headers, onWire) : ipv6(headers, onWire);
  }

  private static DecodeStatus ipv4(PacketHeaders headers, int onWire) {
    ByteView bytes = headers.bytes;
    int at = headers.ipOffset;
    if (!bytes.has(at, IPV4_HEADER)) {
      return DecodeStatus.TRUNCATED;
    }
    int headerLength = (bytes.u8(at) & 0x0F) * 4;
    if (bytes.u8(at) >> 4 != 4 || headerLength < IPV4_HEADER) {
      return DecodeStatus.MALFORMED;
    }
    headers.ipVersion = 4;
    headers.sourceLow = bytes.u32(at + 12);
    headers.destinationLow = bytes.u32(at + 16);
    headers.ttl = bytes.u8(at + 8);
    headers.ipId = bytes.u16(at + 4);
    headers.protocol = bytes.u8(at + 9);
    int fragmentation = bytes.u16(at + 6);
    headers.fragment = (fragmentation & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
    headers.fragmentOffset = (fragmentation & FRAGMENT_OFFSET) * 8;
    int total = bytes.u16(at + 2);
    measure(headers, total == 0 ? offloaded(headers, onWire) : total);
    if (headers.ipTotalLength < headerLength) {
      return DecodeStatus.MALFORMED;
    }
    return extensions(headers, at + headerLength);
  }

  private static DecodeStatus ipv6(PacketHeaders headers, int onWire) {
    ByteView bytes = headers.bytes;
    int at = headers.ipOffset;
    if (!bytes.has(at, IPV6_HEADER)) {
      return DecodeStatus.TRUNCATED;
    }
    if (bytes.u8(at) >> 4 != 6) {
      return DecodeStatus.MALFORMED;
    }
    headers.ipVersion = 6;
    headers.sourceHigh = bytes.u64(at + 8);
    headers.sourceLow = bytes.u64(at + 16);
    headers.destinationHigh = bytes.u64(at + 24);
    headers.destinationLow = bytes.u64(at + 32);
    headers.ttl = bytes.u8(at + 7);
    headers.protocol = bytes.u8(at + 6);
    int payload = bytes.u16(at + 4);
    measure(headers, payload == 0 ? offloaded(headers, onWire) : IPV6_HEADER + payload);
    return extensions(headers, at + IPV6_HEADER);
  }

  /**
   * Length of a packet whose header says 0, as large sends do before the card splits them (and
   * jumbograms): as far as the frame reached.
   */
  private static int offloaded(PacketHeaders headers, int onWire) {
    int captured = headers.bytes.length();
    int reached = onWire == Integer.MAX_VALUE ? captured : Math.max(onWire, captured);
    return reached - headers.ipOffset;
  }

  private static void measure(PacketHeaders headers, int total) {
    int captured = headers.bytes.length() - headers.ipOffset;
    headers.ipTotalLength = total;
    headers.ipCaptured = Math.min(total, captured);
    headers.packetTruncated = captured < total;
  }

  /** Walks extension headers, and AH in IPv4; each is at least 8 bytes, so the walk ends. */
  private static DecodeStatus extensions(PacketHeaders headers, int first) {
    ByteView bytes = headers.bytes;
    int at = first;
    while (isExtension(headers) && !headers.laterFragment()) {
      if (headers.ipOffset + headers.ipTotalLength - at < SMALLEST_EXTENSION) {
        return DecodeStatus.MALFORMED;
      }
      if (!bytes.has(at, SMALLEST_EXTENSION)) {
        return DecodeStatus.TRUNCATED;
      }
      int length = extensionLength(headers.protocol, bytes.u8(at + 1));
      if (headers.protocol == FRAGMENT) {
        fragment(headers, at);
      } else if (headers.protocol == AUTHENTICATION) {
        headers.encapsulations |= Encapsulation.AH.bit();
      }
      headers.protocol = bytes.u8(at);
      at += length;
    }
    headers.transportOffset = at;
    return DecodeStatus.DECODED;
  }

  private static boolean isExtension(PacketHeaders headers) {
    if (headers.ipVersion == 4) {
      return headers.protocol == AUTHENTICATION;
    }
    return switch (headers.protocol) {
      case HOP_BY_HOP,
          ROUTING,
          FRAGMENT,
          AUTHENTICATION,
          DESTINATION_OPTIONS,
          MOBILITY,
          HOST_IDENTITY,
          SHIM6 ->
          true;
      default -> false;
    };
  }

  private static int extensionLength(int kind, int units) {
    return switch (kind) {
      case FRAGMENT -> SMALLEST_EXTENSION;
      case AUTHENTICATION -> (units + 2) * 4;
      default -> (units + 1) * 8;
    };
  }

  private static void fragment(PacketHeaders headers, int at) {
    int fragmentation = headers.bytes.u16(at + 2);
    headers.fragment = (fragmentation & 0xFFF9) != 0;
    headers.fragmentOffset = fragmentation & 0xFFF8;
    headers.ipId = (int) (headers.bytes.u32(at + 4) & 0x7FFF_FFFF);
  }
}
