package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * Every lookup of one required host by one client that needs its address and never got one. The
 * detectors of this package share it; each host belongs to one of them: a name that any resolver
 * denies is not found, else one that any resolver fails on, else one without an answer.
 */
final class HostLookups {
  private static final int HTTPS = 443;
  private static final long SECOND = 1_000_000_000L;
  private static final long FOLLOW_UP = 5 * SECOND;

  private final Client client;
  private final String host;
  private final Requirement requirement;
  private final List<DnsLookup> lookups;
  private final long end;

  private HostLookups(
      Client client, String host, Requirement requirement, List<DnsLookup> lookups, long end) {
    this.client = client;
    this.host = host;
    this.requirement = requirement;
    this.lookups = List.copyOf(lookups);
    this.end = end;
  }

  /**
   * Required hosts without an address, in order of first queries. A client that uses a proxy need
   * not resolve them; names with a local suffix match no required host; a host that was tried at
   * some address has one.
   */
  static List<HostLookups> failed(Trace trace, ConnectorView connector) {
    List<HostLookups> failed = new ArrayList<>();
    for (Client client : connector.clients()) {
      if (usesProxy(connector, client)) {
        continue;
      }
      Set<String> tried = new TreeSet<>();
      connector.contacts(client).forEach(contact -> tried.add(contact.host()));
      Map<String, List<DnsLookup>> byHost = new LinkedHashMap<>();
      for (DnsLookup lookup : connector.lookups(client)) {
        byHost.computeIfAbsent(lookup.name(), n -> new ArrayList<>()).add(lookup);
      }
      byHost.forEach(
          (host, lookups) -> {
            Requirement requirement = connector.endpoints().match(host, HTTPS);
            if (requirement != null
                && requirement.vital()
                && !connector.endpoints().isOtherAgent(host)
                && lookups.stream().noneMatch(HostLookups::gotAddress)
                && !tried.contains(host)) {
              failed.add(
                  new HostLookups(client, host, requirement, lookups, trace.health().endTime()));
            }
          });
    }
    return failed;
  }

  private static boolean usesProxy(ConnectorView connector, Client client) {
    return connector.mode(client) == Mode.PROXY
        || connector.options().intendedMode() == Mode.PROXY
        || (connector.options().intendedMode() != Mode.DIRECT
            && !connector.options().proxies().isEmpty());
  }

  private static boolean gotAddress(DnsLookup lookup) {
    return !lookup.addresses().isEmpty();
  }

  /** What became of the name; ANSWERED where an answer without address leaves it open. */
  DnsOutcome outcome() {
    if (has(DnsOutcome.NAME_NOT_FOUND, "A") || isOnly(DnsOutcome.NAME_NOT_FOUND)) {
      return DnsOutcome.NAME_NOT_FOUND;
    }
    if (has(DnsOutcome.SERVER_FAILURE, "A") || isOnly(DnsOutcome.SERVER_FAILURE)) {
      return DnsOutcome.SERVER_FAILURE;
    }
    return isOnly(DnsOutcome.UNANSWERED) ? DnsOutcome.UNANSWERED : DnsOutcome.ANSWERED;
  }

  private boolean has(DnsOutcome outcome, String type) {
    return lookups.stream().anyMatch(l -> l.outcome() == outcome && l.type().equals(type));
  }

  private boolean isOnly(DnsOutcome outcome) {
    return lookups.stream().allMatch(lookup -> lookup.outcome() == outcome);
  }

  Client client() {
    return client;
  }

  /** Queries and their retries, to whatever resolver. */
  long queries() {
    return lookups.stream().mapToLong(lookup -> 1 + lookup.retries().size()).sum();
  }

  /** Most queries of one type: A and AAAA side by side are no retry of each other. */
  long queriesOfOneType() {
    Map<String, Long> byType = new LinkedHashMap<>();
    lookups.forEach(l -> byType.merge(l.type(), 1L + l.retries().size(), Long::sum));
    return byType.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Last query of all, retries included. */
  FrameRef lastQuery() {
    FrameRef last = lookups.get(0).query();
    for (DnsLookup lookup : lookups) {
      for (FrameRef query : queries(lookup)) {
        last = query.compareTo(last) > 0 ? query : last;
      }
    }
    return last;
  }

  FrameRef firstQuery() {
    return lookups.get(0).query();
  }

  private static List<FrameRef> queries(DnsLookup lookup) {
    List<FrameRef> queries = new ArrayList<>();
    queries.add(lookup.query());
    queries.addAll(lookup.retries());
    return queries;
  }

  /** Nanoseconds from this frame to the end of the recording; 0 where the frame has no time. */
  long silenceAfter(FrameRef frame) {
    return frame.hasTime() ? Math.max(0, end - frame.time()) : 0;
  }

  /**
   * Whether the client was done with asking: an answer 5 s before the end (it may be followed up),
   * or two other answers like it.
   */
  boolean followedUp(DnsOutcome outcome) {
    List<DnsLookup> same = lookups.stream().filter(l -> l.outcome() == outcome).toList();
    return same.size() > 2
        || same.stream()
            .anyMatch(l -> l.response() != null && silenceAfter(l.response()) >= FOLLOW_UP);
  }

  /** Whether a query of this host still waits, so that another resolver may yet answer. */
  boolean waits() {
    return lookups.stream()
        .anyMatch(
            l ->
                l.outcome() == DnsOutcome.UNANSWERED
                    && silenceAfter(queries(l).get(queries(l).size() - 1)) < FOLLOW_UP);
  }

  /** Code, host, facts, evidence and explained lookups. */
  Candidate.Builder candidate(Diagnosis diagnosis, boolean unfinished) {
    Candidate.Builder candidate =
        Candidate.of(diagnosis, Way.DNS, client.address(), requirement.pattern())
            .host(host)
            .count("queries", queries())
            .fact(
                "servers",
                lookups.stream().map(l -> l.server().address().toString()).distinct().toList())
            .occurrences(lookups.size())
            .flowFilter(flowFilter());
    if (unfinished) {
      candidate.severity(Severity.WARNING).unfinished(true);
    }
    for (DnsLookup lookup : lookups) {
      candidate.explains(Item.dns(lookup.id())).evidence(Evidence.of(lookup));
    }
    return candidate;
  }

  /** Result codes of all answers, each once. */
  List<String> rcodes(DnsOutcome outcome) {
    List<String> codes = new ArrayList<>();
    for (DnsLookup lookup : lookups) {
      if (lookup.outcome() == outcome && lookup.rcode() != null) {
        codes.add(lookup.rcode());
      }
    }
    return codes.stream().distinct().toList();
  }

  /** Names come from the capture: only what stands in any host name goes into a filter. */
  private String flowFilter() {
    boolean plain =
        host.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0);
    return plain && host.chars().allMatch(c -> c < 128)
        ? "dns.qry.name == \"" + host + "\""
        : "dns";
  }
}
