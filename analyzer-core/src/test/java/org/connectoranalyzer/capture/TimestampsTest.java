package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

  @ParameterizedTest
  @CsvSource({
    "6, 0, 1700000000123456, 1700000000123456000",
    "9, 0, 1700000000123456789, 1700000000123456789",
    "7, 0, 17000000001234567, 1700000000123456700",
    "0, 0, 5, 5000000000",
    "12, 0, 1999, 1",
    "0x8A, 0, 1536, 1500000000",
    "6, -100, 5000000, -95000000000",
    "6, 4611686018427387904, 5, 9223372036854775807",
    "6, -9223372036854775808, 0, -9223372036854775808",
    "9, -9223372037, -1, 9223372036854775807",
    "9, -5, -1, 9223372036854775807",
    "9, -9223372036, -9223372036854775808, 854775808",
    "0, 0, -1, 9223372036854775807"
  })
  void turnsTicksIntoNanoseconds(String resolution, long offset, long ticks, long expected) {
    assertThat(new Timestamps(Integer.decode(resolution), offset).nanoseconds(ticks))
        .isEqualTo(expected);
  }

  /** Against arithmetic without limits, ticks being unsigned, for every resolution there is. */
  @ParameterizedTest
  @ValueSource(longs = {0, 3, -3, 9_000_000_000L, -10_000_000_000L})
  void saturatesAtEveryResolution(long offset) {
    SplittableRandom random = new SplittableRandom(7);
    for (int resolution = 0; resolution < 256; resolution++) {
      for (int i = 0; i < 50; i++) {
        long ticks = random.nextLong() >>> random.nextInt(64);
        assertThat(new Timestamps(resolution, offset).nanoseconds(ticks))
            .as("%s ticks at resolution %s, offset %s", ticks, resolution, offset)
            .isEqualTo(exact(resolution, offset, ticks));
      }
    }
  }

  private static long exact(int resolution, long offset, long ticks) {
    int exponent = resolution & 0x7F;
    BigInteger base = BigInteger.valueOf(resolution < 128 ? 10 : 2);
    BigInteger nanoseconds =
        new BigInteger(Long.toUnsignedString(ticks)).multiply(BILLION).divide(base.pow(exponent));
    return clamp(nanoseconds.add(clamped(BigInteger.valueOf(offset).multiply(BILLION))));
  }

  private static BigInteger clamped(BigInteger value) {
    return BigInteger.valueOf(clamp(value));
  }

  private static long clamp(BigInteger value) {
    return value
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .longValueExact();
  }
}
