package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * SERVFAIL, REFUSED or another error code for a required host that the client needs direct, and no
 * resolver ever gave an address. In the last 5 s of the capture it may still be followed up.
 */
public final class DnsServerFailure implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("DNS-SERVER-FAILURE", Severity.ERROR, Owner.DNS);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    if (trace.dns().isEmpty()) {
      return new Examination.NotApplicable("noDns");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (HostLookups host : HostLookups.failed(trace, connector)) {
      if (host.outcome() == DnsOutcome.SERVER_FAILURE) {
        List<String> codes = host.rcodes(DnsOutcome.SERVER_FAILURE);
        boolean unfinished = !host.followedUp(DnsOutcome.SERVER_FAILURE) || host.waits();
        candidates.add(
            host.candidate(DIAGNOSIS, unfinished)
                .fact("rcodes", codes)
                .variant(codes.equals(List.of("REFUSED")) ? "refused" : "")
                .build());
      }
    }
    return Examination.of(candidates);
  }
}
