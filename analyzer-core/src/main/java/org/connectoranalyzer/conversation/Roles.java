package org.connectoranalyzer.conversation;

import java.util.Set;

/**
 * Which end is the server where no handshake is in view: that on a port of the connector's services
 * or a proxy; else that on the lower port. Content may tell better later.
 */
final class Roles {
  private static final Set<Integer> SERVER_PORTS =
      Set.of(443, 80, 8080, 3128, 53, 5671, 5672, 9350, 9351, 9352, 9353, 9354);
  private static final Set<Integer> CONNECTOR_PORTS = Set.of(443, 80, 8080, 3128);

  private final boolean[] server = new boolean[1 << 16];
  private final boolean[] connector = new boolean[1 << 16];

  Roles(Set<Integer> proxyPorts) {
    mark(server, SERVER_PORTS);
    mark(server, proxyPorts);
    mark(connector, CONNECTOR_PORTS);
    mark(connector, proxyPorts);
  }

  private static void mark(boolean[] table, Set<Integer> ports) {
    for (int port : ports) {
      if (port >= 0 && port < table.length) {
        table[port] = true;
      }
    }
  }

  /** The client's end of a conversation whose ends have these ports; {@code source} if alike. */
  int guessClient(int sourceEnd, int sourcePort, int destinationPort) {
    if (server[sourcePort] != server[destinationPort]) {
      return server[sourcePort] ? 1 - sourceEnd : sourceEnd;
    }
    return sourcePort < destinationPort ? 1 - sourceEnd : sourceEnd;
  }

  /** A port that the connector uses: what happened there matters for the verdict. */
  boolean isConnectorPort(int port) {
    return connector[port];
  }
}
