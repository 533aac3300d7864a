package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * A required host on 443 that this client never opened, at least one SYN repeated (or two attempts
 * without a repetition), and nothing came back: no SYN-ACK, no RST, no ICMP error. Zeek: S0.
 * Wireshark marks copies of one SYN as retransmissions; here they count once.
 */
public final class SynUnanswered implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("SYN-UNANSWERED", Severity.ERROR, Owner.NETWORK);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<Candidate> candidates = new ArrayList<>();
    for (HostOpenings host : HostOpenings.down(connector)) {
      List<FailedOpening> silent = host.failures(FailedOpening.Kind.UNANSWERED);
      if (proves(silent)) {
        candidates.add(candidate(host, silent));
      }
    }
    return Examination.of(candidates);
  }

  static boolean proves(List<FailedOpening> silent) {
    return silent.stream().anyMatch(FailedOpening::retransmitted)
        || silent.stream().filter(FailedOpening::ended).count() >= 2;
  }

  private static Candidate candidate(HostOpenings host, List<FailedOpening> silent) {
    Candidate.Builder candidate = OpeningCandidates.down(DIAGNOSIS, host, silent);
    boolean gaveUp = silent.stream().anyMatch(FailedOpening::ended);
    if (silent.stream().allMatch(FailedOpening::droppedLocally)) {
      candidate.droppedLocally();
    } else if (!gaveUp) {
      candidate.variant("stillTrying");
    }
    if (host.named()) {
      confidence(candidate, silent, gaveUp);
    }
    return candidate.build();
  }

  /**
   * One repetition alone is weak, two are better; the client's giving up, or two attempts, tell.
   */
  private static void confidence(
      Candidate.Builder candidate, List<FailedOpening> silent, boolean gaveUp) {
    int repeated = silent.stream().mapToInt(f -> f.attempt().retransmissions().size()).sum();
    if (gaveUp) {
      candidate.confidence(Confidence.HIGH, "gaveUp");
    } else if (silent.size() > 1) {
      candidate.confidence(Confidence.HIGH, "severalAttempts");
    } else if (repeated > 1) {
      candidate.confidence(Confidence.MEDIUM, "twoRetries");
    } else {
      candidate.confidence(Confidence.LOW, "oneRetry");
    }
  }
}
