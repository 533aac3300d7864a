package org.connectoranalyzer.diagnosis.dns;

import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

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
    return HostLookups.examineFailed(trace, connector, DnsServerFailure::judge);
  }

  private static @Nullable Candidate judge(HostLookups host) {
    if (host.outcome() != DnsOutcome.SERVER_FAILURE) {
      return null;
    }
    List<String> codes = host.rcodes(DnsOutcome.SERVER_FAILURE);
    boolean unfinished = !host.followedUp(DnsOutcome.SERVER_FAILURE) || host.waits();
    Candidate.Builder candidate =
        host.candidate(DIAGNOSIS, unfinished)
            .fact("rcodes", codes)
            .variant(host.forRevocationAlone() ? "revocation" : variant(codes));
    if (unfinished) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    }
    return candidate.build();
  }

  private static String variant(List<String> codes) {
    if (codes.equals(List.of("REFUSED"))) {
      return "refused";
    }
    return codes.contains("SERVFAIL") || codes.contains("REFUSED") ? "" : "otherCode";
  }
}
