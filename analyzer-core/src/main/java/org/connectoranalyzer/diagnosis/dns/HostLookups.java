package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Every lookup of one host by one client that needs its address itself. The detectors of this
 * package share it. A host that never got an address belongs to one of them: a name that any
 * resolver denies is not found, else one that any resolver fails on, else one without an answer.
 */
final class HostLookups {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /** How often a question must have ended the same way to count as ended whatever follows. */
  private static final int ENOUGH = 3;

  private final Client client;
  private final String host;
  private final String subject;
  private final List<DnsLookup> lookups;
  private final Role role;
  private final long end;

  /** What the host is to the connector, which tells how grave its failure is. */
  private enum Role {
    VITAL,
    /** Of revocation or trust lists: a warning, as other software asks for it as well. */
    REVOCATION,
    /** Of revocation or trust lists, beside vital hosts with the same trouble. */
    COMPANION
  }

  private HostLookups(
      ConnectorView connector,
      Client client,
      String host,
      String subject,
      List<DnsLookup> asked,
      Role role) {
    this.client = client;
    this.host = host;
    this.subject = subject;
    this.lookups = List.copyOf(asked);
    this.role = role;
    this.end = connector.endTime();
  }

  /**
   * Judges every required host that a client needs direct, in order of first queries. Not
   * applicable without DNS (DNS over HTTPS, a warm cache), or where a proxy resolves the names.
   */
  static Examination examine(
      Trace trace, ConnectorView connector, Function<HostLookups, @Nullable Candidate> judge) {
    if (trace.dns().isEmpty()) {
      return new Examination.NotApplicable("noDns");
    }
    List<Client> resolving =
        connector.clients().stream().filter(client -> !usesProxy(connector, client)).toList();
    if (resolving.isEmpty() && !connector.clients().isEmpty()) {
      return new Examination.NotApplicable("proxyResolves");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : resolving) {
      for (HostLookups host : required(connector, client)) {
        Candidate candidate = judge.apply(host);
        if (candidate != null) {
          candidates.add(candidate);
        }
      }
    }
    return Examination.of(candidates);
  }

  /**
   * As {@code examine}, for hosts without an address only; one that the client went to all the same
   * had an address, from a cache or from an answer that was not recorded. Hosts of revocation and
   * trust lists join a vital host with the same trouble; alone they are a warning.
   */
  static Examination examineFailed(
      Trace trace, ConnectorView connector, Function<HostLookups, @Nullable Candidate> judge) {
    Map<Client, Set<String>> tried = new LinkedHashMap<>();
    for (Client client : connector.clients()) {
      Set<String> hosts = tried.computeIfAbsent(client, c -> new TreeSet<>());
      connector.contacts(client).forEach(contact -> hosts.add(contact.host()));
    }
    Function<HostLookups, @Nullable Candidate> judgeFailed =
        host ->
            host.hasAddress() || tried.getOrDefault(host.client, Set.of()).contains(host.host)
                ? null
                : judge.apply(host);
    Examination vital = examine(trace, connector, judgeFailed);
    if (vital instanceof Examination.NotApplicable) {
      return vital;
    }
    List<Candidate> found = vital instanceof Examination.Found some ? some.candidates() : List.of();
    List<Candidate> candidates = new ArrayList<>(found);
    Map<IpAddress, Candidate> first = new TreeMap<>();
    for (Candidate candidate : found) {
      if (candidate.client() != null) {
        first.putIfAbsent(candidate.client(), candidate);
      }
    }
    for (Client client : connector.clients()) {
      if (!usesProxy(connector, client)) {
        Candidate beside = first.get(client.address());
        for (HostLookups host : revocation(connector, client, beside)) {
          Candidate candidate = judgeFailed.apply(host);
          if (candidate != null) {
            candidates.add(candidate);
          }
        }
      }
    }
    return Examination.of(candidates);
  }

