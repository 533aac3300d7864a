package org.connectoranalyzer.testing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Builds byte-exact packets with correct checksums. Addresses are literals, IPv4 or IPv6 as both
 * ends say; every method gives a new array.
 */
public final class Packets {
  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int ECE = 0x40;
  public static final int CWR = 0x80;

  public static final int IPV4 = 0x0800;
  public static final int IPV6 = 0x86DD;

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final byte[] NOTHING = {};

  private Packets() {}

  /** One TCP segment; start with {@link #from} and {@link #to}, wrap with {@link #ethernet()}. */
  public static final class Tcp {
    private String source = "10.0.0.4";
    private String destination = "203.0.113.9";
    private int sourcePort = 49152;
    private int destinationPort = 443;
    private long sequence;
    private long acknowledgment;
    private int flags;
    private int window = 64240;
    private byte[] options = NOTHING;
    private byte[] payload = NOTHING;
    private int ttl = 128;
    private int id;

    public Tcp from(String address, int port) {
      source = address;
      sourcePort = port;
      return this;
    }

    public Tcp to(String address, int port) {
      destination = address;
      destinationPort = port;
      return this;
    }

    public Tcp flags(int flags) {
      this.flags = flags;
      return this;
    }

    public Tcp sequence(long sequence) {
      this.sequence = sequence;
      return this;
    }

    public Tcp acknowledgment(long acknowledgment) {
      this.acknowledgment = acknowledgment;
      return this;
    }

    public Tcp window(int window) {
      this.window = window;
      return this;
    }

    /** Length a multiple of 4. */
    public Tcp options(byte... options) {
      this.options = options.clone();
      return this;
    }

    public Tcp payload(byte... payload) {
      this.payload = payload.clone();
      return this;
    }

    public Tcp ttl(int ttl) {
      this.ttl = ttl;
      return this;
    }

    /** IPv4 identification. */
    public Tcp id(int id) {
      this.id = id;
      return this;
    }

    /** Header, options and payload, without IP. */
    public byte[] segment() {
      int header = 20 + options.length;
      ByteBuffer out = ByteBuffer.allocate(header + payload.length);
      out.putShort((short) sourcePort).putShort((short) destinationPort);
      out.putInt((int) sequence).putInt((int) acknowledgment);
      out.put((byte) ((header / 4) << 4)).put((byte) flags).putShort((short) window);
      out.putShort((short) 0).putShort((short) 0);
      out.put(options).put(payload);
      byte[] segment = out.array();
      putU16(segment, 16, transportChecksum(source, destination, TCP, segment));
      return segment;
    }

    /** The IP packet. */
    public byte[] ip() {
      return Packets.ip(source, destination, TCP, segment(), ttl, id);
    }

    /** The IP packet in an Ethernet frame. */
    public byte[] ethernet() {
      return Packets.ethernet(ip());
    }
  }

  /** A TCP segment with the given flags. */
  public static Tcp tcp(int flags) {
    return new Tcp().flags(flags);
  }

  /** A UDP datagram in an IP packet. */
  public static byte[] udp(
      String source, int sourcePort, String destination, int destinationPort, byte[] payload) {
    return udp(source, sourcePort, destination, destinationPort, payload, 0);
  }

  /** A UDP datagram in an IP packet; {@code id} is the IPv4 identification. */
  public static byte[] udp(
      String source,
      int sourcePort,
      String destination,
      int destinationPort,
      byte[] payload,
      int id) {
    ByteBuffer out = ByteBuffer.allocate(8 + payload.length);
    out.putShort((short) sourcePort).putShort((short) destinationPort);
    out.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    byte[] datagram = out.array();
    int checksum = transportChecksum(source, destination, UDP, datagram);
    putU16(datagram, 6, checksum == 0 ? 0xFFFF : checksum);
    return ip(source, destination, UDP, datagram, 128, id);
  }

  /**
   * An ICMP or ICMPv6 error (by the kind of addresses) in an IP packet.
   *
   * @param rest the 32 bits behind the checksum: MTU of 3/4 and of ICMPv6 2
   * @param quote beginning of the packet that is quoted
   */
  public static byte[] icmp(
      String source, String destination, int type, int code, long rest, byte[] quote) {
    ByteBuffer out = ByteBuffer.allocate(8 + quote.length);
    out.put((byte) type).put((byte) code).putShort((short) 0).putInt((int) rest).put(quote);
    byte[] message = out.array();
    boolean version6 = address(source).length == 16;
    int protocol = version6 ? ICMPV6 : ICMP;
    int checksum =
        version6
            ? transportChecksum(source, destination, ICMPV6, message)
            : checksum(List.of(message));
    putU16(message, 2, checksum);
    return ip(source, destination, protocol, message, 64, 0);
  }

