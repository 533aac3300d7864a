package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies themselves sent out, as far as the capture holds it; sorted once for all the
 * requests that are held against it. Lives for one examination.
 */
final class ProxyTraffic {
  /** None in view. */
  static final ProxyTraffic NONE = new ProxyTraffic();

  private record Asked(IpAddress proxy, String name) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Asked a && proxy.equals(a.proxy) && name.equals(a.name);
    }

    @Override
    public int hashCode() {
      return 31 * proxy.hashCode() + name.hashCode();
    }
  }

  /** By the proxy's address and the server's port. */
  private final Map<Endpoint, List<TcpConversation>> connections = new LinkedHashMap<>();

  private final Map<Asked, List<DnsLookup>> lookups = new LinkedHashMap<>();

  private ProxyTraffic() {}

  static ProxyTraffic of(Trace trace, ConnectorView view) {
    ProxyTraffic traffic = new ProxyTraffic();
    for (TcpConversation connection : trace.conversations()) {
      if (view.role(connection).equals("proxyOutgoing")) {
        IpAddress proxy = connection.client().address();
        traffic
            .connections
            .computeIfAbsent(
                new Endpoint(proxy, connection.server().port()), key -> new ArrayList<>())
            .add(connection);
      }
    }
    for (DnsLookup lookup : trace.dns()) {
      traffic
          .lookups
          .computeIfAbsent(
              new Asked(lookup.client().address(), lookup.name()), key -> new ArrayList<>())
          .add(lookup);
    }
    return traffic;
  }

  /** Connections of the node to the port that was asked for, in order. */
  List<TcpConversation> connections(ProxyNode node, TunnelRequest request) {
    Endpoint key = new Endpoint(node.endpoint().address(), request.contact().port());
    return connections.getOrDefault(key, List.of());
  }

  /** Lookups of the node for this name, in order. */
  List<DnsLookup> lookups(ProxyNode node, String name) {
    return lookups.getOrDefault(new Asked(node.endpoint().address(), name), List.of());
  }
}
