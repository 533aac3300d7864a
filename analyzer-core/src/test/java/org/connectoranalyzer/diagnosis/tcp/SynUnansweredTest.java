package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
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
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class SynUnansweredTest {
  private static final String CODE = "SYN-UNANSWERED";

  private final DirectStory story = new DirectStory();

  @Test
  void synsWithoutAnyAnswerAreAnErrorOfTheNetwork() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.client()).hasToString(CONNECTOR);
    assertThat(finding.facts().get("addresses")).isEqualTo(List.of(BOOTSTRAP_ADDRESS));
    assertThat(finding.facts().get("attempts")).isEqualTo(1L);
    assertThat(finding.facts().get("retransmissions")).isEqualTo(2L);
    assertThat(finding.facts().get("schedule")).isEqualTo("0, 1, 3");
    assertThat(finding.facts().get("gaveUp")).isEqualTo(true);
    assertThat(finding.facts().get("waitedMs")).isEqualTo(13_000L);
    assertThat(finding.flowFilter()).isEqualTo("ip.addr == 203.0.113.9 && tcp.port == 443");
    assertThat(DirectStory.frames(finding)).containsExactly(3L, 4L, 5L);
    assertThat(DirectStory.kinds(finding))
        .containsExactly("syn", "synRetransmission", "synRetransmission");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(story.diagnosed().headlineCode()).isEqualTo(CODE);
  }

  /** Ports, times and counts are another capture's, the addresses another node's of the name. */
  @Test
  void itsFingerprintIsThatOfTheNextCapture() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);
    DirectStory next = new DirectStory();
    next.after(4_000).to("198.51.100.7", 80).handshake();
    next.resolves(BOOTSTRAP, "203.0.113.77")
        .silent("203.0.113.77")
        .silent("203.0.113.77")
        .later(10);
    DirectStory other = new DirectStory();
    other.resolves(BUS, BUS_ADDRESS).silent(BUS_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    Finding again = next.finding(CODE);
    assertThat(DirectStory.frames(again)).isNotEqualTo(DirectStory.frames(finding));
    assertThat(again.flowFilter()).isNotEqualTo(finding.flowFilter());
    assertThat(again.fingerprint()).isEqualTo(finding.fingerprint());
    assertThat(other.finding(CODE).fingerprint()).isNotEqualTo(finding.fingerprint());
  }

  @Test
  void hostsBehindOneBlockAreOneFinding() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .silent(BOOTSTRAP_ADDRESS)
        .silent(BUS_ADDRESS)
        .later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.subject()).isEqualTo("*:443");
    assertThat(finding.facts().get("attempts")).isEqualTo(2L);
    assertThat(finding.occurrences()).isEqualTo(2);
  }

  @Test
  void everyAddressOfTheHostIsTried() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10")
        .silent(BOOTSTRAP_ADDRESS)
        .silent("203.0.113.10")
        .later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("addresses"))
        .isEqualTo(List.of(BOOTSTRAP_ADDRESS, "203.0.113.10"));
  }

  @Test
  void untriedAddressOfTheAnswerLeavesItOpen() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10").silent(BOOTSTRAP_ADDRESS).later(9);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "CAPTURE-ENDED-EARLY");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void untriedAddressMattersNotOnceTheSameOneFailedAgainAndAgain() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10");
    for (int i = 0; i < 3; i++) {
      story.silent(BOOTSTRAP_ADDRESS).later(10);
    }

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void windowsGivesUpAfter21Seconds() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .after(Duration.ofSeconds(3))
        .synAgain()
        .after(Duration.ofSeconds(6))
        .synAgain();
    story.later(12);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).facts().get("schedule")).isEqualTo("0, 3, 9");
  }

  @Test
  void captureThatEndsWhileTheClientTriesIsNoError() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().after(Duration.ofSeconds(1)).synAgain();
    story.later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
    assertThat(finding.variant()).isEqualTo("stillTrying");
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "CAPTURE-ENDED-EARLY");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void newAttemptShowsThatTheOneBeforeWasGivenUp() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS);
    for (int i = 0; i < 3; i++) {
      connection
          .syn()
          .after(Duration.ofSeconds(1))
          .synAgain()
          .after(Duration.ofMillis(500))
          .newAttempt();
    }

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("attempts")).isEqualTo(3L);
  }

  @Test
  void loneSynProvesNothing() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn();
    story.later(30);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void copiesOfOnePacketAreNoRetransmission() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().copy().copy().copy().synAck().ack().tls12(BOOTSTRAP);
    story.reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("CAPTURE-DUPLICATES");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void hostReachedByAnotherAttemptIsNotDown() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("ADDRESS-UNREACHABLE");
  }

  @Test
  void anotherClientThatReachesTheHostDoesNotExcuse() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);
    story.script().resolves(OTHER_CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.finding(CODE).client()).hasToString(CONNECTOR);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void windowsSynAfterResetIsNoUnansweredSyn() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .refuse()
        .after(Duration.ofMillis(500))
        .synAgain()
        .refuse()
        .after(Duration.ofMillis(500))
        .synAgain()
        .refuse();
    story.later(10);

    assertThat(story.codes()).containsExactly("SYN-REFUSED");
  }

  @Test
  void otherAgentsAndInternalNamesAreUnrelated() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(PASS_THROUGH, "203.0.113.30")
        .resolves("intranet.contoso.local", "10.20.5.5")
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .silent("203.0.113.30")
        .silent("10.20.5.5")
        .later(10);

    assertThat(story.codes()).containsExactly("UNRELATED-SYN-RETRANSMISSIONS");
  }

  @Test
  void unnamedAddressIsAnErrorOfLowConfidenceForWantOfBetter() {
    story.silent(BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.confidenceReason()).isEqualTo("unnamed");
    assertThat(finding.subject()).isEqualTo("203.0.113.9:443");
    assertThat(finding.hosts()).isEmpty();
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void unnamedAddressIsUnrelatedWhereNamedHostsAreThere() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .silent("198.51.100.77")
        .later(10);

    assertThat(story.codes()).containsExactly("UNRELATED-SYN-RETRANSMISSIONS");
  }

  @Test
  void unnamedPrivateAddressIsAnApplicationBehindTheConnector() {
    story.silent("10.20.5.5").later(10);

    assertThat(story.codes()).doesNotContain(CODE).contains("UNRELATED-SYN-RETRANSMISSIONS");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void unnamedAddressIsUnrelatedWhereAnotherUnnamedOneWorks() {
    story.to("198.51.100.9").handshake().tls12(null);
    story.silent("198.51.100.77").later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void unnamedAddressIsUnrelatedBesideAProxy() {
    story
        .script()
        .tcp(CONNECTOR, "10.20.8.80:8080")
        .handshake()
        .connect(BOOTSTRAP + ":443")
        .respond(200)
        .tls12(BOOTSTRAP);
    story.silent("198.51.100.77").later(10);

    assertThat(story.codes()).contains("UNRELATED-SYN-RETRANSMISSIONS").doesNotContain(CODE);
  }

  @Test
  void anAnswerWhoseAddressesTheSnapLengthCutsOffLeavesTheHostUnnamed() {
    story.script().snapLength(128);
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.subject()).isEqualTo(BOOTSTRAP_ADDRESS + ":443");
  }
}
