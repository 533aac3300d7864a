package org.connectoranalyzer.diagnosis.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.time.Duration;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class DnsNoAnswerTest {
  private static final String CODE = "DNS-NO-ANSWER";

  private final DirectStory story = new DirectStory();

  @Test
  void queriesWithoutAnyAnswerAreAnErrorOfDns() {
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP)
        .after(Duration.ofSeconds(1))
        .retry()
        .after(Duration.ofSeconds(1))
        .retry();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net");
    assertThat(finding.facts().get("queries")).isEqualTo(3L);
    assertThat(finding.facts().get("waitedMs")).isEqualTo(12_000L);
    assertThat(DirectStory.kinds(finding)).containsExactly("dnsQuery", "dnsRetry", "dnsRetry");
  }

  @Test
  void captureThatEndsMeanwhileLeavesItOpen() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).after(Duration.ofSeconds(1)).retry();
    story.later(2);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "CAPTURE-ENDED-EARLY");
  }

  @Test
  void oneQueryAloneProvesNothing() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP);
    story.later(20);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void retryThatIsAnsweredIsNone() {
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP)
        .after(Duration.ofSeconds(1))
        .retry()
        .answers(BOOTSTRAP_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void answersThatWereNotRecordedAreNone() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).after(Duration.ofSeconds(1)).retry();
    story.silent("198.51.100.7").later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
    assertThat(story.finding("SYN-UNANSWERED").confidence()).isEqualTo(Confidence.LOW);
  }
}
