package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * A required host that this client opened over IPv4 and never over IPv6, while its IPv6 attempts
 * failed. A client that races both families (RFC 8305) does not repeat the SYN: then at least two
 * such lone SYNs count, 3 s without an answer each, where no IPv6 connection of the client works.
 */
public final class Ipv6Unreachable implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("IPV6-UNREACHABLE", Severity.WARNING, Owner.NETWORK);

  private static final long LONE_SYN_SILENCE = 3_000_000_000L;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<HostOpenings> hosts =
        Stream.concat(
                HostOpenings.vital(connector).stream(), HostOpenings.revocation(connector).stream())
            .filter(Ipv6Unreachable::worksOverV4Alone)
            .toList();
    Map<Client, Long> lonelySyns = new LinkedHashMap<>();
    hosts.forEach(host -> lonelySyns.merge(host.client(), lonelySyns(host), Long::sum));
    Map<Client, Boolean> worksOverV6 = new LinkedHashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (HostOpenings host : hosts) {
      boolean raced =
          lonelySyns.getOrDefault(host.client(), 0L) >= 2
              && !worksOverV6.computeIfAbsent(
                  host.client(), client -> worksOverV6(connector, client));
      List<FailedOpening> failures =
          host.failures().stream()
              .filter(f -> f.address().version() == 6)
              .filter(f -> lonely(f) ? raced : f.proves())
              .toList();
      if (!failures.isEmpty()) {
        candidates.add(candidate(host, failures));
      }
    }
    return Examination.of(candidates);
  }

  private static boolean worksOverV4Alone(HostOpenings host) {
    Set<IpAddress> opened = host.openedAddresses();
    return !opened.isEmpty() && opened.stream().allMatch(address -> address.version() == 4);
  }

  private static boolean worksOverV6(ConnectorView connector, Client client) {
    return connector.connections(client).stream()
        .anyMatch(c -> c.server().address().version() == 6 && c.established());
  }

  private static long lonelySyns(HostOpenings host) {
    return host.failures().stream()
        .filter(failure -> failure.address().version() == 6 && lonely(failure))
        .count();
  }

  private static boolean lonely(FailedOpening failure) {
    return failure.lone() && failure.attempt().silence() >= LONE_SYN_SILENCE;
  }

  private static Candidate candidate(HostOpenings host, List<FailedOpening> failures) {
    List<String> working = host.openedAddresses().stream().map(IpAddress::toString).toList();
    return OpeningCandidates.of(DIAGNOSIS, host, failures)
        .variant(failures.stream().allMatch(FailedOpening::lone) ? "raced" : "")
        .fact("workingAddresses", working)
        .build();
  }
}