  private static List<HostLookups> revocation(
      ConnectorView connector, Client client, @Nullable Candidate beside) {
    List<HostLookups> revocation = new ArrayList<>();
    byName(connector.lookups(client))
        .forEach(
            (host, lookups) -> {
              Requirement requirement = connector.endpoints().match(host, HTTP);
              Requirement https = connector.endpoints().match(host, HTTPS);
              if (requirement != null
                  && requirement.need() == Requirement.Need.REVOCATION
                  && (https == null || !https.vital())) {
                String subject = beside == null ? requirement.pattern() : beside.subject();
                Role role = beside == null ? Role.REVOCATION : Role.COMPANION;
                revocation.add(new HostLookups(connector, client, host, subject, lookups, role));
              }
            });
    return revocation;
  }

  /** Vital names that this client asked for, never those with a local suffix. */
  static List<HostLookups> required(ConnectorView connector, Client client) {
    List<HostLookups> required = new ArrayList<>();
    byName(connector.lookups(client))
        .forEach(
            (host, lookups) -> {
              Requirement requirement = connector.endpoints().match(host, HTTPS);
              if (requirement != null
                  && requirement.vital()
                  && !connector.endpoints().isOtherAgent(host)) {
                required.add(
                    new HostLookups(
                        connector, client, host, requirement.pattern(), lookups, Role.VITAL));
              }
            });
    return required;
  }

  /** Names by which this client asked for proxies that it uses, or was told to use. */
  static List<HostLookups> proxies(ConnectorView connector, Client client) {
    Set<String> used = new TreeSet<>();
    connector.contacts(client).stream()
        .map(contact -> contact.proxy() == null ? null : contact.proxy().name())
        .filter(name -> name != null)
        .forEach(used::add);
    List<HostLookups> proxies = new ArrayList<>();
    byName(connector.lookups(client))
        .forEach(
            (host, lookups) -> {
              boolean told =
                  connector.options().namedProxies().stream().anyMatch(one -> one.isAskedBy(host));
              if (told || used.contains(host)) {
                proxies.add(new HostLookups(connector, client, host, host, lookups, Role.VITAL));
              }
            });
    return proxies;
  }

  private static Map<String, List<DnsLookup>> byName(List<DnsLookup> lookups) {
    Map<String, List<DnsLookup>> byName = new LinkedHashMap<>();
    for (DnsLookup lookup : lookups) {
      byName.computeIfAbsent(lookup.name(), n -> new ArrayList<>()).add(lookup);
    }
    return byName;
  }

  /** Behind a proxy, the proxy resolves the cloud's names. */
  static boolean usesProxy(ConnectorView connector, Client client) {
    return connector.mode(client) == Mode.PROXY
        || connector.intendedMode() == Mode.PROXY
        || (connector.intendedMode() != Mode.DIRECT && !connector.options().proxies().isEmpty());
  }

  Client client() {
    return client;
  }

  String host() {
    return host;
  }

  /** Whether it is a host of revocation or trust lists that fails alone. */
  boolean forRevocationAlone() {
    return role == Role.REVOCATION;
  }

  /** Every lookup of the name, by whatever type and resolver, in order, at least one. */
  List<DnsLookup> lookups() {
    return lookups;
  }

  boolean hasAddress() {
    return lookups.stream().anyMatch(lookup -> !lookup.addresses().isEmpty());
  }

  /**
   * What became of a name without an address; ANSWERED where an answer without address leaves it
   * open. An answer that did not fit is none: the client goes on by TCP.
   */
  DnsOutcome outcome() {
    if (has(DnsOutcome.NAME_NOT_FOUND, "A") || isOnly(DnsOutcome.NAME_NOT_FOUND)) {
      return DnsOutcome.NAME_NOT_FOUND;
    }
    if (has(DnsOutcome.SERVER_FAILURE, "A") || isOnly(DnsOutcome.SERVER_FAILURE)) {
      return DnsOutcome.SERVER_FAILURE;
    }
    if (truncated()) {
      return DnsOutcome.TRUNCATED;
    }
    return isOnly(DnsOutcome.UNANSWERED) ? DnsOutcome.UNANSWERED : DnsOutcome.ANSWERED;
  }

  /** Whether IPv4 addresses were asked for, and every such answer held none, though no error. */
  boolean emptyAnswers() {
    List<DnsLookup> v4 = lookups.stream().filter(l -> l.type().equals("A")).toList();
    return !v4.isEmpty() && v4.stream().allMatch(l -> l.outcome() == DnsOutcome.NO_RECORDS);
  }

