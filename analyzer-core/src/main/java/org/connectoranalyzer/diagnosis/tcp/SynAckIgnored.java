package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * A required host on 443 whose SYN-ACKs arrive at the point of capture, while the client goes on
 * sending SYNs or resets, and no connection is ever established. If one is, the finding is {@link
 * SynAnsweredLate}. A repeated SYN-ACK is no repeated SYN, although Wireshark marks both.
 */
public final class SynAckIgnored implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("SYN-ACK-IGNORED", Severity.ERROR, Owner.NETWORK);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<Candidate> candidates = new ArrayList<>();
    for (HostOpenings host : HostOpenings.down(connector)) {
      List<FailedOpening> ignored = host.failures(FailedOpening.Kind.SYN_ACK_IGNORED);
      if (!ignored.isEmpty()) {
        candidates.add(candidate(host, ignored));
      }
    }
    return Examination.of(candidates);
  }

  private static Candidate candidate(HostOpenings host, List<FailedOpening> ignored) {
    boolean resets = ignored.stream().allMatch(f -> f.connection().fromClient().rst() != null);
    Candidate.Builder candidate =
        OpeningCandidates.down(DIAGNOSIS, host, ignored)
            .count("synAcks", ignored.stream().mapToLong(FailedOpening::synAcks).sum())
            .variant(resets ? "reset" : "");
    if (ignored.stream().allMatch(FailedOpening::answersDroppedLocally)) {
      candidate.droppedLocally();
    }
    return candidate.build();
  }
}
