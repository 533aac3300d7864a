package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import java.time.Duration;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class UpdaterNotUsingProxyTest {
  private static final String CODE = "UPDATER-NOT-USING-PROXY";
  private static final String DOWNLOAD = "download.msappproxy.net";
  private static final String DOWNLOAD_ADDRESS = "203.0.113.81";
  private static final String BASIC = "Proxy-Authenticate: Basic realm=\"x\"";

  private final ProxyStory story = new ProxyStory();

  private void direct(String client, String host, String address) {
    story.script().resolves(client, RESOLVER, host, address);
    story.script().tcp(client, address + ":443").handshake().tls12(host);
  }

  private void dropped(String host, String address) {
    story.script().resolves(CONNECTOR, RESOLVER, host, address);
    story
        .script()
        .tcp(CONNECTOR, address + ":443")
        .syn()
        .after(Duration.ofSeconds(1))
        .synAgain()
        .after(Duration.ofSeconds(2))
        .synAgain();
    story.later(10);
  }

  @Test
  void theUpdaterGoesDirectlyAndTheServiceDoesNot() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    direct(CONNECTOR, DOWNLOAD, DOWNLOAD_ADDRESS);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(DOWNLOAD);
    assertThat(finding.facts().get("proxy")).isEqualTo(PROXY);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void theServiceGoesDirectlyAndTheUpdaterDoesNot() {
    direct(CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(CONNECTOR, BUS, "203.0.113.20");
    story.tunnelled(DOWNLOAD).later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.variant()).isEqualTo("serviceDirect");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
  }

  @Test
  void whatIsLostDirectlyIsTheBypassAndNamesTheUpdater() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    dropped(DOWNLOAD, DOWNLOAD_ADDRESS);

    assertThat(story.codes()).containsExactly("PROXY-BYPASSED");
    Finding bypassed = story.finding("PROXY-BYPASSED");
    assertThat(bypassed.severity()).isEqualTo(Severity.ERROR);
    assertThat(bypassed.facts().get("updaterHosts")).asString().contains(DOWNLOAD);
  }

  @Test
  void aServiceThatGoesBothWaysIsTheBypass() {
    story.tunnelled(BOOTSTRAP).tunnelled(DOWNLOAD);
    direct(CONNECTOR, BUS, "203.0.113.20");
    direct(CONNECTOR, DOWNLOAD, DOWNLOAD_ADDRESS);
    story.later(10);

    assertThat(story.codes()).containsExactly("PROXY-BYPASSED");
    assertThat(story.finding("PROXY-BYPASSED").facts().get("updaterHosts")).isNull();
  }

  @Test
  void aToldProxyThatTheServiceDoesNotUseIsTheBypass() {
    story.told("10.20.8.80", 8080);
    direct(CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(CONNECTOR, BUS, "203.0.113.20");
    story.tunnelled(DOWNLOAD).later(10);

    assertThat(story.codes()).containsExactly("PROXY-BYPASSED");
  }

  @Test
  void theServiceLogsOnAndTheUpdaterDoesNot() {
    for (String host : new String[] {BOOTSTRAP, BUS}) {
      story
          .opened()
          .connect(host + ":443")
          .respond(407, BASIC)
          .connect(host + ":443", "Proxy-Authorization: Basic eDp4")
          .respond(200)
          .tls12(host);
    }
    story.answered(DOWNLOAD + ":443", 407, BASIC).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.variant()).isEqualTo("noCredentials");
    assertThat(finding.hosts()).containsExactly(DOWNLOAD);
    assertThat(story.codes()).contains("PROXY-AUTHENTICATION-REQUIRED");
  }

  @Test
  void aProxyThatTurnsEverybodyAwayTellsNothingOfTheUpdater() {
    story
        .answered(BOOTSTRAP + ":443", 407, BASIC)
        .answered(DOWNLOAD + ":443", 407, BASIC)
        .later(10);

    assertThat(story.codes()).containsExactly("PROXY-AUTHENTICATION-REQUIRED");
  }

  @Test
  void alikeIsNoDifference() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).tunnelled(DOWNLOAD).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anotherMachinesUpdaterIsNotThisOnes() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    direct(OTHER_CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(OTHER_CONNECTOR, BUS, "203.0.113.20");
    direct(OTHER_CONNECTOR, DOWNLOAD, DOWNLOAD_ADDRESS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aSessionThatIsStillOpeningIsNotDecided() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    story.script().resolves(CONNECTOR, RESOLVER, DOWNLOAD, DOWNLOAD_ADDRESS);
    story.script().tcp(CONNECTOR, DOWNLOAD_ADDRESS + ":443").handshake().clientHello(DOWNLOAD);

    assertThat(story.codes()).containsExactly("PROXY-BYPASSED");
    assertThat(story.finding("PROXY-BYPASSED").unfinished()).isTrue();
  }
}
