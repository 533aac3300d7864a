package org.connectoranalyzer.robustness;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How a capture is damaged: a function of its name and a number alone, so that a name in the
 * figures is enough to have the bytes again.
 */
record Variant(String file, int number) {
  private static final int KINDS = 8;
  private static final int HEAD = 512;

  /** What is done to the bytes. */
  enum Kind {
    WHOLE,
    CUT,
    FLIPPED,
    DOUBLED
  }

  Kind kind() {
    if (number == 0) {
      return Kind.WHOLE;
    }
    int turn = Math.floorMod(file.hashCode() + number, KINDS);
    return turn == 0 ? Kind.DOUBLED : turn % 2 == 0 ? Kind.CUT : Kind.FLIPPED;
  }

  byte[] of(byte[] capture) {
    SplittableRandom random = new SplittableRandom(31L * file.hashCode() + number);
    if (capture.length == 0) {
      return capture;
    }
    return switch (kind()) {
      case WHOLE -> capture;
      case CUT -> Arrays.copyOf(capture, random.nextInt(capture.length));
      case FLIPPED -> flipped(capture, random);
      case DOUBLED -> doubled(capture, random);
    };
  }

  /** A few bits, of the head or anywhere, or one of about a thousand bytes. */
  private static byte[] flipped(byte[] capture, SplittableRandom random) {
    byte[] flipped = capture.clone();
    int bound = random.nextInt(3) == 0 ? Math.min(HEAD, flipped.length) : flipped.length;
    int flips = random.nextInt(4) == 0 ? 1 + bound / 1000 : random.nextInt(1, 9);
    for (int i = 0; i < flips; i++) {
      flipped[random.nextInt(bound)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return flipped;
  }

  /** A part of it, and then all of it. */
  private static byte[] doubled(byte[] capture, SplittableRandom random) {
    int part = random.nextInt(capture.length) + 1;
    byte[] doubled = Arrays.copyOf(capture, part + capture.length);
    System.arraycopy(capture, 0, doubled, part, capture.length);
    return doubled;
  }

  @Override
  public String toString() {
    return file + "#" + number;
  }
}
