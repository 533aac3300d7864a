package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.TlsBytes.TLS_1_0;
import static org.connectoranalyzer.testing.TlsBytes.TLS_1_1;
import static org.connectoranalyzer.testing.TlsBytes.TLS_1_2;

import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TlsScript;
import org.junit.jupiter.api.Test;

class TlsVersionTooOldTest {
  private static final String CODE = "TLS-VERSION-TOO-OLD";

  private final DirectStory story = new DirectStory();

  private TlsScript offers(int... versions) {
    return story.to(BOOTSTRAP_ADDRESS).handshake().tls().clientHelloOffering(BOOTSTRAP, versions);
  }

  @Test
  void anOldOfferIsTheConnectorsWhateverAnswersIt() {
    offers(TLS_1_0).tcp().serverRst();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("versionsOffered")).isEqualTo(List.of("TLSv1.0"));
    assertThat(DirectStory.kinds(finding)).containsExactly("clientHello", "rst");
    assertThat(story.codes()).as("the reset is its consequence").containsExactly(CODE);
  }

  @Test
  void anAlertOfTheServerSaysSo() {
    offers(TLS_1_1).alert(Side.SERVER, 70).tcp().serverFin().fin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.facts().get("refusals")).isEqualTo(1L);
    assertThat(DirectStory.kinds(finding)).containsExactly("clientHello", "tlsAlert", "fin");
    assertThat(story.codes()).as("the alert is its consequence").containsExactly(CODE);
  }

  @Test
  void inATunnelItIsTheConnectorsToo() {
    story
        .tunnel(BUS)
        .tls()
        .clientHelloOffering(BUS, TLS_1_0)
        .alert(Side.SERVER, 70)
        .tcp()
        .serverFin();
    story.later(10);

    assertThat(story.finding(CODE).way()).isEqualTo(Way.TUNNEL);
    assertThat(story.finding(CODE).owner()).isEqualTo(Owner.CONNECTOR);
  }

  @Test
  void aServerThatRefusesTls12IsAnotherMatter() {
    offers(TLS_1_2).alert(Side.SERVER, 70).tcp().serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("refused");
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
  }

  @Test
  void theClientsOwnAlertIsNotTheServersAnswer() {
    offers(TLS_1_2).alert(Side.CLIENT, 70).tcp().fin();
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aModernOfferIsFine() {
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BUS_ADDRESS).handshake().tls13(BUS);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @Test
  void aSecondTryWithAnOlderVersionIsNotTheCause() {
    offers(TLS_1_2).tcp().serverRst();
    offers(TLS_1_0).alert(Side.SERVER, 70).tcp().serverFin();
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void anOldSessionThatWorksIsAWarning() {
    offers(TLS_1_0)
        .messages(Side.SERVER, TlsBytes.serverHello(TLS_1_0, new byte[0]))
        .clientFlight12()
        .serverFinished12()
        .data(Side.CLIENT, 300)
        .data(Side.SERVER, 300);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void whileItIsOpenNothingIsDecided() {
    offers(TLS_1_0);
    story.later(4);

    assertThat(story.finding(CODE).unfinished()).isTrue();
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void silenceForThirtySecondsDecides() {
    offers(TLS_1_0);
    story.later(31);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void otherProgramsMayBeOld() {
    story
        .to("203.0.113.70")
        .handshake()
        .tls()
        .clientHelloOffering("old.fabrikam.example", TLS_1_0)
        .alert(Side.SERVER, 70);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void withoutAClientHelloNothingIsKnown() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE noClientHello");
  }

  @Test
  void aCutCaptureAccusesNobodyElse() {
    offers(TLS_1_0)
        .messages(Side.SERVER, TlsBytes.serverHello(TLS_1_0, new byte[0]))
        .clientFlight12()
        .serverFinished12()
        .data(Side.CLIENT, 300)
        .data(Side.SERVER, 300);
    story.to(BUS_ADDRESS).handshake().tls12(BUS);

    Cuts.addNoError(story);
  }
}
