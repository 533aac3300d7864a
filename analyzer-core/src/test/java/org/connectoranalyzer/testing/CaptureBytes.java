package org.connectoranalyzer.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes captures, byte for byte, independently of the readers under test. {@link #pcap()} and
 * {@link #pcapng()} start one; records follow; {@link #bytes()} gives the file. Anything not
 * offered here is written with {@link #block} or {@link #raw}.
 */
public final class CaptureBytes {
  public static final int ETHERNET = 1;

  private static final int PCAP_MICROSECONDS = 0xA1B2C3D4;
  private static final int PCAP_NANOSECONDS = 0xA1B23C4D;
  private static final int PCAP_MODIFIED = 0xA1B2CD34;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> boundaries = new ArrayList<>();
  private final boolean nextGeneration;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private int magic = PCAP_MICROSECONDS;
  private int minorVersion = 4;
  private int linkType = ETHERNET;
  private int snapLength = 262144;
  private boolean begun;

  private CaptureBytes(boolean nextGeneration) {
    this.nextGeneration = nextGeneration;
  }

  /** Classic pcap: little-endian, microseconds, version 2.4, Ethernet, unless told otherwise. */
  public static CaptureBytes pcap() {
    return new CaptureBytes(false);
  }

  /** pcapng, little-endian; nothing is written yet, not even the section header. */
  public static CaptureBytes pcapng() {
    return new CaptureBytes(true);
  }

  /** pcapng with one section and one Ethernet interface with nanoseconds. */
  public static CaptureBytes pcapngEthernet() {
    return pcapng().section().networkInterface(ETHERNET, 0, option(9, (byte) 9));
  }

  /** For all that is written from here on. */
  public CaptureBytes bigEndian() {
    order = ByteOrder.BIG_ENDIAN;
    return this;
  }

  /** For all that is written from here on. */
  public CaptureBytes littleEndian() {
    order = ByteOrder.LITTLE_ENDIAN;
    return this;
  }

  public CaptureBytes nanoseconds() {
    magic = PCAP_NANOSECONDS;
    return this;
  }

  /** Record headers of 24 bytes. */
  public CaptureBytes modified() {
    magic = PCAP_MODIFIED;
    return this;
  }

  public CaptureBytes version(int minor) {
    minorVersion = minor;
    return this;
  }

  public CaptureBytes linkType(int linkType) {
    this.linkType = linkType;
    return this;
  }

  public CaptureBytes snapLength(int snapLength) {
    this.snapLength = snapLength;
    return this;
  }

  /** The file header of a pcap without packets. */
  public CaptureBytes header() {
    if (!nextGeneration && !begun) {
      begun = true;
      ByteBuffer header = buffer(24).putInt(magic).putShort((short) 2);
      header.putShort((short) minorVersion).putInt(0).putInt(0).putInt(snapLength);
      write(written(header.putInt(linkType)));
    }
    return this;
  }

  /** A packet at nanoseconds since the epoch on interface 0, wholly captured. */
  public CaptureBytes packet(long time, byte[] packet) {
    return packet(0, time, packet, packet.length);
  }

  /** A packet on an interface of the section (pcap has only 0). */
  public CaptureBytes packet(int networkInterface, long time, byte[] packet) {
    return packet(networkInterface, time, packet, packet.length);
  }

  /**
   * A packet with its length on the wire. In pcapng the interface must count nanoseconds, or else
   * use {@link #ticks}.
   */
  public CaptureBytes packet(int networkInterface, long time, byte[] captured, long wireLength) {
    if (nextGeneration) {
      return ticks(networkInterface, time, captured, wireLength);
    }
    header();
    long fraction = Math.floorMod(time, 1_000_000_000L);
    long seconds = Math.floorDiv(time, 1_000_000_000L);
    long unit = magic == PCAP_NANOSECONDS ? 1 : 1000;
    return pcapRecord(seconds, fraction / unit, captured.length, wireLength, captured);
  }

  /** A pcap record whose two lengths are as given, in the order in which they are written. */
  public CaptureBytes pcapRecord(
      long seconds, long fraction, long firstLength, long secondLength, byte[] captured) {
    header();
    int extra = magic == PCAP_MODIFIED ? 8 : 0;
    ByteBuffer record = buffer(16 + extra + captured.length);
    record.putInt((int) seconds).putInt((int) fraction);
    record.putInt((int) firstLength).putInt((int) secondLength);
    write(written(record.put(new byte[extra]).put(captured)));
    return this;
  }

  /** Section Header Block of unknown length. */
  public CaptureBytes section() {
    return section(1, 0);
  }

  public CaptureBytes section(int major, int minor) {
    ByteBuffer body = buffer(16).putInt(0x1A2B3C4D).putShort((short) major);
    return block(0x0A0D0D0A, written(body.putShort((short) minor).putLong(-1)));
  }

  /** Interface Description Block; options from {@link #option}. */
  public CaptureBytes networkInterface(int linkType, int snapLength, byte[]... options) {
    ByteBuffer body = buffer(8).putShort((short) linkType).putShort((short) 0).putInt(snapLength);
    return block(1, Packets.join(written(body), options(options)));
  }

  /** Enhanced Packet Block with the ticks of its interface. */
  public CaptureBytes ticks(
      int networkInterface, long ticks, byte[] captured, long wireLength, byte[]... options) {
    ByteBuffer body = buffer(20).putInt(networkInterface);
    body.putInt((int) (ticks >>> 32)).putInt((int) ticks);
    body.putInt(captured.length).putInt((int) wireLength);
    return block(6, Packets.join(written(body), padded(captured), options(options)));
  }

  /** Simple Packet Block. */
  public CaptureBytes simplePacket(byte[] captured, long wireLength) {
    byte[] body = written(buffer(4).putInt((int) wireLength));
    return block(3, Packets.join(body, padded(captured)));
  }

  /** The obsolete Packet Block. */
  public CaptureBytes oldPacket(
      int networkInterface, int drops, long ticks, byte[] captured, long wireLength) {
    ByteBuffer body = buffer(20).putShort((short) networkInterface).putShort((short) drops);
    body.putInt((int) (ticks >>> 32)).putInt((int) ticks);
    body.putInt(captured.length).putInt((int) wireLength);
    return block(2, Packets.join(written(body), padded(captured)));
  }

  /** Any block: type, content padded to 4 bytes, length before and behind. */
  public CaptureBytes block(int type, byte[] content) {
    byte[] body = padded(content);
    ByteBuffer block = buffer(12 + body.length).putInt(type).putInt(12 + body.length);
    write(written(block.put(body).putInt(12 + body.length)));
    return this;
  }

  /** A pcapng option, little-endian. */
  public static byte[] option(int code, byte... value) {
    return option(ByteOrder.LITTLE_ENDIAN, code, value);
  }

  /** An option in the given byte order; {@code value} is written as it is. */
  public static byte[] option(ByteOrder order, int code, byte... value) {
    ByteBuffer head = ByteBuffer.allocate(4).order(order).putShort((short) code);
    return Packets.join(head.putShort((short) value.length).array(), padded(value));
  }

  /** A text option, little-endian. */
  public static byte[] option(int code, String text) {
    return option(code, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A 32-bit option, little-endian. */
  public static byte[] option32(int code, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    return option(code, bytes.array());
  }

  /** A 64-bit option, little-endian. */
  public static byte[] option64(int code, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return option(code, bytes.array());
  }

  /** Bytes as they are. */
  public CaptureBytes raw(byte... bytes) {
    write(bytes);
    return this;
  }

  /** The file so far. */
  public byte[] bytes() {
    header();
    return out.toByteArray();
  }

  /** Offsets at which a header, record or block ends. */
  public List<Integer> boundaries() {
    return List.copyOf(boundaries);
  }

  private byte[] options(byte[]... options) {
    if (options.length == 0) {
      return new byte[0];
    }
    return Packets.join(Packets.join(options), new byte[4]);
  }

  private static byte[] padded(byte[] content) {
    return Arrays.copyOf(content, (content.length + 3) & ~3);
  }

  private ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(order);
  }

  private static byte[] written(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private void write(byte[] bytes) {
    out.writeBytes(bytes);
    boundaries.add(out.size());
  }
}
