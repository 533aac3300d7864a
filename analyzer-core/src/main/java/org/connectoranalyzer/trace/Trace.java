package org.connectoranalyzer.trace;

import java.util.List;
import java.util.Map;
import org.connectoranalyzer.conversation.IcmpRejection;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.exchange.TlsHandshake;

/**
 * All that a detector may know of a capture; immutable.
 *
 * @param recordedNames names that the capture file itself gives to addresses (pcapng Name
 *     Resolution Block), address to names
 */
public record Trace(
    CaptureHealth health,
    List<TcpConversation> conversations,
    List<IcmpRejection> icmp,
    Exchanges exchanges,
    Map<IpAddress, List<String>> recordedNames) {

  /** Nothing recorded: what configuration alone shows. */
  public static final Trace EMPTY =
      new Trace(CaptureHealth.EMPTY, List.of(), List.of(), Exchanges.NONE, Map.of());

  public Trace {
    conversations = List.copyOf(conversations);
    icmp = List.copyOf(icmp);
    recordedNames = Map.copyOf(recordedNames);
  }

  public List<ConnectExchange> connects() {
    return exchanges.connects();
  }

  public List<TlsHandshake> tls() {
    return exchanges.tls();
  }

  public List<DnsLookup> dns() {
    return exchanges.dns();
  }

  public List<HttpFetch> http() {
    return exchanges.http();
  }
}
