package org.connectoranalyzer.exchange;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What all certificates of a recording share: each different one is kept once, and the bytes kept,
 * of those read and of those not whole yet, have a limit of {@link Limit#CERTIFICATES} each.
 */
final class CertificateStore {
  /** What a record, a list and a text take up beside their characters, roughly. */
  private static final int OVERHEAD = 64;

  /** By order, not by hash: a capture may be made so that all hashes are the same. */
  private static final Comparator<Certificate> ORDER =
      Comparator.comparing(Certificate::subject)
          .thenComparing(Certificate::issuer)
          .thenComparingLong(Certificate::notBefore)
          .thenComparingLong(Certificate::notAfter)
          .thenComparing(CertificateStore::names, Arrays::compare);

  private final long limit;
  private final Map<Certificate, Certificate> read = new TreeMap<>(ORDER);
  private final Set<CertificateList> unfinished = new LinkedHashSet<>();
  private long readBytes;
  private long unfinishedBytes;
  private long omitted;

  CertificateStore(Limits limits) {
    limit = limits.get(Limit.CERTIFICATES);
  }

  private static String[] names(Certificate certificate) {
    return certificate.names().toArray(String[]::new);
  }

  /** Reads a certificate; null if it is a new one and there is no room. */
  @Nullable Certificate read(ByteView der) {
    Certificate certificate = X509Reader.read(der);
    Certificate known = read.get(certificate);
    if (known != null) {
      return known;
    }
    long size = der.length() + (long) OVERHEAD * (4 + certificate.names().size());
    if (readBytes + size > limit) {
      omitted++;
      return null;
    }
    readBytes += size;
    read.put(certificate, certificate);
    return certificate;
  }

  /**
   * A list holds so many more bytes of a certificate that is not whole yet. Where there is no room
   * the list that began to wait first is cut: it may wait for ever.
   */
  void hold(CertificateList list, int bytes) {
    unfinished.add(list);
    unfinishedBytes += bytes;
    while (unfinishedBytes > limit) {
      CertificateList eldest = unfinished.iterator().next();
      omitted += eldest.isOver() ? 0 : 1;
      eldest.cut();
    }
  }

  /** It holds these bytes no longer. */
  void release(CertificateList list, int bytes) {
    if (unfinished.remove(list)) {
      unfinishedBytes -= bytes;
    }
  }

  /** Certificates left out for lack of room. */
  long omitted() {
    return omitted;
  }
}
