package org.connectoranalyzer.report;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the place where text is shown can show: the one place that knows stand-ins for characters
 * which a charset lacks, and how many columns each character takes there. Immutable; writers get it
 * by {@link WriteOptions}, the command line asks it for a terminal.
 *
 * @param charset of a file, or of the terminal
 */
public record DisplayCharset(Charset charset) {
  /** Of files and pipes: lacks nothing. */
  public static final DisplayCharset UNICODE = new DisplayCharset(StandardCharsets.UTF_8);

  /** What every terminal shows. */
  public static final DisplayCharset ASCII = new DisplayCharset(StandardCharsets.US_ASCII);

  /** Whether every character can be shown, so that nothing needs a stand-in. */
  boolean isUnicode() {
    String name = charset.name();
    return name.startsWith("UTF-") || name.equals("GB18030");
  }

  /** Whether it shows the words, with stand-ins at most: no character becomes an escape. */
  public boolean shows(String words) {
    if (isUnicode() || isAscii(words)) {
      return true;
    }
    CharsetEncoder encoder = charset.newEncoder();
    return words.codePoints().allMatch(c -> standIn(c, encoder) != null);
  }

  /**
   * The words with what cannot be shown replaced: by a character that looks alike, by ASCII, or
   * else by its escape as in {@link SafeText}, never by "?".
   */
  public String fit(String words) {
    if (isUnicode() || isAscii(words)) {
      return words;
    }
    CharsetEncoder encoder = charset.newEncoder();
    StringBuilder fitting = new StringBuilder(words.length() + 16);
    words
        .codePoints()
        .forEach(
            c -> {
              String shown = standIn(c, encoder);
              fitting.append(shown == null ? escape(c) : shown);
            });
    return fitting.toString();
  }

  private static boolean isAscii(String words) {
    for (int i = 0; i < words.length(); i++) {
      if (words.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String escape(int c) {
    return String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\u{%x}", c);
  }

  /** The character itself, or the first stand-in that can be shown; null if there is none. */
  private static @Nullable String standIn(int c, CharsetEncoder encoder) {
    String own = Character.toString(c);
    if (c < 0x80 || encoder.canEncode(own)) {
      return own;
    }
    for (String other : standIns(c)) {
      if (encoder.canEncode(other)) {
        return other;
      }
    }
    return null;
  }

  /**
   * In the order to be tried. Java's windows-31j (the MS932 of Japanese Windows) reads some JIS
   * characters as others than Shift_JIS and EUC-JP do, U+FF5E for U+301C above all: each of such a
   * pair stands in for the other.
   */
  private static List<String> standIns(int c) {
    return switch (c) {
      case '\u301c' -> List.of("\uff5e", "~");
      case '\uff5e' -> List.of("\u301c", "~");
      case '\u2014' -> List.of("\u2015", "-");
      case '\u2015' -> List.of("\u2014", "-");
      case '\u2016' -> List.of("\u2225", "||");
      case '\u2225' -> List.of("\u2016", "||");
      case '\u2212' -> List.of("\uff0d", "-");
      case '\uff0d' -> List.of("\u2212", "-");
      case '\u00a2' -> List.of("\uffe0", "c");
      case '\u00a3' -> List.of("\uffe1", "GBP");
      case '\u00ac' -> List.of("\uffe2", "not");
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2500', '\u2501' -> List.of("-");
      case '\u2502', '\u2503' -> List.of("|");
      case '\u250c',
          '\u2510',
          '\u2514',
          '\u2518',
          '\u251c',
          '\u2524',
          '\u252c',
          '\u2534',
          '\u253c' ->
          List.of("+");
      case '\u2192' -> List.of("->");
      case '\u2190' -> List.of("<-");
      case '\u2194' -> List.of("<->");
      case '\u21d2' -> List.of("=>");
      case '\u2026' -> List.of("...");
      case '\u201c', '\u201d', '\u2033' -> List.of("\"");
      case '\u2018', '\u2019', '\u2032' -> List.of("'");
      case '\u00ab' -> List.of("<<");
      case '\u00bb' -> List.of(">>");
      case '\u2022', '\u00b7' -> List.of("\u30fb", "*");
      case '\u2713', '\u2714' -> List.of("\u25cb", "+");
      case '\u2717', '\u2718', '\u00d7' -> List.of("\u00d7", "x");
      case '\u2264' -> List.of("\u2266", "<=");
      case '\u2265' -> List.of("\u2267", ">=");
      case '\u2260' -> List.of("!=");
      case '\u2248' -> List.of("~");
      case '\u00b1' -> List.of("+/-");
      case '\u00b5', '\u03bc' -> List.of("\u03bc", "u");
      case '\u00a7' -> List.of("section ");
      case '\u00a0', '\u2009', '\u202f', '\u3000' -> List.of(" ");
      default -> c >= 0xff01 && c <= 0xff5d ? List.of(Character.toString(c - 0xfee0)) : List.of();
    };
  }

  /**
   * Columns that the words take. In Unicode by East Asian width (UAX 11), with ambiguous characters
   * narrow, as terminals of UTF-8 have them; in a double-byte charset, as on consoles of Japanese
   * Windows, whatever needs two bytes is wide, arrows and box drawing too.
   */
  public int columns(String words) {
    if (isAscii(words)) {
      return words.length();
    }
    if (isUnicode()) {
      return words.codePoints().map(EastAsianWidth::columns).sum();
    }
    CharsetEncoder encoder = charset.newEncoder();
    boolean doubleByte = encoder.maxBytesPerChar() > 1;
    return words
        .codePoints()
        .map(c -> c >= 0x80 && doubleByte && isWide(Character.toString(c)) ? 2 : 1)
        .sum();
  }

  private boolean isWide(String character) {
    int c = character.codePointAt(0);
    return !EastAsianWidth.isHalfwidthKatakana(c) && character.getBytes(charset).length > 1;
  }
}
