package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.tcp.OpeningCandidates;
import org.connectoranalyzer.exchange.ConnectOutcome;

/**
 * What one client did at one proxy node (address and port): the unit that proxies are judged by,
 * since neither another client nor another proxy excuses or accuses it.
 *
 * @param connections every connection of the client to the node, in order
 * @param targets what it asked the node for by CONNECT, in order of the first requests
 */
record ProxyNode(
    Client client,
    Proxy proxy,
    Endpoint endpoint,
    List<TcpConversation> connections,
    List<TunnelTarget> targets) {

  /** All nodes of all clients, in the order of clients and first connections. */
  static List<ProxyNode> of(ConnectorView view) {
    List<ProxyNode> nodes = new ArrayList<>();
    for (Client client : view.clients()) {
      Map<Proxy, List<TcpConversation>> connections = new LinkedHashMap<>();
      for (TcpConversation connection : view.connections(client)) {
        Proxy proxy = view.proxyAt(connection.server());
        if (proxy != null) {
          connections.computeIfAbsent(proxy, p -> new ArrayList<>()).add(connection);
        }
      }
      connections.forEach(
          (proxy, opened) -> {
            Endpoint endpoint = opened.get(0).server();
            List<TunnelTarget> targets = TunnelTarget.of(view, client, endpoint);
            nodes.add(new ProxyNode(client, proxy, endpoint, List.copyOf(opened), targets));
          });
    }
    return nodes;
  }

  /** Whether no client asked any node for a tunnel. */
  static boolean noneAsked(List<ProxyNode> nodes) {
    return nodes.stream().allMatch(node -> node.targets.isEmpty());
  }

  /** Whether any connection to it was established. */
  boolean opened() {
    return connections.stream().anyMatch(TcpConversation::established);
  }

  /** Whether it is still being opened, or took requests that nothing has come of yet. */
  boolean isPending() {
    return opened()
        ? targets.stream()
            .flatMap(target -> target.requests().stream())
            .allMatch(request -> request.ended(ConnectOutcome.CAPTURE_ENDED))
        : connections.stream()
            .flatMap(connection -> connection.attempts().stream())
            .anyMatch(attempt -> !attempt.ended());
  }

  /** Whether it let a host through that the connector cannot do without. */
  boolean servesConnector() {
    return targets.stream().anyMatch(target -> target.vital() && target.letThrough());
  }

  /** Other addresses behind the same proxy name and port, as this client used them. */
  List<ProxyNode> siblings(List<ProxyNode> nodes) {
    return nodes.stream()
        .filter(
            other ->
                other.client.equals(client)
                    && !other.endpoint.equals(endpoint)
                    && proxy.name() != null
                    && proxy.name().equals(other.proxy.name())
                    && proxy.port() == other.proxy.port())
        .toList();
  }

  /** The siblings that let a target through which this node never does. */
  List<ProxyNode> servers(TunnelTarget target, List<ProxyNode> nodes) {
    return target.letThrough()
        ? List.of()
        : siblings(nodes).stream()
            .filter(
                sibling ->
                    sibling.targets.stream()
                        .anyMatch(other -> other.isSame(target) && other.letThrough()))
            .toList();
  }

  /** The siblings that serve the connector where this node cannot even be opened. */
  List<ProxyNode> replacements(List<ProxyNode> nodes) {
    return opened()
        ? List.of()
        : siblings(nodes).stream().filter(ProxyNode::servesConnector).toList();
  }

  /** Starts a finding about the conversation with this node. */
  Candidate.Builder candidate(Diagnosis diagnosis) {
    return Candidate.of(diagnosis, Way.PROXY, client.address(), proxy.subject())
        .port(proxy.port())
        .fact("proxyAddresses", List.of(endpoint.toString()))
        .flowFilter(OpeningCandidates.flowFilter(List.of(endpoint.address()), endpoint.port()));
  }
}
