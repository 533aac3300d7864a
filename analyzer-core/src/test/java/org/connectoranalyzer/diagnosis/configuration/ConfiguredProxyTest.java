package org.connectoranalyzer.diagnosis.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PROXY;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

/** What the lines that name a proxy add to findings of the traffic, and that agreement is quiet. */
class ConfiguredProxyTest {
  private static final String DOWNLOAD = "download.msappproxy.net";
  private static final String NAME = "proxy.contoso.local";
  private static final String ADDRESS = "10.20.8.80";

  private final DirectStory story = new DirectStory();

  private void tunnelled(String... hosts) {
    for (String host : hosts) {
      story.tunnel(host).tls12(host);
    }
  }

  private void direct() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS);
  }

  private void unresolved(String client, String name) {
    for (int i = 0; i < 3; i++) {
      story.script().dns(client, RESOLVER, "A", name).fails("NXDOMAIN");
      story.after(1000);
    }
    story.later(10);
  }

  private void agrees() {
    assertThat(story.codes()).isEmpty();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  // Everything in agreement.

  @Test
  void everythingAgreesThroughTheProxy() {
    story
        .configured(Role.SERVICE, Written.proxy(PROXY))
        .configured(Role.UPDATER, Written.proxy(PROXY))
        .configured(Role.WINHTTP, Written.winHttp(PROXY, "<local>"))
        .configured(Role.REGISTRY, Written.backendSwitch(0));
    tunnelled(BOOTSTRAP, BUS, LOGIN, DOWNLOAD);
    story.later(10);

    agrees();
  }

  @Test
  void everythingAgreesOnTheDirectWay() {
    story
        .configured(Role.SERVICE, Written.DIRECT)
        .configured(Role.UPDATER, Written.DIRECT)
        .configured(Role.MACHINE, Written.proxy(PROXY))
        .configured(Role.WINHTTP, Written.WINHTTP_DIRECT);
    direct();
    story.later(10);

    agrees();
  }

  // A proxy that only files name.

  @Test
  void oneThatDoesNotAnswerIsNamedByItsLines() {
    story
        .configured(Role.SERVICE, Written.proxy(PROXY))
        .configured(Role.UPDATER, Written.proxy(PROXY));
    story.silent(story.to(ADDRESS, 8080)).later(10);

    Finding finding = story.finding("PROXY-UNREACHABLE");
    assertThat(story.codes()).containsExactly("PROXY-UNREACHABLE");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("source")).isEqualTo("config");
    assertThat(DirectStory.lines(finding))
        .containsExactly("service:4 settingFixed", "updater:4 settingFixed");
    assertThat(finding.frames()).hasSize(3);
    assertThat(story.errorsWhereverItEnds()).containsExactly("PROXY-UNREACHABLE");
  }

  @Test
  void oneOnAnUnusualPortIsKnownForAProxy() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":445")).resolves(NAME, ADDRESS);
    story.silent(story.to(ADDRESS, 445)).later(10);

    Finding finding = story.finding("PROXY-UNREACHABLE");
    assertThat(finding.subject()).isEqualTo(NAME + ":445");
    assertThat(DirectStory.lines(finding)).containsExactly("service:4 settingFixed");
  }

  @Test
  void theFailingOfWinHttpsIsNotTheConnectors() {
    story.configured(Role.WINHTTP, Written.winHttp(ADDRESS + ":8888", "<local>"));
    direct();
    story.silent(story.to(ADDRESS, 8888)).later(10);

    assertThat(story.codes()).doesNotContain("PROXY-UNREACHABLE");
  }

  @Test
  void oneThatNoFileNamesIsYesterdays() {
    story.configured(Role.SERVICE, Written.DIRECT).silent(story.to(ADDRESS, 8080)).later(10);

    assertThat(story.codes()).containsExactly("CONFIG-NOT-EFFECTIVE");
    assertThat(story.finding("CONFIG-NOT-EFFECTIVE").variant()).isEqualTo("triedNone");
    assertThat(story.errorsWhereverItEnds()).containsExactly("CONFIG-NOT-EFFECTIVE");
  }

  @Test
  void aNameThatDoesNotResolveIsNamedByItsLine() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":8080"));
    unresolved(CONNECTOR, NAME);

    Finding finding = story.finding("PROXY-NAME-NOT-RESOLVED");
    assertThat(story.codes()).containsExactly("PROXY-NAME-NOT-RESOLVED");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("source")).isEqualTo("config");
    assertThat(DirectStory.lines(finding)).containsExactly("service:4 settingFixed");
    assertThat(story.errorsWhereverItEnds()).containsExactly("PROXY-NAME-NOT-RESOLVED");
  }

  @Test
  void aShortNameThatDoesNotResolveWithAnySuffix() {
    story.configured(Role.SERVICE, Written.proxy("proxy:8080"));
    unresolved(CONNECTOR, NAME);
    unresolved(CONNECTOR, "proxy.local");

    assertThat(story.codes()).containsExactly("PROXY-NAME-NOT-RESOLVED");
  }

  @Test
  void anotherMachineThatAsksForItsNameIsNoConnectorBesideOne() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":8080")).resolves(NAME, ADDRESS);
    tunnelled(BOOTSTRAP, BUS);
    unresolved("10.20.0.77", NAME);

    agrees();
  }

  // Backend requests.

  @Test
  void theSwitchIsCitedWhereBackendRequestsFail() {
    failingBackend(1);

    Finding finding = story.finding("BACKEND-THROUGH-PROXY");
    assertThat(story.codes()).containsExactly("BACKEND-THROUGH-PROXY");
    assertThat(DirectStory.lines(finding)).containsExactly("registry:4 backendSwitch");
    assertThat(finding.frames()).isNotEmpty();
  }

  @Test
  void aSwitchThatIsOffIsNotCited() {
    failingBackend(0);

    assertThat(DirectStory.lines(story.finding("BACKEND-THROUGH-PROXY"))).isEmpty();
  }

  private void failingBackend(int value) {
    story
        .configured(Role.SERVICE, Written.proxy(PROXY))
        .configured(Role.REGISTRY, Written.backendSwitch(value));
    tunnelled(BOOTSTRAP, BUS);
    story
        .script()
        .tcp(CONNECTOR, PROXY)
        .handshake()
        .get("http://app.contoso.local/", "app.contoso.local")
        .respond(502);
    story.later(10);
  }

  // Whose files they are.

  @Test
  void ofTwoConnectorsNeitherIsMeantToUseTheProxyOfTheFile() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);
    story.tunnel(OTHER_CONNECTOR, BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).as("no bypass").containsExactly("SYN-UNANSWERED");
  }
}
