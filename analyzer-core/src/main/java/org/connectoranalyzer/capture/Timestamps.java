package org.connectoranalyzer.capture;

/**
 * Turns the ticks of a pcapng interface into nanoseconds since the epoch: {@code if_tsresol} (10^-n
 * s, or 2^-n s with the top bit set; default 10^-6) and {@code if_tsoffset} (seconds). Ticks are
 * unsigned; results saturate. Definition: draft-ietf-opsawg-pcapng, Interface Description Block.
 */
final class Timestamps {
  static final long NANOSECONDS = 1_000_000_000L;
  static final int MICROSECONDS_RESOLUTION = 6;
  private static final int BINARY = 0x80;

  private final boolean binary;
  private final int exponent;
  private final long factor;
  private final long offset;

  /** Ticks up to here, and not below zero, multiply without a look at the range. */
  private final long plainTicks;

  /** {@code resolution} is the octet of if_tsresol, {@code offsetSeconds} that of if_tsoffset. */
  Timestamps(int resolution, long offsetSeconds) {
    binary = (resolution & BINARY) != 0;
    exponent = resolution & ~BINARY;
    factor = binary ? NANOSECONDS : powerOfTen(Math.abs(exponent - 9));
    offset = Saturating.multiply(offsetSeconds, NANOSECONDS);
    plainTicks = !binary && exponent <= 9 && offset == 0 ? Long.MAX_VALUE / factor : -1;
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < Math.min(exponent, 19); i++) {
      power *= 10;
    }
    return power;
  }

  long nanoseconds(long ticks) {
    return ticks >= 0 && ticks <= plainTicks ? ticks * factor : withOffset(ticks);
  }

  private long withOffset(long ticks) {
    if (!binary && exponent > 9) {
      boolean vanishes = exponent - 9 > 19;
      return sum(0, vanishes ? 0 : Long.divideUnsigned(ticks, factor));
    }
    long high = Saturating.unsignedMultiplyHigh(ticks, factor);
    long low = ticks * factor;
    return binary ? shifted(high, low) : sum(high, low);
  }

  private long shifted(long high, long low) {
    if (exponent == 0) {
      return sum(high, low);
    }
    if (exponent >= 64) {
      return sum(0, high >>> (exponent - 64));
    }
    return sum(high >>> exponent, (high << (64 - exponent)) | (low >>> exponent));
  }

  /** An unsigned number of 128 bits and the offset; only their sum has to be in the range. */
  private long sum(long high, long low) {
    long sum = low + offset;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    long above = high + (offset >> 63) + carry;
    return above == sum >> 63 ? sum : Long.MAX_VALUE;
  }
}
