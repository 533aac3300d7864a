package org.connectoranalyzer.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Reads contacts from conversations and exchanges: who tried what, by which way, and how far it
 * came.
 */
final class Contacts {
  /**
   * Ports of Service Bus' own TCP mode, which a connector tries before HTTPS (relay port settings).
   */
  static final Set<Integer> SERVICE_BUS_TCP =
      Set.of(5671, 5672, 808, 828, 9350, 9351, 9352, 9353, 9354);

  /** What a CONNECT without a port, or with one that is hidden, asks for. */
  private static final int HTTPS = 443;

  private final Names names;
  private final Proxies proxies;
  private final EndpointList endpoints;
  private final Map<Integer, List<ConnectExchange>> connects = new LinkedHashMap<>();
  private final Map<Integer, List<HttpFetch>> fetches = new LinkedHashMap<>();

  /** The one that came furthest, of each tunnel and of each connection outside tunnels. */
  private final Map<Place, TlsHandshake> bestTls = new TreeMap<>();

  private final Map<Place, HttpFetch> bestFetch = new TreeMap<>();

  /** A connection, and the CONNECT in it that opened the tunnel; 0 outside. */
  private record Place(int connection, int connect) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Integer.compare(connection, other.connection);
      return order != 0 ? order : Integer.compare(connect, other.connect);
    }
  }

  Contacts(Trace trace, Names names, Proxies proxies, EndpointList endpoints) {
    this.names = names;
    this.proxies = proxies;
    this.endpoints = endpoints;
    trace
        .connects()
        .forEach(c -> connects.computeIfAbsent(c.connection(), k -> new ArrayList<>()).add(c));
    for (TlsHandshake session : trace.tls()) {
      bestTls.merge(
          new Place(session.connection(), session.connect()),
          session,
          (best, other) -> other.established() && !best.established() ? other : best);
    }
    for (HttpFetch fetch : trace.http()) {
      fetches.computeIfAbsent(fetch.connection(), k -> new ArrayList<>()).add(fetch);
      bestFetch.merge(
          new Place(fetch.connection(), fetch.connect()),
          fetch,
          (best, other) -> other.status() > 0 && best.status() <= 0 ? other : best);
    }
  }

  /**
   * The contacts of one connection, whose client is {@code client}; none if it is not the cloud's.
   */
  List<Contact> of(TcpConversation connection, Client client) {
    Proxy proxy = proxies.of(connection);
    if (proxy != null) {
      return through(proxy, connection, client);
    }
    // A proxy on the client's own machine: what leaves directly is the proxy's.
    boolean ofProxy = proxies.isProxyMachine(connection.client().address());
    return ofProxy ? List.of() : direct(connection, client);
  }

  private List<Contact> direct(TcpConversation connection, Client client) {
    String name = names.of(connection);
    int port = connection.server().port();
    boolean candidate = name == null && port == 443;
    boolean serviceBus = SERVICE_BUS_TCP.contains(port);
    boolean known =
        name != null
            && (endpoints.isListedName(name) || endpoints.isOtherAgent(name))
            && (serviceBus || port == 443 || port == 80 || endpoints.match(name, port) != null);
    if (!candidate && !known) {
      return List.of();
    }
    HttpFetch fetch = fetchOf(connection.id(), 0);
    TlsHandshake session = tlsOf(connection.id(), 0);
    Furthest furthest = Furthest.SYN;
    if (connection.established()) {
      boolean data =
          port == 443
              ? session != null && session.established()
              : port == 80
                  ? fetch != null && fetch.status() > 0 && !isProxysAlone(fetch.status())
                  : connection.fromClient().payloadBytes() > 0
                      && connection.fromServer().payloadBytes() > 0;
      furthest =
          data
              ? Furthest.DATA
              : session != null && session.serverHello() != null ? Furthest.TLS : Furthest.TCP;
    }
    String host = name == null ? connection.server().address().toString() : name;
    return List.of(
        new Contact(
            client,
            host,
            name != null,
            port,
            match(name, port),
            isOther(name),
            connection,
            null,
            null,
            session,
            fetch,
            furthest));
  }

  private List<Contact> through(Proxy proxy, TcpConversation connection, Client client) {
    List<Contact> contacts = new ArrayList<>();
    for (ConnectExchange connect : connects.getOrDefault(connection.id(), List.of())) {
      TlsHandshake session = tlsOf(connection.id(), connect.id());
      String host = hostOf(connect, session);
      boolean named = IpAddress.parse(host).isEmpty();
      int port = connect.port() < 0 ? HTTPS : connect.port();
      HttpFetch fetch = fetchOf(connection.id(), connect.id());
      contacts.add(
          new Contact(
              client,
              host,
              named,
              port,
              match(host, port),
              isOther(host),
              connection,
              proxy,
              connect,
              session,
              fetch,
              furthest(connect, session, fetch)));
    }
    for (HttpFetch fetch : fetches.getOrDefault(connection.id(), List.of())) {
      if (fetch.connect() == 0 && !fetch.host().isEmpty() && fetch.absolute()) {
        Furthest furthest =
            fetch.status() > 0 && !isRefusal(fetch.status()) ? Furthest.DATA : Furthest.TCP;
        contacts.add(
            new Contact(
                client,
                fetch.host(),
                IpAddress.parse(fetch.host()).isEmpty(),
                fetch.port(),
                match(fetch.host(), fetch.port()),
                isOther(fetch.host()),
                connection,
                proxy,
                null,
                null,
                fetch,
                furthest));
      }
    }
    return contacts;
  }

  private static Furthest furthest(
      ConnectExchange connect, @Nullable TlsHandshake session, @Nullable HttpFetch fetch) {
    boolean answerLost = connect.status() < 0 && session != null;
    if (connect.status() / 100 != 2 && !answerLost) {
      return Furthest.TCP;
    }
    boolean data =
        (session != null && session.established())
            || (connect.port() == 80 && fetch != null && fetch.status() > 0);
    boolean hello = session != null && session.serverHello() != null;
    return data ? Furthest.DATA : hello ? Furthest.TLS : Furthest.TUNNEL;
  }

  /**
   * The host that was asked for; of an address its name: that of the session in the tunnel, else as
   * far as the recording tells it.
   */
  private String hostOf(ConnectExchange connect, @Nullable TlsHandshake session) {
    Optional<IpAddress> target = IpAddress.parse(connect.host());
    String sni = session == null ? null : session.sni();
    if (target.isPresent() && sni != null && IpAddress.parse(sni).isEmpty()) {
      return sni;
    }
    return target.map(names::best).orElse(connect.host());
  }

  /** What a proxy says in place of the server's answer; no server of revocation lists does. */
  private static boolean isRefusal(int status) {
    return switch (status) {
      case 401, 403, 405, 407, 408, 429, 451 -> true;
      default -> status / 100 == 5;
    };
  }

  /** Says without doubt that a proxy stands on the direct way and asks for a log-on. */
  private static boolean isProxysAlone(int status) {
    return status == 407 || status == 511;
  }

  private @Nullable Requirement match(@Nullable String name, int port) {
    return name == null ? null : endpoints.match(name, port);
  }

  private boolean isOther(@Nullable String name) {
    return name != null && endpoints.isOtherAgent(name);
  }

  private @Nullable TlsHandshake tlsOf(int connection, int connect) {
    return bestTls.get(new Place(connection, connect));
  }

  private @Nullable HttpFetch fetchOf(int connection, int connect) {
    return bestFetch.get(new Place(connection, connect));
  }
}
