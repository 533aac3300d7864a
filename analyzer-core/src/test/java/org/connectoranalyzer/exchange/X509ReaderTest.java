package org.connectoranalyzer.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.connectoranalyzer.testing.CertificateBytes.tlv;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class X509ReaderTest {
  private static final String HOST = "x.bootstrap.msappproxy.net";

  private static Certificate read(byte[] der) {
    return X509Reader.read(new ByteView().wrap(der));
  }

  private static Certificate read(CertificateBytes certificate) {
    return read(certificate.der());
  }

  private static long nanoseconds(String instant) {
    return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
  }

  @Test
  void whatACertificateSaysOfItselfIsTold() {
    Certificate read =
        read(
            CertificateBytes.of(HOST)
                .dnsNames("*.msappproxy.net", HOST)
                .address(10, 20, 8, 80)
                .address(0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
                .valid("2025-11-01T12:30:59Z", "2026-11-01T12:30:59Z"));

    assertThat(read.subject()).isEqualTo("CN=" + HOST + ",O=Microsoft Corporation,C=US");
    assertThat(read.issuer())
        .isEqualTo("CN=Microsoft Azure RSA TLS Issuing CA 04,O=Microsoft Corporation,C=US");
    assertThat(read.issuerOrganization()).isEqualTo("Microsoft Corporation");
    assertThat(read.notBefore()).isEqualTo(nanoseconds("2025-11-01T12:30:59Z"));
    assertThat(read.notAfter()).isEqualTo(nanoseconds("2026-11-01T12:30:59Z"));
    assertThat(read.names()).containsExactly("*.msappproxy.net", HOST, "10.20.8.80", "2001:db8::1");
  }

  @Test
  void theJdkReadsTheSame() throws CertificateException {
    byte[] der =
        CertificateBytes.of(HOST)
            .issuer("C=DE", "O=Contoso, Ltd", "OU=a+CN=b", "CN=Prüf \"CA\" 1 ")
            .valid("2001-02-03T04:05:06Z", "2051-02-03T04:05:06Z")
            .der();
    X509Certificate jdk =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));

    Certificate read = read(der);
    assertThat(new X500Principal(read.issuer())).isEqualTo(jdk.getIssuerX500Principal());
    assertThat(read.issuer())
        .isEqualTo(jdk.getIssuerX500Principal().getName().replaceAll("DC=#[0-9a-f]+", "DC=local"));
    assertThat(new X500Principal(read.subject())).isEqualTo(jdk.getSubjectX500Principal());
    assertThat(read.notBefore()).isEqualTo(nanoseconds(jdk.getNotBefore().toInstant().toString()));
    assertThat(read.notAfter()).isEqualTo(nanoseconds(jdk.getNotAfter().toInstant().toString()));
  }

  @Test
  void aCertificateWithoutNamesHasNone() {
    Certificate read = read(CertificateBytes.ofSubject("CN=Some CA"));
    assertThat(read.names()).isEmpty();
    assertThat(read.subject()).isEqualTo("CN=Some CA");
  }

  @Test
  void anIssuerWithoutOrganizationHasNone() {
    assertThat(read(CertificateBytes.of(HOST).issuer("CN=lonely")).issuerOrganization()).isNull();
  }

  @Test
  void anEmptyNameIsEmpty() {
    assertThat(read(CertificateBytes.of(HOST).subject()).subject()).isEmpty();
  }

  @Test
  void charactersThatSeparateAreEscapedInTheNameAndNotInTheOrganization() {
    Certificate read =
        read(CertificateBytes.of(HOST).issuer("O= #a,b\\c;<d> ", "CN=#x\u0000\u001b"));
    assertThat(read.issuer()).isEqualTo("CN=\\#x\\00\\1b,O=\\ #a\\,b\\\\c\\;\\<d\\>\\ ");
    assertThat(read.issuerOrganization()).isEqualTo(" #a,b\\c;<d> ");
  }

  @Test
  void textsOfAnyKindAreRead() {
    byte[] commonName = {0x55, 4, 3};
    byte[] parts =
        Packets.join(
            part(commonName, tlv(0x1E, "日本".getBytes(UTF_16BE))),
            part(commonName, tlv(0x14, "Zür".getBytes(ISO_8859_1))),
            part(commonName, tlv(0x1C, new byte[] {0, 0, 0, 'u'})),
            part(commonName, tlv(0x04, new byte[] {1, (byte) 0xAB})),
            part(new byte[] {0x2A, (byte) 0x86, 0x48, 1}, tlv(0x13, (byte) 'x')),
            part(commonName));
    assertThat(read(CertificateBytes.of(HOST).issuerBytes(tlv(0x30, parts))).issuer())
        .isEqualTo("CN=,1.2.840.1=x,CN=#01ab,CN=u,CN=Zür,CN=日本");
  }

  private static byte[] part(byte[] type, byte[]... value) {
    return tlv(0x31, tlv(0x30, Packets.join(tlv(6, type), Packets.join(value))));
  }

  @ParameterizedTest
  @CsvSource({
    "0x17, 260301080000Z, 2026-03-01T08:00:00Z",
    "0x17, 2603010800Z, 2026-03-01T08:00:00Z",
    "0x17, 260301080000+0900, 2026-02-28T23:00:00Z",
    "0x17, 260301080000-0130, 2026-03-01T09:30:00Z",
    "0x17, 491231235959Z, 2049-12-31T23:59:59Z",
    "0x17, 500101000000Z, 1950-01-01T00:00:00Z",
    "0x18, 20260301080000Z, 2026-03-01T08:00:00Z",
    "0x18, 20260301080000.5Z, 2026-03-01T08:00:00Z",
    "0x18, 20260301080000, 2026-03-01T08:00:00Z",
  })
  void timesAreReadInAnyOfTheirForms(String tag, String text, String instant) {
    byte[] time = tlv(Integer.decode(tag), text.getBytes(ISO_8859_1));
    Certificate read = read(CertificateBytes.of(HOST).validity(time, time));
    assertThat(read.notBefore()).isEqualTo(nanoseconds(instant));
    assertThat(read.notAfter()).isEqualTo(nanoseconds(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "260301",
        "261301080000Z",
        "260300080000Z",
        "260301256000Z",
        "x60301080000Z"
      })
  void timesThatAreNoneAreNotGuessed(String text) {
    byte[] time = tlv(0x17, text.getBytes(ISO_8859_1));
    Certificate read = read(CertificateBytes.of(HOST).validity(time, time));
    assertThat(read.notBefore()).isEqualTo(FrameRef.NO_TIME);
    assertThat(read.names()).containsExactly(HOST);
  }

  @Test
  void timesBeyondTheRangeStopAtItsEnds() {
    Certificate read =
        read(CertificateBytes.of(HOST).valid("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"));
    assertThat(read.notBefore()).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(read.notAfter()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void controlCharactersInANameDoNotPass() {
    Certificate read = read(CertificateBytes.of(HOST).dnsNames("evil\u001b[2J.example", ""));
    assertThat(read.names()).containsExactly("evil?[2J.example");
  }

  @Test
  void whatIsNoCertificateSaysNothing() {
    for (byte[] garbage :
        new byte[][] {{}, {0x30}, {0x30, 0}, new byte[1200], {0x30, (byte) 0x80, 0, 0}}) {
      Certificate read = read(garbage);
      assertThat(read.issuer()).isEmpty();
      assertThat(read.subject()).isEmpty();
      assertThat(read.issuerOrganization()).isNull();
      assertThat(read.notAfter()).isEqualTo(FrameRef.NO_TIME);
      assertThat(read.names()).isEmpty();
    }
  }

  @Test
  void aMalformedPartLeavesTheRest() {
    Certificate read =
        read(CertificateBytes.of(HOST).issuerBytes(tlv(0x30, (byte) 0x31, (byte) 99)));
    assertThat(read.issuer()).isEmpty();
    assertThat(read.subject()).startsWith("CN=" + HOST);
    assertThat(read.names()).containsExactly(HOST);
  }

  @Test
  void noCutMakesItFail() {
    byte[] der = CertificateBytes.of(HOST).address(1, 2, 3, 4).der();
    for (int length = 0; length < der.length; length++) {
      byte[] cut = Arrays.copyOf(der, length);
      assertThat(read(cut).issuer()).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void noFlippedByteMakesItFail() {
    Random random = new Random(11);
    byte[] der = CertificateBytes.of(HOST).address(1, 2, 3, 4).der();
    for (int run = 0; run < 20_000; run++) {
      byte[] broken = der.clone();
      for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
        broken[random.nextInt(500)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> read(broken)).doesNotThrowAnyException();
    }
  }
}
