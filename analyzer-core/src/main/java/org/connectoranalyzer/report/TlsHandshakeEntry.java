package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.List;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.jspecify.annotations.Nullable;

/**
 * One TLS session as far as its records show it.
 *
 * @param connectFrame request of the CONNECT whose tunnel it runs in; null if direct
 */
public record TlsHandshakeEntry(
    @Nullable FrameNumber clientHelloFrame,
    @Nullable FrameNumber serverHelloFrame,
    String client,
    String server,
    @Nullable FrameNumber connectFrame,
    @Nullable String sni,
    List<String> alpn,
    List<String> versionsOffered,
    @Nullable String version,
    boolean resumed,
    List<CertificateEntry> certificates,
    boolean certificateRequested,
    TlsHandshake.ClientCertificate clientCertificate,
    List<AlertEntry> alerts,
    TlsHandshake.TlsOutcome outcome) {

  /** One certificate of the server's chain. */
  public record CertificateEntry(
      String subject,
      String issuer,
      @Nullable String issuerOrganization,
      @Nullable Instant notBefore,
      @Nullable Instant notAfter,
      List<String> names) {}

  /** One readable alert. */
  public record AlertEntry(FrameNumber frame, Side from, int number, String name) {}

  public TlsHandshakeEntry {
    alpn = List.copyOf(alpn);
    versionsOffered = List.copyOf(versionsOffered);
    certificates = List.copyOf(certificates);
    alerts = List.copyOf(alerts);
  }
}
