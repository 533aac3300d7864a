package org.connectoranalyzer.exchange;

import java.util.List;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * One TLS session as far as its records show it (RFC 5246, RFC 8446), direct or inside a tunnel.
 *
 * @param id 1-based in order of the first frames
 * @param connection id of its TcpConversation
 * @param connect id of the ConnectExchange whose tunnel it runs in; 0 direct
 * @param clientHello frame that completes the ClientHello; null where the capture starts later
 * @param serverHello frame that completes the ServerHello
 * @param versionsOffered "TLSv1.3", "TLSv1.2" …, in the client's order
 * @param version negotiated, null unknown
 * @param dataFromClient frame of the first application data record of the client beyond its
 *     handshake flight (TLS 1.3: judged by order and size); {@code dataFromServer} likewise
 */
public record TlsHandshake(
    int id,
    int connection,
    int connect,
    @Nullable FrameRef clientHello,
    @Nullable FrameRef serverHello,
    @Nullable String sni,
    List<String> alpn,
    List<String> versionsOffered,
    @Nullable String version,
    boolean resumed,
    List<Certificate> certificates,
    boolean certificateRequested,
    ClientCertificate clientCertificate,
    List<Alert> alerts,
    @Nullable FrameRef dataFromClient,
    @Nullable FrameRef dataFromServer,
    TlsOutcome outcome) {

  /**
   * One certificate of the server's chain, readable in TLS 1.2 and before. Times: ns since the
   * epoch.
   */
  public record Certificate(
      String subject,
      String issuer,
      @Nullable String issuerOrganization,
      long notBefore,
      long notAfter,
      List<String> names) {}

  /** What the client sent when asked for a certificate. */
  public enum ClientCertificate {
    SENT,
    EMPTY,
    NOT_ASKED,
    NOT_VISIBLE
  }

  /** A readable alert record (RFC 8446 §6). */
  public record Alert(FrameRef frame, Side from, boolean fatal, int number, String name) {}

  /** How far it came. */
  public enum TlsOutcome {
    /** Application data in both directions. */
    ESTABLISHED,
    /** ServerHello seen, no data both ways. */
    HANDSHAKE,
    /** ClientHello only. */
    UNANSWERED,
    /** Ended by a readable fatal alert. */
    ALERT,
    /** FIN or RST before application data in both directions. */
    CLOSED
  }

  public TlsHandshake {
    alpn = List.copyOf(alpn);
    versionsOffered = List.copyOf(versionsOffered);
    certificates = List.copyOf(certificates);
    alerts = List.copyOf(alerts);
  }

  /** The capture proves that both ends talked: data in both directions. */
  public boolean established() {
    return dataFromClient != null && dataFromServer != null;
  }
}
