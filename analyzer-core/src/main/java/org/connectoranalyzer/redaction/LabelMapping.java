package org.connectoranalyzer.redaction;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Stand-ins of words: as many bytes, letters for letters, digits for digits, all else in place, so
 * that names fit where they stood in a packet. One to one among words of ASCII of one form; case is
 * no difference, and comes back as it was.
 */
final class LabelMapping {
  private static final BigInteger LETTERS = BigInteger.valueOf(26);
  private static final BigInteger DIGITS = BigInteger.TEN;
  private static final int MOST_KEPT = 1 << 16;

  private final Permutation permutation;
  private final Map<String, String> standIns = new LinkedHashMap<>();

  LabelMapping(Permutation permutation) {
    this.permutation = permutation;
  }

  /** The stand-in of a word, a label of a name, or anything else without a structure of its own. */
  String standIn(String word) {
    return kept("word", word);
  }

  /**
   * Of a top-level domain, one that there is not: no real one has digits or "_". One to one for
   * those of two letters or more.
   */
  String topLevel(String label) {
    String standIn = kept("top", label);
    int end = standIn.length();
    if (end < 2 || !isLetter(standIn.charAt(end - 1)) || !isLetter(standIn.charAt(end - 2))) {
      return standIn;
    }
    String lower = standIn.toLowerCase(Locale.ROOT);
    int pair = 26 * (lower.charAt(end - 2) - 'a') + lower.charAt(end - 1) - 'a';
    return standIn.substring(0, end - 2) + notTwoLetters(pair);
  }

  /** The n-th of 682 pairs: letter and digit, digit and letter, two digits, "_" and one of both. */
  private static String notTwoLetters(int n) {
    if (n < 260) {
      return "" + letter(n / 10) + digit(n % 10);
    } else if (n < 520) {
      return "" + digit((n - 260) % 10) + letter((n - 260) / 10);
    } else if (n < 620) {
      return "" + digit((n - 520) / 10) + digit((n - 520) % 10);
    }
    return n < 646 ? "_" + letter(n - 620) : letter(n - 646) + "_";
  }

  private String kept(String domain, String word) {
    String key = domain + " " + word;
    String found = standIns.get(key);
    if (found == null) {
      found = mapped(domain, word);
      if (standIns.size() >= MOST_KEPT) {
        standIns.clear();
      }
      standIns.put(key, found);
    }
    return found;
  }

  private String mapped(String domain, String word) {
    byte[] cased = word.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = lower(cased);
    StringBuilder form = new StringBuilder(domain).append(' ');
    BigInteger size = BigInteger.ONE;
    BigInteger number = BigInteger.ZERO;
    for (byte b : bytes) {
      BigInteger radix = radix(b);
      form.append(b < 0 ? 'u' : isLetter(b) ? 'a' : isDigit(b) ? '0' : (char) b);
      size = size.multiply(radix);
      number = number.multiply(b < 0 ? BigInteger.valueOf(256) : radix).add(place(b));
    }
    // Bytes outside ASCII are letters of a larger alphabet, which no permutation can keep apart.
    boolean ascii = form.indexOf("u") < 0;
    BigInteger image =
        ascii
            ? permutation.of(form.toString(), size, number)
            : permutation.hashed(form.toString(), size, number);
    byte[] standIn = bytes.clone();
    for (int i = bytes.length - 1; i >= 0; i--) {
      BigInteger[] parts = image.divideAndRemainder(radix(bytes[i]));
      image = parts[0];
      int place = parts[1].intValue();
      if (isDigit(bytes[i])) {
        standIn[i] = (byte) digit(place);
      } else if (bytes[i] < 0 || isLetter(bytes[i])) {
        boolean upper = cased[i] >= 'A' && cased[i] <= 'Z';
        standIn[i] = (byte) (upper ? Character.toUpperCase(letter(place)) : letter(place));
      }
    }
    return new String(standIn, StandardCharsets.US_ASCII);
  }

  /** ASCII alone: a letter of another alphabet may change its length with its case. */
  private static byte[] lower(byte[] text) {
    byte[] lower = text.clone();
    for (int i = 0; i < lower.length; i++) {
      lower[i] |= (byte) (isLetter(lower[i]) ? 0x20 : 0);
    }
    return lower;
  }

  private static BigInteger radix(byte b) {
    return isDigit(b) ? DIGITS : b < 0 || isLetter(b) ? LETTERS : BigInteger.ONE;
  }

  private static BigInteger place(byte b) {
    int place = isDigit(b) ? b - '0' : b < 0 ? b & 0xFF : isLetter(b) ? (b | 0x20) - 'a' : 0;
    return BigInteger.valueOf(place);
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static char letter(int n) {
    return (char) ('a' + n);
  }

  private static char digit(int n) {
    return (char) ('0' + n);
  }
}
