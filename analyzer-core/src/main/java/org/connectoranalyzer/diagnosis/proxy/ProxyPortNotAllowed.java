package org.connectoranalyzer.diagnosis.proxy;

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
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * The proxy denied every CONNECT for one of the ports 80 and 443 and let some through on the other:
 * Squid's usual rule lets CONNECT out to 443 alone. A proxy that refuses both refuses names, not a
 * port ({@link ProxyDenied}).
 */
public final class ProxyPortNotAllowed implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-PORT-NOT-ALLOWED", Severity.ERROR, Owner.PROXY);

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
    List<Candidate> candidates = new ArrayList<>();
    for (ProxyNode node : nodes) {
      for (TunnelTarget target : node.targets()) {
        List<TunnelRequest> refused =
            target.requests().stream()
                .filter(request -> request.ended(ConnectOutcome.PORT_NOT_ALLOWED))
                .toList();
        boolean ours = target.vital() || target.listedOnPort80(connector);
        if (ours && !refused.isEmpty() && node.servers(target).isEmpty()) {
          candidates.add(candidate(connector, node, target, refused));
        }
      }
    }
    return Examination.of(candidates);
  }

  private static Candidate candidate(
      ConnectorView view, ProxyNode node, TunnelTarget target, List<TunnelRequest> refused) {
    boolean reached = view.reached(node.client(), target.host(), target.port());
    int allowedPort = target.port() == 80 ? 443 : 80;
    boolean sameHost = node.letsThrough(target.host(), allowedPort);
    Candidate.Builder candidate =
        new TunnelFailure(node, target, refused, reached, false)
            .answered(DIAGNOSIS)
            .fact("refusedPort", target.port())
            .fact("allowedPort", allowedPort)
            .variant(target.port() == 443 ? "port443" : "");
    if (!reached && !sameHost) {
      candidate.confidence(Confidence.MEDIUM, "otherHostsOnOtherPort");
    }
    return candidate.build();
  }
}
