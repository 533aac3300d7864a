package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * The proxy took a CONNECT for a required host and answered that it cannot get there itself: 500,
 * 502, 503, 504 or another 5xx (but 501 and 511), or 408. Its own failing traffic, where the
 * capture holds it, is the sub-cause and no trouble of its own.
 */
public final class ProxyUpstreamFailed implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-UPSTREAM-FAILED", Severity.ERROR, Owner.PROXY);

  /** Requests for which the proxy's own traffic is looked through; of others the answer tells. */
  private static final int MOST_LOOKED_INTO = 1_000;

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
            request -> request.ended(ConnectOutcome.UPSTREAM_FAILED),
            request -> false,
            Excuse.ANY_SUCCESS);
    ProxyTraffic traffic = ProxyTraffic.of(trace, connector);
    int looked = 0;
    List<Explained> failures = new ArrayList<>();
    Map<List<Object>, Set<String>> causes = new LinkedHashMap<>();
    for (TunnelFailure failure : TunnelFailure.find(connector, nodes, rule)) {
      Explained explained = new Explained(failure, causes(connector, traffic, failure, looked));
      failures.add(explained);
      looked += failure.requests().size();
      Set<String> names = causes.computeIfAbsent(failure.trouble(), key -> new TreeSet<>());
      explained.causes.forEach(cause -> names.add(cause.name()));
      names.remove(UpstreamCause.UNKNOWN.name());
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Explained explained : failures) {
      Set<String> names = causes.getOrDefault(explained.failure.trouble(), Set.of());
      String variant = names.size() == 1 ? names.iterator().next() : "";
      candidates.add(candidate(explained.failure, explained.causes, variant));
    }
    return Examination.of(candidates);
  }

  private record Explained(TunnelFailure failure, List<UpstreamCause> causes) {}

  private static List<UpstreamCause> causes(
      ConnectorView view, ProxyTraffic traffic, TunnelFailure failure, int before) {
    List<UpstreamCause> causes = new ArrayList<>();
    for (TunnelRequest request : failure.requests()) {
      ProxyTraffic seen = before + causes.size() < MOST_LOOKED_INTO ? traffic : ProxyTraffic.NONE;
      causes.add(UpstreamCause.of(view, seen, failure.node(), request));
    }
    return causes;
  }

  private static Candidate candidate(
      TunnelFailure failure, List<UpstreamCause> causes, String variant) {
    Candidate.Builder candidate = failure.answered(DIAGNOSIS);
    List<String> servers = new ArrayList<>();
    for (UpstreamCause cause : causes) {
      servers.addAll(cause.servers());
      candidate.evidence(cause.frames());
      cause.items().forEach(candidate::explains);
    }
    UpstreamCause telling =
        causes.stream()
            .filter(cause -> !cause.equals(UpstreamCause.UNKNOWN))
            .findFirst()
            .orElse(UpstreamCause.UNKNOWN);
    return candidate
        .fact("cause", telling.name())
        .fact("causeFrom", telling.from())
        .fact("causes", causes.stream().map(UpstreamCause::name).distinct().toList())
        .fact("upstreamServers", servers.isEmpty() ? null : servers.stream().distinct().toList())
        .variant(variant)
        .build();
  }
}
