package org.connectoranalyzer.extract;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.LinkTypes;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.extract.CredentialFinder.Direction;
import org.connectoranalyzer.packet.Carrier;
import org.connectoranalyzer.packet.PacketHeaders;
import org.connectoranalyzer.redaction.Redaction;
import org.connectoranalyzer.redaction.payload.Addresses;
import org.connectoranalyzer.redaction.payload.DnsMessages;
import org.jspecify.annotations.Nullable;

/**
 * Redacts packets: addresses of all layers get stand-ins, payload what {@link Replacements} has for
 * it, and everything else becomes zero. Of link layers other than Ethernet, Linux cooked and those
 * without addresses nothing is left.
 */
final class RedactionEdit implements PacketEdit {
  private static final int DNS = 53;
  private static final int ETHERNET_HEADER = 14;
  private static final int ARP = 0x0806;
  private static final int VLAN = 0x8100;
  private static final int SERVICE_VLAN = 0x88A8;
  private static final int IPV4_TYPE = 0x0800;
  private static final int IPV6_TYPE = 0x86DD;
  private static final int NEIGHBOR_SOLICITATION = 135;
  private static final int NEIGHBOR_ADVERTISEMENT = 136;
  private static final int ROUTING_HEADER = 43;
  private static final int GRE = 47;

  /** Checksum, key and sequence number. */
  private static final int GRE_OPTIONAL_WORDS = 0xB000;

  /** Also that of Geneve. */
  private static final int UDP_AND_VXLAN = 16;

  private final Redaction redaction;
  private final Replacements replacements;

  RedactionEdit(Redaction redaction, Replacements replacements) {
    this.redaction = redaction;
    this.replacements = replacements;
  }

  @Override
  public @Nullable String edit(Frame frame, PacketHeaders headers, EditablePacket packet) {
    int length = packet.view().length();
    int link = link(frame.linkType(), packet);
    if (link < 0) {
      packet.fill(0, length, '\0');
    } else if (headers.ipVersion() == 0) {
      packet.fill(arp(link, packet), length, '\0');
    } else {
      if (headers.encapsulations() != 0) {
        innerLinks(headers, link, packet);
      }
      for (Carrier carrier : headers.carriers()) {
        addresses(carrier.ipVersion(), carrier.ipOffset(), packet);
        options(carrier.ipVersion(), carrier.ipOffset(), packet);
      }
      addresses(headers.ipVersion(), headers.ipOffset(), packet);
      options(headers.ipVersion(), headers.ipOffset(), packet);
      transport(headers, packet);
    }
    return null;
  }

  /** Replaces hardware addresses and says where the header ends; -1 where it is not known. */
  private int link(int type, EditablePacket packet) {
    switch (type) {
      case LinkTypes.ETHERNET -> {
        hardware(0, packet);
        hardware(6, packet);
        return ETHERNET_HEADER;
      }
      case LinkTypes.LINUX_SLL -> {
        hardware(6, packet);
        packet.fill(12, 14, '\0');
        return 16;
      }
      case LinkTypes.LINUX_SLL2 -> {
        hardware(12, packet);
        packet.fill(18, 20, '\0');
        return 20;
      }
      case LinkTypes.NULL, LinkTypes.LOOP -> {
        return 4;
      }
      case LinkTypes.RAW,
          LinkTypes.DLT_RAW,
          LinkTypes.DLT_RAW_OPENBSD,
          LinkTypes.IPV4,
          LinkTypes.IPV6 -> {
        return 0;
      }
      default -> {
        return -1;
      }
    }
  }

  private void hardware(int offset, EditablePacket packet) {
    ByteView bytes = packet.view();
    if (!bytes.has(offset, 6)) {
      packet.fill(offset, bytes.length(), '\0');
      return;
    }
    long address = (long) bytes.u16(offset) << 32 | bytes.u32(offset + 2);
    long standIn = redaction.hardwareAddress(address);
    for (int i = 0; i < 6; i++) {
      packet.put(offset + i, (int) (standIn >>> (40 - 8 * i)));
    }
  }

  /** Addresses of ARP (RFC 826) behind an Ethernet header; says up to where bytes are known. */
  private int arp(int link, EditablePacket packet) {
    ByteView bytes = packet.view();
    int at = link;
    if (link != ETHERNET_HEADER || !bytes.has(12, 2)) {
      return link;
    }
    while (bytes.has(at - 2, 6) && isVlan(bytes.u16(at - 2))) {
      at += 4;
    }
    boolean ethernet =
        bytes.has(at, 28)
            && bytes.u16(at - 2) == ARP
            && bytes.u32(at) == 0x0001_0800L
            && bytes.u16(at + 4) == 0x0604;
    if (!ethernet) {
      return at;
    }
    hardware(at + 8, packet);
    address(at + 14, 4, packet);
    hardware(at + 18, packet);
    address(at + 24, 4, packet);
    return at + 28;
  }

