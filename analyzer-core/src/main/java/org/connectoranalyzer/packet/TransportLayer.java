package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.ByteView;

/** Decodes TCP, UDP and ICMP headers into PacketHeaders whose IP part is filled. */
final class TransportLayer {
  /** Ports, sequence, acknowledgment, data offset and flags: enough for a handshake. */
  private static final int TCP_TO_FLAGS = 14;

  private static final int TCP_TO_WINDOW = 16;
  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int ICMP_HEADER = 8;
  private static final int ICMP_TO_CODE = 4;
  private static final int PORTS = 4;
  private static final int PORTS_AND_SEQUENCE = 8;

  private TransportLayer() {}

  static DecodeStatus decode(PacketHeaders headers) {
    DecodeStatus status =
        switch (headers.protocol) {
          case PacketHeaders.TCP -> tcp(headers);
          case PacketHeaders.UDP -> udp(headers);
          case PacketHeaders.ICMP, PacketHeaders.ICMPV6 -> icmp(headers);
          default -> DecodeStatus.DECODED;
        };
    headers.hasTransport = status == DecodeStatus.DECODED && headers.payloadOffset > 0;
    return status;
  }

  /** A quoted packet often ends after 8 bytes of its transport header (RFC 792). */
  static DecodeStatus decodeQuoted(PacketHeaders headers) {
    ByteView bytes = headers.bytes;
    int at = headers.transportOffset;
    boolean tcp = headers.protocol == PacketHeaders.TCP;
    if (!tcp && headers.protocol != PacketHeaders.UDP) {
      return DecodeStatus.DECODED;
    }
    if (!bytes.has(at, PORTS)) {
      return DecodeStatus.TRUNCATED;
    }
    headers.hasTransport = true;
    ports(headers);
    if (tcp && bytes.has(at, PORTS_AND_SEQUENCE)) {
      headers.sequence = bytes.u32(at + 4);
    }
    if (tcp && bytes.has(at, TCP_TO_FLAGS)) {
      flags(headers);
    }
    return DecodeStatus.DECODED;
  }

  private static void ports(PacketHeaders headers) {
    headers.sourcePort = headers.bytes.u16(headers.transportOffset);
    headers.destinationPort = headers.bytes.u16(headers.transportOffset + 2);
  }

  private static void flags(PacketHeaders headers) {
    headers.acknowledgment = headers.bytes.u32(headers.transportOffset + 8);
    headers.tcpFlags = headers.bytes.u8(headers.transportOffset + 13);
  }

  private static DecodeStatus tcp(PacketHeaders headers) {
    ByteView bytes = headers.bytes;
    int at = headers.transportOffset;
    DecodeStatus room = room(headers, TCP_TO_FLAGS);
    if (room != DecodeStatus.DECODED) {
      return room;
    }
    int headerLength = (bytes.u8(at + 12) >> 4) * 4;
    if (headerLength < TCP_HEADER || headerLength > length(headers)) {
      return DecodeStatus.MALFORMED;
    }
    ports(headers);
    headers.sequence = bytes.u32(at + 4);
    flags(headers);
    if (bytes.has(at, TCP_TO_WINDOW)) {
      headers.window = bytes.u16(at + 14);
    }
    payload(headers, headerLength, length(headers) - headerLength);
    return DecodeStatus.DECODED;
  }

  private static DecodeStatus udp(PacketHeaders headers) {
    DecodeStatus room = room(headers, UDP_HEADER);
    if (room != DecodeStatus.DECODED) {
      return room;
    }
    int told = headers.bytes.u16(headers.transportOffset + 4);
    if (told > 0 && told < UDP_HEADER) {
      return DecodeStatus.MALFORMED;
    }
    ports(headers);
    int length = told == 0 ? length(headers) : Math.min(told, length(headers));
    payload(headers, UDP_HEADER, length - UDP_HEADER);
    return DecodeStatus.DECODED;
  }

  /** ICMP over IPv6, or ICMPv6 over IPv4, is no message of either. */
  private static DecodeStatus icmp(PacketHeaders headers) {
    if ((headers.ipVersion == 6) != (headers.protocol == PacketHeaders.ICMPV6)) {
      return DecodeStatus.DECODED;
    }
    ByteView bytes = headers.bytes;
    int at = headers.transportOffset;
    DecodeStatus room = room(headers, ICMP_TO_CODE);
    if (room != DecodeStatus.DECODED) {
      return room;
    }
    headers.icmpType = bytes.u8(at);
    headers.icmpCode = bytes.u8(at + 1);
    if (bytes.has(at, ICMP_HEADER)) {
      boolean fragmentationNeeded = headers.icmpType == 3 && headers.icmpCode == 4;
      if (headers.ipVersion == 4 && fragmentationNeeded) {
        headers.icmpMtu = bytes.u16(at + 6);
      } else if (headers.ipVersion == 6 && headers.icmpType == 2) {
        headers.icmpMtu = bytes.u32(at + 4);
      }
    }
    payload(headers, ICMP_HEADER, Math.max(0, length(headers) - ICMP_HEADER));
    return DecodeStatus.DECODED;
  }

  /** Bytes from the transport header to the end of the IP packet, on the wire. */
  private static int length(PacketHeaders headers) {
    return headers.ipOffset + headers.ipTotalLength - headers.transportOffset;
  }

  private static DecodeStatus room(PacketHeaders headers, int needed) {
    if (length(headers) < needed) {
      return DecodeStatus.MALFORMED;
    }
    int captured = headers.ipOffset + headers.ipCaptured - headers.transportOffset;
    return captured < needed ? DecodeStatus.TRUNCATED : DecodeStatus.DECODED;
  }

  private static void payload(PacketHeaders headers, int headerLength, int onWire) {
    headers.payloadOffset = headers.transportOffset + headerLength;
    headers.payloadLength = onWire;
    int captured = headers.ipOffset + headers.ipCaptured - headers.payloadOffset;
    headers.payloadCaptured = Math.max(0, Math.min(onWire, captured));
  }
}
