package org.connectoranalyzer.capture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes the parts of one recording by the names that dumpcap gives them. */
final class RingBuffers {
  /** NAME, a counter of five digits or more, a local time, any ending (also packed). */
  private static final Pattern PART =
      Pattern.compile("(?<name>.+)_\\d{5,}_\\d{14}(?<ending>(\\.[A-Za-z0-9]{1,8}){0,3})");

  private RingBuffers() {}

  static List<List<Path>> group(List<Path> files) {
    Map<Object, List<Path>> groups = new LinkedHashMap<>();
    for (Path file : files) {
      groups.computeIfAbsent(key(file), any -> new ArrayList<>()).add(file);
    }
    return groups.values().stream().map(List::copyOf).toList();
  }

  /** Equal for parts of one recording, and only for them. */
  private static Object key(Path file) {
    Path name = file.getFileName();
    Matcher part = PART.matcher(name == null ? "" : name.toString());
    if (!part.matches()) {
      return new Object();
    }
    return file.resolveSibling(part.group("name") + part.group("ending"));
  }
}
