package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.Arrays;

/** What was unpacked of a Zstandard frame, as far back as it may be referred to. */
final class ZstdWindow {
  private static final int BLOCK = ZstdInputStream.LONGEST_BLOCK;

  /** Bytes beyond the window that make moving rare. */
  private static final int MOST_SLACK = 8 << 20;

  private byte[] bytes = {};
  private int size;
  private int given;
  private int end;
  private int blockEnd;

  /** A new frame begins, whose matches reach back so far. */
  void begin(int size) {
    this.size = size;
    given = 0;
    end = 0;
  }

  /** Makes room for a block. */
  void beginBlock() {
    if (bytes.length - end < BLOCK) {
      int kept = Math.min(end, size);
      int slack = Math.max(BLOCK, Math.min(kept, MOST_SLACK));
      byte[] target = bytes.length >= kept + slack ? bytes : new byte[kept + slack + BLOCK];
      System.arraycopy(bytes, end - kept, target, 0, kept);
      bytes = target;
      end = kept;
      given = kept;
    }
    blockEnd = end + BLOCK;
  }

  void append(byte[] source, int from, int count) throws IOException {
    check(count);
    System.arraycopy(source, from, bytes, end, count);
    end += count;
  }

  void fill(byte value, int count) throws IOException {
    check(count);
    Arrays.fill(bytes, end, end + count, value);
    end += count;
  }

  /** A match may reach into what it appends itself: then it repeats. */
  void repeat(int distance, int count) throws IOException {
    check(count);
    if (distance <= 0 || distance > Math.min(end, size)) {
      throw new IOException("Zstandard match " + distance + " back");
    }
    int source = end - distance;
    for (int left = count; left > 0; ) {
      int step = Math.min(left, end - source);
      System.arraycopy(bytes, source, bytes, end, step);
      end += step;
      left -= step;
    }
  }

  private void check(int count) throws IOException {
    if (count > blockEnd - end) {
      throw new IOException("Zstandard block longer than allowed");
    }
  }

  int available() {
    return end - given;
  }

  /** Hands out what was not yet. */
  int give(byte[] target, int offset, int length) {
    int count = Math.min(length, end - given);
    System.arraycopy(bytes, given, target, offset, count);
    given += count;
    return count;
  }

  /** What was appended since so many bytes were available. */
  void hash(XxHash64 hash) {
    hash.add(bytes, given, end - given);
  }
}
