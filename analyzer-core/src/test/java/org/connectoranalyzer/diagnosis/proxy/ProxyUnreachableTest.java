package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY_NAME;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyUnreachableTest {
  private static final String CODE = "PROXY-UNREACHABLE";

  private final ProxyStory story = new ProxyStory();

  private TcpScript unanswered(String server) {
    return story
        .script()
        .tcp(CONNECTOR, server)
        .syn()
        .after(Duration.ofSeconds(1))
        .synAgain()
        .after(Duration.ofSeconds(2))
        .synAgain();
  }

  @Test
  void silenceOfTheToldProxyIsAnError() {
    story.told(PROXY_NAME, 8080).named("10.20.8.80");
    long last = unanswered(PROXY).lastFrame();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.PROXY);
    assertThat(finding.way()).isEqualTo(Way.PROXY);
    assertThat(finding.subject()).isEqualTo(PROXY_NAME + ":8080");
    assertThat(finding.hosts()).isEmpty();
    assertThat(finding.variant()).isEqualTo("unanswered");
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.facts().get("cause")).isEqualTo("unanswered");
    assertThat(finding.facts().get("retransmissions")).isEqualTo(2L);
    assertThat(ProxyStory.frames(finding)).containsExactly(last - 2, last - 1, last);
  }

  @Test
  void aRefusingProxyIsToldApart() {
    story.told("10.20.8.80", 8080);
    TcpScript connection = story.script().tcp(CONNECTOR, PROXY).syn().refuse();
    connection.after(Duration.ofMillis(500)).synAgain().refuse();
    connection.after(Duration.ofMillis(500)).synAgain().refuse();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("refused");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void icmpNamesWhoRejects() {
    story.told("10.20.8.80", 8080);
    TcpScript connection = story.script().tcp(CONNECTOR, PROXY).syn().icmp("10.20.0.1", 3, 13);
    connection.after(Duration.ofSeconds(1)).synAgain().after(Duration.ofSeconds(2)).synAgain();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("rejected");
    assertThat(finding.facts().get("icmpFrom")).isEqualTo(List.of("10.20.0.1"));
    assertThat(finding.facts().get("icmpCode")).isEqualTo(13L);
  }

  @Test
  void aSynAckThatTheClientDoesNotTakeIsToldApart() {
    story.told("10.20.8.80", 8080);
    TcpScript connection = story.script().tcp(CONNECTOR, PROXY).syn().synAck();
    connection.after(Duration.ofSeconds(1)).synAgain().synAck();
    connection.after(Duration.ofSeconds(2)).synAgain().synAck();
    story.later(15);

    assertThat(story.finding(CODE).variant()).isEqualTo("synAckIgnored");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void withNoOtherWayTriedAFailingProxyPortIsACandidate() {
    unanswered(PROXY);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.confidenceReason()).isEqualTo("proxyCandidate");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 3128, 8080, 9090})
  void aPrivateServerIsACandidateOnAnyPortThatAProxyMayHave(int port) {
    unanswered("10.20.8.80:" + port);
    story.later(20);

    assertThat(story.finding(CODE).confidence()).isNotEqualTo(Confidence.HIGH);
  }

  @ParameterizedTest
  @ValueSource(ints = {53, 88, 389, 445, 3389})
  void aServerOfTheWindowsNetworkIsNone(int port) {
    unanswered("10.20.8.80:" + port);
    story.later(20);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void aShortProxyNameIsFoundByItsSuffixedLookup() {
    story.told("proxy", 8080);
    story.script().resolves(CONNECTOR, RESOLVER, PROXY_NAME, "10.20.8.80");
    unanswered(PROXY);
    story.later(10);

    assertThat(story.finding(CODE).subject()).isEqualTo("proxy:8080");
    assertThat(story.finding(CODE).confidence()).isEqualTo(Confidence.HIGH);
  }

  @Test
  void anIntranetServerOnAProxyPortIsNoProxyBesideAnotherWay() {
    story.script().resolves(CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.script().tcp(CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
    unanswered(PROXY);
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aProxyThatOpenedAtOtherTimesIsAWarning() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    unanswered(PROXY);
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void anotherProxyThatServesTheConnectorMakesItAWarning() {
    story.told("10.20.8.80", 8080);
    unanswered(PROXY);
    story.tunnelled(CONNECTOR, "10.20.8.90:8080", BOOTSTRAP).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void stillTryingAtTheEndIsUnfinished() {
    story.told("10.20.8.80", 8080);
    unanswered(PROXY);
    story.later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
  }

  @Test
  void whileAnotherAddressOfItsNameIsUntriedItIsUnfinished() {
    story.told(PROXY_NAME, 8080).named("10.20.8.80", "10.20.8.81");
    unanswered(PROXY);
    story.later(10);

    assertThat(story.finding(CODE).unfinished()).isTrue();
  }

  @Test
  void whileAnotherAddressOfItsNameIsJustOpenedItIsUnfinished() {
    story.told(PROXY_NAME, 8080).named("10.20.8.80", "10.20.8.81");
    unanswered(PROXY);
    story.later(10);
    story.opened(CONNECTOR, "10.20.8.81:8080");

    assertThat(story.finding(CODE).unfinished()).isTrue();
  }

  @Test
  void bothAddressesOfItsNameFailingIsOneError() {
    story.told(PROXY_NAME, 8080).named("10.20.8.80", "10.20.8.81");
    unanswered(PROXY);
    story.later(10);
    unanswered("10.20.8.81:8080");
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("attempts")).isEqualTo(2L);
    assertThat(finding.facts().get("proxyAddresses"))
        .isEqualTo(List.of("10.20.8.80:8080", "10.20.8.81:8080"));
  }

  @Test
  void aLoneSynProvesNothing() {
    story.told("10.20.8.80", 8080);
    story.script().tcp(CONNECTOR, PROXY).syn();
    story.later(60);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void aSynThatIsAnsweredLateIsNoFindingHere() {
    story.told("10.20.8.80", 8080);
    TcpScript connection = story.script().tcp(CONNECTOR, PROXY).syn();
    connection.after(Duration.ofSeconds(1)).synAgain().synAck().ack();
    connection.connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void manyThatAreStillTriedAtOnceProveNoMoreThanOne() {
    story.told("10.20.8.80", 8080);
    List<TcpScript> tries =
        Stream.generate(() -> story.script().tcp(CONNECTOR, PROXY).syn()).limit(4).toList();
    story.script().after(Duration.ofSeconds(1));
    tries.forEach(TcpScript::synAgain);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).unfinished()).isTrue();
  }
}
