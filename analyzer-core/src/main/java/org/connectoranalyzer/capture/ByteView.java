package org.connectoranalyzer.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Window on a byte array; the one class that reads packet bytes, every access bounds-checked.
 * Reused: what it shows is valid until the next {@code wrap}. A reader asks {@link #has(int, int)}
 * first; an access outside the window is a programming error and throws {@link
 * IndexOutOfBoundsException}.
 */
public final class ByteView {
  private static final byte[] NOTHING = {};

  private byte[] array = NOTHING;
  private int start;
  private int length;

  /** Shows {@code length} bytes of {@code array} from {@code offset} on; nothing is copied. */
  public ByteView wrap(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.start = offset;
    this.length = length;
    return this;
  }

  /** Shows the whole array. */
  public ByteView wrap(byte[] array) {
    return wrap(array, 0, array.length);
  }

  /** Shows a part of another view, which may be this one. */
  public ByteView wrapSlice(ByteView other, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, other.length);
    this.start = other.start + offset;
    this.array = other.array;
    this.length = length;
    return this;
  }

  /** Shows nothing. */
  public ByteView clear() {
    return wrap(NOTHING, 0, 0);
  }

  /** Number of bytes in the window. */
  public int length() {
    return length;
  }

  /** Whether the window has at least {@code count} bytes. */
  public boolean has(int count) {
    return count <= length;
  }

  /** Whether {@code count} bytes from {@code offset} on lie in the window. */
  public boolean has(int offset, int count) {
    return (offset | count) >= 0 && offset <= length - count;
  }

  /** Unsigned octet. */
  public int u8(int offset) {
    return array[at(offset, 1)] & 0xFF;
  }

  /** Unsigned 16 bits in network byte order. */
  public int u16(int offset) {
    return u16(array, at(offset, 2));
  }

  /** Unsigned 32 bits in network byte order. */
  public long u32(int offset) {
    return u32(array, at(offset, 4));
  }

  /** 64 bits in network byte order; values above {@link Long#MAX_VALUE} come out negative. */
  public long u64(int offset) {
    return u64(array, at(offset, 8));
  }

  /** Unsigned 16 bits, little-endian. */
  public int u16le(int offset) {
    return Short.reverseBytes((short) u16(array, at(offset, 2))) & 0xFFFF;
  }

  /** Unsigned 32 bits, little-endian. */
  public long u32le(int offset) {
    return Integer.reverseBytes((int) u32(array, at(offset, 4))) & 0xFFFF_FFFFL;
  }

  /** 64 bits, little-endian; values above {@link Long#MAX_VALUE} come out negative. */
  public long u64le(int offset) {
    return Long.reverseBytes(u64(array, at(offset, 8)));
  }

  /** Copies bytes out; for what has to outlive the window. */
  public void copyTo(int offset, byte[] target, int targetOffset, int count) {
    System.arraycopy(array, at(offset, count), target, targetOffset, count);
  }

  /** Whether {@code count} bytes here equal {@code count} bytes of another view. */
  public boolean equalsRange(int offset, ByteView other, int otherOffset, int count) {
    int here = at(offset, count);
    int there = other.at(otherOffset, count);
    return Arrays.equals(array, here, here + count, other.array, there, there + count);
  }

  /** Whether {@code count} bytes here equal those of an array. */
  public boolean equalsRange(int offset, byte[] other, int otherOffset, int count) {
    int here = at(offset, count);
    return Arrays.equals(array, here, here + count, other, otherOffset, otherOffset + count);
  }

  /** 64-bit hash of a range; equal bytes give equal hashes in every run. Not cryptographic. */
  public long hash(int offset, int count) {
    int position = at(offset, count);
    int end = position + count;
    long hash = 0x9E37_79B9_7F4A_7C15L ^ count;
    for (; position + 8 <= end; position += 8) {
      hash = mix(hash ^ u64(array, position));
    }
    long rest = 0;
    for (; position < end; position++) {
      rest = (rest << 8) | (array[position] & 0xFF);
    }
    return mix(hash ^ rest);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
    return mixed ^ (mixed >>> 29);
  }

  /** Whether the window begins with these bytes. */
  public boolean startsWith(byte... prefix) {
    return startsWith(0, prefix);
  }

  /** Whether these bytes stand at {@code offset}; false where they reach past the window. */
  public boolean startsWith(int offset, byte... bytes) {
    return has(offset, bytes.length) && equalsRange(offset, bytes, 0, bytes.length);
  }

  /** Text of a range, one character per byte (ISO 8859-1), as far as the window reaches. */
  public String ascii(int offset, int count) {
    int bounded = Math.max(0, Math.min(count, length - Math.max(offset, 0)));
    return new String(array, at(offset, bounded), bounded, StandardCharsets.ISO_8859_1);
  }

  // Shifts, not a VarHandle: linking those takes longer than reading a small capture.

  private static int u16(byte[] array, int at) {
    return (array[at] & 0xFF) << 8 | (array[at + 1] & 0xFF);
  }

  private static long u32(byte[] array, int at) {
    return (long) u16(array, at) << 16 | u16(array, at + 2);
  }

  private static long u64(byte[] array, int at) {
    return u32(array, at) << 32 | u32(array, at + 4);
  }

  private int at(int offset, int count) {
    if ((offset | count) < 0 || offset > length - count) {
      throw new IndexOutOfBoundsException(
          count + " bytes at " + offset + " of a window of " + length);
    }
    return start + offset;
  }
}
