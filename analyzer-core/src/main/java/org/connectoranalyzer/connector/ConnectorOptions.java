package org.connectoranalyzer.connector;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the user told about the connector; everything else is read from the traffic.
 *
 * @param proxies told by {@code --proxy}: host name or address, and port
 * @param proxyPorts told by {@code --proxy-port}: any server on such a port is a proxy
 * @param toldMode what the connector is meant to do; UNKNOWN: not told
 * @param clients looks at these only; empty: all
 * @param configuration files of the connector; NONE: none given
 * @param serviceTags names the services of addresses; null: not given
 * @param endpoints required hosts of the selected cloud
 */
public record ConnectorOptions(
    List<HostPort> proxies,
    Set<Integer> proxyPorts,
    Mode toldMode,
    Set<IpAddress> clients,
    Configuration configuration,
    @Nullable ServiceTags serviceTags,
    EndpointList endpoints) {

  public ConnectorOptions {
    proxies = List.copyOf(proxies);
    proxyPorts = Set.copyOf(proxyPorts);
    clients = Set.copyOf(clients);
  }

  /** Proxies that were told, or that a configuration file names; never those of the traffic. */
  public List<HostPort> namedProxies() {
    return Stream.concat(proxies.stream(), configuration.proxies().stream()).distinct().toList();
  }

  /** What the connector is meant to do: as told, else as its configuration says. */
  public Mode intendedMode() {
    return toldMode == Mode.UNKNOWN ? configuredMode() : toldMode;
  }

  /** A script or automatic discovery may say either; a proxy address at fault means a proxy. */
  private Mode configuredMode() {
    ProxySetting service = configuration.inForce(Role.SERVICE);
    if (service == null) {
      return Mode.UNKNOWN;
    }
    return switch (service.kind()) {
      case NONE -> Mode.DIRECT;
      case FIXED -> Mode.PROXY;
      case INVALID ->
          configuration.file(service.role()).stream()
                  .flatMap(file -> file.faults().stream())
                  .anyMatch(fault -> fault.kind().isAddress())
              ? Mode.PROXY
              : Mode.UNKNOWN;
      case ABSENT, SCRIPT, DISCOVERY, SYSTEM, ELSEWHERE -> Mode.UNKNOWN;
    };
  }

  /** Configuration files alone: what they hold, and nothing else told. */
  public static ConnectorOptions of(Configuration configuration, EndpointList endpoints) {
    return new ConnectorOptions(
        List.of(), Set.of(), Mode.UNKNOWN, Set.of(), configuration, null, endpoints);
  }

  /** Nothing told: the given list, everything else from the traffic. */
  public static ConnectorOptions automatic(EndpointList endpoints) {
    return of(Configuration.NONE, endpoints);
  }
}
