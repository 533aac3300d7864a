package org.connectoranalyzer.connector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt.Outcome;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are proxies: those told, and those that answer CONNECT as a proxy does (2xx, 407,
 * 403, 5xx, or never). With any other answer it is one only where a required host was asked for.
 * Candidates are servers that merely fail on a port that proxies use; they are no proof.
 */
final class Proxies {
  private static final Set<Integer> USUAL_PORTS = Set.of(8080, 3128);

  /**
   * Ports of private servers that are something else on any Windows network. Proxies use 80, too.
   */
  private static final Set<Integer> OTHER_SERVICES =
      Set.of(
          20, 21, 22, 23, 25, 53, 88, 110, 135, 137, 138, 139, 143, 389, 443, 445, 464, 587, 636,
          993, 1433, 1521, 2049, 3268, 3269, 3306, 3389, 5432, 5985, 5986, 9389);

  /** Proxies of automatic discovery that are looked for, over all machines. */
  private static final int MOST_DISCOVERED = 64;

  private final Map<Endpoint, Proxy> proxies = new LinkedHashMap<>();
  private final List<Proxy> unresolved = new ArrayList<>();
  private final Set<IpAddress> machines = new LinkedHashSet<>();
  private final Map<IpAddress, Wpad> wpad;

  /** Of each candidate, the clients that only failed to open it: to others it is no proxy. */
  private final Map<Endpoint, Set<IpAddress>> suspecting = new LinkedHashMap<>();

  private Proxies(Trace trace) {
    wpad = Wpad.of(trace);
  }

  static Proxies find(Trace trace, Names names, ConnectorOptions options) {
    Proxies found = new Proxies(trace);
    Map<Integer, TcpConversation> connections = new LinkedHashMap<>();
    trace.conversations().forEach(c -> connections.put(c.id(), c));
    for (ConnectExchange connect : trace.connects()) {
      TcpConversation connection = connections.get(connect.connection());
      if (connection != null && answersAsProxy(connect, options.endpoints())) {
        found.add(connection, Proxy.Source.CONNECT, names);
      }
    }
    found.addTold(trace, names, options);
    found.addDiscovered(trace);
    found.addSiblings(trace, names);
    return found;
  }

  private static boolean answersAsProxy(ConnectExchange connect, EndpointList endpoints) {
    int status = connect.status();
    boolean typical = status / 100 == 2 || status == 407 || status == 403 || status / 100 == 5;
    boolean never = connect.response() == null && connect.outcome() != ConnectOutcome.NOT_HTTP;
    return typical || never || endpoints.isListedName(connect.host());
  }

  private void add(TcpConversation connection, Proxy.Source source, Names names) {
    Endpoint endpoint = connection.server();
    Proxy known = proxies.get(endpoint);
    if (known != null && known.source().compareTo(source) <= 0) {
      return;
    }
    proxies.put(
        endpoint, new Proxy(endpoint.address(), endpoint.port(), names.of(connection), source));
    machines.add(endpoint.address());
  }

  private void addTold(Trace trace, Names names, ConnectorOptions options) {
    options.proxies().forEach(told -> addTold(trace, told, Proxy.Source.OPTION));
    options.configuration().proxies().forEach(told -> addTold(trace, told, Proxy.Source.CONFIG));
    options.configuration().winHttpProxy().ifPresent(told -> addUsed(trace, told));
    for (TcpConversation connection : trace.conversations()) {
      if (options.proxyPorts().contains(connection.server().port())) {
        add(connection, Proxy.Source.OPTION, names);
      }
    }
  }

  /**
   * WinHTTP's proxy is for revocation checks and other programs: it is one where it is used, and
   * its failing tells nothing of the connector.
   */
  private void addUsed(Trace trace, HostPort told) {
    Set<Endpoint> used = new TreeSet<>();
    trace.conversations().stream()
        .filter(TcpConversation::established)
        .forEach(c -> used.add(c.server()));
    for (IpAddress address : addressesOf(told, trace)) {
      Endpoint endpoint = new Endpoint(address, told.port());
      if (used.contains(endpoint)) {
        addNamed(endpoint, told.host(), Proxy.Source.CONFIG);
      }
    }
  }

  private void addTold(Trace trace, HostPort told, Proxy.Source source) {
    List<IpAddress> addresses = addressesOf(told, trace);
    for (IpAddress address : addresses) {
      addNamed(new Endpoint(address, told.port()), told.host(), source);
    }
    Proxy nowhere = new Proxy(null, told.port(), told.host(), source);
    if (addresses.isEmpty()
        && unresolved.stream().noneMatch(p -> p.subject().equals(nowhere.subject()))) {
      unresolved.add(nowhere);
    }
  }

  /**
   * What scripts of automatic discovery name, as far as another machine goes there: a script may
   * name many proxies, and perhaps the client itself.
   */
  private void addDiscovered(Trace trace) {
    Set<HostPort> told = new LinkedHashSet<>();
    for (Wpad found : wpad.values()) {
      found.told().stream().limit(MOST_DISCOVERED - told.size()).forEach(told::add);
    }
    if (told.isEmpty()) {
      return;
    }
    Set<Endpoint> servers = new LinkedHashSet<>();
    for (TcpConversation connection : trace.conversations()) {
      if (!connection.client().address().equals(connection.server().address())) {
        servers.add(connection.server());
      }
    }
    for (HostPort proxy : told) {
      List<IpAddress> addresses = addressesOf(proxy, trace);
      for (IpAddress address : addresses) {
        Endpoint endpoint = new Endpoint(address, proxy.port());
        Proxy known = proxies.get(endpoint);
        if (servers.contains(endpoint) && (known == null || known.name() == null)) {
          addNamed(endpoint, proxy.host(), Proxy.Source.WPAD);
        }
      }
      if (addresses.isEmpty() && trace.dns().stream().anyMatch(l -> proxy.isAskedBy(l.name()))) {
        unresolved.add(new Proxy(null, proxy.port(), proxy.host(), Proxy.Source.WPAD));
      }
    }
  }

