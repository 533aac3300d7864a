package org.connectoranalyzer.conversation;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as two words; IPv4 stands in the low 32 bits of {@code low} with {@code
 * high} 0. Text form: dotted decimal, or RFC 5952. Ordered by version, then numerically.
 */
public record IpAddress(int version, long high, long low) implements Comparable<IpAddress> {
  public static IpAddress v4(long address) {
    return new IpAddress(4, 0, address & 0xFFFF_FFFFL);
  }

  public static IpAddress v6(long high, long low) {
    return new IpAddress(6, high, low);
  }

  /**
   * Reads a literal (no brackets, no zone); empty if the text is not one. Never asks a resolver.
   */
  public static Optional<IpAddress> parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
  }

  private static Optional<IpAddress> parseV4(String text) {
    long value = 0;
    int octet = 0;
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' && digits < 3) {
        octet = 10 * octet + c - '0';
        digits++;
      } else if (c == '.' && digits > 0 && octet <= 255 && dots < 3) {
        value = value << 8 | octet;
        octet = 0;
        digits = 0;
        dots++;
      } else {
        return Optional.empty();
      }
    }
    return dots == 3 && digits > 0 && octet <= 255
        ? Optional.of(v4(value << 8 | octet))
        : Optional.empty();
  }

  private static Optional<IpAddress> parseV6(String text) {
    String source = text;
    int lastColon = source.lastIndexOf(':');
    if (source.indexOf('.', lastColon) >= 0) {
      Optional<IpAddress> tail = parseV4(source.substring(lastColon + 1));
      if (tail.isEmpty()) {
        return Optional.empty();
      }
      long v4 = tail.get().low;
      source =
          source.substring(0, lastColon + 1)
              + Long.toHexString(v4 >>> 16)
              + ":"
              + Long.toHexString(v4 & 0xFFFF);
    }
    int gap = source.indexOf("::");
    if (gap >= 0 && source.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    String[] head = groups(gap < 0 ? source : source.substring(0, gap));
    String[] tail = gap < 0 ? new String[0] : groups(source.substring(gap + 2));
    int known = head.length + tail.length;
    if (gap < 0 ? known != 8 : known > 7) {
      return Optional.empty();
    }
    long[] words = new long[2];
    for (int i = 0; i < known; i++) {
      boolean inHead = i < head.length;
      String group = inHead ? head[i] : tail[i - head.length];
      long word = word(group);
      if (word < 0) {
        return Optional.empty();
      }
      int place = inHead ? i : 8 - known + i;
      words[place / 4] |= word << (48 - 16 * (place % 4));
    }
    return Optional.of(v6(words[0], words[1]));
  }

  private static String[] groups(String text) {
    return text.isEmpty() ? new String[0] : text.split(":", -1);
  }

  /** One to four hexadecimal digits; else -1. */
  private static long word(String group) {
    long word = group.isEmpty() || group.length() > 4 ? -1 : 0;
    for (int i = 0; i < group.length() && word >= 0; i++) {
      char c = group.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      word = digit < 0 ? -1 : word << 4 | digit;
    }
    return word;
  }

  /** RFC 1918, RFC 4193 (fc00::/7), link-local of both families; never documentation ranges. */
  public boolean isPrivate() {
    if (version == 4) {
      return low >>> 24 == 10
          || low >>> 20 == 0xAC1
          || low >>> 16 == 0xC0A8
          || low >>> 16 == 0xA9FE;
    }
    return high >>> 57 == 0x7E || high >>> 54 == 0x3FA;
  }

  /** 0.0.0.0 or "::": no machine's address. */
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  public boolean isLoopback() {
    return version == 4 ? low >>> 24 == 127 : high == 0 && low == 1;
  }

  public boolean isMulticastOrBroadcast() {
    return version == 4 ? low >>> 28 == 0xE || low == 0xFFFF_FFFFL : high >>> 56 == 0xFF;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress that
        && version == that.version
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    long hash = (high ^ HashSeed.VALUE) * 0x9E37_79B9_7F4A_7C15L;
    hash = (hash ^ hash >>> 32 ^ low) * 0xD6E8_FEB8_6659_FD93L;
    return (int) (hash >>> 32);
  }

  @Override
  public int compareTo(IpAddress other) {
    int order = Integer.compare(version, other.version);
    order = order != 0 ? order : Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    if (version == 4) {
      return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i % 4))) & 0xFFFF;
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > bestLength) {
        bestStart = i;
        bestLength = end - i;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (i > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
