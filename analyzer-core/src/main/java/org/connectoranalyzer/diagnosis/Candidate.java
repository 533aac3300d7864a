package org.connectoranalyzer.diagnosis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a detector offers: one piece of trouble with the trace's items that it explains. {@link
 * Causes} merges candidates of the same code, way, port and client, and drops those whose items an
 * earlier cause explains.
 *
 * @param confidenceReason key of the words {@code confidence.<key>}
 * @param variant which variant of the page's summary and remedy; "" the plain one
 * @param client null for findings about the capture
 * @param subject as the contract defines it, of this candidate alone; {@code Causes} widens it when
 *     merging direct and tunnel findings ("*.msappproxy.net:443", "*:443")
 * @param port 0 where none
 * @param hosts affected host names, sorted
 * @param occurrences how often it was seen
 * @param explains items whose trouble this is
 * @param unfinished the capture ended before it was decided: a warning that never makes "problem"
 * @param accompanying part of another candidate's trouble (same code, way, port and client; with a
 *     proxy: same proxy): counts only where such a one stands by itself
 * @param flowFilter Wireshark filter that works on another copy of the trace
 */
public record Candidate(
    Diagnosis diagnosis,
    Severity severity,
    Owner owner,
    Confidence confidence,
    String confidenceReason,
    String variant,
    Way way,
    @Nullable IpAddress client,
    String subject,
    int port,
    List<String> hosts,
    Facts facts,
    long occurrences,
    List<Evidence> evidence,
    Set<Item> explains,
    boolean unfinished,
    boolean accompanying,
    String flowFilter) {
  private static final String CAPTURE_ENDED = "captureEnded";
  private static final String DROPPED_LOCALLY = "droppedLocally";

  public Candidate {
    hosts = hosts.stream().sorted().distinct().toList();
    evidence = List.copyOf(evidence);
    explains = Set.copyOf(explains);
  }

  /** Whether the client's own machine is to blame; then it is no one else's trouble as well. */
  boolean isDroppedLocally() {
    return variant.equals(DROPPED_LOCALLY);
  }

  /** The same, but the capture ended before it was decided. */
  Candidate undecided() {
    return new Builder(this).undecided().build();
  }

  /** The same with other facts and further evidence. */
  Candidate with(Facts otherFacts, List<Evidence> further) {
    return new Builder(this).facts(otherFacts).evidence(further).build();
  }

  /** Starts one with the diagnosis' own severity and owner, high confidence and nothing else. */
  public static Builder of(
      Diagnosis diagnosis, Way way, @Nullable IpAddress client, String subject) {
    return new Builder(diagnosis, way, client, subject);
  }

  /** Collects one candidate; not thread-safe. */
  public static final class Builder {
    private static final int MOST_SERVERS = 50;

    private final Diagnosis diagnosis;
    private final Way way;
    private final @Nullable IpAddress client;
    private final String subject;
    private Severity severity;
    private Owner owner;
    private Confidence confidence = Confidence.HIGH;
    private String confidenceReason = "conclusive";
    private String variant = "";
    private int port;
    private Facts facts = Facts.NONE;
    private long occurrences = 1;
    private boolean unfinished;
    private boolean accompanying;
    private String flowFilter = "";
    private final TreeSet<String> hosts = new TreeSet<>();
    private final ArrayList<Evidence> evidence = new ArrayList<>();
    private final LinkedHashSet<Item> explains = new LinkedHashSet<>();

    private Builder(Diagnosis diagnosis, Way way, @Nullable IpAddress client, String subject) {
      this.diagnosis = diagnosis;
      this.way = way;
      this.client = client;
      this.subject = subject;
      this.severity = diagnosis.severity();
      this.owner = diagnosis.owner();
    }

    private Builder(Candidate start) {
      this(start.diagnosis, start.way, start.client, start.subject);
      severity(start.severity).owner(start.owner);
      confidence(start.confidence, start.confidenceReason).variant(start.variant);
      port(start.port).hosts(start.hosts).facts(start.facts).occurrences(start.occurrences);
      evidence(start.evidence).unfinished(start.unfinished).flowFilter(start.flowFilter);
      accompanying = start.accompanying;
      explains.addAll(start.explains);
    }

    public Builder severity(Severity severity) {
      this.severity = severity;
      return this;
    }

    public Builder owner(Owner owner) {
      this.owner = owner;
      return this;
    }

    public Builder confidence(Confidence confidence, String reason) {
      this.confidence = confidence;
      this.confidenceReason = reason;
      return this;
    }

    public Builder variant(String variant) {
      this.variant = variant;
      return this;
    }

    public Builder port(int port) {
      this.port = port;
      return this;
    }

    public Builder host(String host) {
      hosts.add(host);
      return this;
    }

    public Builder hosts(Iterable<String> names) {
      names.forEach(hosts::add);
      return this;
    }

    public Builder facts(Facts facts) {
      this.facts = facts;
      return this;
    }

    public Builder fact(String name, @Nullable Object value) {
      facts = facts.withIfKnown(name, value);
      return this;
    }

    /** The client's own machine dropped the packets: nobody on the way can mend that. */
    public Builder droppedLocally() {
      return owner(Owner.CONNECTOR).variant(DROPPED_LOCALLY);
    }

    /** A number that adds up when candidates merge. */
    public Builder count(String name, long value) {
      facts = facts.withCount(name, value);
      return this;
    }

    public Builder occurrences(long occurrences) {
      this.occurrences = occurrences;
      return this;
    }

    public Builder evidence(Evidence item) {
      evidence.add(item);
      return this;
    }

    public Builder evidence(Iterable<Evidence> items) {
      items.forEach(evidence::add);
      return this;
    }

    public Builder explains(Item item) {
      explains.add(item);
      return this;
    }

    public Builder unfinished(boolean unfinished) {
      this.unfinished = unfinished;
      return this;
    }

    /** A warning that never makes "problem": the capture ended before it was decided. */
    public Builder undecided() {
      return severity(Severity.WARNING).unfinished(true).confidence(Confidence.LOW, CAPTURE_ENDED);
    }

    /** A warning: the client reached the same by another attempt or way. */
    public Builder reachedOtherwise() {
      return severity(Severity.WARNING).confidence(Confidence.MEDIUM, "reachedOtherwise");
    }

    /** Makes it a part of another candidate's trouble. */
    public Builder accompanying() {
      accompanying = true;
      return this;
    }

    public Builder flowFilter(String flowFilter) {
      this.flowFilter = flowFilter;
      return this;
    }

    /** Filters the traffic with these servers on one port; with very many, all on the port. */
    public Builder flow(Collection<IpAddress> servers, int port) {
      String onPort = "tcp.port == " + port;
      if (servers.size() > MOST_SERVERS) {
        return flowFilter(onPort);
      }
      List<String> terms =
          servers.stream()
              .map(a -> (a.version() == 4 ? "ip.addr == " : "ipv6.addr == ") + a)
              .toList();
      String any = String.join(" || ", terms);
      return flowFilter((terms.size() == 1 ? any : "(" + any + ")") + " && " + onPort);
    }

    /** Filters the traffic with this server, address and port. */
    public Builder flow(Endpoint server) {
      return flow(List.of(server.address()), server.port());
    }

    public Candidate build() {
      return new Candidate(
          diagnosis,
          severity,
          owner,
          confidence,
          confidenceReason,
          variant,
          way,
          client,
          subject,
          port,
          List.copyOf(hosts),
          facts,
          occurrences,
          evidence,
          explains,
          unfinished,
          accompanying,
          flowFilter);
    }
  }
}
