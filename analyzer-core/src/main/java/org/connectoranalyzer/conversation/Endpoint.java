package org.connectoranalyzer.conversation;

import java.util.Comparator;

/**
 * Address and port of one side of a conversation; text form {@code 10.0.0.4:443}, {@code
 * [2001:db8::1]:443}.
 */
public record Endpoint(IpAddress address, int port) implements Comparable<Endpoint> {
  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port);

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return address.version() == 6 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
