package org.connectoranalyzer.report;

import java.util.List;
import java.util.function.Function;
import org.connectoranalyzer.report.TextLayout.Tint;

/** Draws a ladder in lines of text: who is who, then a line for each packet, its label behind. */
final class LadderText {
  private static final String MARGIN = "    ";
  private static final int LEAST_LABEL = 20;

  private final Ladder ladder;
  private final Messages words;
  private final WriteOptions options;
  private final TextLayout layout;
  private final int pitch;

  /** Crossed lines, and arrows, in characters of one column. */
  private final String down;

  private final String along;
  private final String across;
  private final String cross;

  private LadderText(Ladder ladder, Messages words, WriteOptions options, TextLayout layout) {
    this.ladder = ladder;
    this.words = words;
    this.options = options;
    this.layout = layout;
    // On consoles of Japanese Windows box drawing is two columns wide.
    boolean narrow = layout.width("\u2502\u2500\u253c\u00d7") == 4;
    down = narrow ? "\u2502" : "|";
    along = narrow ? "\u2500" : "-";
    across = narrow ? "\u253c" : "+";
    cross = narrow ? "\u00d7" : "x";
    int widest = widest(ladder.lifelines(), Ladder.Lifeline::label);
    pitch = Math.max(widest + 2, ladder.lifelines().size() < 4 ? 13 : 9);
  }

  /** Below a label in its column. */
  static void write(
      Ladder ladder, Messages words, WriteOptions options, TextLayout layout, int labelWidth) {
    LadderText text = new LadderText(ladder, words, options, layout);
    text.legend(labelWidth);
    text.rows();
  }

  private <T> int widest(List<T> items, Function<T, String> column) {
    return items.stream().map(column).mapToInt(layout::width).max().orElse(0);
  }

  private void legend(int labelWidth) {
    int width = widest(ladder.lifelines(), Ladder.Lifeline::label);
    String lead = "  " + layout.padded(words.text("label.ladder"), labelWidth) + "  ";
    int margin = layout.width(lead);
    for (Ladder.Lifeline lifeline : ladder.lifelines()) {
      String address = lifeline.address() == null ? "" : " (" + lifeline.address() + ")";
      int indent = margin + width + 2;
      String who = lead + layout.padded(lifeline.label(), width) + "  ";
      layout.wrapped(who, indent, indent, lifeline.name() + address);
      lead = " ".repeat(margin);
    }
  }

  private void rows() {
    String frame = words.text(ladder.joined() ? "ladder.fileFrame" : "ladder.frame");
    String time = words.text("ladder.time");
    String port = ladder.severalPorts() ? words.text("ladder.port") : "";
    int frames = Math.max(layout.width(frame), widest(ladder.rows(), Ladder.Row::frame));
    int times = Math.max(layout.width(time), widest(ladder.rows(), Ladder.Row::time));
    int ports = port.isEmpty() ? 0 : Math.max(layout.width(port), 5);
    StringBuilder head = new StringBuilder(lead(frame, frames, time, times, port, ports));
    for (Ladder.Lifeline lifeline : ladder.lifelines()) {
      head.append(layout.padded(lifeline.label(), pitch));
    }
    layout.line(head.toString());
    for (Ladder.Row row : ladder.rows()) {
      String shownPort = ports == 0 ? "" : row.port();
      String lead = lead(row.frame(), frames, row.time(), times, shownPort, ports);
      write(row, lead);
    }
  }

  private String lead(String frame, int frames, String time, int times, String port, int ports) {
    return MARGIN
        + layout.paddedLeft(frame, frames)
        + "  "
        + layout.paddedLeft(time, times)
        + "  "
        + (ports == 0 ? "" : layout.paddedLeft(port, ports) + "  ");
  }

  private void write(Ladder.Row row, String lead) {
    int margin = layout.width(lead) + pitch * (ladder.lifelines().size() - 1) + 3;
    String rungs = " ".repeat(layout.width(lead)) + lifelines() + "  ";
    String drawn = lead + layout.paint(tint(row), lifelines(row)) + "  ";
    int room = options.width() - margin;
    if (room >= LEAST_LABEL) {
      layout.wrapped(drawn, margin, rungs, margin, label(row, room));
    } else {
      layout.line(drawn);
      String below = MARGIN + "  ";
      layout.wrapped(below, below.length(), below.length(), label(row, options.width() - 6));
    }
  }

  /** Long host names lose their middle to let the label fit: the list of frames has all of them. */
  private String label(Ladder.Row row, int room) {
    List<String> pieces = LineBreaks.pieces(row.label());
    int over = layout.width(row.label()) - room;
    StringBuilder label = new StringBuilder();
    for (String piece : pieces) {
      int width = layout.width(piece.stripTrailing());
      boolean spares = over > 0 && width - over >= LEAST_LABEL;
      int most = Math.min(room, spares ? width - over : width);
      String shown = EastAsianWidth.shortened(piece.stripTrailing(), most);
      label.append(shown).append(piece, piece.stripTrailing().length(), piece.length());
      over -= width - layout.width(shown);
    }
    return label.toString();
  }

  private static Tint tint(Ladder.Row row) {
    if (row.kind() == Ladder.Kind.LOST || row.mark() == Ladder.Mark.REFUSAL) {
      return Tint.RED;
    }
    return row.mark() == Ladder.Mark.REPEATED ? Tint.YELLOW : Tint.NONE;
  }

  /** Lifelines that nothing crosses. */
  private String lifelines() {
    return (down + " ".repeat(pitch - 1)).repeat(ladder.lifelines().size() - 1) + down;
  }

  private String lifelines(Ladder.Row row) {
    boolean arrow = row.kind() == Ladder.Kind.ARRIVED || row.kind() == Ladder.Kind.LOST;
    if (!arrow || row.from() == row.to()) {
      return lifelines();
    }
    boolean right = row.to() > row.from();
    int begin = pitch * Math.min(row.from(), row.to());
    int end = pitch * Math.max(row.from(), row.to());
    StringBuilder line = new StringBuilder(lifelines());
    for (int i = begin + 1; i < end; i++) {
      line.replace(i, i + 1, i % pitch == 0 ? across : along);
    }
    int head = right ? end - 1 : begin + 1;
    if (row.kind() == Ladder.Kind.LOST) {
      int broken = pitch / 3;
      int stop = right ? end - broken : begin + broken;
      for (int i = 1; i < broken; i++) {
        int beyond = right ? stop + i : stop - i;
        line.replace(beyond, beyond + 1, " ");
      }
      line.replace(stop, stop + 1, cross);
    } else {
      line.replace(head, head + 1, right ? ">" : "<");
    }
    return line.toString();
  }
}
