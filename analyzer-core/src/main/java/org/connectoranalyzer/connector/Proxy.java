package org.connectoranalyzer.connector;

import java.util.Objects;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One proxy node, address and port.
 *
 * @param address null where the proxy was told by a name that never resolved
 * @param name its host name where known
 */
public record Proxy(@Nullable IpAddress address, int port, @Nullable String name, Source source) {
  /** How it is known to be one, strongest first. */
  public enum Source {
    CONNECT,
    OPTION,
    CONFIG,
    WPAD,
    /** A failing SYN to a usual proxy port and nothing else: not proven. */
    CANDIDATE
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hashCode(address) + port;
  }

  /** "proxy.contoso.local:8080", or with the address. */
  public String subject() {
    if (name != null) {
      return name + ":" + port;
    }
    if (address == null) {
      return "*:" + port;
    }
    return address.version() == 6 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
