package org.connectoranalyzer.report;

import java.util.Locale;

/**
 * Text from outside made harmless, once, on its way into the report (from a capture, a file name, a
 * saved report): control characters, bidirectional overrides, invisible and unpaired characters
 * become visible escapes such as {@code \x1b} or {@code \u202e}. Harmless text stays as it is.
 */
public final class SafeText {
  private static final int MAX_LENGTH = 2048;

  private SafeText() {}

  /** One line of a capture or file name: harmless, and cut (with "…") beyond 2,048 characters. */
  public static String of(String text) {
    if (text.length() <= MAX_LENGTH) {
      return escaped(text, false);
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
    return escaped(text.substring(0, end), false) + "…";
  }

  /** One line, never cut: what a saved report holds. */
  static String line(String text) {
    return escaped(text, false);
  }

  /** Rendered words: never cut, and they may have line feeds between paragraphs. */
  public static String words(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean lineFeeds) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isHarmful(c) && !(lineFeeds && c == '\n')) {
        if (safe == null) {
          safe = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        String format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\u{%x}";
        safe.append(String.format(Locale.ROOT, format, c));
      } else if (safe != null) {
        safe.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return safe == null ? text : safe.toString();
  }

  /**
   * By ranges, not by {@code Character.getType}: the answer must not depend on the JDK's Unicode.
   */
  private static boolean isHarmful(int c) {
    return c < 0x20
        || between(c, 0x7F, 0x9F)
        || c == 0xAD // soft hyphen
        || c == 0x61C // Arabic letter mark
        || c == 0x180E
        || between(c, 0x200B, 0x200F) // zero width, direction marks
        || between(c, 0x2028, 0x202E) // line separators, bidirectional embedding
        || between(c, 0x2060, 0x206F) // invisible operators, bidirectional isolates
        || c == 0xFEFF
        || between(c, 0xFFF9, 0xFFFB)
        || between(c, 0xD800, 0xDFFF) // unpaired
        || between(c, 0xE0000, 0xE0FFF) // tags
        || isSpanning(c)
        || (c & 0xFFFE) == 0xFFFE; // noncharacters
  }

  /** Format characters of scripts, which enclose or join what stands behind them. */
  private static boolean isSpanning(int c) {
    return between(c, 0x600, 0x605)
        || c == 0x6DD
        || c == 0x70F
        || between(c, 0x890, 0x891)
        || c == 0x8E2
        || c == 0x110BD
        || c == 0x110CD
        || between(c, 0x13430, 0x1343F)
        || between(c, 0x1BCA0, 0x1BCA3)
        || between(c, 0x1D173, 0x1D17A);
  }

  private static boolean between(int c, int first, int last) {
    return c >= first && c <= last;
  }
}
