package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
 * A required host that this client opened at one address, while attempts at another address of it
 * (or, variant "intermittent", other attempts at the same one) failed to the end. IPv6 addresses of
 * a host that works over IPv4 alone are {@link Ipv6Unreachable}. The losers of a race between
 * addresses (RFC 8305: a lone SYN, or a SYN-ACK that came too late) are no failure.
 */
public final class AddressUnreachable implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("ADDRESS-UNREACHABLE", Severity.WARNING, Owner.NETWORK);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<Candidate> candidates = new ArrayList<>();
    for (HostOpenings host : HostOpenings.vital(connector)) {
      Set<IpAddress> working = host.openedAddresses();
      Set<IpAddress> deaf = FailedOpening.deaf(host.failures());
      List<FailedOpening> failures =
          host.failures().stream()
              .filter(f -> f.proves() || (f.lone() && deaf.contains(f.address())))
              .toList();
      List<FailedOpening> others =
          failures.stream().filter(f -> blamesAddress(f.address(), working)).toList();
      List<FailedOpening> same =
          failures.stream().filter(f -> f.ended() && working.contains(f.address())).toList();
      add(candidates, host, others, working, "");
      add(candidates, host, same, working, "intermittent");
    }
    return Examination.of(candidates);
  }

  /** Whether another address works, and for IPv6 one of the same family. */
  private static boolean blamesAddress(IpAddress fails, Set<IpAddress> working) {
    return !working.contains(fails)
        && working.stream().anyMatch(a -> fails.version() == 4 || a.version() == 6);
  }

  private static void add(
      List<Candidate> candidates,
      HostOpenings host,
      List<FailedOpening> failures,
      Set<IpAddress> working,
      String variant) {
    if (!failures.isEmpty()) {
      candidates.add(
          OpeningCandidates.of(DIAGNOSIS, host, failures)
              .variant(variant)
              .fact("workingAddresses", working.stream().map(IpAddress::toString).toList())
              .build());
    }
  }
}
