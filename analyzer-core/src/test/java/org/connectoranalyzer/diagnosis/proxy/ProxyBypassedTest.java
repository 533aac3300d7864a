package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CRL;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import java.time.Duration;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class ProxyBypassedTest {
  private static final String CODE = "PROXY-BYPASSED";
  private static final String BUS_ADDRESS = "203.0.113.20";

  private final ProxyStory story = new ProxyStory();

  private long dropped(String client, String host, String address, int port) {
    story.script().resolves(client, RESOLVER, host, address);
    TcpScript connection = story.script().tcp(client, address + ":" + port).syn();
    long first = connection.lastFrame();
    connection.after(Duration.ofSeconds(1)).synAgain().after(Duration.ofSeconds(2)).synAgain();
    story.later(10);
    return first;
  }

  private void direct(String client, String host, String address) {
    story.script().resolves(client, RESOLVER, host, address);
    story.script().tcp(client, address + ":443").handshake().tls12(host);
  }

  @Test
  void aDirectPartThatIsDroppedIsTheOneError() {
    story.tunnelled(BOOTSTRAP);
    long first = dropped(CONNECTOR, BUS, BUS_ADDRESS, 443);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.servicebus.windows.net:443");
    assertThat(finding.facts().get("proxy")).isEqualTo(PROXY);
    assertThat(finding.hosts()).containsExactly(BUS);
    assertThat(ProxyStory.frames(finding)).containsExactly(first, first + 1, first + 2);
  }

  @Test
  void aDirectPartThatWorksIsAWarning() {
    story.tunnelled(BOOTSTRAP);
    direct(CONNECTOR, BUS, BUS_ADDRESS);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.variant()).isEqualTo("works");
  }

  @Test
  void aHostThatTheProxyServesAsWellIsAWarning() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    dropped(CONNECTOR, BUS, BUS_ADDRESS, 443);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aToldProxyThatNobodyUsesIsBypassed() {
    story.told("10.20.8.80", 8080);
    dropped(CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS, 443);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.facts().get("proxy")).isEqualTo(PROXY);
  }

  @Test
  void proxyIntendedAndNoneKnownIsNamedByTheHosts() {
    story.intended(Mode.PROXY);
    dropped(CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS, 443);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).subject()).isEqualTo("*.msappproxy.net:443");
  }

  @Test
  void directIntendedIsNoBypass() {
    story.intended(Mode.DIRECT).tunnelled(BOOTSTRAP);
    direct(CONNECTOR, BUS, BUS_ADDRESS);
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void serviceBusPortsAndPort80TellNothing() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    dropped(CONNECTOR, BUS, BUS_ADDRESS, 5671);
    dropped(CONNECTOR, BUS, BUS_ADDRESS, 9352);
    dropped(CONNECTOR, CRL, "203.0.113.30", 80);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void anotherClientsProxyIsNotThisOnes() {
    story.tunnelled(OTHER_CONNECTOR, PROXY, BOOTSTRAP);
    direct(CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(CONNECTOR, BUS, BUS_ADDRESS);
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void otherProgramsTunnelsDoNotMakeItAProxyUser() {
    story.opened().connect("www.example.com:443").respond(200).tls12("www.example.com");
    direct(CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(CONNECTOR, BUS, BUS_ADDRESS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anotherAddressThatIsJustOpenedMayStillWork() {
    story.told("10.20.8.80", 8080);
    dropped(CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS, 443);
    story.script().resolves(CONNECTOR, RESOLVER, BOOTSTRAP, "203.0.113.10");
    story.script().tcp(CONNECTOR, "203.0.113.10:443").handshake().clientHello(BOOTSTRAP);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).unfinished()).isTrue();
  }

  @Test
  void anOpenedConnectionThatTheServerCutsFails() {
    story.tunnelled(BOOTSTRAP);
    story.script().resolves(CONNECTOR, RESOLVER, BUS, BUS_ADDRESS);
    story.script().tcp(CONNECTOR, BUS_ADDRESS + ":443").handshake().clientHello(BUS).serverRst();
    story.later(10);

    assertThat(story.codes()).as("the reset is its consequence").containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void stillTryingAtTheEndIsUnfinished() {
    story.tunnelled(BOOTSTRAP);
    story.script().resolves(CONNECTOR, RESOLVER, BUS, BUS_ADDRESS);
    story
        .script()
        .tcp(CONNECTOR, BUS_ADDRESS + ":443")
        .syn()
        .after(Duration.ofSeconds(1))
        .synAgain();

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).unfinished()).isTrue();
  }
}
