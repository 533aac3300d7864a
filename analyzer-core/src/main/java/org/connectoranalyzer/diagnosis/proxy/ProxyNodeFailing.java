package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.diagnosis.tcp.OpeningCandidates;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * The proxy's name has several addresses: one cannot be opened or never lets a target through, and
 * another one serves the same target for the same client.
 */
public final class ProxyNodeFailing implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-NODE-FAILING", Severity.WARNING, Owner.PROXY);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<ProxyNode> nodes = ProxyNode.of(connector);
    if (nodes.isEmpty()) {
      return new Examination.NotApplicable("noProxy");
    }
    if (nodes.stream().allMatch(node -> node.siblings().isEmpty())) {
      return new Examination.NotApplicable("oneProxyAddress");
    }
    boolean framesCut = trace.health().truncatedFrames() > 0;
    List<Candidate> candidates = new ArrayList<>();
    for (ProxyNode node : nodes) {
      List<FailedOpening> failures = ProxyUnreachable.failures(node.connections());
      List<ProxyNode> replacements = node.replacements();
      if (!replacements.isEmpty() && ProxyUnreachable.proves(failures)) {
        candidates.add(unreachable(node, replacements, failures));
      }
      for (TunnelTarget target : node.targets()) {
        List<ProxyNode> servers = node.servers(target);
        List<TunnelRequest> refused = refused(target, framesCut);
        if (target.vital() && !servers.isEmpty() && !refused.isEmpty()) {
          candidates.add(refuses(node, servers, target, refused));
        }
      }
    }
    return Examination.of(candidates);
  }

  /** What came to an end without a tunnel. */
  private static List<TunnelRequest> refused(TunnelTarget target, boolean framesCut) {
    return target.requests().stream()
        .filter(request -> !request.letThrough())
        .filter(request -> !request.ended(ConnectOutcome.AUTHENTICATION_CONTINUED))
        .filter(request -> !request.ended(ConnectOutcome.CAPTURE_ENDED))
        .filter(r -> r.connect().response() != null || r.silenceIsVisible(framesCut))
        .toList();
  }

  private static Candidate unreachable(
      ProxyNode node, List<ProxyNode> replacements, List<FailedOpening> failures) {
    Candidate.Builder candidate = start(node, replacements).occurrences(failures.size());
    OpeningCandidates.describe(candidate, failures);
    return candidate
        .fact("trouble", List.of(ProxyUnreachable.cause(failures)))
        .variant("unreachable")
        .build();
  }

  private static Candidate refuses(
      ProxyNode node, List<ProxyNode> servers, TunnelTarget target, List<TunnelRequest> refused) {
    Candidate.Builder candidate =
        start(node, servers)
            .host(target.host())
            .occurrences(refused.size())
            .count("attempts", refused.size())
            .fact(
                "trouble",
                refused.stream().map(r -> name(r.connect().outcome())).distinct().toList());
    for (TunnelRequest request : refused) {
      candidate
          .evidence(request.evidence())
          .explains(Item.connect(request.connect().id()))
          .fact("status", request.connect().status() > 0 ? request.connect().status() : null);
    }
    return candidate.build();
  }

  private static Candidate.Builder start(ProxyNode node, List<ProxyNode> working) {
    return node.candidate(DIAGNOSIS)
        .fact("failingAddresses", List.of(node.endpoint().toString()))
        .fact("workingAddresses", working.stream().map(w -> w.endpoint().toString()).toList());
  }

  /** As the report's {@code connects[].outcome} says it. */
  private static String name(ConnectOutcome outcome) {
    StringBuilder name = new StringBuilder();
    for (String word : outcome.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
