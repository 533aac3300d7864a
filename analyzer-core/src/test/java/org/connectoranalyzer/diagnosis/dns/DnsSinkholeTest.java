package org.connectoranalyzer.diagnosis.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR_V6;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PASS_THROUGH;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsScript.ClientAuthentication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsSinkholeTest {
  private static final String CODE = "DNS-SINKHOLE";
  private static final String SECOND_RESOLVER = "10.20.0.54";
  private static final String BLOCK_PAGE = "10.20.9.9";

  private final DirectStory story = new DirectStory();

  @Test
  void nullAddressIsAnErrorOfDns() {
    story.resolves(BOOTSTRAP, "0.0.0.0").later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.DNS);
    assertThat(finding.way()).isEqualTo(Way.DNS);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("addresses")).isEqualTo(List.of("0.0.0.0"));
    assertThat(finding.facts().get("servers")).isEqualTo(List.of(RESOLVER));
    assertThat(DirectStory.frames(finding)).containsExactly(1L, 2L);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, unspecified",
    "::, unspecified",
    "127.0.0.1, loopback",
    "::1, loopback",
    "10.1.2.3, private",
    "172.31.0.1, private",
    "192.168.1.1, private",
    "169.254.7.7, private",
    "fd00::9, private",
    "fe80::9, private"
  })
  void addressesThatNoPublicHostHas(String address, String kind) {
    String type = address.contains(":") ? "AAAA" : "A";
    story.script().dns(CONNECTOR, RESOLVER, type, BOOTSTRAP).answers(address);
    story.later(20);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).facts().get("kind")).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.9", "198.51.100.9", "192.0.2.9", "2001:db8::9", "172.32.0.1"})
  void documentationAndPublicAddressesAreNone(String address) {
    String type = address.contains(":") ? "AAAA" : "A";
    story.script().dns(CONNECTOR, RESOLVER, type, BOOTSTRAP).answers(address);
    story.later(20);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void failedConnectionToTheAddressIsAConsequence() {
    story.resolves(BOOTSTRAP, BLOCK_PAGE).silent(BLOCK_PAGE).later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.variant()).isEqualTo("private");
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.facts().get("connections")).isEqualTo(1L);
    assertThat(DirectStory.kinds(finding))
        .containsExactly(
            "dnsQuery", "dnsResponse", "syn", "synRetransmission", "synRetransmission");
  }

  @Test
  void blockPageThatTheClientRejectsIsAConsequence() {
    story.resolves(BOOTSTRAP, BLOCK_PAGE);
    story.to(BLOCK_PAGE).handshake().clientHello12(BOOTSTRAP).serverHello12().rst();
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void missingConnectionAttemptIsAConsequence() {
    story.resolves(BOOTSTRAP, "0.0.0.0");
    TcpScript other = story.to("10.20.8.20", 80).handshake().get("/", "intranet");
    other.after(Duration.ofSeconds(15)).respond(200).serverFin().fin();
    story.later(1);

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void privateAddressThatWasNeverTriedIsLessSure() {
    story.resolves(BOOTSTRAP, BLOCK_PAGE).later(12);

    assertThat(story.finding(CODE).confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(story.finding(CODE).confidenceReason()).isEqualTo("addressNotTried");
  }

  @Test
  void zoneOfPrivateEndpointsIsAVariant() {
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", BUS)
        .aliases("cwap-eur1-weur2.privatelink.servicebus.windows.net")
        .answers("10.30.0.4");
    story.silent("10.30.0.4").later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("privateLink");
    assertThat(story.finding(CODE).subject()).isEqualTo("*.servicebus.windows.net");
    assertThat(story.finding(CODE).facts().get("alias"))
        .isEqualTo("cwap-eur1-weur2.privatelink.servicebus.windows.net");
  }

  @Test
  void aliasThatSaysItBlocksTellsWhateverItsAddress() {
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP)
        .aliases("sinkhole.filter.example")
        .answers("198.51.100.65");
    story.silent("198.51.100.65").later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("alias");
    assertThat(story.finding(CODE).confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aliasesOfTheServiceTellNothing() {
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP)
        .aliases("b.trafficmanager.net", "unblocked.cloudapp.azure.com")
        .answers(BOOTSTRAP_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void internalAddressThatWorksIsMeant() {
    story.resolves(BOOTSTRAP, "10.30.0.4").reached(BOOTSTRAP, "10.30.0.4");
    story.resolves(BUS, "10.30.0.5").reached(BUS, "10.30.0.5").later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anotherAnswerThatWorksMakesItAWarning() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).answers(BLOCK_PAGE);
    story.silent(BLOCK_PAGE).after(1000);
    story.script().dns(CONNECTOR, SECOND_RESOLVER, "A", BOOTSTRAP).answers(BOOTSTRAP_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.variant()).isEqualTo("partly");
    assertThat(finding.facts().get("addresses")).isEqualTo(List.of(BLOCK_PAGE));
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void failureOfTheOtherAddressIsNotExplained() {
    story.resolves(BOOTSTRAP, BLOCK_PAGE, BOOTSTRAP_ADDRESS);
    story.silent(BLOCK_PAGE).later(10).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding("SYN-UNANSWERED").severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void addressOfALocalNat64PrefixIsNone() {
    story.script().machine(CONNECTOR, CONNECTOR_V6);
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP).answers("fd00:64::cb00:7109");
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void behindAProxyTheAnswerDoesNotMatter() {
    story.resolves(BOOTSTRAP, "0.0.0.0");
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void otherAgentsAndLocalNamesAreNotTheConnectors() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(PASS_THROUGH, "0.0.0.0");
    story.resolves(BOOTSTRAP + ".contoso.com", "10.20.8.20");
    story.resolves("intranet.contoso.com", "10.20.8.20").later(20);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anotherConnectorsAnswerIsItsOwn() {
    story.script().resolves(OTHER_CONNECTOR, SECOND_RESOLVER, BOOTSTRAP, "0.0.0.0");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.finding(CODE).client()).hasToString(OTHER_CONNECTOR);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void captureThatEndsAtOnceLeavesItOpen() {
    story.resolves(BOOTSTRAP, "0.0.0.0").later(1);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).confidenceReason()).isEqualTo("captureEnded");
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "CAPTURE-ENDED-EARLY");
  }

  @Test
  void internalAddressThatWorksIsMeantWhereverTheCaptureEnds() {
    story.resolves(BOOTSTRAP, "10.30.0.4").after(2000).reached(BOOTSTRAP, "10.30.0.4");
    story.resolves(BUS, "10.30.0.5").reached(BUS, "10.30.0.5").later(10);

    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  @Test
  void nothingElseIsAccusedBeforeItIsDecided() {
    story.resolves(BOOTSTRAP, BLOCK_PAGE);
    story.to(BLOCK_PAGE).syn().refuse().after(Duration.ofMillis(500)).synAgain().refuse();
    story.after(1000).to(BLOCK_PAGE).syn().refuse();
    story.to(BLOCK_PAGE).handshake().clientHello12(BOOTSTRAP).serverHello12();
    story.later(40);

    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void foreignCertificateAtTheAddressIsNotAccusedBeforeItIsDecided() {
    story.resolves(BOOTSTRAP, BLOCK_PAGE);
    TcpScript page = story.to(BLOCK_PAGE).handshake();
    page.tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(
            ClientAuthentication.NOT_ASKING, CertificateBytes.inspected(BOOTSTRAP).der());
    page.after(Duration.ofSeconds(2)).fin().serverFin();
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void connectionThatIsStillTriedLeavesItOpen() {
    story.resolves(BOOTSTRAP, BLOCK_PAGE);
    story.to(BLOCK_PAGE).syn().after(Duration.ofSeconds(10)).synAgain();
    story.later(5);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void revocationListsAtTheSameAddressAreAConsequence() {
    story.resolves(BOOTSTRAP, "10.1.1.9").silent("10.1.1.9");
    story.resolves("crl3.digicert.com", "10.1.1.9").silent(story.to("10.1.1.9", 80)).later(30);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP, "crl3.digicert.com");
  }
}
