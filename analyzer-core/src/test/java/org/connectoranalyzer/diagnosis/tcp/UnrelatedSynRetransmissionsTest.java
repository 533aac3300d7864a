package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.PASS_THROUGH;

import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class UnrelatedSynRetransmissionsTest {
  private static final String CODE = "UNRELATED-SYN-RETRANSMISSIONS";

  private final DirectStory story = new DirectStory();

  @Test
  void repeatedSynsToOthersAreOneLine() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves("intranet.contoso.local", "10.20.5.5")
        .resolves(PASS_THROUGH, "203.0.113.30")
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .silent("10.20.5.5")
        .silent("203.0.113.30")
        .silent(story.to("10.20.5.6", 8080))
        .later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.INFO);
    assertThat(finding.owner()).isEqualTo(Owner.NONE);
    assertThat(finding.subject()).isEqualTo("unrelated");
    assertThat(finding.client()).isNull();
    assertThat(finding.hosts()).containsExactly(PASS_THROUGH, "intranet.contoso.local");
    assertThat(finding.facts().get("attempts")).isEqualTo(3L);
    assertThat(finding.facts().get("retransmissions")).isEqualTo(6L);
    assertThat(finding.facts().get("serverCount")).isEqualTo(3L);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void theConnectorsOwnAreNot() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
  }

  @Test
  void connectionsOfTheProxyItselfAreNot() {
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.silent(story.script().tcp("10.20.8.80", "198.51.100.5:443")).later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }
}
