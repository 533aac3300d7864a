package org.connectoranalyzer.testing;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Puts packets and frames into tunnels, byte for byte; what comes out of one goes into another.
 * "Packet" is an IP packet, "frame" an Ethernet frame.
 */
public final class Tunnels {
  private static final String NEAR = "192.0.2.1";
  private static final String FAR = "192.0.2.2";
  private static final String NEAR_6 = "2001:db8:ff::1";
  private static final String FAR_6 = "2001:db8:ff::2";

  private static final int ETHERNET_BRIDGING = 0x6558;

  private Tunnels() {}

  /** Bytes written as hexadecimal digits. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** A frame of that EtherType between the ends of the tunnel. */
  public static byte[] frame(int etherType, byte[]... content) {
    return Packets.ethernet(etherType, Packets.join(content), 0x0200_0000_00A1L, 0x0200_0000_00A2L);
  }

  /** A packet of that protocol between the ends of the tunnel. */
  public static byte[] ipv4(int protocol, byte[]... content) {
    return Packets.ip(NEAR, FAR, protocol, Packets.join(content), 60, 7);
  }

  /** The same over IPv6. */
  public static byte[] ipv6(int protocol, byte[]... content) {
    return Packets.ip(NEAR_6, FAR_6, protocol, Packets.join(content), 60, 0);
  }

  /** A datagram between the ends of the tunnel. */
  public static byte[] udp(int port, byte[]... content) {
    return Packets.udp(NEAR, 51000, FAR, port, Packets.join(content), 7);
  }

  /** A PPPoE session's frame; {@code ppp} is protocol and content. */
  public static byte[] pppoe(byte[] ppp) {
    ByteBuffer header = ByteBuffer.allocate(6).put((byte) 0x11).put((byte) 0).putShort((short) 9);
    return frame(0x8864, header.putShort((short) ppp.length).array(), ppp);
  }

  /** A frame with a stack of so many labels; the last one ends it. */
  public static byte[] mpls(int labels, byte[]... content) {
    ByteBuffer stack = ByteBuffer.allocate(4 * labels);
    for (int i = 1; i <= labels; i++) {
      stack.putInt((1000 + i) << 12 | (i == labels ? 0x100 : 0) | 64);
    }
    return frame(0x8847, stack.array(), Packets.join(content));
  }

  /** A GRE packet without options. */
  public static byte[] gre(int protocol, byte[]... content) {
    ByteBuffer header = ByteBuffer.allocate(4).putShort((short) 0).putShort((short) protocol);
    return ipv4(47, header.array(), Packets.join(content));
  }

  /** A GRE packet with flags, protocol and options as written. */
  public static byte[] gre(String header, byte[]... content) {
    return ipv4(47, hex(header), Packets.join(content));
  }

  /** A frame in VXLAN (RFC 7348). */
  public static byte[] vxlan(byte[] frame) {
    return udp(4789, hex("08000000 00002A00"), frame);
  }

  /** A frame in Geneve with an option of 8 bytes. */
  public static byte[] geneve(byte[] frame) {
    ByteBuffer header = ByteBuffer.allocate(8).put((byte) 2).put((byte) 0);
    header.putShort((short) ETHERNET_BRIDGING).putInt(0x2A00);
    return udp(6081, header.array(), hex("0103 80 01 DEADBEEF"), frame);
  }

  /** AH between an IP header and this content of that protocol. */
  public static byte[] authenticated(int protocol, byte[] content) {
    byte[] header = hex("00 04 0000 00000100 00000001 000000000000000000000000");
    header[0] = (byte) protocol;
    return Packets.join(header, content);
  }
}
