package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TlsBytes;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that a server sends: where the JDK can read it too, it finds the same times; what
 * comes of it is bounded by what was sent.
 */
final class CertificateTarget implements FuzzTarget {
  private static final String HOST = "x.bootstrap.msappproxy.net";
  private static final int LONGEST = 16_000;

  @Override
  public String name() {
    return "certificate";
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    return Stream.of(
        CertificateBytes.of(HOST).der(),
        CertificateBytes.of(HOST)
            .dnsNames("*.msappproxy.net", HOST)
            .address(10, 20, 8, 80)
            .valid("2025-11-01T12:30:59Z", "2051-11-01T12:30:59Z")
            .der(),
        CertificateBytes.inspected(HOST).der(),
        CertificateBytes.name("CN=a", "O=b"));
  }

  @Override
  public void run(byte[] input) {
    if (input.length > LONGEST) {
      return;
    }
    Dialogue dialogue =
        new Dialogue()
            .says(
                Side.CLIENT,
                TlsBytes.record(
                    22, TlsBytes.clientHello(HOST, List.of(), new byte[0], TlsBytes.TLS_1_2)))
            .says(
                Side.SERVER,
                Packets.join(
                    TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32])),
                    TlsBytes.record(22, TlsBytes.certificate(input)),
                    TlsBytes.record(22, TlsBytes.serverHelloDone())));
    Exchanges found = dialogue.exchanges(443);
    DialogueTarget.check(found, dialogue.frames());
    assertThat(found.tls()).hasSize(1);
    List<Certificate> certificates = found.tls().get(0).certificates();
    assertThat(certificates).hasSizeLessThanOrEqualTo(1);
    for (Certificate certificate : certificates) {
      assertThat(certificate.names()).hasSizeLessThanOrEqualTo(input.length);
      agree(certificate, input);
    }
  }

  private static void agree(Certificate ours, byte[] der) {
    X509Certificate theirs = readByTheJdk(der);
    if (theirs != null && ours.notBefore() != FrameRef.NO_TIME) {
      assertThat(milliseconds(ours.notBefore()))
          .isEqualTo(bounded(theirs.getNotBefore().toInstant()));
    }
    if (theirs != null && ours.notAfter() != FrameRef.NO_TIME) {
      assertThat(milliseconds(ours.notAfter()))
          .isEqualTo(bounded(theirs.getNotAfter().toInstant()));
    }
  }

  private static long milliseconds(long nanoseconds) {
    return Math.floorDiv(nanoseconds, 1_000_000_000L) * 1_000;
  }

  /** What nanoseconds since the epoch can say. */
  private static long bounded(Instant time) {
    long seconds = time.getEpochSecond();
    long most = Long.MAX_VALUE / 1_000_000_000L;
    return Math.max(-most - 1, Math.min(most, seconds)) * 1_000;
  }

  private static @Nullable X509Certificate readByTheJdk(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | RuntimeException e) {
      return null;
    }
  }
}
