package org.connectoranalyzer.exchange;

import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * One TLS session as far as its records show it (RFC 5246, RFC 8446), direct or inside a tunnel.
 * Frames are those that complete the message. Records are followed until data has gone both ways.
 *
 * @param id 1-based in order of the first frames
 * @param connection id of its TcpConversation
 * @param connect id of the ConnectExchange whose tunnel it runs in; 0 direct
 * @param clientHello null where the capture starts later
 * @param versionsOffered "TLSv1.3", "TLSv1.2" …, in the client's order
 * @param signatureAlgorithms the client's (RFC 8446 §4.2.3, IANA numbers), in its order; empty
 *     where it names none or the capture lacks them
 * @param version negotiated, null unknown
 * @param certificates the server's chain as sent, leaf first; readable up to TLS 1.2 only
 * @param certificateFrame completes the server's Certificate message, null if it is not whole
 * @param chainCut the capture, or a limit, lacks part of the server's Certificate message
 * @param clientCertificates what the client sent when asked, leaf first; up to TLS 1.2
 * @param clientCertificateFrame of {@link ClientCertificate#SENT} or {@link
 *     ClientCertificate#EMPTY}
 * @param clientFinished up to TLS 1.2 the client's ChangeCipherSpec; in TLS 1.3 the end of the
 *     client's second flight, judged by order and size
 * @param serverFinished up to TLS 1.2 the server's ChangeCipherSpec; null in TLS 1.3
 * @param serverSpokeAfterClientFinished the server sent a record longer than an alert after that
 * @param lastServerRecord the last record of the server that begins in view
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
    List<Integer> signatureAlgorithms,
    @Nullable String version,
    boolean resumed,
    List<Certificate> certificates,
    @Nullable FrameRef certificateFrame,
    boolean chainCut,
    @Nullable FrameRef certificateRequest,
    @Nullable FrameRef serverHelloDone,
    ClientCertificate clientCertificate,
    List<Certificate> clientCertificates,
    @Nullable FrameRef clientCertificateFrame,
    @Nullable FrameRef clientFinished,
    @Nullable FrameRef serverFinished,
    boolean serverSpokeAfterClientFinished,
    @Nullable FrameRef lastServerRecord,
    List<Alert> alerts,
    @Nullable FrameRef dataFromClient,
    @Nullable FrameRef dataFromServer,
    TlsOutcome outcome) {

  /**
   * One X.509 certificate (RFC 5280) as far as it can be read.
   *
   * @param subject as RFC 4514 writes it, the most specific part first; empty if it has none
   * @param issuer likewise
   * @param issuerOrganization O of the issuer
   * @param notBefore ns since the epoch, saturated; {@link FrameRef#NO_TIME} if it cannot be read
   * @param names DNS names and addresses of subjectAltName
   */
  public record Certificate(
      String subject,
      String issuer,
      @Nullable String issuerOrganization,
      long notBefore,
      long notAfter,
      List<String> names) {
    public Certificate {
      names = List.copyOf(names);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Certificate c
          && notBefore == c.notBefore
          && notAfter == c.notAfter
          && subject.equals(c.subject)
          && issuer.equals(c.issuer)
          && names.equals(c.names)
          && Objects.equals(issuerOrganization, c.issuerOrganization);
    }

    @Override
    public int hashCode() {
      return 31
              * (31
                      * (31
                              * (31 * (31 * subject.hashCode() + issuer.hashCode())
                                  + Objects.hashCode(issuerOrganization))
                          + Long.hashCode(notBefore))
                  + Long.hashCode(notAfter))
          + names.hashCode();
    }
  }

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
    signatureAlgorithms = List.copyOf(signatureAlgorithms);
    certificates = List.copyOf(certificates);
    clientCertificates = List.copyOf(clientCertificates);
    alerts = List.copyOf(alerts);
  }

  /** The server's CertificateRequest was seen. */
  public boolean certificateRequested() {
    return certificateRequest != null;
  }

  /** The capture proves that both ends talked: data in both directions. */
  public boolean established() {
    return dataFromClient != null && dataFromServer != null;
  }
}
