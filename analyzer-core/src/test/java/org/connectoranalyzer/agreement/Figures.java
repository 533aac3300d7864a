package org.connectoranalyzer.agreement;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many facts agree, by kind, and why the others do not. */
final class Figures {
  private static final class Count {
    private int captures;
    private int agreed;
    private int excepted;
    private int disagreed;
    private final Map<String, Integer> reasons = new TreeMap<>();
  }

  private final Map<Kind, Count> counts = new EnumMap<>(Kind.class);
  private int captures;
  private long copies;

  Figures() {
    Kind.all().forEach(kind -> counts.put(kind, new Count()));
  }

  /** One more capture, in which tshark takes so many copies of one packet for retransmissions. */
  void capture(long copiesOfSyns) {
    captures++;
    copies += copiesOfSyns;
  }

  /** A capture that has facts of this kind on either side, and on how many the two agree. */
  void agreed(Kind kind, int facts) {
    Count count = counts.get(kind);
    count.captures++;
    count.agreed += facts;
  }

  void differs(Kind kind, @Nullable String reason) {
    Count count = counts.get(kind);
    if (reason == null) {
      count.disagreed++;
    } else {
      count.excepted++;
      count.reasons.merge(reason, 1, Integer::sum);
    }
  }

  int agreed(Kind kind) {
    return counts.get(kind).agreed;
  }

  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add("Agreement with tshark on " + captures + " third-party captures");
    lines.add(row("kind", "captures", "agreed", "excepted", "disagreed", "after exceptions"));
    counts.forEach((kind, count) -> lines.add(row(kind, count)));
    lines.add(
        "Copies of one packet, which tshark calls retransmitted SYNs and the program does not: "
            + copies);
    lines.add("Exceptions:");
    counts.forEach(
        (kind, count) ->
            count.reasons.forEach(
                (why, times) -> lines.add("%6d %s: %s".formatted(times, kind, why))));
    return lines;
  }

  private static String row(Kind kind, Count count) {
    int held = count.agreed + count.disagreed;
    String share =
        held == 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100.0 * count.agreed / held);
    return row(kind, count.captures, count.agreed, count.excepted, count.disagreed, share);
  }

  private static String row(Object... cells) {
    return "%-18s %9s %8s %9s %10s %17s".formatted(cells);
  }
}
