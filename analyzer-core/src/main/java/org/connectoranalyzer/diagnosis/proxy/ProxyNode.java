package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What one client did at one proxy node (address and port): the unit that proxies are judged by,
 * since neither another client nor another proxy excuses or accuses it. Lives for one examination.
 */
final class ProxyNode {
  /** Nodes of one proxy name that are held against each other; no proxy has so many. */
  private static final int MOST_SIBLINGS = 64;

  private final Client client;
  private final Proxy proxy;
  private final Endpoint endpoint;
  private final List<TcpConversation> connections;
  private final Map<TunnelTarget.Key, TunnelTarget> targets;
  private final List<String> servedHosts;
  private List<ProxyNode> siblings = List.of();

  private ProxyNode(
      Client client, Proxy proxy, List<TcpConversation> connections, List<Contact> contacts) {
    this.client = client;
    this.proxy = proxy;
    this.connections = List.copyOf(connections);
    endpoint = connections.get(0).server();
    targets = TunnelTarget.of(contacts);
    servedHosts =
        targets.values().stream()
            .filter(target -> target.vital() && target.letThrough())
            .map(TunnelTarget::host)
            .distinct()
            .toList();
  }

  /** All nodes of all clients, in the order of clients and first connections. */
  static List<ProxyNode> of(ConnectorView view) {
    List<ProxyNode> nodes = new ArrayList<>();
    for (Client client : view.clients()) {
      Map<Proxy, List<TcpConversation>> connections = new LinkedHashMap<>();
      for (TcpConversation connection : view.connections(client)) {
        Proxy proxy = view.proxyOf(connection);
        if (proxy != null) {
          connections.computeIfAbsent(proxy, p -> new ArrayList<>()).add(connection);
        }
      }
      Map<Endpoint, List<Contact>> contacts = new LinkedHashMap<>();
      for (Contact contact : view.contacts(client)) {
        contacts
            .computeIfAbsent(contact.connection().server(), s -> new ArrayList<>())
            .add(contact);
      }
      List<ProxyNode> own = new ArrayList<>();
      connections.forEach(
          (proxy, opened) -> {
            List<Contact> tried = contacts.getOrDefault(opened.get(0).server(), List.of());
            own.add(new ProxyNode(client, proxy, opened, tried));
          });
      relate(own);
      nodes.addAll(own);
    }
    return nodes;
  }

  /** Lets the nodes of one client know their siblings. */
  private static void relate(List<ProxyNode> own) {
    record Name(String host, int port) {
      @Override
      public int hashCode() {
        return 31 * host.hashCode() + port;
      }
    }
    Map<Name, List<ProxyNode>> byName = new LinkedHashMap<>();
    for (ProxyNode node : own) {
      String host = node.proxy.name();
      if (host != null) {
        byName.computeIfAbsent(new Name(host, node.proxy.port()), n -> new ArrayList<>()).add(node);
      }
    }
    for (List<ProxyNode> together : byName.values()) {
      for (ProxyNode node : together) {
        node.siblings =
            together.stream()
                .filter(other -> !other.endpoint.equals(node.endpoint))
                .limit(MOST_SIBLINGS)
                .toList();
      }
    }
  }

  Client client() {
    return client;
  }

  Proxy proxy() {
    return proxy;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Every connection of the client to the node, in order. */
  List<TcpConversation> connections() {
    return connections;
  }

  /** What the client asked the node for by CONNECT, in order of the first requests. */
  Collection<TunnelTarget> targets() {
    return targets.values();
  }

  /** What the client asked for under this name and port; null if it did not. */
  @Nullable TunnelTarget target(String host, int port) {
    return targets.get(new TunnelTarget.Key(host, port));
  }

  /** Hosts that the connector cannot do without and that the node let through. */
  List<String> servedHosts() {
    return servedHosts;
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
        ? targets.values().stream()
            .flatMap(target -> target.requests().stream())
            .allMatch(request -> request.ended(ConnectOutcome.CAPTURE_ENDED))
        : connections.stream()
            .flatMap(connection -> connection.attempts().stream())
            .anyMatch(attempt -> !attempt.ended());
  }

  /** Whether it let a host through that the connector cannot do without. */
  boolean servesConnector() {
    return !servedHosts.isEmpty();
  }

  /** Other addresses behind the same proxy name and port, as this client used them. */
  List<ProxyNode> siblings() {
    return siblings;
  }

  /** The siblings that let a target through which this node never does. */
  List<ProxyNode> servers(TunnelTarget target) {
    return target.letThrough()
        ? List.of()
        : siblings.stream()
            .filter(sibling -> sibling.letsThrough(target.host(), target.port()))
            .toList();
  }

  /** Whether it let this target through at least once. */
  boolean letsThrough(String host, int port) {
    TunnelTarget asked = target(host, port);
    return asked != null && asked.letThrough();
  }

  /** The siblings that serve the connector where this node cannot even be opened. */
  List<ProxyNode> replacements() {
    return opened() ? List.of() : siblings.stream().filter(ProxyNode::servesConnector).toList();
  }

  /** Starts a finding about the conversation with this node. */
  Candidate.Builder candidate(Diagnosis diagnosis) {
    return Candidate.of(diagnosis, Way.PROXY, client.address(), proxy.subject())
        .port(proxy.port())
        .fact("proxyAddresses", List.of(endpoint.toString()))
        .flow(endpoint);
  }
}
