package org.connectoranalyzer.connector;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Which host names the addresses of a trace have. A connection's own SNI or Host header says most;
 * then what DNS told this client before the connection began (or after, for want of better), the
 * name asked for rather than an alias; then what anybody in the capture calls the address.
 */
final class Names {
  private record Told(IpAddress client, String name, FrameRef query) {}

  private final EndpointList endpoints;
  private final Map<IpAddress, List<Told>> dns = new LinkedHashMap<>();
  private final Map<IpAddress, Set<String>> byAddress = new LinkedHashMap<>();
  private final Map<Integer, String> byConnection = new LinkedHashMap<>();

  /** Listed names by the aliases that answers gave for them, over several lookups too. */
  private final Map<String, String> listedOf = new TreeMap<>();

  Names(Trace trace, EndpointList endpoints) {
    this.endpoints = endpoints;
    trace.dns().forEach(this::follow);
    trace.dns().forEach(this::learn);
    Map<Integer, TcpConversation> connections = new LinkedHashMap<>();
    trace.conversations().forEach(c -> connections.put(c.id(), c));
    for (TlsHandshake tls : trace.tls()) {
      String sni = tls.sni();
      if (sni != null && tls.connect() == 0) {
        learn(connections.get(tls.connection()), sni);
      }
    }
    for (HttpFetch fetch : trace.http()) {
      if (!fetch.host().isEmpty() && !fetch.absolute() && fetch.connect() == 0) {
        learn(connections.get(fetch.connection()), fetch.host());
      }
    }
    trace.recordedNames().forEach((address, names) -> known(address).addAll(names));
  }

  private void follow(DnsLookup lookup) {
    String name = lookup.name();
    String listed = endpoints.isListedName(name) ? name : listedOf.get(name);
    if (listed != null) {
      lookup.aliases().forEach(alias -> listedOf.putIfAbsent(alias, listed));
    }
  }

  private void learn(DnsLookup lookup) {
    for (IpAddress address : lookup.addresses()) {
      Told told = new Told(lookup.client().address(), bestOf(lookup), lookup.query());
      dns.computeIfAbsent(address, a -> new ArrayList<>()).add(told);
      known(address).add(told.name);
    }
  }

  /**
   * The name asked for; but an alias where that is the one on the list (CNAME of a private zone),
   * and the listed name whose chain led here where a resolver gave the chain piece by piece.
   */
  private String bestOf(DnsLookup lookup) {
    if (!endpoints.isListedName(lookup.name())) {
      for (String alias : lookup.aliases()) {
        if (endpoints.isVitalName(alias)) {
          return alias;
        }
      }
      return listedOf.getOrDefault(lookup.name(), lookup.name());
    }
    return lookup.name();
  }

  private void learn(@Nullable TcpConversation connection, String name) {
    if (connection != null && IpAddress.parse(name).isEmpty()) {
      byConnection.putIfAbsent(connection.id(), name);
      known(connection.server().address()).add(name);
    }
  }

  private Set<String> known(IpAddress address) {
    return byAddress.computeIfAbsent(address, a -> new LinkedHashSet<>());
  }

  List<String> of(IpAddress address) {
    return List.copyOf(byAddress.getOrDefault(address, Set.of()));
  }

  /** The best name of the connection's server; null if nothing names it. */
  @Nullable String of(TcpConversation connection) {
    String own = byConnection.get(connection.id());
    if (own != null) {
      return own;
    }
    String told = toldTo(connection);
    if (told != null) {
      return told;
    }
    Collection<String> anybody = byAddress.getOrDefault(connection.server().address(), Set.of());
    return anybody.stream()
        .filter(endpoints::isListedName)
        .findFirst()
        .or(() -> anybody.stream().findFirst())
        .orElse(null);
  }

  /** The last answer before the connection's first frame; else the first one after it. */
  private @Nullable String toldTo(TcpConversation connection) {
    String before = null;
    String after = null;
    for (Told told : dns.getOrDefault(connection.server().address(), List.of())) {
      if (!told.client.equals(connection.client().address())) {
        continue;
      }
      boolean earlier = told.query.compareTo(connection.firstFrame()) < 0;
      if (earlier) {
        before = told.name;
      } else if (after == null) {
        after = told.name;
      }
    }
    return before != null ? before : after;
  }
}
