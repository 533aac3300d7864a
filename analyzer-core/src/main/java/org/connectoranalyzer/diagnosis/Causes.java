package org.connectoranalyzer.diagnosis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.jspecify.annotations.Nullable;

/**
 * The one ordered step from candidates to findings: sorts them by cause, drops a candidate whose
 * items an earlier cause of at least its severity explains, and merges what is the same trouble
 * (same code, way, port and client; with a proxy: same code, proxy and client). A candidate that
 * accompanies others of its code goes where they go. The order in which detectors ran never changes
 * the result.
 */
final class Causes {
  /** Most evidence that a finding cites. */
  static final int MOST_EVIDENCE = 50;

  private static final int MOST_FLOWS = 10;

  /** Causes before consequences. A name that ends in "-" stands for all codes that begin so. */
  private static final List<String> ORDER =
      List.of(
          "CONFIG-",
          "PROXY-NAME-NOT-RESOLVED",
          "DNS-",
          "PROXY-BYPASSED",
          "UPDATER-NOT-USING-PROXY",
          "PROXY-UNREACHABLE",
          "SYN-ACK-IGNORED",
          "SYN-REJECTED",
          "SYN-REFUSED",
          "SYN-UNANSWERED",
          "NO-CONNECTION-ATTEMPT",
          "PROXY-",
          "PATH-MTU-BLACK-HOLE",
          "TLS-INSPECTION",
          "CERTIFICATE-NOT-VALID-NOW",
          "CLIENT-CERTIFICATE-MISSING",
          "TLS-VERSION-TOO-OLD",
          "TLS-ALERT",
          "TLS-RESET",
          "TLS-NO-ANSWER",
          "TLS-CLOSED-EARLY",
          "REVOCATION-CHECK-BLOCKED",
          "TUNNEL-");

  /** What is wrong with the machine itself, whichever way its files send it. */
  private static final Set<String> OF_MACHINE =
      Set.of("CERTIFICATE-NOT-VALID-NOW", "CLIENT-CERTIFICATE-MISSING", "TLS-VERSION-TOO-OLD");

  private static final Comparator<Candidate> BY_CAUSE =
      Comparator.comparingInt((Candidate c) -> rank(c.diagnosis().code()))
          .thenComparing(Candidate::accompanying)
          .thenComparing(Causes::firstFrame)
          .thenComparing(c -> c.diagnosis().code())
          .thenComparing(Candidate::subject)
          .thenComparing(c -> String.join(",", c.hosts()))
          .thenComparing(c -> c.explains().stream().mapToInt(Item::id).min().orElse(0));

  static final Comparator<Finding> BY_WEIGHT =
      Comparator.comparing(Finding::severity)
          .thenComparingInt(f -> rank(f.code()))
          .thenComparing(f -> first(f.evidence()))
          .thenComparing(Finding::code)
          .thenComparing(Finding::subject);

  private Causes() {}

