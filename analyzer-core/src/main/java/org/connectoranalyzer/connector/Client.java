package org.connectoranalyzer.connector;

import java.util.List;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One machine that sent connector traffic: its addresses of both families, joined by MAC where the
 * capture shows that they are one machine's.
 *
 * @param addresses sorted; the first names the client in findings
 * @param mac 48-bit number, -1 unknown or not unique
 */
public record Client(List<IpAddress> addresses, long mac) {
  public Client {
    addresses = List.copyOf(addresses);
  }

  public IpAddress address() {
    return addresses.get(0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Client that && mac == that.mac && addresses.equals(that.addresses);
  }

  @Override
  public int hashCode() {
    return 31 * addresses.hashCode() + Long.hashCode(mac);
  }
}
