package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PASS_THROUGH;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.ASKING;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.NOT_ASKING;

import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Confidence;
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

class TlsInspectionTest {
  private static final String CODE = "TLS-INSPECTION";
  private static final String INSPECTOR = "CN=Contoso Inspection CA,O=Contoso Ltd,C=US";

  private final DirectStory story = new DirectStory();

  private static byte[] inspected(String host) {
    return CertificateBytes.inspected(host).der();
  }

  /** Up to the server's flight. */
  private static TlsScript shows(TcpScript connection, String host, byte[]... chain) {
    return connection.tls().clientHello12(host).serverFlight12(NOT_ASKING, chain);
  }

  private TlsScript direct(String host, String address, byte[]... chain) {
    return shows(story.to(address).handshake(), host, chain);
  }

  /** The client does not trust it. */
  private static void refused(TlsScript session) {
    session.alert(Side.CLIENT, 48).tcp().fin().serverFin();
  }

  private static TlsScript accepted(TlsScript session) {
    return session
        .clientFlight12()
        .serverFinished12()
        .data(Side.CLIENT, 400)
        .data(Side.SERVER, 900);
  }

  @Test
  void aForeignIssuerThatTheClientRefusesIsAnErrorOfTheNetwork() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("issuers")).isEqualTo(List.of(INSPECTOR));
    assertThat(finding.facts().get("clientAlerts")).isEqualTo(List.of("48 (unknown_ca)"));
    assertThat(finding.facts().get("refusedSessions")).isEqualTo(1L);
    assertThat(finding.facts().get("acceptedSessions")).isNull();
    assertThat(finding.facts().get("notAskingHosts")).isEqualTo(List.of(BOOTSTRAP));
    assertThat(DirectStory.kinds(finding))
        .containsExactly("clientHello", "serverCertificate", "tlsAlert", "fin");
    assertThat(story.codes()).as("the alert is its consequence").containsExactly(CODE);
  }

  @Test
  void insideATunnelItIsTheProxys() {
    refused(shows(story.tunnel(BOOTSTRAP), BOOTSTRAP, inspected(BOOTSTRAP)));
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.way()).isEqualTo(Way.TUNNEL);
    assertThat(finding.facts().get("proxy")).isEqualTo(DirectStory.PROXY);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aClientThatGoesOnIsInspectedAllTheSame() {
    accepted(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    accepted(direct(BUS, BUS_ADDRESS, inspected(BUS)));

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEqualTo("accepted");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.facts().get("acceptedSessions")).isEqualTo(2L);
    assertThat(finding.facts().get("notAskingHosts"))
        .as("Service Bus never asks")
        .isEqualTo(List.of(BOOTSTRAP));
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void aResetInPlaceOfAnAlertIsTheConsequence() {
    direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)).tcp().rst();
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).facts().get("refusedSessions")).isEqualTo(1L);
  }

  @Test
  void aChainOfKnownOrganisationsIsClean() {
    byte[] authority =
        CertificateBytes.ofSubject(
                "C=US", "O=Microsoft Corporation", "CN=Microsoft Azure RSA TLS Issuing CA 04")
            .issuedBy("DigiCert Global Root G2", "DigiCert Inc")
            .der();
    byte[] root =
        CertificateBytes.ofSubject("C=US", "O=DigiCert Inc", "CN=DigiCert Global Root G2")
            .issuedBy("DigiCert Global Root G2", "DigiCert Inc")
            .der();
    accepted(
        direct(
            BOOTSTRAP, BOOTSTRAP_ADDRESS, CertificateBytes.of(BOOTSTRAP).der(), authority, root));

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DigiCert, Inc.", "DIGICERT INC", "GeoTrust Inc.", "D-Trust GmbH"})
  void organisationsAreKnownHoweverTheyAreWritten(String organization) {
    byte[] leaf = CertificateBytes.of(BUS).issuedBy("Any CA", organization).der();
    accepted(direct(BUS, BUS_ADDRESS, leaf));

    assertThat(story.findings(CODE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Microsoft Corporation Proxy CA", "Not Microsoft Corporation", "DigiCert Proxy"})
  void organisationsAreKnownAsAWholeOnly(String organization) {
    byte[] leaf = CertificateBytes.of(BUS).issuedBy("Microsoft Azure TLS", organization).der();
    accepted(direct(BUS, BUS_ADDRESS, leaf));

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void aKnownCommonNameWithoutAnOrganisationIsForeign() {
    byte[] leaf = CertificateBytes.of(BUS).issuer("CN=Microsoft Azure RSA TLS Issuing CA 04").der();
    refused(direct(BUS, BUS_ADDRESS, leaf));

    assertThat(story.finding(CODE).facts().get("issuers"))
        .isEqualTo(List.of("CN=Microsoft Azure RSA TLS Issuing CA 04"));
  }

  @Test
  void aChainThatEndsInAForeignRootIsForeign() {
    byte[] authority =
        CertificateBytes.ofSubject(
                "C=US", "O=Microsoft Corporation", "CN=Microsoft Azure RSA TLS Issuing CA 04")
            .issuedBy("Contoso Root", "Contoso Ltd")
            .der();
    refused(direct(BUS, BUS_ADDRESS, CertificateBytes.of(BUS).der(), authority));

    Finding finding = story.finding(CODE);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.facts().get("issuers"))
        .isEqualTo(List.of("CN=Contoso Root,O=Contoso Ltd,C=US"));
  }

  @Test
  void aRootThatSignsForTheCloudAnswersForTheAuthoritiesBelow() {
    byte[] authority =
        CertificateBytes.ofSubject("C=US", "O=Some New Authority", "CN=Issuing CA 1")
            .issuedBy("DigiCert Global Root G2", "DigiCert Inc")
            .der();
    byte[] leaf = CertificateBytes.of(BUS).issuedBy("Issuing CA 1", "Some New Authority").der();
    accepted(direct(BUS, BUS_ADDRESS, leaf, authority));

    assertThat(story.findings(CODE)).isEmpty();
  }

  /** Some programs send whatever else they have; only the path from the leaf counts. */
  @Test
  void aCertificateThatIsNotOnThePathTellsNothing() {
    byte[] stray =
        CertificateBytes.ofSubject("O=Fabrikam", "CN=Fabrikam CA")
            .issuedBy("Fabrikam Root", "Fabrikam")
            .der();
    accepted(direct(BUS, BUS_ADDRESS, CertificateBytes.of(BUS).der(), stray));

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aCertificateSignedByItselfIsAVariant() {
    byte[] leaf =
        CertificateBytes.of(BUS).subject("O=Box", "CN=box").issuer("O=Box", "CN=box").der();
    refused(direct(BUS, BUS_ADDRESS, leaf));

    assertThat(story.finding(CODE).variant()).isEqualTo("selfSigned");
  }

  @Test
  void onlyInspectedHostsAreListed() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    refused(direct(LOGIN, "203.0.113.30", inspected(LOGIN)));
    story.reached(BUS, BUS_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, LOGIN);
    assertThat(finding.subject()).isEqualTo("*:443");
    assertThat(finding.facts().get("inspectedSessions")).isEqualTo(2L);
  }

  @Test
  void itExplainsNoFailureOfAnotherConnection() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    story.resolves(BUS, BUS_ADDRESS).to(BUS_ADDRESS).syn().refuse();
    story.later(10);

    assertThat(story.codes()).containsExactly("SYN-REFUSED", CODE);
  }

  @Test
  void anotherClientsCertificateNeitherExcusesNorAccuses() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    TcpScript other = story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake();
    other.tls12(BOOTSTRAP);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.client()).hasToString(DirectStory.CONNECTOR);
  }

  @Test
  void whereTheHostsOwnCertificateWasSeenTooItIsAWarning() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.confidenceReason()).isEqualTo("ownCertificateToo");
  }

  @Test
  void sessionsThatResumeAnInspectedOneAreInspected() {
    accepted(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12Resuming(BOOTSTRAP)
        .serverResumes12()
        .clientResumes12()
        .tcp()
        .serverRst();
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void otherProgramsAreNotTheConnector() {
    refused(direct("www.fabrikam.example", "203.0.113.70", inspected("www.fabrikam.example")));
    refused(direct(PASS_THROUGH, "203.0.113.71", inspected(PASS_THROUGH)));
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void whatIsNoCertificateTellsNothing() {
    accepted(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, new byte[1200]));

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE noCertificate");
  }

  @Test
  void tls13HidesIt() {
    story.to(BOOTSTRAP_ADDRESS).handshake().tls13(BOOTSTRAP);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE noCertificate");
  }

  @Test
  void withoutTlsThereIsNothingToSee() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE noTls");
  }

  @Test
  void otherNamesOfAKnownIssuerThatTheClientRefusesAreAnotherServer() {
    byte[] page = CertificateBytes.of("blocked.fabrikam.example").der();
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, page));
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("otherServer");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void otherNamesWhereTheServerEndsItTellNothing() {
    byte[] page = CertificateBytes.of("a.azure.example").der();
    direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, page).alert(Side.SERVER, 40).tcp().serverFin();
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aClientThatNamesNoHostGetsADefaultCertificate() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake();
    connection
        .tls()
        .clientHello12(null)
        .serverFlight12(NOT_ASKING, CertificateBytes.of("default.azure.example").der())
        .tcp()
        .fin()
        .serverFin();
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void otherNamesOfAForeignIssuerAreAnotherServer() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected("portal.contoso.example")));
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("otherServer");
  }

  @Test
  void otherNamesThatTheClientAcceptsAreNoMatter() {
    accepted(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, CertificateBytes.of("a.azure.example").der()));

    assertThat(story.findings(CODE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.msappproxy.net", "*.bootstrap.msappproxy.net"})
  void wildcardsAreTheHosts(String name) {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, CertificateBytes.of(name).der()));
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aCommonNameCountsWhereThereIsNoOther() {
    byte[] leaf = CertificateBytes.ofSubject("O=Microsoft", "CN=*.msappproxy.net").der();
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, leaf));
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  private void answersFrom(int ttl) {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).syn().hops(ttl).synAck().hops(64).ack();
    connection.tls().clientHello12(BOOTSTRAP);
    connection.hops(ttl);
    connection.tls().serverFlight12(NOT_ASKING, inspected(BOOTSTRAP));
    connection.hops(64);
    connection.alert(Side.CLIENT, 48).fin();
  }

  private void revocationAnswersFrom(int ttl) {
    TcpScript connection = story.to("203.0.113.80", 80).syn().hops(ttl).synAck().hops(64).ack();
    connection.get("/a.crl", "crl3.digicert.com").hops(ttl).respond(200);
    story.later(10);
  }

  @Test
  void answersFromFarNearerThanRealServersAreToldSo() {
    answersFrom(64);
    revocationAnswersFrom(116);

    assertThat(story.finding(CODE).facts().get("nearHops")).isEqualTo(0L);
    assertThat(story.finding(CODE).facts().get("farHops")).isEqualTo(12L);
  }

  @Test
  void answersFromAboutAsFarTellNothing() {
    answersFrom(118);
    revocationAnswersFrom(116);

    assertThat(story.finding(CODE).facts().get("nearHops")).isNull();
  }

  @Test
  void withoutRealServersToCompareNothingIsNear() {
    answersFrom(64);
    story.later(10);

    assertThat(story.finding(CODE).facts().get("nearHops")).isNull();
  }

  @Test
  void copiesOfPacketsCountOnce() {
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake();
    connection.tls().clientHello12(BOOTSTRAP);
    connection.copy();
    connection.tls().serverFlight12(ASKING, inspected(BOOTSTRAP));
    connection.copy();
    connection.alert(Side.CLIENT, 48).copy().fin();
    story.later(10);

    assertThat(story.finding(CODE).occurrences()).isEqualTo(1);
    assertThat(story.finding(CODE).facts().get("inspectedSessions")).isEqualTo(1L);
  }

  @Test
  void aCutCaptureAccusesNobodyElse() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));
    accepted(direct(BUS, BUS_ADDRESS, CertificateBytes.of(BUS).der()));
    refused(direct(LOGIN, "203.0.113.30", CertificateBytes.of("a.example").der()));
    story.later(10);

    Cuts.addNoError(story);
  }

  @Test
  void theCheckIsFoundWhereItIs() {
    refused(direct(BOOTSTRAP, BOOTSTRAP_ADDRESS, inspected(BOOTSTRAP)));

    assertThat(story.check(CODE)).isEqualTo("FOUND ");
  }

  @Test
  void aTunnelToAnAddressIsNamedByItsSession() {
    TcpScript proxy = story.to("10.20.8.80", 8080).handshake();
    proxy.connect(BOOTSTRAP_ADDRESS + ":443").respond(200);
    accepted(shows(proxy, BOOTSTRAP, inspected(BOOTSTRAP)));
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
  }
}
