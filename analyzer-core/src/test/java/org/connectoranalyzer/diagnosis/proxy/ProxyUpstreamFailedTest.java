package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyUpstreamFailedTest {
  private static final String CODE = "PROXY-UPSTREAM-FAILED";
  private static final String PROXY_ADDRESS = "10.20.8.80";

  private final ProxyStory story = new ProxyStory();

  @ParameterizedTest
  @CsvSource({
    "500,unknown",
    "502,unknown",
    "503,unknown",
    "504,timedOut",
    "408,timedOut",
    "599,unknown"
  })
  void everyServerErrorIsTheProxysOwnTrouble(int status, String cause) {
    story.answered(BOOTSTRAP + ":443", status);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("status")).isEqualTo((long) status);
    assertThat(finding.facts().get("cause")).isEqualTo(cause);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Squid-Error: ERR_DNS_FAIL 0,resolve",
    "X-Squid-Error: ERR_CONNECT_FAIL 111,refused",
    "X-Squid-Error: ERR_CONNECT_FAIL 110,timedOut",
    "X-Squid-Error: ERR_CONNECT_FAIL 113,unreachable",
    "X-Squid-Error: ERR_READ_TIMEOUT 0,timedOut",
    "X-Squid-Error: ERR_SECURE_CONNECT_FAIL 71,tls",
    "X-Squid-Error: ERR_TOO_BIG 0,unknown"
  })
  void theHeadNamesTheCause(String header, String cause) {
    story.answered(BOOTSTRAP + ":443", 503, header);

    assertThat(story.finding(CODE).facts().get("cause")).isEqualTo(cause);
  }

  @Test
  void aSlowAnswerIsATimeout() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443").serverAck();
    connection.after(Duration.ofSeconds(25)).respond(503);

    Finding finding = story.finding(CODE);
    assertThat(finding.facts().get("cause")).isEqualTo("timedOut");
    assertThat(finding.facts().get("causeFrom")).isEqualTo("delay");
    assertThat(finding.facts().number("waitedMs", 0)).isBetween(25_000L, 25_100L);
  }

  @Test
  void theProxysOwnUnansweredSynsAreTheSubCauseAndNoFindingOfTheirOwn() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443").serverAck();
    story.script().resolves(PROXY_ADDRESS, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript outgoing = story.script().tcp(PROXY_ADDRESS, BOOTSTRAP_ADDRESS + ":443").syn();
    long first = outgoing.lastFrame();
    outgoing.after(Duration.ofSeconds(1)).synAgain().after(Duration.ofSeconds(2)).synAgain();
    connection.after(Duration.ofSeconds(10)).respond(503);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.facts().get("cause")).isEqualTo("timedOut");
    assertThat(finding.facts().get("causeFrom")).isEqualTo("traffic");
    assertThat(finding.facts().get("upstreamServers"))
        .isEqualTo(List.of(BOOTSTRAP_ADDRESS + ":443"));
    assertThat(ProxyStory.frames(finding)).contains(first);
  }

  @Test
  void theProxysOwnRefusedConnectionIsTheSubCause() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443");
    story.script().resolves(PROXY_ADDRESS, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.script().tcp(PROXY_ADDRESS, BOOTSTRAP_ADDRESS + ":443").syn().refuse();
    connection.respond(503);
    story.later(10);

    assertThat(story.finding(CODE).facts().get("cause")).isEqualTo("refused");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void theProxysOwnFailedLookupIsTheSubCause() {
    TcpScript connection = story.opened().connect(BOOTSTRAP + ":443");
    story.script().dns(PROXY_ADDRESS, RESOLVER, "A", BOOTSTRAP).fails("SERVFAIL");
    connection.respond(502);
    story.later(10);

    assertThat(story.finding(CODE).facts().get("cause")).isEqualTo("resolve");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void oneFailureBesideSuccessesIsAWarning() {
    story.tunnelled(BOOTSTRAP).answered(BUS + ":443", 503).tunnelled(BUS).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void status501IsNotItsTrouble() {
    story.answered(BOOTSTRAP + ":443", 501);

    assertThat(story.codes()).containsExactly("PROXY-UNEXPECTED-ANSWER");
  }

  @Test
  void otherHostsAreNoFinding() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).answered("intranet.example.com:443", 503).later(10);

    assertThat(story.codes()).isEmpty();
  }
}
