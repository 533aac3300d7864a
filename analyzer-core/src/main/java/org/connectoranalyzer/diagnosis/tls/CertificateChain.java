package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.Issuers;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A readable chain of certificates as one end sent it, leaf first, and the path in it from the leaf
 * to the top: each certificate's subject is the issuer of the one before (RFC 5280 §6.1).
 * Signatures are not checked; names are what the sender claims.
 */
record CertificateChain(Certificate leaf, List<Certificate> path) {
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|[,+])CN=((?:[^,+\\\\]|\\\\.)*)");

  CertificateChain {
    path = List.copyOf(path);
  }

  /** The server's; null where none can be read. */
  static @Nullable CertificateChain ofServer(TlsHandshake tls) {
    return of(tls.certificates());
  }

  /** The client's; null where it sent none that can be read. */
  static @Nullable CertificateChain ofClient(TlsHandshake tls) {
    return of(tls.clientCertificates());
  }

  private static @Nullable CertificateChain of(List<Certificate> sent) {
    if (sent.isEmpty() || sent.get(0).issuer().isEmpty()) {
      return null;
    }
    List<Certificate> path = new ArrayList<>();
    Certificate next = sent.get(0);
    while (next != null && !path.contains(next)) {
      path.add(next);
      String issuer = next.issuer();
      next =
          sent.stream()
              .filter(c -> !issuer.isEmpty() && c.subject().equals(issuer))
              .findFirst()
              .orElse(null);
    }
    return new CertificateChain(sent.get(0), path);
  }

  /** The highest certificate that was sent; its issuer, mostly not sent, is the root. */
  Certificate top() {
    return path.get(path.size() - 1);
  }

  boolean selfSigned() {
    return leaf.subject().equals(leaf.issuer());
  }

  /**
   * Those on the path whose issuer is none of the known organisations; the lowest first. None where
   * a known one signs at the top: it answers for all authorities below it.
   */
  List<Certificate> foreign(Issuers issuers) {
    if (issuers.isKnown(top().issuerOrganization())) {
      return List.of();
    }
    return path.stream()
        .filter(c -> !c.issuer().isEmpty() && !issuers.isKnown(c.issuerOrganization()))
        .toList();
  }

  /**
   * Whether the leaf is for that host by its DNS names, or by its common name where it has no other
   * (RFC 6125). A wildcard stands for one or more labels here: only plainly other names count.
   */
  boolean isFor(String host) {
    List<String> names = leaf.names();
    if (names.isEmpty()) {
      Matcher name = COMMON_NAME.matcher(leaf.subject());
      names = name.find() ? List.of(name.group(1)) : List.of();
    }
    return names.stream().anyMatch(name -> covers(name.toLowerCase(Locale.ROOT), host));
  }

  private static boolean covers(String name, String host) {
    return name.startsWith("*.")
        ? host.length() > name.length() - 1 && host.endsWith(name.substring(1))
        : host.equals(name);
  }
}
