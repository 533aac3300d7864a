package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Keeps every list of a report to its bound and remembers which were longer. */
final class ListBounds {
  /** Most entries of any list of a report. */
  static final int MOST_ENTRIES = 10_000;

  private final Map<String, Long> truncated = new TreeMap<>();

  /** The first entries; {@code name} is the list's path in the JSON form. */
  <T> List<T> keep(String name, List<T> all) {
    return keep(name, all, entry -> true);
  }

  /** As many of the connector's own as there is room for, then of the others; order stays. */
  <T> List<T> keep(String name, List<T> all, Predicate<T> own) {
    if (all.size() <= MOST_ENTRIES) {
      return all;
    }
    truncated.merge(name, (long) all.size(), Math::max);
    long room = Math.max(0, MOST_ENTRIES - all.stream().filter(own).count());
    List<T> kept = new ArrayList<>(MOST_ENTRIES);
    for (T entry : all) {
      boolean fits = own.test(entry) || room-- > 0;
      if (fits && kept.size() < MOST_ENTRIES) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /** Lists that were cut, with their true length (of several of that name: the longest). */
  Map<String, Long> truncated() {
    return truncated;
  }
}
