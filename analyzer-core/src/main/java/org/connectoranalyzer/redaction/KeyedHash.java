package org.connectoranalyzer.redaction;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The pseudorandom function that all stand-ins come from: HMAC-SHA-256 (RFC 2104) under the key of
 * one redaction. Not thread-safe.
 */
final class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  KeyedHash(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** 32 bytes; {@code purpose} keeps apart what is not to be related. */
  byte[] of(String purpose, byte[] input, int length) {
    mac.update(purpose.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    mac.update(input, 0, length);
    return mac.doFinal();
  }

  byte[] of(String purpose, byte[] input) {
    return of(purpose, input, input.length);
  }

  byte[] of(String purpose, String input) {
    return of(purpose, input.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash as a number without sign of 63 bits. */
  static long number(byte[] hash, int offset) {
    long number = 0;
    for (byte b : Arrays.copyOfRange(hash, offset, offset + 8)) {
      number = number << 8 | (b & 0xFF);
    }
    return number >>> 1;
  }
}
