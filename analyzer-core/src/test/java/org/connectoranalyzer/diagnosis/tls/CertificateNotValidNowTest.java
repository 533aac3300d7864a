package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.ASKING;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.NOT_ASKING;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TlsScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script's clock stands at 2026-03-01T08:00:00Z. */
class CertificateNotValidNowTest {
  private static final String CODE = "CERTIFICATE-NOT-VALID-NOW";
  private static final String CRL = "crl3.digicert.com";

  private final DirectStory story = new DirectStory();

  private static CertificateBytes valid(String from, String to) {
    return CertificateBytes.of(BOOTSTRAP).valid(from, to);
  }

  private TlsScript shows(byte[]... chain) {
    return story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(NOT_ASKING, chain);
  }

  private void refused(byte[]... chain) {
    shows(chain).alert(Side.CLIENT, 45).tcp().fin().serverFin();
    story.later(10);
  }

  private static TlsScript goesOn(TlsScript session) {
    return session.serverFinished12().data(Side.CLIENT, 400).data(Side.SERVER, 900);
  }

  /** An answer of a revocation server whose clock reads so. */
  private void dated(String client, String server, String date, String... headers) {
    String[] all = new String[headers.length + 1];
    all[0] = "Date: " + date;
    System.arraycopy(headers, 0, all, 1, headers.length);
    story.script().tcp(client, server + ":80").handshake().get("/a.crl", CRL).respond(200, all);
  }