  private boolean has(DnsOutcome outcome, String type) {
    return lookups.stream().anyMatch(l -> l.outcome() == outcome && l.type().equals(type));
  }

  private boolean truncated() {
    return lookups.stream().anyMatch(lookup -> lookup.outcome() == DnsOutcome.TRUNCATED);
  }

  private boolean isOnly(DnsOutcome outcome) {
    return lookups.stream().allMatch(lookup -> lookup.outcome() == outcome);
  }

  /** Most queries of one type: A and AAAA side by side are no retry of each other. */
  long queriesOfOneType() {
    Map<String, Long> byType = new LinkedHashMap<>();
    lookups.forEach(l -> byType.merge(l.type(), (long) l.queries().size(), Long::sum));
    return byType.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  FrameRef firstQuery() {
    return lookups.get(0).query();
  }

  /** Last query of all, retries included. */
  FrameRef lastQuery() {
    return lookups.stream()
        .map(DnsLookup::lastQuery)
        .max(FrameRef::compareTo)
        .orElseGet(this::firstQuery);
  }

  /** Nanoseconds between the last two queries of one lookup, the longest such; 0 without retry. */
  long lastGap() {
    long longest = 0;
    for (DnsLookup lookup : lookups) {
      List<FrameRef> queries = lookup.queries();
      int last = queries.size() - 1;
      if (last > 0) {
        longest = Math.max(longest, queries.get(last).distance(queries.get(last - 1)));
      }
    }
    return longest;
  }

  /** Nanoseconds from this frame to the end of the recording; 0 where the frame has no time. */
  long silenceAfter(FrameRef frame) {
    return frame.hasTime() ? Math.max(0, end - frame.time()) : 0;
  }

  /**
   * Whether the client was done with asking: an answer of this kind stands 5 s before the end
   * (until then another resolver or a proxy may be asked), or the same question ended so three
   * times.
   */
  boolean followedUp(DnsOutcome outcome) {
    List<DnsLookup> same = lookups.stream().filter(l -> l.outcome() == outcome).toList();
    Map<String, Integer> byType = new LinkedHashMap<>();
    same.forEach(lookup -> byType.merge(lookup.type(), 1, Integer::sum));
    return byType.values().stream().anyMatch(count -> count >= ENOUGH)
        || same.stream()
            .anyMatch(l -> l.response() != null && silenceAfter(l.response()) >= Waiting.FOLLOW_UP);
  }

  /** Whether a query of this host still waits, so that another resolver may yet answer. */
  boolean waits() {
    return lookups.stream()
        .anyMatch(
            l ->
                l.outcome() == DnsOutcome.UNANSWERED
                    && silenceAfter(l.lastQuery()) < Waiting.FOLLOW_UP);
  }

  /** Code, host, facts, evidence and explained lookups: all of this name. */
  Candidate.Builder candidate(Diagnosis diagnosis, boolean unfinished) {
    return candidate(diagnosis, lookups, unfinished);
  }

  /** As the other, for some of the lookups, at least one. */
  Candidate.Builder candidate(Diagnosis diagnosis, List<DnsLookup> some, boolean unfinished) {
    Candidate.Builder candidate =
        Candidate.of(diagnosis, Way.DNS, client.address(), subject)
            .host(host)
            .count("queries", some.stream().mapToLong(l -> l.queries().size()).sum())
            .fact("servers", servers(some))
            .occurrences(some.size())
            .flowFilter(flowFilter());
    if (unfinished || role != Role.VITAL) {
      candidate.severity(Severity.WARNING).unfinished(unfinished);
    }
    if (role == Role.REVOCATION) {
      candidate.confidence(Confidence.MEDIUM, "sharedHosts");
    } else if (role == Role.COMPANION) {
      candidate.accompanying();
    }
    for (DnsLookup lookup : some) {
      candidate.explains(Item.dns(lookup.id())).evidence(Evidence.of(lookup));
    }
    return candidate;
  }

  /** Addresses of the resolvers asked, each once, in order. */
  static List<String> servers(List<DnsLookup> lookups) {
    return lookups.stream().map(l -> l.server().address().toString()).distinct().toList();
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
