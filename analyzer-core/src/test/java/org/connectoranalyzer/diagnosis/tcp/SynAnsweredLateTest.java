package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;

import java.time.Duration;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class SynAnsweredLateTest {
  private static final String CODE = "SYN-ANSWERED-LATE";

  private final DirectStory story = new DirectStory();

  @Test
  void repeatedSynThatIsFinallyAnsweredIsAWarning() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .after(Duration.ofSeconds(3))
        .synAgain()
        .synAck()
        .ack()
        .tls12(BOOTSTRAP);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("retransmissions")).isEqualTo(1L);
    assertThat(finding.facts().get("lateMs")).isEqualTo(3_000L);
    assertThat(DirectStory.kinds(finding)).containsExactly("syn", "synRetransmission", "synAck");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void theProxyCountsToo() {
    TcpScript proxy = story.to("10.20.8.80", 8080);
    proxy.syn().after(Duration.ofSeconds(1)).synAgain().synAck().ack();
    proxy.connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.way()).isEqualTo(Way.PROXY);
    assertThat(finding.subject()).isEqualTo("10.20.8.80:8080");
  }

  @Test
  void promptAnswersAreClear() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BUS, BUS_ADDRESS)
        .later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void unrelatedHostsAreNone() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves("update.example.com", "198.51.100.5")
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to("198.51.100.5")
        .syn()
        .after(Duration.ofSeconds(1))
        .synAgain()
        .synAck()
        .ack()
        .tls12("update.example.com");
    story.later(10);

    assertThat(story.codes()).containsExactly("UNRELATED-SYN-RETRANSMISSIONS");
  }
}
