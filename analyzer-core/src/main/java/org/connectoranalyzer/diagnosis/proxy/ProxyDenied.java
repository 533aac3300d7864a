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
 * The proxy refused a CONNECT for a required host by policy: 401, 403, 405, 429 or 451. Where it
 * refuses a port rather than names, {@link ProxyPortNotAllowed} says so instead.
 */
public final class ProxyDenied implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("PROXY-DENIED", Severity.ERROR, Owner.PROXY);

  private static final int MOST_ALLOWED = 50;

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
    Rule rule =
        new Rule(
            request -> request.ended(ConnectOutcome.DENIED), request -> false, Excuse.ANY_SUCCESS);
    List<Candidate> candidates = new ArrayList<>();
    for (TunnelFailure failure : TunnelFailure.find(connector, nodes, rule)) {
      candidates.add(candidate(failure));
    }
    return Examination.of(candidates);
  }

  private static Candidate candidate(TunnelFailure failure) {
    List<String> allowed = failure.node().servedHosts().stream().limit(MOST_ALLOWED).toList();
    int status = failure.last().connect().status();
    return failure
        .answered(DIAGNOSIS)
        .fact("allowedHosts", allowed.isEmpty() ? null : allowed)
        .variant(variant(status, !allowed.isEmpty()))
        .build();
  }

  private static String variant(int status, boolean someAllowed) {
    return switch (status) {
      case 401 -> "asksForLogin";
      case 405 -> "methodNotAllowed";
      case 429 -> "tooMany";
      default -> someAllowed ? "someHosts" : "";
    };
  }
}
