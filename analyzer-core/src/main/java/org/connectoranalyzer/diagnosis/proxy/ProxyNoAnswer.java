package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.proxy.TunnelFailure.Excuse;
import org.connectoranalyzer.diagnosis.proxy.TunnelFailure.Rule;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * A CONNECT for a required host that the proxy never answered: for at least 30 s, or until the
 * client gave up. 1xx alone is no answer. Pending when the capture ended: unfinished. A recording
 * of one direction only, or with holes on the proxy's side, shows no silence.
 */
public final class ProxyNoAnswer implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("PROXY-NO-ANSWER", Severity.ERROR, Owner.PROXY);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<ProxyNode> nodes = ProxyNode.of(connector);
    if (ProxyNode.noneAsked(nodes)) {
      return new Examination.NotApplicable("noConnect");
    }
    boolean framesCut = trace.health().truncatedFrames() > 0;
    Rule rule =
        new Rule(
            request -> isSilence(request) && request.silenceIsVisible(framesCut),
            request -> request.ended(ConnectOutcome.CAPTURE_ENDED),
            Excuse.ANY_SUCCESS);
    List<Candidate> candidates = new ArrayList<>();
    for (TunnelFailure failure : TunnelFailure.find(connector, nodes, rule)) {
      candidates.add(candidate(failure));
    }
    return Examination.of(candidates);
  }

  private static boolean isSilence(TunnelRequest request) {
    return switch (request.connect().outcome()) {
      case UNANSWERED, CAPTURE_ENDED -> true;
      case CLOSED, RESET -> request.closedBy() == Side.CLIENT;
      default -> false;
    };
  }

  private static boolean neverLeft(TunnelFailure failure) {
    return failure.requests().stream()
        .allMatch(r -> r.connection().neverLeftClient(r.connect().request()));
  }

  private static Candidate candidate(TunnelFailure failure) {
    boolean acknowledged =
        failure.requests().stream().anyMatch(request -> request.connect().acknowledged());
    boolean clientGaveUp =
        failure.requests().stream().anyMatch(request -> request.closedBy() == Side.CLIENT);
    Candidate.Builder candidate =
        failure
            .candidate(DIAGNOSIS)
            .fact("acknowledged", acknowledged)
            .fact("clientGaveUp", clientGaveUp)
            .fact("waitedMs", failure.waitedMs())
            .variant(acknowledged ? "" : "notAcknowledged");
    if (!acknowledged && neverLeft(failure)) {
      candidate.droppedLocally();
    } else if (!acknowledged && failure.severity() == Severity.ERROR) {
      candidate.confidence(Confidence.MEDIUM, "notAcknowledged");
    }
    return candidate.build();
  }
}