  /** Other addresses of a proxy's name, on its port: nodes of the same proxy. */
  private void addSiblings(Trace trace, Names names) {
    Map<Integer, Map<String, Proxy>> named = new LinkedHashMap<>();
    for (Proxy proxy : proxies.values()) {
      if (proxy.name() != null) {
        named
            .computeIfAbsent(proxy.port(), port -> new LinkedHashMap<>())
            .putIfAbsent(proxy.name(), proxy);
      }
    }
    Set<Endpoint> servers = new LinkedHashSet<>();
    trace.conversations().forEach(connection -> servers.add(connection.server()));
    for (Endpoint server : servers) {
      Map<String, Proxy> siblings = named.getOrDefault(server.port(), Map.of());
      if (!siblings.isEmpty() && !proxies.containsKey(server)) {
        names.of(server.address()).stream()
            .filter(siblings::containsKey)
            .findFirst()
            .map(siblings::get)
            .ifPresent(proxy -> addSibling(server, proxy));
      }
    }
  }

  private void addSibling(Endpoint server, Proxy proxy) {
    proxies.put(server, new Proxy(server.address(), server.port(), proxy.name(), proxy.source()));
    machines.add(server.address());
  }

  private void addNamed(Endpoint endpoint, String host, Proxy.Source told) {
    String name = IpAddress.parse(host).isPresent() ? null : host;
    Proxy known = proxies.get(endpoint);
    if (known == null || name != null) {
      Proxy.Source source = known == null ? told : known.source();
      proxies.put(endpoint, new Proxy(endpoint.address(), endpoint.port(), name, source));
      machines.add(endpoint.address());
    }
  }

  private static List<IpAddress> addressesOf(HostPort told, Trace trace) {
    List<IpAddress> literal = IpAddress.parse(told.host()).stream().toList();
    if (!literal.isEmpty()) {
      return literal;
    }
    List<IpAddress> answers = new ArrayList<>();
    for (DnsLookup lookup : trace.dns()) {
      if (told.isAskedBy(lookup.name())) {
        answers.addAll(lookup.addresses());
      }
    }
    trace
        .recordedNames()
        .forEach(
            (address, known) -> {
              if (known.contains(told.host())) {
                answers.add(address);
              }
            });
    return answers.stream().distinct().sorted().toList();
  }

  /**
   * Adds as candidates the servers that this client only failed to open, on ports that proxies use:
   * 8080, 3128, or any port of a private address that no required host resolved to.
   */
  void addCandidates(List<TcpConversation> ofClient, Names names) {
    Set<Endpoint> opened = new LinkedHashSet<>();
    ofClient.stream().filter(TcpConversation::established).forEach(c -> opened.add(c.server()));
    for (TcpConversation connection : ofClient) {
      Endpoint server = connection.server();
      boolean ofCloud = names.isListed(server.address());
      boolean likely =
          isUsualPort(server.port())
              || (server.address().isPrivate() && !OTHER_SERVICES.contains(server.port()));
      boolean ever = opened.contains(server);
      boolean ofScript =
          server.port() == 80 && names.of(server.address()).stream().anyMatch(Wpad::isName);
      Proxy known = proxies.get(server);
      boolean free = known == null || known.source() == Proxy.Source.CANDIDATE;
      if (fails(connection) && likely && !ofCloud && !ever && !ofScript && free) {
        proxies.putIfAbsent(
            server,
            new Proxy(
                server.address(), server.port(), names.of(connection), Proxy.Source.CANDIDATE));
        suspecting
            .computeIfAbsent(server, s -> new LinkedHashSet<>())
            .add(connection.client().address());
      }
    }
  }

  static boolean isUsualPort(int port) {
    return USUAL_PORTS.contains(port);
  }

  /** A SYN-ACK that came right before the end of the capture is no failure yet. */
  private static boolean fails(TcpConversation connection) {
    return connection.attempts().stream()
        .anyMatch(
            a ->
                a.outcome() != Outcome.ESTABLISHED
                    && (a.outcome() != Outcome.STILL_TRYING || a.synAckFrame() == null));
  }

  /** A proxy that is proven or told; null if there is none. */
  @Nullable Proxy at(Endpoint server) {
    Proxy proxy = proxies.get(server);
    return proxy == null || proxy.source() == Proxy.Source.CANDIDATE ? null : proxy;
  }

  /** The proxy that this connection goes to, a candidate of its client's too; null if none. */
  @Nullable Proxy of(TcpConversation connection) {
    Proxy proxy = proxies.get(connection.server());
    boolean candidate = proxy != null && proxy.source() == Proxy.Source.CANDIDATE;
    return candidate
            && !suspecting
                .getOrDefault(connection.server(), Set.of())
                .contains(connection.client().address())
        ? null
        : proxy;
  }

  /** Whether a proxy runs at this address: its own connections are not a client's. */
  boolean isProxyMachine(IpAddress address) {
    return machines.contains(address);
  }

  /** Automatic discovery of this machine. */
  Wpad wpad(Client client) {
    Wpad all = Wpad.NONE;
    for (IpAddress address : client.addresses()) {
      all = all.with(wpad.getOrDefault(address, Wpad.NONE));
    }
    return all;
  }

  List<Proxy> all() {
    List<Proxy> all = new ArrayList<>(proxies.values());
    all.addAll(unresolved);
    all.sort(Comparator.comparing(Proxy::source));
    return List.copyOf(all);
  }
}
