package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a line of text may end: after blanks, and beside ideographs and kana, which need none, but
 * not so that closing marks begin a line or opening ones end it (the kinsoku of JIS X 4051; UAX 14,
 * strict).
 */
final class LineBreaks {
  /** Closing brackets, stops, iteration and prolonged sound marks, small kana. */
  private static final String NEVER_FIRST =
      ")]}>.,:;!?%/-\"'\u2019\u201d\u2026\u2025\u2013\u2014\u2015\u2010\u00b0\u2032\u2033\u2192"
          + "\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\uff61\uff63\uff64\uff65"
          + "\uff09\u300d\u300f\u3011\u3015\u300b\u3009\uff3d\uff5d\u3019\u3017\u301f\u00bb"
          + "\u3005\u303b\u30fc\uff70\u309d\u309e\u30fd\u30fe\u301c\uff5e\u309b\u309c\uff9e\uff9f"
          + "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096"
          + "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6"
          + "\uff67\uff68\uff69\uff6a\uff6b\uff6c\uff6d\uff6e\uff6f\uff05\u2030\u2103";

  /** Opening brackets and what belongs to the number after it. */
  private static final String NEVER_LAST =
      "([{<\"'\u2018\u201c\uff08\u300c\u300e\u3010\u3014\u300a\u3008\uff3b\uff5b\u3018\u3016\u301d"
          + "\u00ab\uff62$\\\u00a5\uffe5\uff04#\u2116";

  private LineBreaks() {}

  /** Runs that may not be broken, each with the blanks that follow it; joined, the text again. */
  static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (next == text.length() || mayEnd(c, text.codePointAt(next))) {
        pieces.add(text.substring(start, next));
        start = next;
      }
      i = next;
    }
    return pieces;
  }

  private static boolean mayEnd(int last, int first) {
    if (last == ' ' || first == ' ') {
      return last == ' ' && first != ' ';
    }
    return (isIdeographic(last) || isIdeographic(first))
        && !mayNotBegin(first)
        && NEVER_LAST.indexOf(last) < 0;
  }

  private static boolean mayNotBegin(int c) {
    return NEVER_FIRST.indexOf(c) >= 0
        || (c >= 0x31f0 && c <= 0x31ff) // small katakana for Ainu
        || EastAsianWidth.columns(c) == 0;
  }

  /** Characters between which no blank is needed. */
  private static boolean isIdeographic(int c) {
    return EastAsianWidth.isWide(c) || EastAsianWidth.isHalfwidthKatakana(c);
  }

  /**
   * Two lines of a source joined to one: with a blank, but none between ideographs or kana (CSS
   * Text 3, 4.1.3).
   */
  static String joined(String line, String next) {
    boolean none =
        line.isEmpty()
            || next.isEmpty()
            || (isIdeographic(line.codePointBefore(line.length()))
                && isIdeographic(next.codePointAt(0)));
    return line + (none ? "" : " ") + next;
  }
}
