package org.connectoranalyzer.redaction;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A keyed one-to-one mapping of the numbers below a bound onto themselves: swap-or-not (Hoang,
 * Morris, Rogaway: "An Enciphering Scheme Based on a Card Shuffle", CRYPTO 2012). It makes
 * stand-ins of the same form that never coincide, however few there are of that form.
 */
final class Permutation {
  private static final int ROUNDS = 64;

  /** Above it two stand-ins coincide by chance once in 10^9 reports; a hash does, and is fast. */
  private static final BigInteger LARGE = BigInteger.ONE.shiftLeft(62);

  private final KeyedHash hash;

  Permutation(KeyedHash hash) {
    this.hash = hash;
  }

  /** Where a number goes; {@code domain} selects one of any number of independent mappings. */
  BigInteger of(String domain, BigInteger size, BigInteger number) {
    if (size.compareTo(LARGE) > 0) {
      return hashed(domain, size, number);
    }
    return BigInteger.valueOf(shuffled(domain, size.longValueExact(), number.longValueExact()));
  }

  /** Likewise, but two numbers may go to one place: for those that are not below the bound. */
  BigInteger hashed(String domain, BigInteger size, BigInteger number) {
    BigInteger random = BigInteger.ZERO;
    byte[] input = number.toByteArray();
    for (int i = 0; random.bitLength() < size.bitLength() + 64; i++) {
      byte[] more = hash.of("hashed " + i + " " + domain, input);
      random = random.shiftLeft(256).or(new BigInteger(1, more));
      random = random.setBit(256 * (i + 1));
    }
    return random.mod(size);
  }

  private long shuffled(String domain, long size, long number) {
    byte[] input = new byte[Long.BYTES];
    long place = number;
    for (int round = 0; round < ROUNDS; round++) {
      String purpose = "round " + round + " " + domain;
      long sum = KeyedHash.number(hash.of(purpose, "sum"), 0) % size;
      long partner = Math.floorMod(sum - place, size);
      ByteBuffer.wrap(input).putLong(Math.max(place, partner));
      if ((hash.of(purpose, input)[0] & 1) == 1) {
        place = partner;
      }
    }
    return place;
  }
}
