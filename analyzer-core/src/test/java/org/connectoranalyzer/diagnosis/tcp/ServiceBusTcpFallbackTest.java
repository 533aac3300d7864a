package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;

import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class ServiceBusTcpFallbackTest {
  private static final String CODE = "SERVICE-BUS-TCP-FALLBACK";

  private final DirectStory story = new DirectStory();

  @Test
  void failingTcpPortsBesideWorkingHttpsAreByDesign() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .silent(story.to(BUS_ADDRESS, 9352))
        .reached(BUS, BUS_ADDRESS)
        .later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.INFO);
    assertThat(finding.owner()).isEqualTo(Owner.NONE);
    assertThat(finding.subject()).isEqualTo("*.servicebus.windows.net:9352");
    assertThat(finding.hosts()).containsExactly(BUS);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void withAProxyTheyAreTheProbeAlone() {
    story.resolves(BUS, BUS_ADDRESS);
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.silent(story.to(BUS_ADDRESS, 5671)).later(10);

    assertThat(story.finding(CODE).subject()).isEqualTo("*.servicebus.windows.net:5671");
    assertThat(story.codes()).doesNotContain("PROXY-BYPASSED", "SYN-UNANSWERED");
  }

  @Test
  void failingHttpsIsTheCause() {
    story
        .resolves(BUS, BUS_ADDRESS)
        .silent(story.to(BUS_ADDRESS, 9350))
        .silent(BUS_ADDRESS)
        .later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
    assertThat(story.finding("SYN-UNANSWERED").subject()).isEqualTo("*.servicebus.windows.net:443");
  }

  @Test
  void workingTcpPortIsNone() {
    story
        .resolves(BUS, BUS_ADDRESS)
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BUS, BUS_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BUS_ADDRESS, 5671).handshake().tls12(BUS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }
}
