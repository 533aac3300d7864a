package org.connectoranalyzer.benchmarks.comparison;

import java.util.Locale;
import java.util.Map;

/** The result in Markdown: what was measured, then each goal and whether it was reached. */
final class Table {
  private final StringBuilder measured =
      new StringBuilder(
          """
          | task | program | wall s | CPU s | peak MB | wall, of ours |
          |---|---|---:|---:|---:|---:|
          """);
  private final StringBuilder goals =
      new StringBuilder(
          """
          | goal | measured | reached |
          |---|---|---|
          """);

  void add(Contest contest) {
    String task = contest.task();
    for (Map.Entry<String, Measurement> row : contest.medians().entrySet()) {
      Measurement median = row.getValue();
      String peak =
          median.peakKilobytes() == 0 ? "–" : number("%.0f", median.peakKilobytes() / 1024);
      line(
          measured,
          task,
          row.getKey(),
          seconds(median.wall()),
          seconds(median.cpu()),
          peak,
          number("%.2f", median.wall() / contest.ours().wall()));
      task = "";
    }
    for (String name : contest.missing()) {
      line(measured, "", name, "not installed", "", "", "");
    }
  }

  /** A goal that a number may not be above; NaN: there is nothing to hold it against. */
  void atMost(String goal, double value, double limit, String unit) {
    goal(goal, value, unit, value <= limit);
  }

  /** A goal that a number may not be below; NaN: there is nothing to hold it against. */
  void atLeast(String goal, double value, double limit, String unit) {
    goal(goal, value, unit, value >= limit);
  }

  private void goal(String goal, double value, String unit, boolean reached) {
    boolean known = !Double.isNaN(value);
    String text = known ? number(value < 10 ? "%.2f" : "%.0f", value) + unit : "not installed";
    line(goals, goal, text, known ? yes(reached) : "–");
  }

  /** A goal that is not a number. */
  void goal(String goal, String found, boolean reached) {
    line(goals, goal, found, yes(reached));
  }

  private static String yes(boolean is) {
    return is ? "yes" : "**no**";
  }

  private static String seconds(double value) {
    return number(value < 10 ? "%.2f" : "%.1f", value);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static void line(StringBuilder table, String... cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  @Override
  public String toString() {
    return measured + "\n" + goals;
  }
}
