package org.connectoranalyzer.connector;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
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
  private record Asker(IpAddress client, IpAddress address) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Asker a && client.equals(a.client) && address.equals(a.address);
    }

    @Override
    public int hashCode() {
      return 31 * client.hashCode() + address.hashCode();
    }
  }

  /** Other names of one address than these are nobody's, however a capture is made. */
  private static final int MOST_NAMES = 1_000;

  private final EndpointList endpoints;
  private final Map<Asker, NavigableMap<FrameRef, String>> dns = new LinkedHashMap<>();
  private final Map<IpAddress, Set<String>> byAddress = new LinkedHashMap<>();
  private final Map<IpAddress, String> listed = new LinkedHashMap<>();
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
    trace.recordedNames().forEach((address, names) -> names.forEach(n -> learn(address, n)));
  }

  private void follow(DnsLookup lookup) {
    String name = lookup.name();
    String listed = endpoints.isListedName(name) ? name : listedOf.get(name);
    if (listed != null) {
      lookup.aliases().forEach(alias -> listedOf.putIfAbsent(alias, listed));
    }
  }

  private void learn(DnsLookup lookup) {
    String name = bestOf(lookup);
    for (IpAddress address : lookup.addresses()) {
      dns.computeIfAbsent(new Asker(lookup.client().address(), address), a -> new TreeMap<>())
          .put(lookup.query(), name);
      learn(address, name);
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
      learn(connection.server().address(), name);
    }
  }

  private void learn(IpAddress address, String name) {
    Set<String> known = byAddress.computeIfAbsent(address, a -> new LinkedHashSet<>());
    boolean news = known.size() < MOST_NAMES ? known.add(name) : !known.contains(name);
    if (news && !listed.containsKey(address) && endpoints.isListedName(name)) {
      listed.put(address, name);
    }
  }

  /** What anybody calls the address, first heard first. */
  Set<String> of(IpAddress address) {
    return Collections.unmodifiableSet(byAddress.getOrDefault(address, Set.of()));
  }

  /** Whether anybody calls the address by a name on the list. */
  boolean isListed(IpAddress address) {
    return listed.containsKey(address);
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
    return best(connection.server().address());
  }

  /** The first listed name of the address, else its first one; null if it has none. */
  @Nullable String best(IpAddress address) {
    String best = listed.get(address);
    return best != null ? best : of(address).stream().findFirst().orElse(null);
  }

  /** The last answer before the connection's first frame; else the first one after it. */
  private @Nullable String toldTo(TcpConversation connection) {
    NavigableMap<FrameRef, String> told =
        dns.get(new Asker(connection.client().address(), connection.server().address()));
    if (told == null) {
      return null;
    }
    Map.Entry<FrameRef, String> before = told.lowerEntry(connection.firstFrame());
    return (before != null ? before : told.firstEntry()).getValue();
  }
}
