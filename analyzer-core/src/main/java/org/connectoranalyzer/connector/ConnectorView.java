package org.connectoranalyzer.connector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The trace as the connector's story: who its clients are, which names the addresses have, which
 * proxies are in use, and every contact that was tried. Built once from a trace; immutable.
 */
public final class ConnectorView {
  private final ConnectorOptions options;
  private final Names names;
  private final Proxies proxies;
  private final Map<Client, Machines.Machine> machines = new LinkedHashMap<>();
  private final List<Client> clients;
  private final List<Contact> contacts;
  private final Map<Integer, List<Contact>> contactsOf = new LinkedHashMap<>();
  private final Map<Integer, TcpConversation> connections = new LinkedHashMap<>();
  private final Map<Integer, ConnectExchange> connects = new LinkedHashMap<>();
  private final Map<Integer, TlsHandshake> sessions = new LinkedHashMap<>();
  private final Map<Client, Mode> modes = new LinkedHashMap<>();
  private final long endTime;

  private ConnectorView(Trace trace, ConnectorOptions options) {
    this.options = options;
    names = new Names(trace, options.endpoints());
    proxies = Proxies.find(trace, names, options);
    for (Machines.Machine machine : new Machines(trace, names, proxies, options).connectors()) {
      machines.put(machine.client, machine);
    }
    clients = List.copyOf(machines.keySet());
    contacts =
        machines.values().stream()
            .flatMap(machine -> machine.contacts().stream())
            .sorted(Comparator.comparing(contact -> contact.connection().firstFrame()))
            .toList();
    contacts.forEach(
        c -> contactsOf.computeIfAbsent(c.connection().id(), id -> new ArrayList<>()).add(c));
    trace.conversations().forEach(c -> connections.put(c.id(), c));
    trace.connects().forEach(c -> connects.put(c.id(), c));
    trace.tls().forEach(t -> sessions.put(t.id(), t));
    machines.forEach((client, machine) -> modes.put(client, modeOf(machine)));
    endTime = trace.health().endTime();
  }

  /** Reads the story; never fails on content. */
  public static ConnectorView of(Trace trace, ConnectorOptions options) {
    return new ConnectorView(trace, options);
  }

  public ConnectorOptions options() {
    return options;
  }

  /**
   * What the connector is meant to do, told or configured. Files belong to one machine: where
   * several are in view, they say nothing of each.
   */
  public Mode intendedMode() {
    return machines.size() > 1 ? options.toldMode() : options.intendedMode();
  }

  public EndpointList endpoints() {
    return options.endpoints();
  }

  /**
   * Machines that sent connector traffic, in order of first frames; never the proxies themselves.
   */
  public List<Client> clients() {
    return clients;
  }

  /** Every proxy node in use or told, strongest source first, candidates last. */
  public List<Proxy> proxies() {
    return proxies.all();
  }

  /** What automatic proxy discovery (WPAD) did and told this client; empty if it did nothing. */
  public Wpad wpad(Client client) {
    return proxies.wpad(client);
  }

  /**
   * The proxy that this connection goes to; null if none. A candidate is one only to the client
   * that may have taken it for its proxy.
   */
  public @Nullable Proxy proxyOf(TcpConversation connection) {
    return proxies.of(connection);
  }

  /** The proxy, proven or told, at this address and port; null if it is none. */
  public @Nullable Proxy proxyAt(Endpoint server) {
    return proxies.at(server);
  }

  /** How this client's connector traffic leaves: its 443 traffic and its proxy traffic, no more. */
  public Mode mode(Client client) {
    return modes.getOrDefault(client, Mode.UNKNOWN);
  }

  /** Over all clients: MIXED where they differ. */
  public Mode mode() {
    Mode over = Mode.UNKNOWN;
    for (Client client : machines.keySet()) {
      Mode mode = mode(client);
      if (mode != Mode.UNKNOWN) {
        over = over == Mode.UNKNOWN || over == mode ? mode : Mode.MIXED;
      }
    }
    return over;
  }

  private Mode modeOf(Machines.Machine machine) {
    boolean proxy = machine.connections.stream().anyMatch(c -> proxies.of(c) != null);
    boolean direct =
        machine.contacts().stream()
            .anyMatch(
                c -> c.direct() && c.port() == 443 && (c.vital() || (!proxy && isCandidate(c))));
    if (!direct) {
      return proxy ? Mode.PROXY : Mode.UNKNOWN;
    }
    return usesProxy(machine) ? Mode.MIXED : Mode.DIRECT;
  }

  /** For the connector: other programs' tunnels to unrelated hosts never change the mode. */
  private boolean usesProxy(Machines.Machine machine) {
    return machine.contacts().stream().anyMatch(c -> c.vital() && c.proxy() != null)
        || machine.connections.stream()
            .anyMatch(c -> proxies.of(c) != null && c.openingSeen() && !c.established());
  }

