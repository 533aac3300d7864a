package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;

import java.time.Duration;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TlsScript;
import org.connectoranalyzer.testing.TlsScript.ClientAuthentication;
import org.junit.jupiter.api.Test;

class TlsClosedEarlyTest {
  private static final String CODE = "TLS-CLOSED-EARLY";

  private final DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);

  private TlsScript session13() {
    return story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello(BOOTSTRAP)
        .serverFlight13()
        .clientFlight13WithCertificate();
  }

  private TlsScript session12() {
    return story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(ClientAuthentication.NOT_ASKING, CertificateBytes.of(BOOTSTRAP).der())
        .clientFlight12()
        .serverFinished12();
  }

  @Test
  void anAlertsSizeAndThenTheEnd() {
    TlsScript tls = session13();
    long finished = tls.lastFrame();
    long fin = tls.encryptedAlert13(Side.SERVER).tcp().serverFin().lastFrame();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("closedWith")).isEqualTo("FIN");
    assertThat(DirectStory.frames(finding)).endsWith(finished, fin);
    assertThat(DirectStory.kinds(finding))
        .containsExactly("clientHello", "serverHello", "clientFinished", "fin");
  }

  @Test
  void aResetWithoutAnyRecord() {
    session13().tcp().serverRst();
    story.later(10);

    assertThat(story.finding(CODE).facts().get("closedWith")).isEqualTo("RST");
  }

  @Test
  void theClientsFirstDataDoesNotChangeIt() {
    session13().data(Side.CLIENT, 400).encryptedAlert13(Side.SERVER).tcp().serverRst();
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void sessionTicketsShowThatTheServerWasContent() {
    session13().tickets13().tcp().serverFin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void anIdleConnectionIsPutAway() {
    session13().tcp().after(Duration.ofSeconds(60)).serverFin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aClientThatClosesIsNotTurnedAway() {
    session13().tcp().fin().serverFin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void inTls12TheClientsDataGetAnEndForAnAnswer() {
    session12().data(Side.CLIENT, 400).encryptedAlert12(Side.SERVER).tcp().serverFin();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("tls12");
  }

  @Test
  void inTls12AHostThatWasReachedOtherwiseHasNoTrouble() {
    session12().data(Side.CLIENT, 400).tcp().serverFin();
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void inTls12WithoutDataItMayHaveBeenIdle() {
    session12().tcp().serverFin();
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aCaptureThatIsCutAccusesNobodyElse() {
    session13().encryptedAlert13(Side.SERVER).tcp().serverFin();
    session12().data(Side.CLIENT, 400).tcp().serverRst();
    story.later(10);

    Cuts.addNoError(story);
  }
}
