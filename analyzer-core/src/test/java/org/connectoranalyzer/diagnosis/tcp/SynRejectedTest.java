package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR_V6;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;
import static org.connectoranalyzer.testing.DirectStory.ROUTER;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class SynRejectedTest {
  private static final String CODE = "SYN-REJECTED";

  private final DirectStory story = new DirectStory();

  @Test
  void icmpErrorNamesWhoBlocks() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .icmp(ROUTER, 3, 13)
        .after(Duration.ofSeconds(1))
        .synAgain()
        .after(Duration.ofSeconds(2))
        .synAgain();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.variant()).isEqualTo("prohibited");
    assertThat(finding.facts().get("icmpFrom")).isEqualTo(List.of(ROUTER));
    assertThat(finding.facts().get("icmpType")).isEqualTo(3L);
    assertThat(finding.facts().get("icmpCode")).isEqualTo(13L);
    assertThat(finding.facts().get("icmpMeaning")).isEqualTo("prohibited");
    assertThat(DirectStory.kinds(finding))
        .containsExactly("syn", "icmp", "synRetransmission", "synRetransmission");
    assertThat(finding.frames().get(1).from()).isEqualTo(ROUTER);
    assertThat(finding.frames().get(1).to()).isEqualTo(CONNECTOR);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void silentAttemptsOfTheSameHostBelongToIt() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10");
    story.to(BOOTSTRAP_ADDRESS).syn().icmp(ROUTER, 3, 10);
    story.silent(BOOTSTRAP_ADDRESS).silent("203.0.113.10").later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.facts().get("attempts")).isEqualTo(3L);
    assertThat(finding.facts().get("icmpErrors")).isEqualTo(1L);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void icmpV6Counts() {
    story.script().machine(CONNECTOR, CONNECTOR_V6);
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP).answers("2001:db8:9::9");
    story.to("2001:db8:9::9").syn().icmp("2001:db8:20::1", 1, 0);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("noRoute");
    assertThat(finding.flowFilter()).isEqualTo("ipv6.addr == 2001:db8:9::9 && tcp.port == 443");
  }

  @Test
  void theErrorJustBeforeTheEndIsNotFinal() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().icmp(ROUTER, 3, 1);
    story.later(2);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).unfinished()).isTrue();
  }

  @Test
  void fragmentationNeededIsNoRejection() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).handshake().icmp(ROUTER, 3, 4).tls12(BOOTSTRAP);
    story.reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void icmpErrorOnTheWayToAnEstablishedConnectionIsNone() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .icmp(ROUTER, 3, 1)
        .after(Duration.ofSeconds(1))
        .synAgain()
        .synAck()
        .ack()
        .tls12(BOOTSTRAP);
    story.reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("SYN-ANSWERED-LATE");
  }

  @Test
  void meaningsFollowTheRegistries() {
    assertThat(SynRejected.meaning(4, 3, 9)).isEqualTo("prohibited");
    assertThat(SynRejected.meaning(4, 3, 1)).isEqualTo("noRoute");
    assertThat(SynRejected.meaning(4, 3, 3)).isEqualTo("portUnreachable");
    assertThat(SynRejected.meaning(4, 11, 0)).isEqualTo("timeExceeded");
    assertThat(SynRejected.meaning(6, 1, 1)).isEqualTo("prohibited");
    assertThat(SynRejected.meaning(6, 1, 3)).isEqualTo("noRoute");
    assertThat(SynRejected.meaning(6, 1, 4)).isEqualTo("portUnreachable");
    assertThat(SynRejected.meaning(6, 3, 0)).isEqualTo("timeExceeded");
  }
}
