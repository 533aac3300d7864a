package org.connectoranalyzer.agreement;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one side says of one capture. */
final class Facts {
  private final Map<Kind, NavigableSet<String>> lines = new EnumMap<>(Kind.class);

  void add(Kind kind, Object... parts) {
    lines
        .computeIfAbsent(kind, key -> new TreeSet<>())
        .add(Stream.of(parts).map(String::valueOf).collect(Collectors.joining(" ")));
  }

  NavigableSet<String> of(Kind kind) {
    return lines.getOrDefault(kind, Collections.emptyNavigableSet());
  }
}
