package org.connectoranalyzer.robustness;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.connectoranalyzer.robustness.Variant.Kind;

/** What became of the variants, how long the slowest took and how far the heap grew. */
final class RobustnessFigures {
  private static final long SLOW = 2_000_000_000L;
  private static final int LISTED = 20;

  private final Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
  private final Map<String, Integer> ends = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> slow = new ArrayList<>();
  private int files;
  private int variants;
  private int slowCount;
  private volatile long heap;
  private long slowest;
  private String slowestVariant = "";

  RobustnessFigures() {
    Set<String> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((told, self) -> collected(told, pools), null, null);
    }
  }

  private synchronized void collected(Notification told, Set<String> pools) {
    long used =
        GarbageCollectionNotificationInfo.from((CompositeData) told.getUserData())
            .getGcInfo()
            .getMemoryUsageAfterGc()
            .entrySet()
            .stream()
            .filter(pool -> pools.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
    heap = Math.max(heap, used);
  }

  void file() {
    files++;
  }

  void ended(String end) {
    ends.merge(end, 1, Integer::sum);
  }

  void failed(Variant variant, Throwable failure) {
    failures.add(variant + "\t" + failure + "\t" + List.of(failure.getStackTrace()));
  }

  /** Nanoseconds for all analyses and all that was written and read again; {@code cpu} of them. */
  void took(Variant variant, long nanoseconds, long cpu) {
    variants++;
    kinds.merge(variant.kind(), 1, Integer::sum);
    if (nanoseconds > slowest) {
      slowest = nanoseconds;
      slowestVariant = said(variant, nanoseconds, cpu);
    }
    if (nanoseconds > SLOW) {
      slowCount++;
      if (slow.size() < LISTED) {
        slow.add(said(variant, nanoseconds, cpu));
      }
    }
  }

  private static String said(Variant variant, long nanoseconds, long cpu) {
    return String.format(
        Locale.ROOT, "%.3f s (%.3f s of the processor) %s", nanoseconds / 1e9, cpu / 1e9, variant);
  }

  List<String> failures() {
    return failures;
  }

  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add("Captures: " + files + ", variants: " + variants + " " + kinds);
    lines.add("Ends: " + ends + ", undeclared: " + failures.size());
    lines.add("Slowest: " + slowestVariant);
    lines.add("Longer than 2 s: " + slowCount + " " + slow);
    lines.add(
        "Heap in use after a collection: at most %s of %s"
            .formatted(megabytes(heap), megabytes(Runtime.getRuntime().maxMemory())));
    return lines;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1048576.0);
  }
}
