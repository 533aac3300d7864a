package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;

import java.time.Duration;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class SynAckIgnoredTest {
  private static final String CODE = "SYN-ACK-IGNORED";

  private final DirectStory story = new DirectStory();

  @Test
  void clientThatGoesOnWithSynsIgnoresTheAnswer() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .synAck()
        .after(Duration.ofSeconds(1))
        .synAgain()
        .synAck()
        .after(Duration.ofSeconds(2))
        .synAgain()
        .synAck();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.facts().get("synAcks")).isEqualTo(3L);
    assertThat(finding.facts().get("retransmissions")).isEqualTo(2L);
    assertThat(finding.variant()).isEmpty();
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void clientThatResetsEachTimeIsAVariant() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().synAck().rst();
    story.to(BOOTSTRAP_ADDRESS).syn().synAck().rst();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("reset");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void connectionThatIsEstablishedInTheEndIsOnlyLate() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .synAck()
        .after(Duration.ofSeconds(1))
        .synAgain()
        .synAck()
        .ack()
        .tls12(BOOTSTRAP);
    story.reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("SYN-ANSWERED-LATE");
  }

  @Test
  void repeatedSynAckAloneIsNoRepeatedSyn() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .synAck()
        .after(Duration.ofSeconds(1))
        .synAck()
        .ack()
        .tls12(BOOTSTRAP);
    story.reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void captureThatEndsAfterTheSynAckLeavesItOpen() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().synAck();

    assertThat(story.codes()).containsExactly("CAPTURE-ENDED-EARLY");
  }
}
