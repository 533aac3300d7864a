package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;

import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TlsScript;
import org.connectoranalyzer.testing.TlsScript.ClientAuthentication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsAlertTest {
  private static final String CODE = "TLS-ALERT";

  private final DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);

  private TcpScript opened() {
    return story.to(BOOTSTRAP_ADDRESS).handshake();
  }

  private TlsScript asked() {
    return opened()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(ClientAuthentication.ASKING, CertificateBytes.of(BOOTSTRAP).der());
  }

  @ParameterizedTest(name = "{0} of the server means {1}, {2} must act")
  @CsvSource({
    "40, nothingInCommon, CONNECTOR",
    "71, nothingInCommon, CONNECTOR",
    "120, nothingInCommon, CONNECTOR",
    "49, denied, NETWORK",
    "80, internal, NETWORK",
    "112, nameUnknown, NETWORK",
    "10, brokenMessages, NETWORK",
    "50, brokenMessages, NETWORK",
    "48, clientCertificate, CONNECTOR"
  })
  void alertsOfTheServerInPlaceOfItsHello(int number, String variant, Owner owner) {
    opened().clientHello12(BOOTSTRAP).alert(Side.SERVER, number).serverFin().fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo(variant);
    assertThat(finding.owner()).isEqualTo(owner);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("number")).isEqualTo((long) number);
    assertThat(finding.facts().get("from")).isEqualTo("server");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @ParameterizedTest(name = "{0} of the client means {1}, {2} must act")
  @CsvSource({
    "48, trustMissing, CONNECTOR",
    "46, trustMissing, CONNECTOR",
    "45, serverCertificateExpired, CONNECTOR",
    "51, brokenMessages, NETWORK",
    "70, oldServer, NETWORK",
    "80, byClient, CONNECTOR"
  })
  void alertsOfTheClientAfterMicrosoftsOwnCertificate(int number, String variant, Owner owner) {
    asked().alert(Side.CLIENT, number).tcp().fin().serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo(variant);
    assertThat(finding.owner()).isEqualTo(owner);
    assertThat(finding.facts().get("from")).isEqualTo("client");
  }

  @Test
  void aCertificateThatTheCaptureHidesMayBeAnInspectors() {
    TcpScript flow = opened().clientHello12(BOOTSTRAP);
    flow.reply(TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32])));
    flow.alert(Side.CLIENT, 48).fin().serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("serverCertificate");
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
  }

  @Test
  void aForeignCertificateIsInspectionAndItsAlertBelongsToThat() {
    byte[] foreign =
        CertificateBytes.of(BOOTSTRAP).issuer("O=Contoso", "CN=Contoso Proxy CA").der();
    opened()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(ClientAuthentication.NOT_ASKING, foreign)
        .alert(Side.CLIENT, 48)
        .tcp()
        .fin();
    story.later(10);

    assertThat(story.codes()).containsExactly("TLS-INSPECTION");
  }

  @ParameterizedTest
  @CsvSource({"40", "42", "44", "45", "46", "48", "49", "51"})
  void alertsOfTheServerAfterTheClientsCertificateAreAboutThat(int number) {
    TlsScript tls = asked().clientFlight12WithCertificate(CertificateBytes.of("client").der());
    long alert = tls.alert(Side.SERVER, number).lastFrame();
    long fin = tls.tcp().serverFin().lastFrame();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("clientCertificate");
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(DirectStory.kinds(finding))
        .containsExactly("clientHello", "serverHello", "clientCertificate", "tlsAlert", "fin");
    assertThat(DirectStory.frames(finding)).endsWith(alert, fin);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void insideATunnelTheProxyTeamActs() {
    story.tunnel(BOOTSTRAP).clientHello12(BOOTSTRAP).alert(Side.SERVER, 80).serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.way()).isEqualTo(Way.TUNNEL);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.facts().get("proxy")).isEqualTo("10.20.8.80:8080");
  }

  @Test
  void severalHostsAreOneFindingWithAllAlerts() {
    story.resolves(BUS, BUS_ADDRESS);
    opened().clientHello12(BOOTSTRAP).alert(Side.SERVER, 40).serverFin();
    story.to(BUS_ADDRESS).handshake().clientHello12(BUS).alert(Side.SERVER, 80).serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.facts().get("alerts"))
        .isEqualTo(List.of("40 (handshake_failure)", "80 (internal_error)"));
    assertThat(finding.facts().get("sessions")).isEqualTo(2L);
  }

  @Test
  void anAlertThatALaterSuccessAnswersIsAWarning() {
    opened().clientHello(BOOTSTRAP).alert(Side.SERVER, 40).serverFin();
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aCaptureThatIsCutAccusesNobodyElse() {
    opened().clientHello12(BOOTSTRAP).alert(Side.SERVER, 40).serverFin();
    asked()
        .clientFlight12WithCertificate(CertificateBytes.of("client").der())
        .alert(Side.SERVER, 46)
        .tcp()
        .serverFin();
    story.later(10);

    Cuts.addNoError(story);
  }

  @Test
  void anotherClientsSuccessExcusesNothing() {
    opened().clientHello12(BOOTSTRAP).alert(Side.SERVER, 40).serverFin();
    story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).client()).hasToString(DirectStory.CONNECTOR);
  }

  @Test
  void aServersProtocolVersionHasItsOwnCode() {
    opened().clientHello12(BOOTSTRAP).alert(Side.SERVER, 70).serverFin();
    story.later(10);

    assertThat(story.codes()).containsExactly("TLS-VERSION-TOO-OLD");
  }

  @Test
  void closeNotifyAndWarningsAreNoFailure() {
    opened().clientHello12(BOOTSTRAP).reply(TlsBytes.alert(1, 112)).reply(TlsBytes.alert(2, 0));
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void anAlertAfterDataWentBothWaysIsNoFailedHandshake() {
    opened().tls12(BOOTSTRAP).alert(Side.SERVER, 80).serverFin();
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void otherPeoplesHostsAreNotTheConnectors() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to("203.0.113.77").handshake().clientHello12("www.example.com").alert(Side.SERVER, 40);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void withoutTlsItCannotBeTold() {
    story.silent(BOOTSTRAP_ADDRESS).later(30);

    assertThat(story.diagnosed().checks())
        .contains(new Check(CODE, Check.Result.NOT_APPLICABLE, "noTls"));
  }
}
