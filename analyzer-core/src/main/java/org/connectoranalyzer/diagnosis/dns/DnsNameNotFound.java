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
 * NXDOMAIN (RFC 2308) for a required host that the client needs direct, and no resolver ever gave
 * an address. The host's name with a local suffix, AAAA without records, and Microsoft names where
 * a proxy resolves them are none.
 */
public final class DnsNameNotFound implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("DNS-NAME-NOT-FOUND", Severity.ERROR, Owner.DNS);

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
      if (host.outcome() == DnsOutcome.NAME_NOT_FOUND) {
        candidates.add(host.candidate(DIAGNOSIS, host.waits()).build());
      }
    }
    return Examination.of(candidates);
  }
}
