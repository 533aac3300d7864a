package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Candidate;
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
 * A FIN or RST from the proxy's side in place of an answer to a CONNECT for a required host, or in
 * the middle of its head. A client that hangs up first gave up waiting ({@link ProxyNoAnswer}).
 */
public final class ProxyClosedConnection implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-CLOSED-CONNECTION", Severity.ERROR, Owner.PROXY);

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
            request -> isClosed(request) && request.silenceIsVisible(framesCut),
            request -> false,
            Excuse.ANY_SUCCESS);
    List<Candidate> candidates = new ArrayList<>();
    for (TunnelFailure failure : TunnelFailure.find(connector, nodes, rule)) {
      candidates.add(candidate(failure));
    }
    return Examination.of(candidates);
  }

  private static boolean isClosed(TunnelRequest request) {
    boolean closed = request.ended(ConnectOutcome.CLOSED) || request.ended(ConnectOutcome.RESET);
    return closed && request.closedBy() == Side.SERVER;
  }

  private static Candidate candidate(TunnelFailure failure) {
    boolean reset =
        failure.requests().stream().anyMatch(request -> request.ended(ConnectOutcome.RESET));
    return failure
        .candidate(DIAGNOSIS)
        .fact("closedWith", reset ? "RST" : "FIN")
        .fact("waitedMs", failure.waitedMs())
        .variant(reset ? "reset" : "")
        .build();
  }
}
