package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
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

class TlsNoAnswerTest {
  private static final String CODE = "TLS-NO-ANSWER";

  private final DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);

  private TcpScript opened() {
    return story.to(BOOTSTRAP_ADDRESS).handshake();
  }

  private TcpScript asked() {
    return opened().clientHello12(BOOTSTRAP).serverAck();
  }

  private static TcpScript later(TcpScript flow, int seconds) {
    return flow.after(Duration.ofSeconds(seconds));
  }

  @Test
  void acknowledgedAndSilentUntilTheClientGivesUp() {
    TcpScript flow = opened();
    long hello = flow.clientHello12(BOOTSTRAP).lastFrame();
    long fin = later(flow.serverAck(), 20).fin().lastFrame();
    story.later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.confidenceReason()).isEqualTo("gaveUp");
    assertThat(finding.facts().get("waitedMs")).isEqualTo(20_001L);
    assertThat(finding.facts().get("acknowledged")).isEqualTo(true);
    assertThat(finding.facts().get("clientGaveUp")).isEqualTo(true);
    assertThat(DirectStory.frames(finding)).containsExactly(hello, fin);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void acknowledgedAndSilentForThirtySeconds() {
    asked();
    story.later(31);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aCaptureThatEndsBeforeDecidesNothing() {
    asked();
    story.later(20);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
    assertThat(story.codes()).containsExactly("CAPTURE-ENDED-EARLY", CODE);
  }

  @Test
  void aHandshakeJustBegunIsNoSilence() {
    asked();
    story.later(2);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aClientHelloThatNobodyAcknowledges() {
    TcpScript flow = opened().deaf(Side.SERVER).clientHello12(BOOTSTRAP);
    for (int i = 0; i < 4; i++) {
      flow.after(Duration.ofMillis(300L << i)).retransmit();
    }
    later(flow, 10).rst();
    story.later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("unacknowledged");
    assertThat(finding.facts().get("repeats")).isEqualTo(4L);
    assertThat(DirectStory.kinds(finding))
        .containsExactly(
            "clientHello",
            "retransmission",
            "retransmission",
            "retransmission",
            "retransmission",
            "rst");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aTunnelThatPassesNothingOn() {
    TcpScript flow = story.to("10.20.8.80", 8080).handshake().connect(BOOTSTRAP + ":443");
    later(flow.respond(200).clientHello12(BOOTSTRAP).serverAck(), 20).fin();
    story.later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.way()).isEqualTo(Way.TUNNEL);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.variant()).isEqualTo("tunnel");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void anotherNameThatWorksAtTheSameAddress() {
    story.resolves(LOGIN, BOOTSTRAP_ADDRESS).reached(LOGIN, BOOTSTRAP_ADDRESS);
    later(asked(), 20).fin();
    story.later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("name");
    assertThat(finding.facts().get("sameAddressHosts")).isEqualTo(List.of(LOGIN));
  }

  @Test
  void aServerThatDoesNotAnswerTheClientsFlight() {
    TlsScript tls = opened().tls().clientHello12(BOOTSTRAP);
    tls.serverFlight12(ClientAuthentication.ASKING, CertificateBytes.of(BOOTSTRAP).der());
    later(tls.clientFlight12().tcp().serverAck(), 20).fin();
    story.later(1);

    assertThat(story.finding(CODE).variant()).isEqualTo("handshake");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aServerThatStopsInItsFlight() {
    TcpScript flow = opened().clientHello12(BOOTSTRAP);
    flow.reply(TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32]))).ack();
    later(flow, 20).fin();
    story.later(1);

    assertThat(story.finding(CODE).variant()).isEqualTo("handshake");
  }

  @Test
  void aClientThatDoesNotGoOnAfterTheServersFlightIsNoSilenceOfTheServer() {
    TlsScript tls = opened().tls().clientHello12(BOOTSTRAP);
    tls.serverFlight12(ClientAuthentication.ASKING, CertificateBytes.of(BOOTSTRAP).der());
    later(tls.tcp(), 20).fin();
    story.later(1);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aHostThatWasReachedByAnotherAttemptIsAWarning() {
    later(asked(), 20).fin();
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(1);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aSessionThatItsClientDropsAtOnceBesideOneThatWorksIsNothing() {
    asked().rst();
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(1);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aClientThatHangsUpBeforeAnAnswerCanHaveComeWasNotLeftWaiting() {
    TcpScript flow = story.to(BOOTSTRAP_ADDRESS).syn().after(Duration.ofMillis(40)).synAck().ack();
    flow.clientHello12(BOOTSTRAP).after(Duration.ofMillis(50)).fin();
    story.later(1);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aClientThatWaitsForAMomentOnlyProvesLittle() {
    asked().after(Duration.ofMillis(300)).fin();
    story.later(1);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void aCaptureThatIsCutAccusesNobodyElse() {
    TcpScript flow = opened().deaf(Side.SERVER).clientHello12(BOOTSTRAP);
    later(flow.after(Duration.ofMillis(300)).retransmit(), 20).fin();
    later(asked(), 20).fin();
    story.later(1);

    Cuts.addNoError(story);
  }

  @Test
  void anotherClientsSuccessExcusesNothing() {
    later(asked(), 20).fin();
    story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
    story.later(1);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void anAnswerThatOnlyTheCaptureLacksMayHaveCome() {
    TcpScript flow = opened().clientHello12(BOOTSTRAP).unseen().reply(new byte[3000]).ack();
    later(flow, 20).fin();
    story.later(1);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aCaptureOfOneDirectionShowsNoSilence() {
    TcpScript flow = story.to(BOOTSTRAP_ADDRESS).syn().unseen().synAck().ack();
    later(flow.clientHello12(BOOTSTRAP), 20).fin();
    story.later(1);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aConnectionThatTheServerClosesIsNoSilence() {
    later(asked(), 20).serverFin().fin();
    story.later(1);

    assertThat(story.codes()).containsExactly("TLS-RESET");
  }
}
