package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsScript;
import org.connectoranalyzer.testing.TlsScript.ClientAuthentication;
import org.junit.jupiter.api.Test;

class TlsResetTest {
  private static final String CODE = "TLS-RESET";

  private final DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);

  private TcpScript opened() {
    return story.to(BOOTSTRAP_ADDRESS).handshake();
  }

  private TcpScript tunnel() {
    return story.tunnel(BOOTSTRAP).clientHello12(BOOTSTRAP);
  }

  private TlsScript serverFlight() {
    return opened()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(ClientAuthentication.ASKING, CertificateBytes.of(BOOTSTRAP).der());
  }

  @Test
  void aResetInPlaceOfTheServerHello() {
    TcpScript flow = opened();
    long hello = flow.clientHello12(BOOTSTRAP).lastFrame();
    long reset = flow.serverRst().lastFrame();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.confidenceReason()).isEqualTo("seenOnce");
    assertThat(finding.facts().get("closedWith")).isEqualTo("RST");
    assertThat(finding.facts().get("afterMs")).isEqualTo(1L);
    assertThat(finding.facts().get("closingHops")).isNull();
    assertThat(DirectStory.frames(finding)).containsExactly(hello, reset);
    assertThat(DirectStory.kinds(finding)).containsExactly("clientHello", "rst");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aFinInPlaceOfTheServerHello() {
    opened().clientHello12(BOOTSTRAP).serverAck().serverFin().fin();
    opened().clientHello12(BOOTSTRAP).serverAck().serverFin().fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.facts().get("closedWith")).isEqualTo("FIN");
    assertThat(finding.facts().get("sessions")).isEqualTo(2L);
    assertThat(finding.confidenceReason()).isEqualTo("severalAttempts");
  }

  @Test
  void aResetFromAnotherDistanceIsAnotherMachines() {
    TcpScript flow = story.to(BOOTSTRAP_ADDRESS).syn().hops(50).synAck().ack();
    flow.clientHello12(BOOTSTRAP).hops(63).serverRst();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.facts().get("closingHops")).isEqualTo(1L);
    assertThat(finding.facts().get("serverHops")).isEqualTo(14L);
  }

  @Test
  void aResetSoonerThanARoundTripIsAnotherMachines() {
    TcpScript flow = story.to(BOOTSTRAP_ADDRESS).syn().after(Duration.ofMillis(40)).synAck().ack();
    flow.clientHello12(BOOTSTRAP).serverRst();
    story.later(10);

    assertThat(story.finding(CODE).facts().get("roundTripMs")).isEqualTo(40L);
  }

  @Test
  void otherNamesThatWorkShowAFilterByName() {
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS);
    opened().clientHello12(BOOTSTRAP).serverRst();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("name");
    assertThat(finding.facts().get("otherHosts")).isEqualTo(List.of(BUS));
    assertThat(finding.facts().get("sameAddressHosts")).isNull();
  }

  @Test
  void otherNamesAtTheSameAddressShowItBest() {
    story.resolves(LOGIN, BOOTSTRAP_ADDRESS).reached(LOGIN, BOOTSTRAP_ADDRESS);
    opened().clientHello12(BOOTSTRAP).serverRst();
    story.later(10);

    assertThat(story.finding(CODE).facts().get("sameAddressHosts")).isEqualTo(List.of(LOGIN));
  }

  @Test
  void aProxyThatClosesTheTunnel() {
    tunnel().serverFin().fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.way()).isEqualTo(Way.TUNNEL);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.variant()).isEqualTo("tunnel");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aResetInTheMiddleOfTheHandshake() {
    serverFlight().clientFlight12().tcp().serverRst();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("handshake");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aResetInPlaceOfAnAnswerToTheClientsCertificate() {
    serverFlight()
        .clientFlight12WithCertificate(CertificateBytes.of("client").der())
        .tcp()
        .serverRst();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("clientCertificate");
  }

  @Test
  void aResetBeforeTheClientsFlightOfTls13() {
    opened().clientHello(BOOTSTRAP).serverHello13().serverRst();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("handshake");
  }

  @Test
  void whatDoesNotSpeakTls() {
    opened().clientHello12(BOOTSTRAP).reply("HTTP/1.1 400 Bad Request\r\n\r\n").serverFin().fin();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("notTls");
  }

  @Test
  void whatDoesNotSpeakTlsInATunnelIsTheProxys() {
    tunnel().reply("HTTP/1.1 403 Forbidden\r\n\r\n").serverFin().fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("notTlsTunnel");
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
  }

  @Test
  void aHostThatWasReachedByAnotherAttemptIsAWarning() {
    opened().clientHello12(BOOTSTRAP).serverRst();
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void anotherClientsSuccessExcusesNothing() {
    opened().clientHello12(BOOTSTRAP).serverRst();
    story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEmpty();
  }

  @Test
  void aClientThatHangsUpWasNotCutOff() {
    opened().clientHello12(BOOTSTRAP).after(Duration.ofSeconds(20)).fin().serverRst();
    story.later(10);

    assertThat(story.codes()).containsExactly("TLS-NO-ANSWER");
  }

  @Test
  void aClientThatLeavesAtTheCertificateAgainAndAgain() {
    serverFlight().tcp().after(Duration.ofMillis(50)).rst();
    story.later(5);
    serverFlight().tcp().after(Duration.ofMillis(50)).rst();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("client");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.facts().get("sessions")).isEqualTo(2L);
    assertThat(story.codes()).containsExactly(CODE);
  }

  /** What a limit left out may show inspection, say. */
  @Test
  void aClientThatLeavesAtACertificateThatWasNotKept() {
    serverFlight().tcp().after(Duration.ofMillis(50)).rst();
    story.later(5);
    serverFlight().tcp().after(Duration.ofMillis(50)).rst();
    story.later(10);

    Limits none = Limits.standard().with(Limit.CERTIFICATES, 1_024);
    assertThat(story.diagnosed(story.script().pcapng(), none).findings())
        .extracting(Finding::code)
        .doesNotContain(CODE)
        .contains("CAPTURE-LIMIT-REACHED");
  }

  @Test
  void aClientThatLeavesOnceMayHaveBeenStopped() {
    serverFlight().tcp().after(Duration.ofMillis(50)).rst();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aClientThatLeavesAndComesBackIsNoTrouble() {
    serverFlight().tcp().fin().serverFin();
    serverFlight().tcp().fin().serverFin();
    opened().tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void checksForRevocationThatFailAreTheCause() {
    story.resolves("ocsp.digicert.com", "198.51.100.80");
    story.to("198.51.100.80", 80).syn().after(Duration.ofSeconds(3)).synAgain();
    serverFlight().tcp().after(Duration.ofSeconds(15)).fin().serverFin();
    serverFlight().tcp().after(Duration.ofSeconds(15)).fin().serverFin();
    story.later(30);

    assertThat(story.codes()).contains("REVOCATION-CHECK-BLOCKED").doesNotContain(CODE);
  }

  @Test
  void anAlertExplainsTheClose() {
    opened().clientHello12(BOOTSTRAP).alert(Side.SERVER, 40).serverRst();
    story.later(10);

    assertThat(story.codes()).containsExactly("TLS-ALERT");
  }

  @Test
  void aServerHelloThatOnlyTheCaptureLacksMayHaveCome() {
    opened().clientHello12(BOOTSTRAP).unseen().reply(new byte[3000]).ack().serverRst();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aShortSnapLengthHidesTheHandshake() {
    serverFlight().clientFlight12().tcp().serverRst();
    story.later(10).script().snapLength(128);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aPageInTheTunnelIsTheProxysOwnMatter() {
    TcpScript flow = story.to("10.20.8.80", 8080).handshake().connect(BOOTSTRAP + ":443");
    flow.respond(200).clientHello12(BOOTSTRAP).reply("<html>Sign in</html>").serverFin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void sessionsThatWorkedMayBeReset() {
    opened().tls12(BOOTSTRAP).serverRst();
    opened().tls13(BOOTSTRAP).serverRst();
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aCaptureThatIsCutAccusesNobodyElse() {
    opened().clientHello12(BOOTSTRAP).serverRst();
    serverFlight().clientFlight12().tcp().serverRst();
    tunnel().serverFin().fin();
    story.later(10);

    Cuts.addNoError(story);
  }

  @Test
  void copiesChangeNothing() {
    opened().copy().clientHello12(BOOTSTRAP).copy().serverRst().copy();
    story.later(10);

    assertThat(story.finding(CODE).facts().get("sessions")).isEqualTo(1L);
  }
}
