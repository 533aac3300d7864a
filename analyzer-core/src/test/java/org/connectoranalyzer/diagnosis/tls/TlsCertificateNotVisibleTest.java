package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
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
import org.junit.jupiter.api.Test;

class TlsCertificateNotVisibleTest {
  private static final String CODE = "TLS-CERTIFICATE-NOT-VISIBLE";

  private final DirectStory story = new DirectStory();

  private void inspected(String host, String address) {
    story
        .to(address)
        .handshake()
        .tls()
        .clientHello12(host)
        .serverFlight12(NOT_ASKING, CertificateBytes.inspected(host).der())
        .alert(Side.CLIENT, 48)
        .tcp()
        .fin();
  }

  private void resumed(String host, String address) {
    story
        .to(address)
        .handshake()
        .tls()
        .clientHello12Resuming(host)
        .serverResumes12()
        .clientResumes12()
        .data(Side.CLIENT, 300)
        .data(Side.SERVER, 300);
  }

  @Test
  void tls13HidesTheCertificateAndThatIsNoFault() {
    story.to(BOOTSTRAP_ADDRESS).handshake().tls13(BOOTSTRAP);
    story.to(BUS_ADDRESS).handshake().tls13(BUS);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.INFO);
    assertThat(finding.owner()).isEqualTo(Owner.NONE);
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.facts().get("hiddenBy")).isEqualTo(List.of("TLSv1.3"));
    assertThat(finding.variant()).isEmpty();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void aResumedSessionShowsNone() {
    resumed(BUS, BUS_ADDRESS);

    assertThat(story.finding(CODE).facts().get("hiddenBy")).isEqualTo(List.of("resumption"));
  }

  @Test
  void whatAnotherSessionShowedIsNoSecret() {
    story.reached(BUS, BUS_ADDRESS);
    resumed(BUS, BUS_ADDRESS);
    story.to(BUS_ADDRESS).handshake().tls13(BUS);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @Test
  void anotherClientsSessionDoesNotShowIt() {
    story.script().tcp(OTHER_CONNECTOR, BUS_ADDRESS + ":443").handshake().tls12(BUS);
    story.to(BUS_ADDRESS).handshake().tls13(BUS);

    Finding finding = story.finding(CODE);
    assertThat(finding.client()).hasToString(DirectStory.CONNECTOR);
    assertThat(finding.variant()).isEmpty();
  }

  @Test
  void cleanHostsBesideAreAHint() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BUS_ADDRESS).handshake().tls13(BUS);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BUS);
    assertThat(finding.variant()).isEqualTo("othersClean");
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.facts().get("visibleIssuers"))
        .isEqualTo(
            List.of("CN=Microsoft Azure RSA TLS Issuing CA 04,O=Microsoft Corporation,C=US"));
  }

  @Test
  void inspectedHostsBesideAreAHintAndNoMore() {
    inspected(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BUS_ADDRESS).handshake().tls13(BUS);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.INFO);
    assertThat(finding.variant()).isEqualTo("othersInspected");
    assertThat(finding.hosts()).containsExactly(BUS);
    assertThat(story.finding("TLS-INSPECTION").hosts()).containsExactly(BOOTSTRAP);
  }

  @Test
  void anInspectedHostIsNotListedAgain() {
    inspected(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    resumed(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void whatHappensOnAnotherWayIsNoHint() {
    inspected(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.tunnel(LOGIN).tls13(LOGIN);

    Finding finding = story.finding(CODE);
    assertThat(finding.way()).isEqualTo(Way.TUNNEL);
    assertThat(finding.variant()).isEmpty();
  }

  @Test
  void eachWayIsAFindingOfItsOwn() {
    story.to(BUS_ADDRESS).handshake().tls13(BUS);
    story.tunnel(LOGIN).tls13(LOGIN);

    assertThat(story.findings(CODE))
        .extracting(Finding::way)
        .containsExactlyInAnyOrder(Way.DIRECT, Way.TUNNEL);
  }

  @Test
  void aSessionOfTls12AndOneWithoutAnAnswerHideNothing() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BUS_ADDRESS).handshake().clientHello(BUS);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void otherProgramsAreNotTheConnector() {
    story.to("203.0.113.70").handshake().tls13("www.fabrikam.example");
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    assertThat(story.findings(CODE)).isEmpty();
  }
}
