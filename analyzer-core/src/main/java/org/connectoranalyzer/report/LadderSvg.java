package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.connectoranalyzer.diagnosis.Facts;

/**
 * Draws a ladder as an SVG element that stands in a page (SVG 2): no id, no script, no style; lines
 * and text have the colour of the text around. Classes for a page's style sheet: {@code ladder},
 * {@code lifeline}, {@code arrow}, {@code arrow-lost}, {@code again} and {@code refusal} beside
 * these, {@code label}, {@code time}, {@code frame}.
 */
final class LadderSvg {
  private static final int TOP = 58;
  private static final int ROW = 32;
  private static final int MOST_DESCRIBED = 12;

  /** Of one column at the size of labels; a wide character takes two. */
  private static final double COLUMN = 6.6;

  private final Ladder ladder;
  private final Messages words;
  private final Appendable out;

  /** Where the columns of frames and times end. */
  private final int frameX;

  private final int timeX;
  private final int clientX;
  private final int pitch;
  private final int width;
  private final int height;

  private LadderSvg(Ladder ladder, Messages words, Appendable out) {
    this.ladder = ladder;
    this.words = words;
    this.out = out;
    int gaps = ladder.lifelines().size() - 1;
    pitch = gaps <= 1 ? 260 : gaps == 2 ? 200 : 160;
    frameX = Math.max(42, room(Ladder.Row::frame));
    timeX = frameX + Math.max(62, room(Ladder.Row::time));
    clientX = timeX + 46;
    width = clientX + pitch * gaps + Math.max(110, pitch / 2);
    height = TOP + ROW * ladder.rows().size() + 12;
  }

  static void write(Ladder ladder, Messages words, Appendable out) throws IOException {
    new LadderSvg(ladder, words, out).write();
  }

  private void write() throws IOException {
    out.append("<svg class=\"ladder\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" width=\"")
        .append(Integer.toString(width))
        .append("\" height=\"")
        .append(Integer.toString(height))
        .append("\" viewBox=\"0 0 " + width + " " + height)
        .append("\" font-size=\"11\" fill=\"currentColor\">\n<title>")
        .append(escaped(words.text("ladder.of", Facts.of("title", ladder.title()))))
        .append("</title><desc>")
        .append(escaped(description()))
        .append("</desc>\n");
    lifelines();
    for (Ladder.Mark mark : Ladder.Mark.values()) {
      arrows(Ladder.Kind.ARRIVED, mark, "arrow");
      arrows(Ladder.Kind.LOST, mark, "arrow arrow-lost");
    }
    arrows(Ladder.Kind.END, Ladder.Mark.NONE, "lifeline");
    column("frame", frameX, "ladder.frame", Ladder.Row::frame);
    column("time", timeX, "ladder.time", Ladder.Row::time);
    if (ladder.severalPorts()) {
      column("time", clientX - 6, "ladder.port", Ladder.Row::port);
    }
    labels();
    out.append("</svg>\n");
  }

  /** What is seen, each thing once: the frames one by one stand in the report beside it. */
  private String description() {
    Set<String> labels = new LinkedHashSet<>();
    ladder.rows().forEach(row -> labels.add(row.label()));
    return words.joined(labels.stream().limit(MOST_DESCRIBED).toList());
  }

  private int x(int lifeline) {
    return clientX + pitch * lifeline;
  }

  private static int y(int row) {
    return TOP + ROW * row + 26;
  }

