package org.connectoranalyzer.diagnosis.tls;

import org.connectoranalyzer.connector.Issuers;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.jspecify.annotations.Nullable;

/**
 * What a fatal alert usually means on a connector's way to its cloud, and who must act on it: the
 * table of {@link TlsAlert}'s page. By alert (RFC 8446 §6.2), sender, and what came before it.
 */
enum AlertMeaning {
  /** The client does not accept the server's certificate, which is not the service's own. */
  SERVER_CERTIFICATE("serverCertificate", null),
  /** The client does not accept a certificate that Microsoft's own issuers signed. */
  TRUST_MISSING("trustMissing", Owner.CONNECTOR),
  SERVER_CERTIFICATE_EXPIRED("serverCertificateExpired", Owner.CONNECTOR),
  /** The server does not accept the client's certificate. */
  CLIENT_CERTIFICATE("clientCertificate", Owner.CONNECTOR),
  NOTHING_IN_COMMON("nothingInCommon", Owner.CONNECTOR),
  /** What answers speaks older versions than the client accepts. */
  OLD_SERVER("oldServer", null),
  NAME_UNKNOWN("nameUnknown", null),
  DENIED("denied", null),
  INTERNAL("internal", null),
  /** One side finds the other's messages broken. */
  BROKEN_MESSAGES("brokenMessages", null),
  BY_CLIENT("byClient", Owner.CONNECTOR);

  private final String variant;
  private final @Nullable Owner owner;

  /**
   * @param owner null: whoever runs what stands between
   */
  AlertMeaning(String variant, @Nullable Owner owner) {
    this.variant = variant;
    this.owner = owner;
  }

  /** Of the page. */
  String variant() {
    return variant;
  }

  Owner owner(TlsContact session) {
    return owner == null ? session.between() : owner;
  }

  /** The meaning of a fatal alert of this session. */
  static AlertMeaning of(TlsContact session, Alert alert, Issuers issuers) {
    return alert.from() == Side.CLIENT
        ? byClient(session, alert.number(), issuers)
        : byServer(alert.number(), isAfterCertificate(session, alert));
  }

  private static AlertMeaning byClient(TlsContact session, int number, Issuers issuers) {
    return switch (number) {
      // bad, unsupported, revoked, unknown certificate, unknown_ca, and the stapled answers
      case 42, 43, 44, 46, 48, 113, 114 ->
          isGenuine(session, issuers) ? TRUST_MISSING : SERVER_CERTIFICATE;
      case 45 -> SERVER_CERTIFICATE_EXPIRED;
      case 70, 86 -> OLD_SERVER;
      case 10, 20, 21, 22, 30, 47, 50, 51, 109, 110 -> BROKEN_MESSAGES;
      default -> BY_CLIENT;
    };
  }

  private static AlertMeaning byServer(int number, boolean afterCertificate) {
    return switch (number) {
      // no, bad, unsupported, revoked, expired, unknown certificate, unknown_ca, required
      case 41, 42, 43, 44, 45, 46, 48, 116 -> CLIENT_CERTIFICATE;
      case 40, 71, 86, 120 -> afterCertificate ? CLIENT_CERTIFICATE : NOTHING_IN_COMMON;
      case 49 -> afterCertificate ? CLIENT_CERTIFICATE : DENIED;
      case 51 -> afterCertificate ? CLIENT_CERTIFICATE : BROKEN_MESSAGES;
      case 80 -> INTERNAL;
      case 112 -> NAME_UNKNOWN;
      default -> BROKEN_MESSAGES;
    };
  }

  private static boolean isAfterCertificate(TlsContact session, Alert alert) {
    FrameRef certificate = session.tls().clientCertificateFrame();
    return certificate != null && certificate.compareTo(alert.frame()) < 0;
  }

  /** Whether the server's chain is readable and all of it is of issuers that the cloud uses. */
  private static boolean isGenuine(TlsContact session, Issuers issuers) {
    CertificateChain chain = CertificateChain.ofServer(session.tls());
    return chain != null && chain.foreign(issuers).isEmpty();
  }
}
