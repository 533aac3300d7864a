package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Collects lines of text: wrapped at the width, aligned in columns, coloured where asked for, in
 * characters that can be shown.
 */
final class TextLayout {
  private static final Pattern LIST_ITEM = Pattern.compile("(?:-|\\d+\\.) .*");

  /**
   * ECMA-48 colours; never the only carrier of a meaning. Bold red alone is bold: many terminals
   * show bold as bright, and bright yellow, green and cyan cannot be read on white.
   */
  enum Tint {
    NONE(""),
    BOLD("1"),
    RED("1;31"),
    YELLOW("33"),
    GREEN("32"),
    CYAN("36");

    private final String code;

    Tint(String code) {
      this.code = code;
    }
  }

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
    text.append(shown(words).stripTrailing()).append('\n');
  }

  /** The words in characters that can be shown. Columns are to be counted after that. */
  String shown(String words) {
    return options.display().fit(words);
  }

  /**
   * Words behind a lead, wrapped; further lines are indented. What stands between fences (```) is
   * meant to be copied: as it is, without them.
   *
   * @param lead painted or not, {@code leadWidth} its columns without colours
   */
  void wrapped(String lead, int leadWidth, int indent, String words) {
    wrapped(lead, leadWidth, " ".repeat(indent), indent, words);
  }

  /** Further lines begin with a margin of {@code indent} columns. */
  void wrapped(String lead, int leadWidth, String margin, int indent, String words) {
    boolean first = true;
    boolean fenced = false;
    for (String block : shown(words).split("\n", -1)) {
      int start = first ? leadWidth : indent;
      boolean fence = block.startsWith("```");
      fenced ^= fence;
      List<String> lines = fenced ? List.of("  " + block) : wrap(block, start, indent);
      for (String line : fence ? List.<String>of() : lines) {
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

  String padded(String words, int width) {
    return words + " ".repeat(Math.max(0, width - width(words)));
  }

  String paddedLeft(String words, int width) {
    return " ".repeat(Math.max(0, width - width(words))) + words;
  }

  /**
   * Breaks where {@link LineBreaks} allows it. What is longer than a line stays whole (an address,
   * a filter). List items ("- …", "1. …") hang.
   */
  private List<String> wrap(String block, int start, int indent) {
    int hang = LIST_ITEM.matcher(block).matches() ? block.indexOf(' ') + 1 : 0;
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = start;
    for (String piece : LineBreaks.pieces(block)) {
      int wide = width(piece.stripTrailing());
      boolean isFirst = line.toString().isBlank();
      // A long first word leaves the line to the lead where there is more room below it.
      boolean gains = !isFirst || (lines.isEmpty() && start > indent + hang);
      if (used + wide > options.width() && gains) {
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

  /** Whether the words take one line at most. */
  boolean fits(String words) {
    return width(words) <= options.width();
  }

  /** Columns that the words take where they are shown. */
  int width(String words) {
    return options.display().columns(shown(words));
  }
}