  private void lifelines() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < ladder.lifelines().size(); i++) {
      lines.append("M" + x(i) + " " + (TOP - 8) + "V" + (height - 4));
    }
    out.append("<path class=\"lifeline\" stroke=\"currentColor\" stroke-opacity=\".45\" d=\"")
        .append(lines)
        .append("\"/>\n<g class=\"label\" text-anchor=\"middle\">\n");
    for (int i = 0; i < ladder.lifelines().size(); i++) {
      Ladder.Lifeline lifeline = ladder.lifelines().get(i);
      text(x(i), 14, lifeline.label(), pitch - 10, " font-weight=\"bold\"");
      text(x(i), 29, lifeline.name(), pitch - 10, "");
      if (lifeline.address() != null) {
        text(x(i), 44, lifeline.address(), pitch - 10, "");
      }
    }
    out.append("</g>\n");
  }

  /** One path for all arrows of a kind: a page has many of them. */
  private void arrows(Ladder.Kind kind, Ladder.Mark mark, String style) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < ladder.rows().size(); i++) {
      Ladder.Row row = ladder.rows().get(i);
      if (row.kind() == kind && row.mark() == mark && row.from() != row.to()) {
        arrow(row, y(i), lines);
      }
    }
    if (lines.length() > 0) {
      String meaning =
          switch (mark) {
            case NONE -> "";
            case REPEATED -> " again";
            case REFUSAL -> " refusal";
          };
      out.append("<path class=\"")
          .append(style)
          .append(meaning)
          .append("\" fill=\"none\" stroke=\"currentColor\"")
          .append(kind == Ladder.Kind.ARRIVED ? "" : " stroke-dasharray=\"5 3\"")
          .append(" d=\"")
          .append(lines)
          .append("\"/>\n");
    }
  }

  private void arrow(Ladder.Row row, int y, StringBuilder lines) {
    int to = x(row.to());
    int ahead = row.to() > row.from() ? 1 : -1;
    if (row.kind() == Ladder.Kind.LOST) {
      int cross = to - ahead * pitch / 4;
      lines.append("M" + x(row.from()) + " " + y + "H" + (cross - ahead * 8));
      lines.append("M" + (cross - 5) + " " + (y - 5) + "l10 10m0-10l-10 10");
    } else {
      lines.append("M" + x(row.from()) + " " + y + "H" + to);
      if (row.kind() == Ladder.Kind.ARRIVED) {
        lines.append(ahead > 0 ? "l-8-4m8 4l-8 4" : "l8-4m-8 4l8 4");
      }
    }
  }

  /** The words of one column. */
  private interface Column {
    String of(Ladder.Row row);
  }

  /** What the widest words of a column need, with a gap: times of long captures are long. */
  private int room(Column column) {
    int columns =
        ladder.rows().stream().map(column::of).mapToInt(EastAsianWidth::columns).max().orElse(0);
    return (int) Math.ceil(columns * COLUMN) + 8;
  }

  private void column(String style, int x, String heading, Column column) throws IOException {
    out.append("<g class=\"" + style + "\" text-anchor=\"end\">\n");
    text(x, TOP, words.text(heading), width, "");
    for (int i = 0; i < ladder.rows().size(); i++) {
      String words = column.of(ladder.rows().get(i));
      if (!words.isEmpty()) {
        text(x, y(i) + 4, words, width, "");
      }
    }
    out.append("</g>\n");
  }

  private void labels() throws IOException {
    out.append("<g class=\"label\">\n");
    for (int i = 0; i < ladder.rows().size(); i++) {
      int x = clientX + 8;
      text(x, y(i) - 6, ladder.rows().get(i).label(), width - x - 4, "");
    }
    out.append("</g>\n");
  }

  /** What is longer than its room loses its middle, and has all of it as a title. */
  private void text(int x, int y, String words, int room, String attributes) throws IOException {
    String shown = EastAsianWidth.shortened(words, (int) (room / COLUMN));
    out.append("<text x=\"" + x + "\" y=\"" + y + "\"" + attributes + ">")
        .append(shown.equals(words) ? "" : "<title>" + escaped(words) + "</title>")
        .append(escaped(shown))
        .append("</text>\n");
  }

  private static String escaped(String words) {
    StringBuilder safe = new StringBuilder(words.length() + 16);
    for (char c : SafeText.line(words).toCharArray()) {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
