package org.connectoranalyzer.connector;

import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.jspecify.annotations.Nullable;

/**
 * One try of one client to reach one cloud host: directly (a connection), or through a proxy (a
 * CONNECT with the tunnel's TLS, or a plain request with an absolute URI). The rows that most
 * detectors work on.
 *
 * @param client who tried
 * @param host lower-case name; the address's text where nothing names it
 * @param named whether {@code host} is a name
 * @param port asked for
 * @param requirement the row it belongs to, by name and port; null: not required (or unnamed)
 * @param otherAgent whether the name is another Entra agent's on the same server
 * @param proxy the proxy node that was asked; null on the direct way
 * @param connect the CONNECT; null on the direct way and for a plain request
 * @param tls the TLS session on it, null if none
 * @param fetch the first plain HTTP request on it, null if none
 */
public record Contact(
    Client client,
    String host,
    boolean named,
    int port,
    @Nullable Requirement requirement,
    boolean otherAgent,
    TcpConversation connection,
    @Nullable Proxy proxy,
    @Nullable ConnectExchange connect,
    @Nullable TlsHandshake tls,
    @Nullable HttpFetch fetch,
    Furthest furthest) {

  public boolean direct() {
    return proxy == null;
  }

  /** DIRECT, TUNNEL once a tunnel was asked for, PROXY for a plain request to the proxy. */
  public Way way() {
    return proxy == null ? Way.DIRECT : connect == null ? Way.PROXY : Way.TUNNEL;
  }

  public boolean reached() {
    return furthest == Furthest.DATA;
  }

  /** Whether it is the connector's own, and its failure an error: a vital row, no other agent. */
  public boolean vital() {
    return requirement != null && requirement.vital() && !otherAgent;
  }

  /** Whether it asks for revocation or trust lists on port 80; other software does so, too. */
  public boolean revocation() {
    return requirement != null && requirement.need() == Requirement.Need.REVOCATION && !otherAgent;
  }

  /** Subject of a direct or tunnel finding about this contact alone (contract: {@code subject}). */
  public String subject() {
    return requirement != null ? requirement.subject() : connection.server().toString();
  }
}
