package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
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
 * A CONNECT for a required host was answered 407 (RFC 9110 §15.5.8), and this node never let the
 * same client through to that host afterwards. A 407 inside an exchange that goes on (NTLM,
 * Negotiate) is no failure; another node or client that works is no excuse.
 */
public final class ProxyAuthenticationRequired implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-AUTHENTICATION-REQUIRED", Severity.ERROR, Owner.PROXY);

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
    long endTime = connector.endTime();
    Rule rule =
        new Rule(
            request -> request.ended(ConnectOutcome.AUTHENTICATION_REQUIRED),
            request -> request.answeredAtEnd(endTime),
            Excuse.LATER_SUCCESS);
    List<Candidate> candidates = new ArrayList<>();
    for (TunnelFailure failure : TunnelFailure.find(connector, nodes, rule)) {
      candidates.add(candidate(failure));
    }
    return Examination.of(candidates);
  }

  private static Candidate candidate(TunnelFailure failure) {
    List<String> offered =
        failure.requests().stream()
            .flatMap(request -> request.connect().schemes().stream())
            .distinct()
            .toList();
    boolean sent =
        failure.requests().stream().anyMatch(request -> request.connect().credentials() != null);
    return failure
        .answered(DIAGNOSIS)
        .fact("schemes", offered)
        .fact("credentialsSent", sent)
        .variant(sent ? "credentialsRejected" : "")
        .build();
  }
}
