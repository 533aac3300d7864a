package org.connectoranalyzer.diagnosis.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.time.Duration;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.DnsScript;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TraceScript;
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

    assertThat(story.codes()).containsExactly("DNS-SLOW");
  }

  @Test
  void anotherServerThatAnswersExcusesIt() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).after(Duration.ofSeconds(1)).retry();
    story.script().dns(CONNECTOR, "10.20.0.54", "A", BOOTSTRAP).answers(BOOTSTRAP_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("DNS-SLOW");
  }

  @Test
  void silenceShorterThanTwiceTheLastGapLeavesItOpen() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).after(Duration.ofSeconds(5)).retry();
    story.later(8);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);

    story.later(3);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).confidence()).isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void answerThatDoesNotFitAndTcpThatIsBlockedIsAVariant() {
    truncatedAnswer();
    story.silent(story.to(RESOLVER, 53)).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEqualTo("tcp");
    assertThat(DirectStory.kinds(finding))
        .containsExactly(
            "dnsQuery", "dnsResponse", "syn", "synRetransmission", "synRetransmission");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void queryByTcpThatIsNeverAnsweredIsThatVariantToo() {
    truncatedAnswer();
    byte[] query = new TraceScript().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).query();
    story
        .to(RESOLVER, 53)
        .handshake()
        .send(Packets.join(new byte[] {0, (byte) query.length}, query));
    story.later(20);

    assertThat(story.finding(CODE).variant()).isEqualTo("tcp");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void answerThatDoesNotFitAndComesByTcpIsNone() {
    truncatedAnswer();
    DnsScript dns = new TraceScript().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP);
    byte[] query = dns.query();
    byte[] answer = dns.answer("NOERROR", BOOTSTRAP_ADDRESS);
    story
        .to(RESOLVER, 53)
        .handshake()
        .send(Packets.join(new byte[] {0, (byte) query.length}, query))
        .reply(Packets.join(new byte[] {0, (byte) answer.length}, answer));
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void answerThatDoesNotFitAloneProvesNothing() {
    truncatedAnswer();
    story.later(20);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  private void truncatedAnswer() {
    DnsScript dns = story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP);
    byte[] answer = dns.answer("NOERROR");
    answer[2] |= 2;
    dns.respond(answer);
  }

  @Test
  void behindAProxyNothingIsExpectedOfDns() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).after(Duration.ofSeconds(1)).retry();
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
    assertThat(story.diagnosed().checks())
        .contains(new Check(CODE, Check.Result.NOT_APPLICABLE, "proxyResolves"));
  }

  @Test
  void answersThatWereNotRecordedAreNone() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).after(Duration.ofSeconds(1)).retry();
    story.silent("198.51.100.7").later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
    assertThat(story.finding("SYN-UNANSWERED").confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void hostsOfRevocationListsAloneAreAWarning() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", "crl3.digicert.com")
        .after(Duration.ofSeconds(1))
        .retry()
        .after(Duration.ofSeconds(2))
        .retry();
    story.later(20);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).variant()).isEqualTo("revocation");
  }
}
