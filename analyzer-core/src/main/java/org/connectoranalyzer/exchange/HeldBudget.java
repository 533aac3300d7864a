package org.connectoranalyzer.exchange;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the messages of all connections that are not whole yet may hold together. Where there is no
 * room, the one that began to wait first is cut to its beginning: it may wait for ever.
 */
final class HeldBudget {
  private final long limit;
  private final Set<HeldBytes> waiting = new LinkedHashSet<>();
  private long taken;
  private long cut;

  HeldBudget(long limit) {
    this.limit = limit;
  }

  /** A message holds so many more bytes. */
  void take(HeldBytes message, int bytes) {
    waiting.add(message);
    taken += bytes;
    while (taken > limit && !waiting.isEmpty()) {
      HeldBytes eldest = waiting.iterator().next();
      waiting.remove(eldest);
      taken -= eldest.cut();
      cut++;
    }
  }

  /** It holds so many bytes no longer, and nothing else. */
  void release(HeldBytes message, int bytes) {
    if (waiting.remove(message)) {
      taken -= bytes;
    }
  }

  /** Messages that were cut. */
  long cut() {
    return cut;
  }
}
