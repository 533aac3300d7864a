package org.connectoranalyzer.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.Trace;

/**
 * The machines of a trace that open connections or ask resolvers, and which of them are connectors.
 * IPv4 and IPv6 addresses behind one MAC are one machine's, unless several IPv4 addresses or very
 * many IPv6 ones stand behind it: that is a router.
 */
final class Machines {
  /** Temporary IPv6 addresses (RFC 8981) are a handful a day; more than that is a router. */
  private static final int MOST_ADDRESSES = 64;

  /** Connections to one server in vain: a service tries on where a person gives up. */
  private static final int MANY_KNOCKS = 3;

  /** One machine with all that it did, in order. */
  static final class Machine {
    final Client client;
    final List<TcpConversation> connections = new ArrayList<>();
    final List<DnsLookup> lookups = new ArrayList<>();
    private final Set<String> reached = new LinkedHashSet<>();
    private List<Contact> contacts = List.of();

    Machine(Client client) {
      this.client = client;
    }

    boolean triedVital(EndpointList endpoints) {
      return contacts.stream().anyMatch(Contact::vital)
          || lookups.stream().anyMatch(l -> endpoints.isVitalName(l.name()));
    }

    List<Contact> contacts() {
      return contacts;
    }

    /** Reads what its connections tried; once more where that turns out to be something else. */
    private void readContacts(Contacts reader) {
      contacts = connections.stream().flatMap(c -> reader.of(c, client).stream()).toList();
      reached.clear();
      contacts.stream().filter(Contact::reached).forEach(c -> reached.add(key(c.host(), c.port())));
    }

    boolean reached(String host, int port) {
      return reached.contains(key(host, port));
    }

    private static String key(String host, int port) {
      return host + ":" + port;
    }
  }

  private final Trace trace;
  private final Names names;
  private final Proxies proxies;
  private final ConnectorOptions options;
  private final EndpointList endpoints;
  private final Contacts contacts;

  Machines(Trace trace, Names names, Proxies proxies, ConnectorOptions options) {
    this.trace = trace;
    this.names = names;
    this.proxies = proxies;
    this.options = options;
    this.endpoints = options.endpoints();
    this.contacts = new Contacts(trace, names, proxies, endpoints);
  }

  /** The connectors, in order of first frames. */
  List<Machine> connectors() {
    List<Machine> machines = all();
    Set<IpAddress> resolvers = new LinkedHashSet<>();
    trace.dns().forEach(lookup -> resolvers.add(lookup.server().address()));
    for (Machine machine : machines) {
      machine.readContacts(contacts);
    }
    machines.removeIf(
        m -> m.contacts().isEmpty() && m.client.addresses().stream().anyMatch(resolvers::contains));
    List<Machine> chosen = chosen(machines, this::isConnector);
    if (chosen.isEmpty()) {
      chosen = chosen(machines, m -> m.triedVital(endpoints) || usesProxy(m) || asksForNamed(m));
    }
    chosen.stream().filter(this::onlyResolved).forEach(this::addProxyCandidates);
    if (chosen.isEmpty()) {
      return candidates(machines);
    }
    Set<Machine> all = new LinkedHashSet<>(chosen);
    machines.stream().filter(m -> !all.contains(m) && knocksAtProxyOnly(m)).forEach(all::add);
    return chosen(machines, all::contains);
  }

  /**
   * Tried no way out of the private network, but again and again a usual port of proxies at a name
   * that it resolved, in vain: a connector whose proxy is down. Scanners have no name for it.
   */
  private boolean knocksAtProxyOnly(Machine machine) {
    if (!machine.connections.stream().allMatch(c -> c.server().address().isPrivate())) {
      return false;
    }
    Map<Endpoint, Integer> knocks = new LinkedHashMap<>();
    machine.connections.stream()
        .filter(c -> Proxies.isUsualPort(c.server().port()) && !c.established())
        .forEach(c -> knocks.merge(c.server(), 1, Integer::sum));
    knocks.values().removeIf(times -> times < MANY_KNOCKS);
    if (machine.lookups.stream()
        .flatMap(lookup -> lookup.addresses().stream())
        .noneMatch(a -> knocks.keySet().stream().anyMatch(server -> server.address().equals(a)))) {
      return false;
    }
    addProxyCandidates(machine);
    return machine.connections.stream()
        .anyMatch(c -> knocks.containsKey(c.server()) && proxies.of(c) != null);
  }

  /** Got addresses for every required name that it asked for, and then tried none of them. */
  private boolean onlyResolved(Machine machine) {
    Set<String> resolved = new TreeSet<>();
    Set<String> asked = new TreeSet<>();
    for (DnsLookup lookup : machine.lookups) {
      (lookup.addresses().isEmpty() ? asked : resolved).add(lookup.name());
    }
    asked.removeAll(resolved);
    boolean tried =
        machine.contacts().stream().anyMatch(c -> c.port() == 443 && !c.otherAgent())
            || machine.connections.stream().anyMatch(c -> proxies.of(c) != null);
    return !tried && asked.stream().noneMatch(endpoints::isVitalName);
  }

  /** Takes for proxies what it only failed to open, where no other way to the cloud was tried. */
  private void addProxyCandidates(Machine machine) {
    proxies.addCandidates(machine.connections, names);
    machine.readContacts(contacts);
  }

