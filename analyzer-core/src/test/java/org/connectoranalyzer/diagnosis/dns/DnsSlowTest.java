package org.connectoranalyzer.diagnosis.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR_V6;
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
import org.connectoranalyzer.testing.DnsScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

class DnsSlowTest {
  private static final String CODE = "DNS-SLOW";
  private static final String SECOND_RESOLVER = "10.20.0.54";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final DirectStory story = new DirectStory();

  /** Everything resolves and is reached, but for what the test adds before. */
  private DirectStory healthy() {
    return story
        .resolves(BUS, BUS_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BUS, BUS_ADDRESS)
        .later(10);
  }

  private DnsScript asks(String resolver) {
    return story.script().dns(CONNECTOR, resolver, "A", BOOTSTRAP);
  }

  @Test
  void answerAfterRetriesIsAWarning() {
    asks(RESOLVER)
        .after(SECOND)
        .retry()
        .after(SECOND)
        .retry()
        .after(Duration.ofMillis(500))
        .answers(BOOTSTRAP_ADDRESS);
    healthy();

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.DNS);
    assertThat(finding.way()).isEqualTo(Way.DNS);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("waitedMs")).isEqualTo(2500L);
    assertThat(finding.facts().get("queries")).isEqualTo(3L);
    assertThat(finding.facts().get("servers")).isEqualTo(List.of(RESOLVER));
    assertThat(DirectStory.kinds(finding))
        .containsExactly("dnsQuery", "dnsRetry", "dnsRetry", "dnsResponse");
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void noLateAnswerIsAccusedAsNoneWhereverTheCaptureEnds() {
    asks(RESOLVER).after(SECOND).retry().after(SECOND).retry().after(Duration.ofSeconds(2)).retry();
    story.after(4000);
    asks(SECOND_RESOLVER).answers(BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  @Test
  void anotherServerThatAnswersForASilentOneIsAVariant() {
    asks(RESOLVER).after(SECOND).retry();
    story.after(1000);
    asks(SECOND_RESOLVER).answers(BOOTSTRAP_ADDRESS);
    healthy();

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("anotherServer");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.facts().get("failing")).isEqualTo(List.of(RESOLVER));
    assertThat(finding.facts().get("answeredBy")).isEqualTo(List.of(SECOND_RESOLVER));
    assertThat(finding.facts().get("waitedMs")).isEqualTo(2001L);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void errorThatIsFollowedByALateAnswerIsAVariant() {
    asks(RESOLVER).fails("SERVFAIL");
    story.after(3000);
    asks(RESOLVER).answers(BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.finding(CODE).variant()).isEqualTo("afterError");
    assertThat(story.finding(CODE).facts().get("rcodes")).isEqualTo(List.of("SERVFAIL"));
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void familyThatIsNeverAnsweredIsAVariant() {
    DnsScript v6 = story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP);
    asks(RESOLVER).answers(BOOTSTRAP_ADDRESS);
    v6.after(SECOND).retry().after(SECOND).retry();
    healthy();

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("oneFamily");
    assertThat(finding.facts().get("type")).isEqualTo("AAAA");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void resolversOverIpv6CountAlike() {
    story.script().machine(CONNECTOR, CONNECTOR_V6);
    story
        .script()
        .dns(CONNECTOR_V6, "2001:db8:20::53", "A", BOOTSTRAP)
        .after(SECOND)
        .retry()
        .answers(BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.finding(CODE).facts().get("servers")).isEqualTo(List.of("2001:db8:20::53"));
  }

  @Test
  void slowNameOfTheProxyCountsBehindAProxy() {
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", "proxy.contoso.local")
        .after(SECOND)
        .retry()
        .answers("10.20.8.80");
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.finding(CODE).hosts()).containsExactly("proxy.contoso.local");
    assertThat(story.finding(CODE).subject()).isEqualTo("proxy.contoso.local");
  }

  @Test
  void slowMicrosoftNamesDoNotCountBehindAProxy() {
    asks(RESOLVER).after(SECOND).retry().fails("NXDOMAIN");
    asks(RESOLVER).after(SECOND).retry().answers(BOOTSTRAP_ADDRESS);
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void copiesOfAQueryAreNoRetries() {
    TraceScript script = story.script();
    DnsScript query = asks(RESOLVER);
    script.copy();
    query.after(Duration.ofMillis(900)).answers(BOOTSTRAP_ADDRESS);
    script.copy();
    healthy();

    assertThat(story.codes()).containsExactly("CAPTURE-DUPLICATES");
  }

  @Test
  void serversThatAreAskedAtTheSameMomentAreNoRetries() {
    DnsScript first = asks(RESOLVER);
    DnsScript second = asks(SECOND_RESOLVER);
    second.after(Duration.ofMillis(700)).answers(BOOTSTRAP_ADDRESS);
    first.answers(BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void promptAnswerOfAnotherServerAfterAnErrorIsNone() {
    asks(RESOLVER).fails("REFUSED");
    asks(SECOND_RESOLVER).answers(BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void nameThatIsAskedForAgainLaterIsAskedAnew() {
    asks(RESOLVER).answers(BOOTSTRAP_ADDRESS);
    story.later(600);
    asks(RESOLVER).answers(BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void queryWhoseAnswerWasLostLongAgoIsNotRetriedTenMinutesLater() {
    asks(RESOLVER);
    story.later(600);
    asks(RESOLVER).answers(BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void otherNamesAndOtherAgentsAreNotTheConnectors() {
    for (String name : List.of("intranet.contoso.com", PASS_THROUGH, BOOTSTRAP + ".contoso.com")) {
      story
          .script()
          .dns(CONNECTOR, RESOLVER, "A", name)
          .after(SECOND)
          .retry()
          .answers("10.20.8.20");
    }
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    healthy();

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anotherConnectorsWaitIsItsOwn() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .script()
        .dns(OTHER_CONNECTOR, RESOLVER, "A", BOOTSTRAP)
        .after(SECOND)
        .retry()
        .answers(BOOTSTRAP_ADDRESS);
    story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
    healthy();

    assertThat(story.finding(CODE).client()).hasToString(OTHER_CONNECTOR);
  }

  @Test
  void nameThatIsNeverAnsweredIsAnotherCodes() {
    asks(RESOLVER).after(SECOND).retry().after(SECOND).retry();
    story.later(20);

    assertThat(story.codes()).containsExactly("DNS-NO-ANSWER");
  }
}