  /** An IP packet, version by the addresses; {@code id} is the IPv4 identification. */
  public static byte[] ip(
      String source, String destination, int protocol, byte[] payload, int ttl, int id) {
    byte[] from = address(source);
    byte[] to = address(destination);
    return from.length == 16
        ? ipv6(from, to, protocol, payload, ttl)
        : ipv4(from, to, protocol, payload, ttl, id);
  }

  private static byte[] ipv4(
      byte[] from, byte[] to, int protocol, byte[] payload, int ttl, int id) {
    ByteBuffer out = ByteBuffer.allocate(20 + payload.length);
    out.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length));
    out.putShort((short) id).putShort((short) 0x4000);
    out.put((byte) ttl).put((byte) protocol).putShort((short) 0).put(from).put(to).put(payload);
    byte[] packet = out.array();
    putU16(packet, 10, checksum(List.of(Arrays.copyOf(packet, 20))));
    return packet;
  }

  private static byte[] ipv6(byte[] from, byte[] to, int protocol, byte[] payload, int ttl) {
    ByteBuffer out = ByteBuffer.allocate(40 + payload.length);
    out.putInt(0x6000_0000).putShort((short) payload.length);
    out.put((byte) protocol).put((byte) ttl).put(from).put(to).put(payload);
    return out.array();
  }

  /** An Ethernet frame between two fixed hosts; EtherType by the packet's version. */
  public static byte[] ethernet(byte[] ipPacket) {
    return ethernet(ipPacket, 0x0200_0000_0001L, 0x0200_0000_0002L);
  }

  /** An Ethernet frame; EtherType by the packet's version. */
  public static byte[] ethernet(byte[] ipPacket, long sourceMac, long destinationMac) {
    return ethernet(etherType(ipPacket), ipPacket, sourceMac, destinationMac);
  }

  /** An Ethernet frame around anything. */
  public static byte[] ethernet(int etherType, byte[] payload, long sourceMac, long targetMac) {
    ByteBuffer out = ByteBuffer.allocate(14 + payload.length);
    putMac(out, targetMac);
    putMac(out, sourceMac);
    return out.putShort((short) etherType).put(payload).array();
  }

  /** EtherType of an IP packet. */
  public static int etherType(byte[] ipPacket) {
    return ipPacket[0] >> 4 == 6 ? IPV6 : IPV4;
  }

  /** The frame with a VLAN tag in front of its EtherType; the outermost where called again. */
  public static byte[] vlan(byte[] ethernetFrame, int tagType, int vlanId) {
    ByteBuffer out = ByteBuffer.allocate(ethernetFrame.length + 4);
    out.put(ethernetFrame, 0, 12).putShort((short) tagType).putShort((short) vlanId);
    return out.put(ethernetFrame, 12, ethernetFrame.length - 12).array();
  }

  /** An IPv4 header that is as given, with the checksum of its new content. */
  public static byte[] withIpv4Checksum(byte[] packet) {
    byte[] changed = packet.clone();
    int headerLength = (changed[0] & 0x0F) * 4;
    putU16(changed, 10, 0);
    putU16(changed, 10, checksum(List.of(Arrays.copyOf(changed, headerLength))));
    return changed;
  }

  /** Bytes one after the other. */
  public static byte[] join(byte[]... parts) {
    ByteBuffer out = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      out.put(part);
    }
    return out.array();
  }

  /** 4 or 16 bytes of an address literal. */
  public static byte[] address(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  private static int transportChecksum(
      String source, String destination, int protocol, byte[] content) {
    byte[] pseudo = ByteBuffer.allocate(8).putInt(content.length).putInt(protocol).array();
    return checksum(List.of(address(source), address(destination), pseudo, content));
  }

  /** Internet checksum (RFC 1071); every part but the last has an even length. */
  private static int checksum(List<byte[]> parts) {
    long sum = 0;
    for (byte[] part : parts) {
      for (int i = 0; i < part.length; i++) {
        sum += (part[i] & 0xFFL) << (i % 2 == 0 ? 8 : 0);
      }
    }
    while (sum > 0xFFFF) {
      sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return (int) (~sum & 0xFFFF);
  }

  private static void putMac(ByteBuffer out, long mac) {
    out.putShort((short) (mac >> 32)).putInt((int) mac);
  }

  private static void putU16(byte[] target, int offset, int value) {
    target[offset] = (byte) (value >> 8);
    target[offset + 1] = (byte) value;
  }
}
