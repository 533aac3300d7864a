package org.connectoranalyzer.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes Network Monitor captures, byte for byte: frames one behind the other, then the frame
 * table, unless told otherwise.
 */
public final class NetMonBytes {
  /** Of every file here, as local time. */
  public static final LocalDateTime START = LocalDateTime.of(2026, 11, 25, 10, 0, 0, 500_000_000);

  public static final int HEADER = 128;

  private final int major;
  private final int minor;
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private final List<Integer> table = new ArrayList<>();
  private int fileMedium = 1;

  private NetMonBytes(int major, int minor) {
    this.major = major;
    this.minor = minor;
  }

  /** Magic RTSS: milliseconds, lengths of 16 bits. */
  public static NetMonBytes version1() {
    return new NetMonBytes(1, 1);
  }

  /** Magic GMBU: microseconds; media types from 2.1 on, UTC from 2.3 on. */
  public static NetMonBytes version2(int minor) {
    return new NetMonBytes(2, minor);
  }

  /** The media type of the file header. */
  public NetMonBytes medium(int medium) {
    fileMedium = medium;
    return this;
  }

  /** An Ethernet frame, wholly captured, at ticks of the version since the start. */
  public NetMonBytes packet(long ticks, byte[] packet) {
    return frame(1, ticks, packet, packet.length, 0);
  }

  /** A frame of a media type of its own. */
  public NetMonBytes frame(int medium, long ticks, byte[] content) {
    return frame(medium, ticks, content, content.length, 0);
  }

  /** A frame with all its fields; those that the version does not have are left out. */
  public NetMonBytes frame(
      int medium, long ticks, byte[] captured, long wireLength, long fileTime) {
    table.add(HEADER + frames.size());
    frames.writeBytes(header(ticks, captured.length, wireLength));
    frames.writeBytes(captured);
    ByteBuffer trailer = buffer(15).putShort((short) medium).putInt(-1).putLong(fileTime);
    int length = major == 1 || minor == 0 ? 0 : minor == 1 ? 2 : minor == 2 ? 6 : 15;
    frames.writeBytes(Arrays.copyOf(written(trailer), length));
    return this;
  }

  private byte[] header(long ticks, int captured, long wireLength) {
    if (major == 1) {
      ByteBuffer header = buffer(8).putInt((int) ticks).putShort((short) wireLength);
      return written(header.putShort((short) captured));
    }
    return written(buffer(16).putLong(ticks).putInt((int) wireLength).putInt(captured));
  }

  /** Bytes between two frames that belong to none. */
  public NetMonBytes hole(byte... bytes) {
    frames.writeBytes(bytes);
    return this;
  }

  /** Where the frames begin. */
  public List<Integer> offsets() {
    return List.copyOf(table);
  }

  /** The file, its table behind the frames. */
  public byte[] bytes() {
    int[] offsets = table.stream().mapToInt(Integer::intValue).toArray();
    return bytes(HEADER + frames.size(), 4L * offsets.length, offsets);
  }

  /** The file with a frame table of any content behind the frames. */
  public byte[] withTable(int... offsets) {
    return bytes(HEADER + frames.size(), 4L * offsets.length, offsets);
  }

  /** The file with what its header says of the table, and what then stands behind the frames. */
  public byte[] bytes(long tableOffset, long tableLength, int... offsets) {
    return Packets.join(head(tableOffset, tableLength), frames.toByteArray(), table(offsets));
  }

  /** The file with its table before its frames. */
  public byte[] tableFirst() {
    int length = 4 * table.size();
    int[] offsets = table.stream().mapToInt(offset -> offset + length).toArray();
    return Packets.join(head(HEADER, length), table(offsets), frames.toByteArray());
  }

  private static byte[] table(int... offsets) {
    ByteBuffer table = buffer(4 * offsets.length);
    Arrays.stream(offsets).forEach(table::putInt);
    return written(table);
  }

  private byte[] head(long tableOffset, long tableLength) {
    ByteBuffer header = buffer(HEADER);
    header.put(major == 1 ? new byte[] {'R', 'T', 'S', 'S'} : new byte[] {'G', 'M', 'B', 'U'});
    header.put((byte) minor).put((byte) major).putShort((short) fileMedium);
    header.putShort((short) START.getYear()).putShort((short) START.getMonthValue());
    header.putShort((short) START.getDayOfWeek().getValue());
    header.putShort((short) START.getDayOfMonth()).putShort((short) START.getHour());
    header.putShort((short) START.getMinute()).putShort((short) START.getSecond());
    header.putShort((short) (START.getNano() / 1_000_000));
    return written(header.putInt((int) tableOffset).putInt((int) tableLength));
  }

  /** All that the buffer can hold, zeros where nothing was written. */
  private static byte[] written(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
