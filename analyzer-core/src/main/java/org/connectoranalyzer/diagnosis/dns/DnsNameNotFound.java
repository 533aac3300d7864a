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
 * NXDOMAIN (RFC 2308) for a required host that the client needs direct, and no resolver ever gave
 * an address; or answers without any address. The host's name with a local suffix, AAAA without
 * records, and Microsoft names where a proxy resolves them are none. In the last 5 s of the capture
 * another resolver, or a proxy, may still be asked.
 */
public final class DnsNameNotFound implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("DNS-NAME-NOT-FOUND", Severity.ERROR, Owner.DNS);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    return HostLookups.examineFailed(trace, connector, DnsNameNotFound::judge);
  }

  private static @Nullable Candidate judge(HostLookups host) {
    boolean denied = host.outcome() == DnsOutcome.NAME_NOT_FOUND;
    if (!denied && !host.emptyAnswers()) {
      return null;
    }
    DnsOutcome outcome = denied ? DnsOutcome.NAME_NOT_FOUND : DnsOutcome.NO_RECORDS;
    boolean unfinished = !host.followedUp(outcome) || host.waits();
    Candidate.Builder candidate =
        host.candidate(DIAGNOSIS, unfinished)
            .fact("rcodes", host.rcodes(outcome))
            .variant(host.forRevocationAlone() ? "revocation" : denied ? "" : "noAddress");
    if (unfinished) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    }
    return candidate.build();
  }
}
