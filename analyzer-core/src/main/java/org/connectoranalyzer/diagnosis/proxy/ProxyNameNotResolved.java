package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * The name of a proxy that was told, by the user or by the script of this client's automatic
 * discovery, never resolves for this client: NXDOMAIN, an error, no answer, or no address at all. A
 * name that only looks like a proxy's is none. A short name counts with any suffix that the client
 * appends; one answer is enough to clear it.
 */
public final class ProxyNameNotResolved implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-NAME-NOT-RESOLVED", Severity.ERROR, Owner.DNS);

  /** How often the same question must have been answered so to count as ended whatever follows. */
  private static final int ENOUGH = 3;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    boolean anyNamed = connector.options().namedProxies().stream().anyMatch(HostPort::named);
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : connector.clients()) {
      List<HostPort> named = named(connector, client);
      anyNamed |= !named.isEmpty();
      for (HostPort proxy : named) {
        List<DnsLookup> failed = failed(connector, client, proxy);
        if (!failed.isEmpty()) {
          candidates.add(candidate(connector, client, proxy, failed));
        }
      }
    }
    if (!anyNamed) {
      boolean none = connector.proxies().isEmpty();
      return new Examination.NotApplicable(none ? "noProxy" : "noProxyName");
    }
    return Examination.of(candidates);
  }

  private static List<HostPort> named(ConnectorView view, Client client) {
    return Stream.concat(view.options().namedProxies().stream(), view.wpad(client).told().stream())
        .filter(HostPort::named)
        .distinct()
        .toList();
  }

  /** The failed lookups of the proxy's name; none where one lookup of it gave an address. */
  private static List<DnsLookup> failed(ConnectorView view, Client client, HostPort proxy) {
    List<DnsLookup> lookups =
        view.lookups(client).stream().filter(l -> proxy.isAskedBy(l.name())).toList();
    boolean resolved = lookups.stream().anyMatch(l -> l.outcome() == DnsOutcome.ANSWERED);
    boolean noIpv6 =
        lookups.stream()
            .allMatch(l -> l.outcome() == DnsOutcome.NO_RECORDS && !l.type().equals("A"));
    return resolved || noIpv6 ? List.of() : lookups;
  }

  private static Candidate candidate(
      ConnectorView view, Client client, HostPort proxy, List<DnsLookup> failed) {
    String name = proxy.host();
    boolean found = !view.options().namedProxies().contains(proxy);
    boolean configured = !view.options().proxies().contains(proxy) && !found;
    boolean works =
        view.contacts(client).stream()
            .anyMatch(c -> ServiceAndUpdater.isService(view.endpoints(), c.host()) && c.reached());
    boolean unfinished =
        !ended(view, failed) || (found && !works && ScriptWays.mayGoOn(view, client));
    DnsLookup telling =
        failed.stream()
            .filter(lookup -> lookup.outcome() != DnsOutcome.NO_RECORDS)
            .findFirst()
            .orElse(failed.get(0));
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.PROXY, client.address(), proxy.toString())
            .port(proxy.port())
            .host(name)
            .occurrences(failed.size())
            .count("attempts", failed.size())
            .fact("name", name)
            .fact("source", found ? "wpad" : configured ? "config" : "option")
            .fact("script", found ? view.wpad(client).scriptUrl() : null)
            .fact("rcode", telling.rcode())
            .fact("resolvers", failed.stream().map(l -> l.server().toString()).distinct().toList())
            .fact("asked", failed.stream().map(DnsLookup::name).distinct().toList())
            .variant(variant(telling))
            .flowFilter("dns.qry.name contains \"" + name.replace("\"", "") + "\"");
    if (works) {
      candidate.reachedOtherwise();
    } else if (unfinished) {
      candidate.undecided();
    }
    candidate.evidence(Lines.naming(view, proxy));
    for (DnsLookup lookup : failed) {
      candidate.evidence(Evidence.of(lookup)).explains(Item.dns(lookup.id()));
    }
    return candidate.build();
  }

  private static String variant(DnsLookup lookup) {
    return switch (lookup.outcome()) {
      case NAME_NOT_FOUND -> "notFound";
      case SERVER_FAILURE -> "serverFailure";
      case UNANSWERED -> "unanswered";
      case NO_RECORDS, TRUNCATED, ANSWERED -> "noAddress";
    };
  }

  /**
   * Whether the client was done with asking: one lookup came to nothing 5 s before the end of the
   * capture and none is under way (another type, suffix or resolver), or the same question ended
   * three times.
   */
  private static boolean ended(ConnectorView view, List<DnsLookup> failed) {
    Map<List<String>, Integer> answers = new LinkedHashMap<>();
    boolean waits = false;
    boolean settled = false;
    for (DnsLookup lookup : failed) {
      FrameRef last = lookup.response() == null ? lookup.lastQuery() : lookup.response();
      boolean recent = last.hasTime() && view.endTime() - last.time() < Waiting.FOLLOW_UP;
      waits |= recent && lookup.response() == null;
      settled |= !recent;
      if (lookup.response() != null) {
        answers.merge(List.of(lookup.name(), lookup.type()), 1, Integer::sum);
      }
    }
    return answers.values().stream().anyMatch(count -> count >= ENOUGH) || (settled && !waits);
  }
}
