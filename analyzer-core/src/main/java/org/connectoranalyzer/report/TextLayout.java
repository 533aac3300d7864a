package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.List;

/** Collects lines of text: wrapped at the width, aligned in columns, coloured where asked for. */
final class TextLayout {
  /** ECMA-48 colours; never the only carrier of a meaning. */
  enum Tint {
    NONE(""),
    BOLD("1"),
    RED("1;31"),
    YELLOW("1;33"),
    GREEN("1;32"),
    CYAN("36");

    private final String code;

    Tint(String code) {
      this.code = code;
    }
  }

  /** Closing marks, the mark of a long vowel, small kana: a line never begins with one. */
  private static final String NEVER_FIRST =
      ")]}.,:;!?\u3001\u3002\uff09\u300d\u300f\u30fb\u3005\u30fc\uff5e"
          + "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087"
          + "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7";

  /** Opening marks: a line never ends with one. */
  private static final String NEVER_LAST = "\uff08\u300c\u300e";

  private final StringBuilder text = new StringBuilder(4096);
  private final WriteOptions options;

  TextLayout(WriteOptions options) {
    this.options = options;
  }

  /** Words in a colour, if colours are wanted. */
  String paint(Tint tint, String words) {
    return tint == Tint.NONE || options.style() == WriteOptions.Style.PLAIN
        ? words
        : "\u001b[" + tint.code + "m" + words + "\u001b[0m";
  }

  void blank() {
    text.append('\n');
  }

  /** One line as it is, never wrapped: what is meant to be copied. */
  void line(String words) {
    text.append(words.stripTrailing()).append('\n');
  }

  /**
   * Words behind a lead, wrapped; further lines are indented.
   *
   * @param lead painted or not, {@code leadWidth} its columns without colours
   */
  void wrapped(String lead, int leadWidth, int indent, String words) {
    String margin = " ".repeat(indent);
    boolean first = true;
    for (String block : words.split("\n", -1)) {
      int start = first ? leadWidth : indent;
      for (String line : wrap(block, options.width(), start, indent)) {
        line((first ? lead : margin) + line);
        first = false;
      }
    }
  }

  /** A label in its column, then words, wrapped beside it. */
  void field(String label, int labelWidth, String words) {
    int indent = labelWidth + 4;
    wrapped("  " + padded(label, labelWidth) + "  ", indent, indent, words);
  }

  String text() {
    return text.toString();
  }

  static String padded(String words, int width) {
    return words + " ".repeat(Math.max(0, width - width(words)));
  }

  static String paddedLeft(String words, int width) {
    return " ".repeat(Math.max(0, width - width(words))) + words;
  }

  /**
   * Breaks at blanks, and between wide characters, which need none. What is longer than a line
   * stays whole (an address, a filter). List items ("- …", "1. …") hang.
   */
  private static List<String> wrap(String block, int width, int start, int indent) {
    int hang = block.matches("(?:-|\\d+\\.) .*") ? block.indexOf(' ') + 1 : 0;
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = start;
    for (String piece : pieces(block)) {
      int wide = width(piece.stripTrailing());
      boolean fits = used + wide <= width;
      boolean shorterBelow = lines.isEmpty() && start > indent;
      if (!fits && (shorterBelow || !line.toString().isBlank())) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.append(" ".repeat(hang));
        used = indent + hang;
      }
      line.append(piece);
      used += width(piece);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** Runs that may not be broken, each with the blanks that follow it. */
  private static List<String> pieces(String block) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < block.length(); ) {
      int c = block.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean ends = next == block.length();
      boolean afterBlank = c == ' ' && !ends && block.charAt(next) != ' ';
      if (ends || afterBlank || breaksBetween(c, block.codePointAt(next))) {
        pieces.add(block.substring(start, next));
        start = next;
      }
      i = next;
    }
    return pieces;
  }

  /** After a wide character, by the rules of JIS X 4051 for the start and end of a line. */
  private static boolean breaksBetween(int c, int next) {
    return isWide(c) && NEVER_LAST.indexOf(c) < 0 && NEVER_FIRST.indexOf(next) < 0;
  }

  /** Columns that a terminal needs: East Asian wide characters take two (UAX 11). */
  static int width(String words) {
    return words.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
  }

  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1FAFF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }
}