  /** A direct try of port 443 at an address that nothing names. */
  public boolean isCandidate(Contact contact) {
    return contact.direct() && !contact.named() && contact.port() == 443;
  }

  /** A direct try of one of Service Bus' own TCP ports, which by design may fail. */
  public boolean isServiceBusTcp(Contact contact) {
    return contact.direct() && Contacts.SERVICE_BUS_TCP.contains(contact.port());
  }

  /**
   * Contacts of all clients in order of first frames: CONNECTs and plain requests to proxies,
   * direct tries of listed names (443, 80, Service Bus ports) and of unnamed addresses on 443.
   */
  public List<Contact> contacts() {
    return contacts;
  }

  public List<Contact> contacts(Client client) {
    Machines.Machine machine = machines.get(client);
    return machine == null ? List.of() : machine.contacts();
  }

  /** Every connection that this client opened, the unrelated ones too, in order. */
  public List<TcpConversation> connections(Client client) {
    Machines.Machine machine = machines.get(client);
    return machine == null ? List.of() : Collections.unmodifiableList(machine.connections);
  }

  /**
   * Lower-case names of this address (DNS, SNI, HTTP Host), first heard first; empty if unnamed.
   */
  public Set<String> names(IpAddress address) {
    return names.of(address);
  }

  /** The best name of the server of this connection; for a proxy its own; null if none. */
  public @Nullable String host(TcpConversation connection) {
    Proxy proxy = proxies.of(connection);
    return proxy != null ? proxy.name() : names.of(connection);
  }

  /**
   * What the connection is to us (contract: {@code connections[].role}): "proxy", "proxyOutgoing",
   * "connector", "revocation", "serviceBusTcp", "otherAgent", "candidate" or "unrelated".
   */
  public String role(TcpConversation connection) {
    if (proxies.of(connection) != null) {
      return "proxy";
    }
    if (proxies.isProxyMachine(connection.client().address())) {
      return "proxyOutgoing";
    }
    for (Contact contact : contactsOf.getOrDefault(connection.id(), List.of())) {
      if (contact.otherAgent()) {
        return "otherAgent";
      }
      if (isServiceBusTcp(contact)) {
        return "serviceBusTcp";
      }
      if (isCandidate(contact)) {
        return "candidate";
      }
      Requirement requirement = contact.requirement();
      if (requirement != null) {
        return requirement.need() == Requirement.Need.REVOCATION ? "revocation" : "connector";
      }
    }
    return "unrelated";
  }

  /**
   * The tag of Microsoft's list around an address; null if there is none, or the list was not
   * given.
   */
  public @Nullable String serviceTag(IpAddress address) {
    ServiceTags tags = options.serviceTags();
    return tags == null ? null : tags.tagOf(address);
  }

  /**
   * The rows of required hosts (443) that the service of a tag carries; empty where that is not
   * known, or the list of tags is another cloud's.
   */
  public List<Requirement> requiredOf(String serviceTag) {
    ServiceTags tags = options.serviceTags();
    List<String> patterns =
        tags == null ? List.of() : tags.patternsOf(serviceTag, endpoints().cloud());
    return endpoints().requirements().stream()
        .filter(row -> row.port() == 443 && patterns.stream().anyMatch(row::isWithin))
        .toList();
  }

  /** Lookups by this client, in order. */
  public List<DnsLookup> lookups(Client client) {
    Machines.Machine machine = machines.get(client);
    return machine == null ? List.of() : Collections.unmodifiableList(machine.lookups);
  }

  /** CONNECTs of this client to proxies (not those to servers that are none), in order. */
  public List<ConnectExchange> connects(Client client) {
    List<ConnectExchange> asked = new ArrayList<>();
    for (Contact contact : contacts(client)) {
      if (contact.connect() != null) {
        asked.add(contact.connect());
      }
    }
    return asked;
  }

  /** The conversation of this id; it must be one of the trace. */
  public TcpConversation connection(int id) {
    TcpConversation connection = connections.get(id);
    if (connection == null) {
      throw new IllegalArgumentException("no conversation " + id);
    }
    return connection;
  }

  public @Nullable ConnectExchange connect(int id) {
    return connects.get(id);
  }

  public @Nullable TlsHandshake tls(int id) {
    return sessions.get(id);
  }

  /** Whether this client exchanged data with the host on the port, by any attempt and way. */
  public boolean reached(Client client, String host, int port) {
    Machines.Machine machine = machines.get(client);
    return machine != null && machine.reached(host, port);
  }

  /** As {@link #reached(Client, String, int)}, of what this contact tried. */
  public boolean reached(Contact contact) {
    return reached(contact.client(), contact.host(), contact.port());
  }

  /** Greatest time of the recording, ns. */
  public long endTime() {
    return endTime;
  }
}
