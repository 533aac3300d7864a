package org.connectoranalyzer.capture;

import java.io.IOException;

/**
 * Bits that are read from the end of a range to its beginning, the highest first (RFC 8878, 4.1).
 * Beyond the beginning stand zeros, and {@link #left} is negative.
 */
final class ReverseBits {
  private byte[] bytes = {};
  private int base;
  private int left;

  /** Begins behind the mark in the last byte of the range. */
  void wrap(byte[] bytes, int from, int length) throws IOException {
    int last = length == 0 ? 0 : bytes[from + length - 1] & 0xFF;
    if (last == 0) {
      throw new IOException("bits without an end");
    }
    this.bytes = bytes;
    base = from;
    left = length * 8 - 8 + 31 - Integer.numberOfLeadingZeros(last);
  }

  /** Bits that were not read yet. */
  int left() {
    return left;
  }

  /** At most 32 bits. */
  int read(int count) {
    left -= count;
    return bits(left, count);
  }

  /** The next bits, at most 16. */
  int peek(int count) {
    return bits(left - count, count);
  }

  void skip(int count) {
    left -= count;
  }

  private int bits(int start, int count) {
    if (start < 0) {
      int there = start + count;
      return there <= 0 ? 0 : bits(0, there) << -start;
    }
    int at = base + (start >> 3);
    int end = (start & 7) + count;
    long word = 0;
    for (int shift = 0; shift < end; shift += 8) {
      word |= (bytes[at++] & 0xFFL) << shift;
    }
    return (int) (word >>> (start & 7) & ((1L << count) - 1));
  }
}
