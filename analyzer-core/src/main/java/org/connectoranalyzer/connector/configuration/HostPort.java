package org.connectoranalyzer.connector.configuration;

import org.connectoranalyzer.conversation.IpAddress;

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
