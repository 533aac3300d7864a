package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.jspecify.annotations.Nullable;

/**
 * One client asks for one name and type, of whatever resolvers, until the first usable answer (or
 * until it stops). It goes on as long as queries follow each other within 30 s. {@link DnsSlow}
 * measures it; lives for one examination.
 */
final class Asking {
  /** A name that is asked for again later is asked for anew. */
  private static final long PAUSE = 30_000_000_000L;

  /** Windows asks all its resolvers at once, and two programs may ask together: no repetition. */
  private static final long AT_ONCE = 200_000_000L;

  private final List<DnsLookup> lookups = new ArrayList<>();
  private @Nullable DnsLookup answered;

  private Asking() {}

  /** All of them, for addresses (A and AAAA), in order of first queries. */
  static List<Asking> of(List<DnsLookup> ofOneName) {
    Map<String, List<Asking>> byType = new LinkedHashMap<>();
    for (DnsLookup lookup : ofOneName) {
      if (lookup.type().equals("A") || lookup.type().equals("AAAA")) {
        List<Asking> same = byType.computeIfAbsent(lookup.type(), t -> new ArrayList<>());
        if (same.isEmpty() || !same.get(same.size() - 1).continuesWith(lookup)) {
          same.add(new Asking());
        }
        same.get(same.size() - 1).add(lookup);
      }
    }
    return byType.values().stream().flatMap(List::stream).toList();
  }

  private boolean continuesWith(DnsLookup lookup) {
    FrameRef answer = answer();
    return (answer == null || lookup.query().compareTo(answer) < 0)
        && lookup.query().distance(lastQuery()) <= PAUSE;
  }

  private void add(DnsLookup lookup) {
    lookups.add(lookup);
    FrameRef answer = answer();
    FrameRef response = lookup.response();
    if (isUsable(lookup)
        && response != null
        && (answer == null || response.compareTo(answer) < 0)) {
      answered = lookup;
    }
  }

  /** Whether the resolver knew: an address, or that there is none of this family. */
  private static boolean isUsable(DnsLookup lookup) {
    return lookup.outcome() == DnsOutcome.ANSWERED || lookup.outcome() == DnsOutcome.NO_RECORDS;
  }

  /** The first usable answer; null if none came. */
  @Nullable FrameRef answer() {
    return answered == null ? null : answered.response();
  }

  /** The lookup that gave the answer; null if none did. */
  @Nullable DnsLookup answered() {
    return answered;
  }

  /** Every lookup of it, in order, at least one. */
  List<DnsLookup> lookups() {
    return lookups;
  }

  FrameRef firstQuery() {
    return lookups.get(0).query();
  }

  FrameRef lastQuery() {
    FrameRef last = firstQuery();
    for (DnsLookup lookup : lookups) {
      last = lookup.lastQuery().compareTo(last) > 0 ? lookup.lastQuery() : last;
    }
    return last;
  }

  /** Whether it was asked again, not merely at once, before the answer came. */
  boolean repeated() {
    FrameRef answer = answer();
    return lookups.stream()
        .flatMap(lookup -> lookup.queries().stream())
        .anyMatch(
            query ->
                query.distance(firstQuery()) >= AT_ONCE
                    && (answer == null || query.compareTo(answer) < 0));
  }

  /** The lookups that came to nothing, or to an error, beside the one that was answered. */
  List<DnsLookup> failed() {
    return lookups.stream().filter(lookup -> !isUsable(lookup)).toList();
  }
}