  /** The findings, most severe first. */
  static List<Finding> findings(Collection<Candidate> candidates) {
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.sort(BY_CAUSE);
    Map<List<Object>, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate candidate : unexplained(ordered)) {
      groups.computeIfAbsent(sameTrouble(candidate), key -> new ArrayList<>()).add(candidate);
    }
    return groups.values().stream().map(Causes::merge).sorted(BY_WEIGHT).toList();
  }

  /** Place in the order of causes; what is not named there comes last. */
  static int rank(String code) {
    int prefixed = ORDER.size();
    for (int i = 0; i < ORDER.size(); i++) {
      String entry = ORDER.get(i);
      if (entry.equals(code)) {
        return i;
      }
      if (entry.endsWith("-") && code.startsWith(entry)) {
        prefixed = Math.min(prefixed, i);
      }
    }
    return prefixed;
  }

  private static List<Candidate> unexplained(List<Candidate> ordered) {
    Map<Item, Candidate> explained = new LinkedHashMap<>();
    Map<Item, Candidate> folded = new LinkedHashMap<>();
    Set<List<Object>> troubles = new LinkedHashSet<>();
    List<Candidate> kept = new ArrayList<>();
    for (Candidate candidate : ordered) {
      List<Object> trouble = sameTrouble(candidate);
      boolean alone = candidate.accompanying() && !troubles.contains(trouble);
      // What a file says is so whatever the traffic shows.
      boolean consequence =
          candidate.way() != Way.CONFIG
              && !candidate.explains().isEmpty()
              && candidate.explains().stream()
                  .allMatch(
                      i ->
                          explains(explained.get(i), candidate)
                              || explains(folded.get(i), candidate));
      if (consequence) {
        // What a file explains may explain more in its turn.
        candidate.explains().stream()
            .filter(item -> isOfFile(explained.get(item)))
            .forEach(item -> folded.putIfAbsent(item, candidate));
      }
      if (!consequence && !alone) {
        kept.add(isOpen(explained, candidate) ? candidate.undecided() : candidate);
        troubles.add(trouble);
        candidate.explains().forEach(item -> explained.merge(item, candidate, Causes::stronger));
      }
    }
    return kept;
  }

  /**
   * Whether all of it may turn out to be a consequence of causes that the end of the capture left
   * undecided: what a longer capture would not say, this one must not say either.
   */
  private static boolean isOpen(Map<Item, Candidate> explained, Candidate later) {
    return later.severity() == Severity.ERROR
        && !later.explains().isEmpty()
        && later.explains().stream()
            .map(explained::get)
            .allMatch(
                earlier -> earlier != null && earlier.unfinished() && mayExplain(earlier, later));
  }

  private static boolean isOfFile(@Nullable Candidate candidate) {
    return candidate != null && candidate.way() == Way.CONFIG;
  }

  /** Of two that explain an item; where a file and the machine itself do, the latter tells more. */
  private static Candidate stronger(Candidate earlier, Candidate later) {
    boolean closer = isOfFile(earlier) && isOfMachine(later);
    int severity = earlier.severity().compareTo(later.severity());
    return severity < 0 || (severity == 0 && !closer) ? earlier : later;
  }

  /** Whether an earlier candidate explains a later one: another code, and no less severe. */
  private static boolean explains(@Nullable Candidate earlier, Candidate later) {
    return earlier != null
        && mayExplain(earlier, later)
        && earlier.severity().compareTo(later.severity()) <= 0;
  }

  private static boolean mayExplain(Candidate earlier, Candidate later) {
    String code = later.diagnosis().code();
    return !earlier.diagnosis().code().equals(code) && !(isOfFile(earlier) && isOfMachine(later));
  }

  /** No other way mends it. An alert is the machine's where its own people must act. */
  private static boolean isOfMachine(Candidate candidate) {
    String code = candidate.diagnosis().code();
    boolean alert = code.equals("TLS-ALERT") && candidate.owner() == Owner.CONNECTOR;
    return alert || OF_MACHINE.contains(code);
  }

  private static List<Object> sameTrouble(Candidate candidate) {
    Object detail =
        switch (candidate.way()) {
          case PROXY, CONFIG -> candidate.subject();
          case DIRECT, TUNNEL -> candidate.port();
          case DNS, CAPTURE -> "";
        };
    return List.of(
        candidate.diagnosis().code(),
        candidate.way(),
        candidate.client() == null ? "" : candidate.client(),
        candidate.isDroppedLocally(),
        detail);
  }

  private static Finding merge(List<Candidate> same) {
    Candidate first = same.get(0);
    Candidate worst = same.stream().min(Comparator.comparing(Candidate::severity)).orElse(first);
    Candidate surest = same.stream().min(Comparator.comparing(Candidate::confidence)).orElse(first);
    Facts facts = Facts.merged(same.stream().map(Candidate::facts).toList());
    Set<String> hosts = new TreeSet<>();
    Set<Evidence> evidence = new TreeSet<>();
    long occurrences = 0;
    for (Candidate candidate : same) {
      hosts.addAll(candidate.hosts());
      evidence.addAll(candidate.evidence());
      occurrences += candidate.occurrences();
    }
    String subject = commonSubject(same);
    return new Finding(
        first.diagnosis(),
        worst.severity(),
        worst.owner(),
        surest.confidence(),
        surest.confidenceReason(),
        mostFrequentVariant(same),
        first.way(),
        first.client(),
        subject,
        first.port(),
        List.copyOf(hosts),
        facts,
        occurrences,
        bounded(new ArrayList<>(evidence)),
        same.stream().allMatch(Candidate::unfinished),
        flowFilter(same),
        Finding.fingerprint(first.diagnosis().code(), first.way(), subject));
  }

  private static String commonSubject(List<Candidate> same) {
    Set<String> subjects = new LinkedHashSet<>();
    same.forEach(candidate -> subjects.add(candidate.subject()));
    Candidate first = same.get(0);
    if (subjects.size() == 1) {
      return first.subject();
    }
    return first.way() == Way.DNS ? "*" : "*:" + first.port();
  }

  private static String mostFrequentVariant(List<Candidate> same) {
    Map<String, Long> counts = new LinkedHashMap<>();
    same.forEach(c -> counts.merge(c.variant(), c.occurrences(), Long::sum));
    String best = same.get(0).variant();
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      if (entry.getValue() > counts.getOrDefault(best, 0L)) {
        best = entry.getKey();
      }
    }
    return best;
  }

  private static String flowFilter(List<Candidate> same) {
    Set<String> filters = new LinkedHashSet<>();
    for (Candidate candidate : same) {
      if (!candidate.flowFilter().isEmpty() && filters.size() < MOST_FLOWS) {
        filters.add(candidate.flowFilter());
      }
    }
    if (filters.size() <= 1) {
      return String.join("", filters);
    }
    return filters.stream().map(f -> "(" + f + ")").collect(Collectors.joining(" || "));
  }

  /** First, last, one for each pair of ends and kind; then the earliest until the bound. */
  private static List<Evidence> bounded(List<Evidence> ordered) {
    if (ordered.size() <= MOST_EVIDENCE) {
      return ordered;
    }
    Set<Evidence> kept = new TreeSet<>();
    kept.add(ordered.get(0));
    kept.add(ordered.get(ordered.size() - 1));
    Map<String, Evidence> kinds = new TreeMap<>();
    for (Evidence item : ordered) {
      kinds.putIfAbsent(item.kind() + "|" + ends(item), item);
    }
    List<Evidence> preferred = new ArrayList<>(kinds.values());
    preferred.sort(Comparator.naturalOrder());
    preferred.addAll(ordered);
    for (Evidence item : preferred) {
      if (kept.size() < MOST_EVIDENCE) {
        kept.add(item);
      }
    }
    return List.copyOf(kept);
  }

  private static String ends(Evidence item) {
    return item instanceof FrameEvidence frame
        ? address(frame.from()) + "|" + address(frame.to())
        : "";
  }

  private static String address(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    return colon < 0 ? endpoint : endpoint.substring(0, colon);
  }

  private static FrameRef firstFrame(Candidate candidate) {
    return first(candidate.evidence());
  }

  private static FrameRef first(List<Evidence> evidence) {
    return evidence.stream()
        .filter(FrameEvidence.class::isInstance)
        .map(item -> ((FrameEvidence) item).frame())
        .min(Comparator.naturalOrder())
        .orElse(new FrameRef(Integer.MAX_VALUE, Long.MAX_VALUE, FrameRef.NO_TIME));
  }
}
