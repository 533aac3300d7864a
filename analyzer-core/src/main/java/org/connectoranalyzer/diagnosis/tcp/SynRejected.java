package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.SynAttempt.Answer;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * A required host on 443 that this client never opened, and an ICMP (RFC 792, RFC 1812) or ICMPv6
 * (RFC 4443) error quotes one of its SYNs: unreachable or time exceeded, never "too big". Silent
 * attempts of the same host belong to it: routers limit the rate of such errors.
 */
public final class SynRejected implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("SYN-REJECTED", Severity.ERROR, Owner.NETWORK);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<Candidate> candidates = new ArrayList<>();
    for (HostOpenings host : HostOpenings.down(connector)) {
      List<FailedOpening> rejected = host.failures(FailedOpening.Kind.REJECTED);
      if (!rejected.isEmpty()) {
        candidates.add(candidate(host, rejected));
      }
    }
    return Examination.of(candidates);
  }

  private static Candidate candidate(HostOpenings host, List<FailedOpening> rejected) {
    Candidate.Builder candidate = OpeningCandidates.down(DIAGNOSIS, host, rejected);
    List<Answer> errors =
        rejected.stream()
            .flatMap(failure -> failure.attempt().answers().stream())
            .filter(answer -> answer.kind() == AnswerKind.ICMP)
            .toList();
    candidate
        .count("icmpErrors", errors.size())
        .fact("icmpFrom", errors.stream().map(e -> e.from().toString()).distinct().toList());
    if (!errors.isEmpty()) {
      Answer error = errors.get(0);
      int version = rejected.get(0).address().version();
      String meaning = meaning(version, error.icmpType(), error.icmpCode());
      candidate
          .fact("icmpType", error.icmpType())
          .fact("icmpCode", error.icmpCode())
          .fact("icmpMeaning", meaning)
          .variant(meaning);
    }
    return candidate.build();
  }

  /** Key of what the error says; also the variant of the words. */
  static String meaning(int version, int type, int code) {
    if (version == 4 ? type == 11 : type == 3) {
      return "timeExceeded";
    }
    if (version == 4) {
      return switch (code) {
        case 9, 10, 13 -> "prohibited";
        case 2, 3 -> "portUnreachable";
        default -> "noRoute";
      };
    }
    return switch (code) {
      case 1, 5, 6 -> "prohibited";
      case 4 -> "portUnreachable";
      default -> "noRoute";
    };
  }
}
