package org.connectoranalyzer.exchange;

import java.util.List;

/**
 * All exchanges of a recording, each list in order of first frames.
 *
 * @param forgotten exchanges beyond the limit, dropped and counted
 */
public record Exchanges(
    List<ConnectExchange> connects,
    List<TlsHandshake> tls,
    List<DnsLookup> dns,
    List<HttpFetch> http,
    long forgotten) {
  /** None at all. */
  public static final Exchanges NONE = new Exchanges(List.of(), List.of(), List.of(), List.of(), 0);

  public Exchanges {
    connects = List.copyOf(connects);
    tls = List.copyOf(tls);
    dns = List.copyOf(dns);
    http = List.copyOf(http);
  }
}
