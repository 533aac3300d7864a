package org.connectoranalyzer.capture;

/** The checksum of LZ4 frames: XXH32 with seed 0, as the xxHash specification defines it. */
final class XxHash32 extends XxHash {
  private static final int PRIME_1 = 0x9E3779B1;
  private static final int PRIME_2 = 0x85EBCA77;
  private static final int PRIME_3 = 0xC2B2AE3D;
  private static final int PRIME_4 = 0x27D4EB2F;
  private static final int PRIME_5 = 0x165667B1;
  private static final int STRIPE = 16;

  private int lane1 = 0x24234428; // PRIME_1 + PRIME_2
  private int lane2 = PRIME_2;
  private int lane3 = 0;
  private int lane4 = -PRIME_1;

  XxHash32() {
    super(STRIPE);
  }

  /** Of these bytes alone. */
  static int of(byte[] bytes, int offset, int length) {
    XxHash32 hash = new XxHash32();
    hash.add(bytes, offset, length);
    return hash.value();
  }

  @Override
  void stripes(byte[] bytes, int offset, int length) {
    view.wrap(bytes, offset, length);
    for (int at = 0; at < length; at += STRIPE) {
      lane1 = round(lane1, at);
      lane2 = round(lane2, at + 4);
      lane3 = round(lane3, at + 8);
      lane4 = round(lane4, at + 12);
    }
  }

  private int round(int lane, int at) {
    return Integer.rotateLeft(lane + (int) view.u32le(at) * PRIME_2, 13) * PRIME_1;
  }

  int value() {
    int hash = total < STRIPE ? PRIME_5 : lanes();
    hash += (int) total;
    view.wrap(pending, 0, waiting);
    int at = 0;
    for (; at + 4 <= waiting; at += 4) {
      hash = Integer.rotateLeft(hash + (int) view.u32le(at) * PRIME_3, 17) * PRIME_4;
    }
    for (; at < waiting; at++) {
      hash = Integer.rotateLeft(hash + view.u8(at) * PRIME_5, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 15) * PRIME_2;
    hash = (hash ^ hash >>> 13) * PRIME_3;
    return hash ^ hash >>> 16;
  }

  private int lanes() {
    return Integer.rotateLeft(lane1, 1)
        + Integer.rotateLeft(lane2, 7)
        + Integer.rotateLeft(lane3, 12)
        + Integer.rotateLeft(lane4, 18);
  }
}
