package org.connectoranalyzer.conversation;

import org.jspecify.annotations.Nullable;

/**
 * Address and port of one side of a conversation; text form {@code 10.0.0.4:443}, {@code
 * [2001:db8::1]:443}.
 */
public record Endpoint(IpAddress address, int port) implements Comparable<Endpoint> {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Endpoint e && port == e.port && address.equals(e.address);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + port;
  }

  @Override
  public int compareTo(Endpoint other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
  }

  @Override
  public String toString() {
    return address.version() == 6 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
