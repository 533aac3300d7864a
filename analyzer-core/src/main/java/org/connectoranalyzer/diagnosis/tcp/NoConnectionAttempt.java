package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * DNS gave the client an address of the bootstrap host or of a Service Bus namespace, and the
 * client sent nothing to any of its addresses nor to a proxy, while its other TCP traffic is
 * visible at least 10 s longer, and no connection is open that may be to that host.
 */
public final class NoConnectionAttempt implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("NO-CONNECTION-ATTEMPT", Severity.ERROR, Owner.CONNECTOR);

  private static final int HTTPS = 443;
  private static final long LONG_ENOUGH = 10_000_000_000L;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    if (connector.clients().stream().allMatch(c -> connector.lookups(c).isEmpty())) {
      return new Examination.NotApplicable("noDns");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : connector.clients()) {
      Map<String, List<DnsLookup>> answered = answered(connector, client);
      if (!answered.isEmpty() && !mayBeConnected(connector, client)) {
        judge(connector, client, answered, candidates);
      }
    }
    return Examination.of(candidates);
  }

  /** Traffic to a proxy, or an unnamed connection from before the capture: nothing can be said. */
  private static boolean mayBeConnected(ConnectorView connector, Client client) {
    return connector.connections(client).stream()
        .anyMatch(
            c ->
                connector.proxyOf(c) != null
                    || (c.server().port() == HTTPS
                        && !c.openingSeen()
                        && connector.host(c) == null));
  }

  private static Map<String, List<DnsLookup>> answered(ConnectorView connector, Client client) {
    Map<String, List<DnsLookup>> byHost = new LinkedHashMap<>();
    for (DnsLookup lookup : connector.lookups(client)) {
      if (!lookup.addresses().isEmpty() && starts(connector, lookup.name())) {
        byHost.computeIfAbsent(lookup.name(), n -> new ArrayList<>()).add(lookup);
      }
    }
    return byHost;
  }

  /** Bootstrap and Service Bus: a connector that asks for them connects to them at once. */
  private static boolean starts(ConnectorView connector, String host) {
    return connector.endpoints().isBootstrap(host)
        || (connector.endpoints().isRuntimeBeyondBootstrap(host) && host.contains(".servicebus."));
  }

  private static void judge(
      ConnectorView connector,
      Client client,
      Map<String, List<DnsLookup>> answered,
      List<Candidate> candidates) {
    Set<IpAddress> triedAddresses = new TreeSet<>();
    Set<String> triedHosts = new TreeSet<>();
    long lastSeen = FrameRef.NO_TIME;
    for (TcpConversation connection : connector.connections(client)) {
      triedAddresses.add(connection.server().address());
      String name = connector.host(connection);
      if (name != null) {
        triedHosts.add(name);
      }
      lastSeen = Math.max(lastSeen, connection.endTime());
    }
    for (Map.Entry<String, List<DnsLookup>> entry : answered.entrySet()) {
      Set<IpAddress> addresses = new TreeSet<>();
      entry.getValue().forEach(lookup -> addresses.addAll(lookup.addresses()));
      Requirement requirement = connector.endpoints().match(entry.getKey(), HTTPS);
      boolean tried =
          triedHosts.contains(entry.getKey())
              || addresses.stream().anyMatch(triedAddresses::contains);
      long waited = waited(entry.getValue().get(0).response(), lastSeen);
      if (!tried && requirement != null && waited >= LONG_ENOUGH) {
        candidates.add(
            candidate(client, entry.getKey(), requirement, entry.getValue(), addresses)
                .fact("waitedMs", waited / 1_000_000)
                .build());
      }
    }
  }

  /** From the answer to the client's last TCP frame; 0 where either has no time. */
  private static long waited(@Nullable FrameRef answer, long lastSeen) {
    return answer == null || !answer.hasTime() || lastSeen == FrameRef.NO_TIME
        ? 0
        : lastSeen - answer.time();
  }

  private static Candidate.Builder candidate(
      Client client,
      String host,
      Requirement requirement,
      List<DnsLookup> lookups,
      Set<IpAddress> addresses) {
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.DIRECT, client.address(), requirement.subject())
            .port(HTTPS)
            .host(host)
            .fact("addresses", addresses.stream().map(IpAddress::toString).toList())
            .count("lookups", lookups.size())
            .flow(addresses, HTTPS);
    for (DnsLookup lookup : lookups) {
      candidate.explains(Item.dns(lookup.id()));
      cite(candidate, lookup, lookup.query(), "dnsQuery");
      cite(candidate, lookup, lookup.response(), "dnsResponse");
    }
    return candidate;
  }

  private static void cite(
      Candidate.Builder candidate, DnsLookup lookup, @Nullable FrameRef frame, String kind) {
    if (frame != null) {
      boolean asks = kind.equals("dnsQuery");
      String from = (asks ? lookup.client() : lookup.server()).toString();
      String to = (asks ? lookup.server() : lookup.client()).toString();
      Facts facts = Facts.of("name", lookup.name()).with("type", lookup.type());
      candidate.evidence(new FrameEvidence(frame, from, to, kind, facts));
    }
  }
}