  @Test
  void anExpiredCertificateThatTheClientRefusesIsAnError() {
    refused(valid("2025-01-01T00:00:00Z", "2026-02-01T12:00:00Z").der());

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("validTo")).isEqualTo("2026-02-01T12:00:00Z");
    assertThat(finding.facts().get("captureTime")).isEqualTo("2026-03-01T08:00:00Z");
    assertThat(DirectStory.kinds(finding))
        .containsExactly("clientHello", "serverCertificate", "tlsAlert", "fin");
    assertThat(story.codes()).as("the alert is its consequence").containsExactly(CODE);
  }

  @Test
  void aCertificateOfTheFutureIsAVariant() {
    refused(valid("2026-06-01T00:00:00Z", "2027-06-01T00:00:00Z").der());

    assertThat(story.finding(CODE).variant()).isEqualTo("notYet");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T08:00:00Z, 2027-01-01T00:00:00Z",
    "2025-01-01T00:00:00Z, 2026-03-01T08:00:00Z",
    "2025-01-01T00:00:00Z, 9999-12-31T23:59:59Z"
  })
  void aCertificateIsValidFromItsFirstToItsLastSecond(String from, String to) {
    refused(valid(from, to).der());

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void nearItsLimitARecordersClockMayBeWrong() {
    refused(valid("2025-01-01T00:00:00Z", "2026-03-01T07:59:00Z").der());

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.confidenceReason()).isEqualTo("nearLimit");
  }

  @Test
  void insideATunnelItIsFoundToo() {
    story
        .tunnel(BOOTSTRAP)
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(NOT_ASKING, valid("2025-01-01T00:00:00Z", "2026-02-01T12:00:00Z").der())
        .tcp()
        .fin();
    story.later(10);

    assertThat(story.finding(CODE).way()).isEqualTo(Way.TUNNEL);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void anExpiredCertificateThatWorksIsAWarning() {
    goesOn(shows(valid("2025-01-01T00:00:00Z", "2026-02-01T12:00:00Z").der()).clientFlight12());

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).confidenceReason()).isEqualTo("sessionWorks");
  }

  @Test
  void aHostThatAnotherSessionReachesIsNotDown() {
    refused(valid("2025-01-01T00:00:00Z", "2026-02-01T12:00:00Z").der());
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).confidenceReason()).isEqualTo("reachedOtherwise");
  }

  @Test
  void whileTheSessionIsOpenNothingIsDecided() {
    shows(valid("2025-01-01T00:00:00Z", "2026-02-01T12:00:00Z").der());
    story.later(4);

    assertThat(story.finding(CODE).unfinished()).isTrue();
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void anExpiredAuthorityCountsWhereTheSessionFails() {
    byte[] authority =
        CertificateBytes.ofSubject(
                "C=US", "O=Microsoft Corporation", "CN=Microsoft Azure RSA TLS Issuing CA 04")
            .issuedBy("DigiCert Global Root G2", "DigiCert Inc")
            .valid("2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z")
            .der();
    refused(CertificateBytes.of(BOOTSTRAP).der(), authority);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void anExpiredAuthorityOfASessionThatWorksTellsNothing() {
    byte[] authority =
        CertificateBytes.ofSubject(
                "C=US", "O=Microsoft Corporation", "CN=Microsoft Azure RSA TLS Issuing CA 04")
            .issuedBy("DigiCert Global Root G2", "DigiCert Inc")
            .valid("2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z")
            .der();
    goesOn(shows(CertificateBytes.of(BOOTSTRAP).der(), authority).clientFlight12());

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @Test
  void theClientsOwnExpiredCertificateIsAVariant() {
    byte[] own =
        CertificateBytes.ofSubject("CN=0f0f0f0f-1111-2222-3333-444444444444")
            .issuer("CN=connectorregistrationca.msappproxy.net")
            .valid("2025-01-01T00:00:00Z", "2025-07-01T00:00:00Z")
            .der();
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(ASKING, CertificateBytes.of(BOOTSTRAP).der())
        .clientFlight12WithCertificate(own)
        .alert(Side.SERVER, 45)
        .tcp()
        .serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("client");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(DirectStory.kinds(finding)).contains("clientCertificate");
    assertThat(story.codes()).as("the alert is its consequence").containsExactly(CODE);
  }

  @Test
  void timesThatCannotBeReadTellNothing() {
    byte[] garbled = CertificateBytes.tlv(0x17, (byte) 'x');
    refused(CertificateBytes.of(BOOTSTRAP).validity(garbled, garbled).der());

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aClockThatHttpAnswersContradictIsTheCause() {
    refused(valid("2026-03-15T00:00:00Z", "2027-01-01T00:00:00Z").der());
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Wed, 01 Apr 2026 08:00:00 GMT");

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEqualTo("clock");
    assertThat(finding.facts().number("skewMs", 0))
        .isBetween(Duration.ofDays(31).toMillis() - 60_000, Duration.ofDays(31).toMillis());
    assertThat(DirectStory.kinds(finding)).contains("httpDate");
  }

  @Test
  void aCertificateThatTheRightTimeWouldNotHelpIsNotTheClocks() {
    refused(valid("2025-01-01T00:00:00Z", "2025-07-01T00:00:00Z").der());
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Wed, 01 Apr 2026 08:00:00 GMT");

    assertThat(story.finding(CODE).variant()).isEmpty();
  }

  @Test
  void aWrongClockAloneIsAWarning() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 07:50:00 GMT");
    dated(DirectStory.CONNECTOR, "203.0.113.81", "Sun, 01 Mar 2026 07:49:00 GMT");

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.variant()).isEqualTo("ahead");
    assertThat(finding.way()).isEqualTo(Way.CAPTURE);
    assertThat(finding.subject()).isEqualTo("capture");
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.facts().number("skewMs", 0)).isBetween(600_000L, 601_000L);
    assertThat(DirectStory.kinds(finding)).containsExactly("httpDate", "httpDate");
  }

  @Test
  void aClockThatIsBehindIsAVariant() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 08:10:00 GMT");

    assertThat(story.finding(CODE).variant()).isEqualTo("behind");
    assertThat(story.finding(CODE).confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void aProxysDateCountsToo() {
    story.tunnel(BUS).tls12(BUS);
    story
        .script()
        .tcp(DirectStory.CONNECTOR, DirectStory.PROXY)
        .handshake()
        .connect(BOOTSTRAP + ":443")
        .respond(407, "Date: Sun, 01 Mar 2026 07:00:00 GMT");
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("ahead");
  }

  @Test
  void fiveMinutesAreTolerated() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 08:04:50 GMT");

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void answersThatDisagreeTellNothing() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 06:00:00 GMT");
    dated(DirectStory.CONNECTOR, "203.0.113.81", "Sun, 01 Mar 2026 08:00:01 GMT");

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aCachedAnswersDateIsOldByItsAge() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 06:00:00 GMT", "Age: 7200");

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void otherWebServersClocksTellNothing() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to("203.0.113.70", 80)
        .handshake()
        .get("/", "www.fabrikam.example")
        .respond(200, "Date: Thu, 01 Jan 2015 00:00:00 GMT");

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void anotherClientsClockIsItsOwn() {
    story.script().tcp(OTHER_CONNECTOR, BUS_ADDRESS + ":443").handshake().tls12(BUS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dated(OTHER_CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 06:00:00 GMT");

    assertThat(story.finding(CODE).client()).hasToString(OTHER_CONNECTOR);
  }

  @Test
  void aClockBefore2010TellsNothing() {
    story.after((int) -Duration.ofDays(20).toMillis());
    for (int i = 0; i < 400; i++) {
      story.later((int) -Duration.ofDays(15).toSeconds());
    }
    assertThat(story.script().time(story.script().lastFrame()))
        .isLessThan(Instant.parse("2010-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000L);
    refused(CertificateBytes.of(BOOTSTRAP).der());
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 06:00:00 GMT");

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void otherProgramsAreNotTheConnector() {
    story
        .to("203.0.113.70")
        .handshake()
        .tls()
        .clientHello12("www.fabrikam.example")
        .serverFlight12(NOT_ASKING, valid("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z").der())
        .alert(Side.CLIENT, 45);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void withoutTlsAndDatesThereIsNothingToSee() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE noTls");
  }

  @Test
  void aCutCaptureAccusesNobodyElse() {
    byte[] expired = valid("2025-01-01T00:00:00Z", "2026-02-01T12:00:00Z").der();
    goesOn(shows(expired).clientFlight12());
    dated(DirectStory.CONNECTOR, "203.0.113.80", "Sun, 01 Mar 2026 06:00:00 GMT");

    Cuts.addNoError(story);
    assertThat(story.finding(CODE).facts().get("certificateSubjects"))
        .isEqualTo(List.of("CN=" + BOOTSTRAP + ",O=Microsoft Corporation,C=US"));
    assertThat(TraceScript.START).isEqualTo(Instant.parse("2026-03-01T08:00:00Z"));
  }
}
