package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;

import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class AddressUnreachableTest {
  private static final String CODE = "ADDRESS-UNREACHABLE";

  private final DirectStory story = new DirectStory();

  @Test
  void oneAddressFailsWhileAnotherWorks() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10")
        .silent(BOOTSTRAP_ADDRESS)
        .later(10)
        .reached(BOOTSTRAP, "203.0.113.10")
        .later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.facts().get("addresses")).isEqualTo(List.of(BOOTSTRAP_ADDRESS));
    assertThat(finding.facts().get("workingAddresses")).isEqualTo(List.of("203.0.113.10"));
    assertThat(finding.variant()).isEmpty();
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void sameAddressThatFailsAtTimesIsAVariant() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .silent(BOOTSTRAP_ADDRESS)
        .later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("intermittent");
  }

  @Test
  void loserOfARaceBetweenAddressesIsNone() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10").resolves(BUS, BUS_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn();
    story.reached(BOOTSTRAP, "203.0.113.10");
    story.to(BUS_ADDRESS).syn().synAck().rst();
    story.reached(BUS, BUS_ADDRESS).later(30);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void otherHostThatWorksDoesNotExcuse() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .silent(BOOTSTRAP_ADDRESS)
        .reached(BUS, BUS_ADDRESS)
        .later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
    assertThat(story.finding("SYN-UNANSWERED").hosts()).containsExactly(BOOTSTRAP);
  }
}
