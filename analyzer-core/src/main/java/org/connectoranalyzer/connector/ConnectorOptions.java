package org.connectoranalyzer.connector;

import java.util.List;
import java.util.Set;
import org.connectoranalyzer.conversation.IpAddress;

/**
 * What the user told about the connector; everything else is read from the traffic.
 *
 * @param proxies told by {@code --proxy}: host name or address, and port
 * @param proxyPorts told by {@code --proxy-port}: any server on such a port is a proxy
 * @param intendedMode what the connector is meant to do; UNKNOWN: read it from the traffic
 * @param clients looks at these only; empty: all
 * @param endpoints required hosts of the selected cloud
 */
public record ConnectorOptions(
    List<HostPort> proxies,
    Set<Integer> proxyPorts,
    Mode intendedMode,
    Set<IpAddress> clients,
    EndpointList endpoints) {

  /** A host name (lower-case) or address literal, and a port. */
  public record HostPort(String host, int port) {
    /** Whether it is a name, which only DNS turns into an address. */
    public boolean named() {
      return IpAddress.parse(host).isEmpty();
    }

    /** Whether a lookup of this name asks for the host: a short one is asked for with a suffix. */
    public boolean isAskedBy(String lookedUp) {
      return lookedUp.equals(host)
          || (host.indexOf('.') < 0 && named() && lookedUp.startsWith(host + "."));
    }

    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  public ConnectorOptions {
    proxies = List.copyOf(proxies);
    proxyPorts = Set.copyOf(proxyPorts);
    clients = Set.copyOf(clients);
  }

  /** Nothing told: the given list, everything else from the traffic. */
  public static ConnectorOptions automatic(EndpointList endpoints) {
    return new ConnectorOptions(List.of(), Set.of(), Mode.UNKNOWN, Set.of(), endpoints);
  }
}
