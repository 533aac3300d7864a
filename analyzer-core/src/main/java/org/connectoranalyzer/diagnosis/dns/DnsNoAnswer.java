package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * A required host that the client needs direct was asked for at least twice (a retry, or another
 * resolver), and no query for it was ever answered; given up after 5 s of silence that also last
 * longer than the whole asking since the last gap. Where no answer at all stands in the capture but
 * the client goes on to unnamed addresses, the answers were merely not recorded.
 */
public final class DnsNoAnswer implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("DNS-NO-ANSWER", Severity.ERROR, Owner.DNS);

  private static final long GIVEN_UP = 5_000_000_000L;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    if (trace.dns().isEmpty()) {
      return new Examination.NotApplicable("noDns");
    }
    Map<Client, Boolean> answersMissing = new LinkedHashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (HostLookups host : HostLookups.failed(trace, connector)) {
      if (host.outcome() == DnsOutcome.UNANSWERED
          && host.queriesOfOneType() > 1
          && !answersMissing.computeIfAbsent(
              host.client(), client -> answersMissing(connector, client))) {
        candidates.add(candidate(host));
      }
    }
    return Examination.of(candidates);
  }

  /** The capture holds queries only: this client never got an answer, yet knows addresses. */
  private static boolean answersMissing(ConnectorView connector, Client client) {
    List<DnsLookup> lookups = connector.lookups(client);
    return lookups.stream().allMatch(l -> l.response() == null)
        && connector.contacts(client).stream()
            .anyMatch(c -> c.connection().firstFrame().compareTo(lookups.get(0).query()) > 0);
  }

  private static Candidate candidate(HostLookups host) {
    long silence = host.silenceAfter(host.lastQuery());
    boolean gaveUp = silence >= GIVEN_UP;
    Candidate.Builder candidate =
        host.candidate(DIAGNOSIS, !gaveUp)
            .fact("waitedMs", (host.firstQuery().distance(host.lastQuery()) + silence) / 1_000_000)
            .fact("gaveUp", gaveUp);
    if (host.queriesOfOneType() < 3) {
      candidate.confidence(Confidence.MEDIUM, "fewQueries");
    }
    return candidate.build();
  }
}
