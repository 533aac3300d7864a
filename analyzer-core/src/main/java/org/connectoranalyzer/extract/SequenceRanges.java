package org.connectoranalyzer.extract;

import java.util.Arrays;

/**
 * Ranges in the sequence space of one direction, which counts around 32 bits. Filled, then asked.
 */
final class SequenceRanges {
  /** Longer ranges are kept in pieces, so that one is found by where it begins. */
  private static final int LONGEST = 1 << 16;

  private long[] ranges = new long[4];
  private int count;
  private boolean sorted;
  private boolean all;

  /** Told of what of a segment is in the ranges. */
  interface Sink {
    /** Offsets in the segment. */
    void inside(int from, int to);
  }

  /** One that has everything inside. */
  static SequenceRanges all() {
    SequenceRanges ranges = new SequenceRanges();
    ranges.all = true;
    return ranges;
  }

  /** Adds a range, and says how much more is kept. */
  int add(int sequence, int length) {
    int before = count;
    for (int from = 0; from < length; from += LONGEST) {
      if (count == ranges.length) {
        ranges = Arrays.copyOf(ranges, 2 * count);
      }
      ranges[count++] = (sequence + from & 0xFFFF_FFFFL) << 32 | Math.min(LONGEST, length - from);
    }
    sorted = false;
    return count - before;
  }

  /** What of a segment lies in the ranges. */
  void within(int sequence, int length, Sink sink) {
    if (all) {
      sink.inside(0, length);
      return;
    }
    if (!sorted) {
      // Sequence numbers are the upper halves: as unsigned ones.
      ranges = Arrays.stream(ranges, 0, count).map(r -> r ^ Long.MIN_VALUE).sorted().toArray();
      for (int i = 0; i < count; i++) {
        ranges[i] ^= Long.MIN_VALUE;
      }
      sorted = true;
    }
    int lowest = sequence - LONGEST;
    int first = firstFrom(lowest);
    for (int i = 0; i < count; i++) {
      long range = ranges[(first + i) % count];
      long ahead = (int) (range >>> 32) - lowest & 0xFFFF_FFFFL;
      if (ahead >= (long) LONGEST + length) {
        return;
      }
      long from = ahead - LONGEST;
      long to = from + (range & 0xFFFF_FFFFL);
      if (to > 0) {
        sink.inside((int) Math.max(from, 0), (int) Math.min(to, length));
      }
    }
  }

  private int firstFrom(int sequence) {
    long wanted = (sequence & 0xFFFF_FFFFL) << 32;
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(ranges[middle], wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == count ? 0 : low;
  }
}