  private static List<Machine> chosen(List<Machine> machines, Predicate<Machine> rule) {
    return machines.stream().filter(rule).toList();
  }

  /**
   * Runtime names, a vital host that it never reached, or a known proxy that it cannot open. A
   * machine that merely signs in somewhere is no connector while another one is.
   */
  private boolean isConnector(Machine machine) {
    boolean runtime =
        machine.lookups.stream().anyMatch(l -> endpoints.isRuntime(l.name()))
            || machine.contacts().stream()
                .anyMatch(c -> c.named() && endpoints.isRuntime(c.host()));
    boolean fails =
        machine.contacts().stream()
            .anyMatch(c -> c.vital() && !machine.reached(c.host(), c.port()));
    boolean proxyFails =
        machine.connections.stream()
            .anyMatch(c -> proxies.of(c) != null && !c.established() && c.openingSeen());
    return runtime || fails || proxyFails || asksForProxy(machine);
  }

  /**
   * Asked DNS for the name of a proxy that was told: all that is seen where it does not resolve.
   */
  private boolean asksForProxy(Machine machine) {
    return machine.lookups.stream()
        .anyMatch(
            lookup -> options.proxies().stream().anyMatch(told -> told.isAskedBy(lookup.name())));
  }

  /**
   * As {@code asksForProxy}, of a proxy that its automatic discovery or a configuration file named:
   * Windows and browsers of other machines ask, too.
   */
  private boolean asksForNamed(Machine machine) {
    List<HostPort> named = new ArrayList<>(proxies.wpad(machine.client).told());
    named.addAll(options.namedProxies());
    return machine.lookups.stream()
        .anyMatch(lookup -> named.stream().anyMatch(proxy -> proxy.isAskedBy(lookup.name())));
  }

  private boolean usesProxy(Machine machine) {
    return machine.contacts().stream().anyMatch(c -> c.connect() != null);
  }

  /** Nobody sent anything by name: unnamed SYNs to 443, or failing SYNs to what may be a proxy. */
  private List<Machine> candidates(List<Machine> machines) {
    List<Machine> chosen = new ArrayList<>();
    for (Machine machine : machines) {
      boolean unnamed =
          machine.contacts().stream()
              .anyMatch(c -> c.direct() && !c.otherAgent() && c.connection().openingSeen());
      if (!unnamed) {
        addProxyCandidates(machine);
      }
      if (unnamed || machine.connections.stream().anyMatch(c -> proxies.of(c) != null)) {
        chosen.add(machine);
      }
    }
    return chosen;
  }

  private List<Machine> all() {
    Map<IpAddress, Client> owners = owners();
    Map<Client, Machine> machines = new LinkedHashMap<>();
    for (TcpConversation connection : trace.conversations()) {
      Client client = owners.get(connection.client().address());
      if (client != null) {
        machines.computeIfAbsent(client, Machine::new).connections.add(connection);
      }
    }
    for (DnsLookup lookup : trace.dns()) {
      Client client = owners.get(lookup.client().address());
      if (client != null) {
        machines.computeIfAbsent(client, Machine::new).lookups.add(lookup);
      }
    }
    return new ArrayList<>(machines.values());
  }

  /** Addresses that ask a proxy on the same machine: a client all the same. */
  private Set<IpAddress> ownProxies() {
    Set<IpAddress> own = new TreeSet<>();
    for (TcpConversation connection : trace.conversations()) {
      IpAddress address = connection.client().address();
      if (address.equals(connection.server().address()) && proxies.of(connection) != null) {
        own.add(address);
      }
    }
    return own;
  }

  private Map<IpAddress, Client> owners() {
    Map<IpAddress, Long> macs = new TreeMap<>();
    for (TcpConversation connection : trace.conversations()) {
      macs.merge(connection.client().address(), connection.clientMac(), Math::max);
    }
    trace.dns().forEach(l -> macs.merge(l.client().address(), l.clientMac(), Math::max));
    Map<Long, TreeSet<IpAddress>> byMac = new TreeMap<>();
    macs.forEach(
        (address, mac) -> {
          if (mac >= 0) {
            byMac.computeIfAbsent(mac, m -> new TreeSet<>()).add(address);
          }
        });
    List<Client> clients = new ArrayList<>();
    byMac.forEach(
        (mac, together) -> {
          if (isRouter(together)) {
            together.forEach(address -> clients.add(new Client(List.of(address), -1)));
          } else {
            clients.add(new Client(List.copyOf(together), mac));
          }
        });
    macs.forEach(
        (address, mac) -> {
          if (mac < 0) {
            clients.add(new Client(List.of(address), -1));
          }
        });
    Set<IpAddress> own = ownProxies();
    Map<IpAddress, Client> owners = new LinkedHashMap<>();
    for (Client client : clients) {
      if (isWanted(client)
          && client.addresses().stream()
              .noneMatch(a -> proxies.isProxyMachine(a) && !own.contains(a))) {
        client.addresses().forEach(address -> owners.put(address, client));
      }
    }
    return owners;
  }

  private static boolean isRouter(Set<IpAddress> together) {
    return together.size() > MOST_ADDRESSES
        || together.stream().filter(address -> address.version() == 4).count() > 1;
  }

  private boolean isWanted(Client client) {
    return options.clients().isEmpty()
        || client.addresses().stream().anyMatch(options.clients()::contains);
  }
}
