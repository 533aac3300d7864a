package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.proxy.ServiceAndUpdater.Split;
import org.connectoranalyzer.diagnosis.tcp.HostOpenings;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.trace.Trace;

/**
 * Connector and updater of one client have different settings: one goes through the proxy and the
 * other directly, and all that is tried directly works; or the connector logs on to the proxy and
 * the updater, without credentials, gets 407. Where a direct host is not reached, or one service
 * goes both ways, {@link ProxyBypassed} says so instead.
 */
public final class UpdaterNotUsingProxy implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("UPDATER-NOT-USING-PROXY", Severity.WARNING, Owner.CONNECTOR);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    return examine(trace, connector, List.of());
  }

  /** Where a file already explains one of the two ways, they do not differ for want of another. */
  @Override
  public Examination examine(Trace trace, ConnectorView connector, List<Candidate> before) {
    List<ProxyNode> nodes = ProxyNode.of(connector);
    if (ProxyNode.noneAsked(nodes)) {
      return new Examination.NotApplicable("noConnect");
    }
    List<Candidate> candidates = new ArrayList<>();
    Map<Client, List<HostOpenings>> direct = ProxyBypassed.direct(connector);
    for (Client client : connector.clients()) {
      ServiceAndUpdater ways =
          ServiceAndUpdater.of(connector, client, direct.getOrDefault(client, List.of()));
      boolean meant =
          ways.split() == Split.UPDATER_DIRECT && connector.intendedMode() == Mode.DIRECT;
      if (ways.split() != Split.NONE
          && !meant
          && ways.works(connector)
          && !isExplained(ways, before)) {
        for (HostOpenings host : ways.direct()) {
          candidates.add(candidate(connector, ways, host));
        }
      }
    }
    for (ProxyNode node : nodes) {
      refused(connector, node, candidates);
    }
    return Examination.of(candidates);
  }

  private static boolean isExplained(ServiceAndUpdater ways, List<Candidate> before) {
    return before.stream()
        .filter(candidate -> candidate.way() == Way.CONFIG)
        .anyMatch(
            candidate ->
                ways.proxied().stream()
                    .map(contact -> Item.connection(contact.connection().id()))
                    .allMatch(candidate.explains()::contains));
  }

  private static Candidate candidate(
      ConnectorView view, ServiceAndUpdater ways, HostOpenings host) {
    Contact asked = ways.proxied().get(0);
    List<String> proxied = ways.proxied().stream().map(Contact::host).distinct().toList();
    String proxy = Objects.requireNonNull(asked.proxy()).subject();
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.DIRECT, host.client().address(), host.subject())
            .port(host.port())
            .host(host.host())
            .occurrences(host.contacts().size())
            .count("directConnections", host.contacts().size())
            .fact("proxiedHosts", proxied)
            .fact("proxy", proxy)
            .variant(ways.split() == Split.SERVICE_DIRECT ? "serviceDirect" : "")
            .confidence(Confidence.MEDIUM, "programByHost")
            .flowFilter(ProxyBypassed.flowFilter(host.client()));
    candidate.evidence(Lines.inForce(view));
    candidate.evidence(
        new TunnelRequest(asked, Objects.requireNonNull(asked.connect())).evidence());
    for (Contact contact : host.contacts()) {
      candidate.explains(Item.connection(contact.connection().id()));
      for (SynAttempt attempt : contact.connection().attempts()) {
        candidate.evidence(
            Evidence.of(contact.connection(), attempt.syn(), Side.CLIENT, "syn", Facts.NONE));
      }
    }
    return candidate.build();
  }

  /** The updater sends no credentials and is asked for some, which the connector sends. */
  private static void refused(ConnectorView view, ProxyNode node, List<Candidate> candidates) {
    EndpointList endpoints = view.endpoints();
    List<TunnelRequest> loggedOn =
        node.targets().stream()
            .filter(target -> ServiceAndUpdater.isService(endpoints, target.host()))
            .filter(TunnelTarget::letThrough)
            .flatMap(target -> target.requests().stream())
            .filter(request -> request.connect().credentials() != null && request.letThrough())
            .toList();
    if (loggedOn.isEmpty()) {
      return;
    }
    for (TunnelTarget target : node.targets()) {
      List<TunnelRequest> requests = target.requests();
      boolean anonymous = requests.stream().allMatch(r -> r.connect().credentials() == null);
      boolean allRefused =
          requests.stream().allMatch(r -> r.ended(ConnectOutcome.AUTHENTICATION_REQUIRED))
              && requests.stream().anyMatch(r -> !r.answeredAtEnd(view.endTime()));
      if (endpoints.isUpdater(target.host()) && anonymous && allRefused) {
        Candidate.Builder candidate =
            node.candidate(DIAGNOSIS)
                .host(target.host())
                .occurrences(requests.size())
                .count("attempts", requests.size())
                .fact("scheme", loggedOn.get(0).connect().credentials())
                .fact("proxiedHosts", List.of(loggedOn.get(0).contact().host()))
                .variant("noCredentials")
                .confidence(Confidence.MEDIUM, "programByHost")
                .evidence(loggedOn.get(0).evidence());
        requests.forEach(request -> candidate.evidence(request.evidence()));
        candidates.add(candidate.build());
      }
    }
  }
}
