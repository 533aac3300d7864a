package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.ASKING;

import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateMissingTest {
  private static final String CODE = "CLIENT-CERTIFICATE-MISSING";
  private static final String REGISTRATION =
      "0f0f0f0f-1111-2222-3333-444444444444.registration.msappproxy.net";
  private static final byte[] OWN =
      CertificateBytes.ofSubject("CN=0f0f0f0f-1111-2222-3333-444444444444")
          .issuer("CN=connectorregistrationca.msappproxy.net")
          .der();

  private final DirectStory story = new DirectStory();

  private static TlsScript asked(TcpScript connection, String host) {
    return connection
        .tls()
        .clientHello12(host)
        .serverFlight12(ASKING, CertificateBytes.of(host).der());
  }

  private TlsScript asked(String host) {
    return asked(story.to(BOOTSTRAP_ADDRESS).handshake(), host);
  }

  private static TlsScript goesOn(TlsScript session) {
    return session.serverFinished12().data(Side.CLIENT, 400).data(Side.SERVER, 900);
  }

  @Test
  void anEmptyListWithAnAlertIsTheConnectors() {
    asked(BOOTSTRAP).clientFlight12WithCertificate().alert(Side.SERVER, 40).tcp().serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("serverAlerts")).isEqualTo(List.of("40 (handshake_failure)"));
    assertThat(DirectStory.kinds(finding))
        .containsExactly(
            "clientHello", "certificateRequest", "emptyCertificate", "tlsAlert", "fin");
    assertThat(story.codes()).as("the alert is its consequence").containsExactly(CODE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BOOTSTRAP,
        "eur1.connector.msappproxy.net",
        "cwap-weur-1.renewtrust.msappproxy.net"
      })
  void whereTheCertificateAloneLetsInNoAlertIsNeeded(String host) {
    goesOn(asked(host).clientFlight12WithCertificate());

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).hosts()).containsExactly(host);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void insideATunnelItIsTheConnectorsToo() {
    asked(story.tunnel(BOOTSTRAP), BOOTSTRAP).clientFlight12WithCertificate().tcp().serverRst();
    story.later(10);

    assertThat(story.finding(CODE).way()).isEqualTo(Way.TUNNEL);
    assertThat(story.finding(CODE).owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aCertificateThatIsSentIsNotMissing() {
    goesOn(asked(BOOTSTRAP).clientFlight12WithCertificate(OWN));

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @Test
  void whoIsNotAskedNeedsNone() {
    story.reached(BUS, BUS_ADDRESS);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @Test
  void elsewhereItCountsWhereTheHostEndsTheSession() {
    asked(story.to(BUS_ADDRESS).handshake(), BUS).clientFlight12WithCertificate().tcp().serverFin();
    story.later(10);

    assertThat(story.finding(CODE).hosts()).containsExactly(BUS);
    assertThat(story.finding(CODE).facts().get("endedSessions")).isEqualTo(1L);
  }

  @Test
  void elsewhereAHostThatGoesOnDoesNotNeedIt() {
    goesOn(asked(BUS).clientFlight12WithCertificate());

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void elsewhereAClientThatClosesByItselfTellsNothing() {
    asked(BUS).clientFlight12WithCertificate().tcp().fin().serverFin();
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void registrationGoesWithoutACertificateByDesign() {
    asked(REGISTRATION).clientFlight12WithCertificate().tcp().serverFin();
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aCertificateThatALaterSessionSendsMakesItAWarning() {
    asked(BOOTSTRAP).clientFlight12WithCertificate().tcp().serverRst();
    goesOn(asked(BOOTSTRAP).clientFlight12WithCertificate(OWN));

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void anotherClientsCertificateIsNoExcuse() {
    asked(BOOTSTRAP).clientFlight12WithCertificate().tcp().serverRst();
    TcpScript other = story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake();
    goesOn(asked(other, BOOTSTRAP).clientFlight12WithCertificate(OWN));

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).client()).hasToString(DirectStory.CONNECTOR);
  }

  @Test
  void anotherHostsCertificateIsNoExcuse() {
    asked(BOOTSTRAP).clientFlight12WithCertificate().tcp().serverRst();
    goesOn(asked("eur1.connector.msappproxy.net").clientFlight12WithCertificate(OWN));

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP);
  }

  @Test
  void aClientWithoutSha512IsAVariant() {
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12Signing(BOOTSTRAP, 0x0401, 0x0403, 0x0501)
        .serverFlight12(ASKING, CertificateBytes.of(BOOTSTRAP).der())
        .clientFlight12WithCertificate()
        .tcp()
        .serverRst();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("sha512");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0601, 0x0603, 0x0806})
  void aClientWithSha512LacksTheCertificateItself(int algorithm) {
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12Signing(BOOTSTRAP, 0x0401, algorithm)
        .serverFlight12(ASKING, CertificateBytes.of(BOOTSTRAP).der())
        .clientFlight12WithCertificate()
        .tcp()
        .serverRst();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEmpty();
  }

  @Test
  void aProgramThatInspectsAndAsksIsTheCause() {
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(ASKING, CertificateBytes.inspected(BOOTSTRAP).der())
        .clientFlight12WithCertificate()
        .alert(Side.SERVER, 42);
    story.later(10);

    assertThat(story.codes()).containsExactly("TLS-INSPECTION");
  }

  @Test
  void tls13HidesIt() {
    story.to(BOOTSTRAP_ADDRESS).handshake().tls13(BOOTSTRAP);

    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE noClientCertificate");
  }

  @Test
  void aCutCaptureAccusesNobodyElse() {
    goesOn(asked(BOOTSTRAP).clientFlight12WithCertificate(OWN));
    goesOn(asked(BUS).clientFlight12WithCertificate());
    goesOn(asked("eur1.connector.msappproxy.net").clientFlight12WithCertificate());

    Cuts.addNoError(story);
  }
}
