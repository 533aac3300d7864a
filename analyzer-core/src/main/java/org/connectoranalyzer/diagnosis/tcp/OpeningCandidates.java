package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Severity;

/**
 * What findings on failed openings have in common: facts, evidence, filter, given up or cut off.
 */
public final class OpeningCandidates {
  private OpeningCandidates() {}

  /** A host that is down by these failures (at least one). */
  static Candidate.Builder down(
      Diagnosis diagnosis, HostOpenings host, List<FailedOpening> failures) {
    Candidate.Builder candidate = of(diagnosis, host, failures);
    if (!host.decided()) {
      candidate.severity(Severity.WARNING).unfinished(true);
    }
    if (!host.named()) {
      unnamed(candidate, host);
    }
    return candidate;
  }

  /**
   * An address in the range of a service that carries runtime hosts is likely one of them; services
   * that all of Windows uses (sign-in) tell no more than that somebody signs in.
   */
  private static void unnamed(Candidate.Builder candidate, HostOpenings host) {
    List<Requirement> rows = host.ofService();
    if (rows.stream().anyMatch(row -> row.need() == Requirement.Need.RUNTIME)) {
      candidate.confidence(Confidence.MEDIUM, "serviceTag");
    } else if (rows.isEmpty()) {
      candidate.confidence(Confidence.LOW, "unnamed");
    } else {
      candidate.confidence(Confidence.LOW, "sharedService");
    }
    String tag = host.serviceTag();
    Map<IpAddress, String> tags =
        tag == null ? Map.of() : Map.of(HostOpenings.address(host.contacts().get(0)), tag);
    tell(candidate, tags, rows);
  }

  /** The service tags of unnamed addresses, and the required hosts that their services carry. */
  static void tell(Candidate.Builder candidate, Map<IpAddress, String> tags, List<Requirement> of) {
    if (!tags.isEmpty()) {
      List<String> addresses = new ArrayList<>();
      tags.forEach((address, tag) -> addresses.add(address + " (" + tag + ")"));
      candidate
          .fact("serviceTags", tags.values().stream().sorted().distinct().toList())
          .fact("taggedAddresses", addresses);
    }
    if (!of.isEmpty()) {
      candidate.fact("servicePatterns", of.stream().map(Requirement::pattern).distinct().toList());
    }
  }

  /** Failures (at least one) of a host, whatever becomes of the host. */
  static Candidate.Builder of(
      Diagnosis diagnosis, HostOpenings host, List<FailedOpening> failures) {
    Candidate.Builder candidate =
        Candidate.of(diagnosis, Way.DIRECT, host.client().address(), host.subject())
            .port(host.port())
            .occurrences(failures.size())
            .flow(addresses(failures), host.port());
    if (host.named()) {
      candidate.host(host.host());
    }
    describe(candidate, failures);
    return candidate;
  }

  /** Facts, evidence and explained connections. */
  public static void describe(Candidate.Builder candidate, List<FailedOpening> failures) {
    FailedOpening longest =
        failures.stream()
            .max(Comparator.comparingInt(f -> f.attempt().retransmissions().size()))
            .orElseThrow();
    long repeated = failures.stream().mapToLong(f -> f.attempt().retransmissions().size()).sum();
    candidate
        .fact("addresses", addresses(failures).stream().map(IpAddress::toString).toList())
        .count("attempts", failures.size())
        .count("retransmissions", repeated)
        .fact("schedule", longest.schedule())
        .fact("waitedMs", failures.stream().mapToLong(FailedOpening::waitedMs).max().orElse(0))
        .fact("gaveUp", failures.stream().anyMatch(FailedOpening::ended));
    for (FailedOpening failure : failures) {
      candidate.evidence(failure.evidence()).explains(Item.connection(failure.connection().id()));
    }
  }

  public static Set<IpAddress> addresses(List<FailedOpening> failures) {
    Set<IpAddress> addresses = new TreeSet<>();
    failures.forEach(failure -> addresses.add(failure.address()));
    return addresses;
  }
}