  private static boolean isVlan(int type) {
    return type == VLAN || type == SERVICE_VLAN;
  }

  /** The Ethernet headers of packets in tunnels that carry whole frames. */
  private void innerLinks(PacketHeaders headers, int link, EditablePacket packet) {
    int from = link;
    for (Carrier carrier : headers.carriers()) {
      innerLink(carrier.ipOffset(), from, packet);
      from = behindTunnel(carrier, packet.view());
    }
    innerLink(headers.ipOffset(), from, packet);
  }

  /** Where the header of a tunnel ends, its options left out: no frame begins before. */
  private static int behindTunnel(Carrier carrier, ByteView bytes) {
    int start = carrier.transportOffset();
    return switch (carrier.protocol()) {
      case PacketHeaders.UDP -> start + UDP_AND_VXLAN;
      case GRE -> start + 4 + 4 * Integer.bitCount(bytes.u16(start) & GRE_OPTIONAL_WORDS);
      default -> start;
    };
  }

  private void innerLink(int ip, int link, EditablePacket packet) {
    ByteView bytes = packet.view();
    int start = ip - ETHERNET_HEADER;
    int type = ip >= 2 ? bytes.u16(ip - 2) : 0;
    if (start < link) {
      return;
    }
    if (type == IPV4_TYPE || type == IPV6_TYPE) {
      while (start - 4 >= link && isVlan(bytes.u16(start + 8))) {
        start -= 4;
      }
      hardware(start, packet);
      hardware(start + 6, packet);
    } else {
      packet.fill(link, ip, '\0');
    }
  }

  private void addresses(int version, int ip, EditablePacket packet) {
    int length = version == 4 ? 4 : 16;
    int source = version == 4 ? ip + 12 : ip + 8;
    address(source, length, packet);
    address(source + length, length, packet);
  }

  private void address(int offset, int length, EditablePacket packet) {
    ByteView bytes = packet.view();
    if (!bytes.has(offset, length)) {
      packet.fill(offset, Math.min(bytes.length(), offset + length), '\0');
      return;
    }
    byte[] address = new byte[length];
    bytes.copyTo(offset, address, 0, length);
    IpAddress standIn = redaction.address(Addresses.read(address, 0, length));
    put(offset, Addresses.bytes(standIn), packet);
  }

  private static void put(int offset, byte[] bytes, EditablePacket packet) {
    for (int i = 0; i < bytes.length && packet.view().has(offset + i, 1); i++) {
      packet.put(offset + i, bytes[i]);
    }
  }

  /** Options of IPv4 and routing headers of IPv6 hold addresses of those on the way. */
  private static void options(int version, int ip, EditablePacket packet) {
    ByteView bytes = packet.view();
    if (version == 4 && bytes.has(ip, 20)) {
      packet.fill(ip + 20, ip + (bytes.u8(ip) & 15) * 4, '\0');
    } else if (version == 6 && bytes.has(ip, 48)) {
      int next = bytes.u8(ip + 6);
      int at = ip + 40;
      while ((next == 0 || next == ROUTING_HEADER || next == 60) && bytes.has(at, 8)) {
        int size = 8 * (bytes.u8(at + 1) + 1);
        packet.fill(at + 4, at + size, '\0');
        next = bytes.u8(at);
        at += size;
      }
    }
  }

  private void transport(PacketHeaders headers, EditablePacket packet) {
    int length = packet.view().length();
    if (headers.laterFragment() || headers.transportOffset() <= headers.ipOffset()) {
      int start =
          Math.max(
              headers.transportOffset(), headers.ipOffset() + (headers.ipVersion() == 4 ? 20 : 40));
      packet.fill(start, length, '\0');
    } else if (headers.isTcp()) {
      tcp(headers, packet);
    } else if (headers.isUdp()) {
      udp(headers, packet);
    } else if (headers.isIcmp()) {
      icmp(headers, packet);
    } else {
      packet.fill(headers.transportOffset(), length, '\0');
    }
  }

