package org.connectoranalyzer.capture;

/** The checksum of Zstandard frames: XXH64 with seed 0, as the xxHash specification defines it. */
final class XxHash64 extends XxHash {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;
  private static final int STRIPE = 32;

  private long lane1 = 0x60EA27EEADC0B5D6L; // PRIME_1 + PRIME_2
  private long lane2 = PRIME_2;
  private long lane3 = 0;
  private long lane4 = -PRIME_1;

  XxHash64() {
    super(STRIPE);
  }

  @Override
  void stripes(byte[] bytes, int offset, int length) {
    view.wrap(bytes, offset, length);
    for (int at = 0; at < length; at += STRIPE) {
      lane1 = round(lane1, view.u64le(at));
      lane2 = round(lane2, view.u64le(at + 8));
      lane3 = round(lane3, view.u64le(at + 16));
      lane4 = round(lane4, view.u64le(at + 24));
    }
  }

  private static long round(long lane, long word) {
    return Long.rotateLeft(lane + word * PRIME_2, 31) * PRIME_1;
  }

  long value() {
    long hash = total < STRIPE ? PRIME_5 : lanes();
    hash += total;
    view.wrap(pending, 0, waiting);
    int at = 0;
    for (; at + 8 <= waiting; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, view.u64le(at)), 27) * PRIME_1 + PRIME_4;
    }
    if (at + 4 <= waiting) {
      hash = Long.rotateLeft(hash ^ (view.u32le(at) * PRIME_1), 23) * PRIME_2 + PRIME_3;
      at += 4;
    }
    for (; at < waiting; at++) {
      hash = Long.rotateLeft(hash ^ (view.u8(at) * PRIME_5), 11) * PRIME_1;
    }
    hash = (hash ^ (hash >>> 33)) * PRIME_2;
    hash = (hash ^ (hash >>> 29)) * PRIME_3;
    return hash ^ (hash >>> 32);
  }

  private long lanes() {
    long hash =
        Long.rotateLeft(lane1, 1)
            + Long.rotateLeft(lane2, 7)
            + Long.rotateLeft(lane3, 12)
            + Long.rotateLeft(lane4, 18);
    for (long lane : new long[] {lane1, lane2, lane3, lane4}) {
      hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }
    return hash;
  }
}
