package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;

import java.time.Duration;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class SynRefusedTest {
  private static final String CODE = "SYN-REFUSED";

  private final DirectStory story = new DirectStory();

  @Test
  void resetInAnswerIsAnErrorOfTheNetwork() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().refuse();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("resets")).isEqualTo(1L);
    assertThat(finding.facts().get("rstTtl")).isEqualTo(64L);
    assertThat(finding.facts().get("rstAfterMs")).isEqualTo(1L);
    assertThat(DirectStory.kinds(finding)).containsExactly("syn", "rst");
  }

  @Test
  void windowsRepeatsTheSynAndThatIsTheSameAttempt() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .refuse()
        .after(Duration.ofMillis(510))
        .synAgain()
        .refuse()
        .after(Duration.ofMillis(510))
        .synAgain()
        .refuse();

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).as("two RSTs are final").isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("attempts")).isEqualTo(1L);
    assertThat(finding.facts().get("retransmissions")).isEqualTo(2L);
    assertThat(finding.facts().get("schedule")).isEqualTo("0, 0.5, 1");
  }

  @Test
  void resetInTheLastSecondsMayBeFollowedUp() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().refuse();
    story.later(4);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "CAPTURE-ENDED-EARLY");
  }

  @Test
  void resetFromAnotherDistanceThanTheServerIsFromTheWay() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS, 80).syn().hops(48).synAck().hops(64).ack();
    story.to(BOOTSTRAP_ADDRESS).syn().refuse();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("middlebox");
  }

  @Test
  void resetOfAConnectionThatWorkedIsNoRefusal() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP).serverRst();
    story.reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void refusedAddressBesideAWorkingOneIsAWarningOfItsOwn() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10");
    story.to(BOOTSTRAP_ADDRESS).syn().refuse();
    story.reached(BOOTSTRAP, "203.0.113.10").later(10);

    assertThat(story.codes()).containsExactly("ADDRESS-UNREACHABLE");
  }

  @Test
  void aSlowRefusalRightBeforeTheEndMayStillBeFollowedUp() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().after(Duration.ofSeconds(3)).refuse();
    story.later(4);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.codes()).contains("CAPTURE-ENDED-EARLY");
  }
}