  private void tcp(PacketHeaders headers, EditablePacket packet) {
    int start = headers.payloadOffset();
    int end = start + headers.payloadCaptured();
    tcpOptions(headers.transportOffset() + 20, Math.min(start, packet.view().length()), packet);
    packet.fill(start, packet.view().length(), '\0');
    payload(headers, start, end, packet);
  }

  private void payload(PacketHeaders headers, int start, int end, EditablePacket packet) {
    int sequence = (int) headers.sequence() + (headers.isSyn() ? 1 : 0);
    replacements.within(
        new Direction(FlowKey.source(headers), FlowKey.destination(headers)),
        sequence,
        end - start,
        (offset, value) -> packet.put(start + offset, value));
  }

  /** Keeps those that every system sends: MSS, scale, SACK, timestamps. */
  private static void tcpOptions(int from, int to, EditablePacket packet) {
    ByteView bytes = packet.view();
    int at = from;
    while (at + 1 < to) {
      int kind = bytes.u8(at);
      if (kind == 0) {
        packet.fill(at, to, '\0');
        return;
      }
      int size = kind == 1 ? 1 : bytes.u8(at + 1);
      if (kind != 1 && size < 2) {
        packet.fill(at, to, '\0');
        return;
      }
      boolean known = kind <= 5 || kind == 8;
      if (!known) {
        packet.fill(at + 2, Math.min(to, at + size), '\0');
      }
      at += size;
    }
  }

  private void udp(PacketHeaders headers, EditablePacket packet) {
    int start = headers.payloadOffset();
    int length = Math.max(0, Math.min(headers.payloadCaptured(), packet.view().length() - start));
    byte[] message = new byte[length];
    if (length > 0) {
      packet.view().copyTo(start, message, 0, length);
    }
    packet.fill(start, packet.view().length(), '\0');
    if (headers.sourcePort() == DNS || headers.destinationPort() == DNS) {
      put(start, DnsMessages.redacted(message, redaction), packet);
    }
  }

  private void icmp(PacketHeaders headers, EditablePacket packet) {
    int start = headers.transportOffset();
    int length = packet.view().length();
    if (headers.isIcmpError() && headers.quoted().ipVersion() != 0) {
      quote(headers, packet);
      return;
    }
    boolean neighbor =
        headers.protocol() == PacketHeaders.ICMPV6
            && (headers.icmpType() == NEIGHBOR_SOLICITATION
                || headers.icmpType() == NEIGHBOR_ADVERTISEMENT);
    if (neighbor) {
      address(start + 8, 16, packet);
    }
    packet.fill(start + (neighbor ? 24 : 8), length, '\0');
  }

  /** The packet that an ICMP error is about. */
  private void quote(PacketHeaders headers, EditablePacket packet) {
    PacketHeaders quoted = headers.quoted();
    int length = packet.view().length();
    int ip = quoted.ipOffset();
    addresses(quoted.ipVersion(), ip, packet);
    options(quoted.ipVersion(), ip, packet);
    if (quoted.ipVersion() == 4) {
      checksum(ip, packet);
    }
    int start = quoted.transportOffset();
    boolean ports = start > ip && (quoted.isTcp() || quoted.isUdp());
    if (!ports) {
      packet.fill(Math.max(start, ip + (quoted.ipVersion() == 4 ? 20 : 40)), length, '\0');
    } else if (quoted.isUdp()) {
      packet.fill(start + 6, length, '\0');
    } else {
      int payload = start + 20;
      if (packet.view().has(start + 12, 1)) {
        payload = start + Math.max(20, (packet.view().u8(start + 12) >> 4) * 4);
      }
      int end = headers.ipOffset() + headers.ipLength();
      packet.fill(start + 16, start + 18, '\0');
      tcpOptions(start + 20, Math.min(payload, length), packet);
      packet.fill(payload, length, '\0');
      payload(quoted, payload, Math.min(end, length), packet);
    }
  }

  /** The header checksum of a quoted packet, which nothing else keeps right. */
  private static void checksum(int ip, EditablePacket packet) {
    ByteView bytes = packet.view();
    int size = bytes.has(ip, 1) ? (bytes.u8(ip) & 15) * 4 : 0;
    if (size < 20 || !bytes.has(ip, size)) {
      packet.fill(ip + 10, ip + 12, '\0');
      return;
    }
    int sum = 0;
    for (int i = 0; i < size; i += 2) {
      sum += i == 10 ? 0 : bytes.u16(ip + i);
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF;
    packet.put(ip + 10, sum >>> 8);
    packet.put(ip + 11, sum);
  }
}
