package org.connectoranalyzer.diagnosis.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PROXY;

import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigWinHttpDiffersTest {
  private static final String CODE = "CONFIG-WINHTTP-DIFFERS";
  private static final String BLOCKED = "REVOCATION-CHECK-BLOCKED";
  private static final String CRL = "crl3.digicert.com";
  private static final String CRL_ADDRESS = "198.51.100.30";
  private static final String ALL = "*.com;*.net;*.cn";

  private final DirectStory story = new DirectStory();

  private DirectStory files(String service, String winHttp) {
    return story
        .configured(
            Role.SERVICE,
            switch (service) {
              case "direct" -> Written.DIRECT;
              case "silent" -> Written.SILENT;
              default -> Written.proxy(service);
            })
        .configured(
            Role.WINHTTP,
            switch (winHttp) {
              case "direct" -> Written.WINHTTP_DIRECT;
              case "unreadable" -> "no such output";
              default -> Written.winHttp(winHttp, "<local>");
            });
  }

  private void tunnelled(String... hosts) {
    for (String host : hosts) {
      story.tunnel(host).tls12(host);
    }
  }

  private void dropped() {
    story.resolves(CRL, CRL_ADDRESS).silent(story.to(CRL_ADDRESS, 80)).later(10);
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.8.80:8080, direct, ''",
    "10.20.8.80:8080, 10.20.8.81:8080, other",
    "10.20.8.80:8080, http=10.20.8.81:8080;https=10.20.8.80:8080, other",
    "10.20.8.80:8080, https=10.20.8.80:8080, ''",
    "direct, 10.20.8.80:8080, extra",
  })
  void winHttpGoesAnotherWay(String service, String winHttp, String variant) {
    Finding finding = files(service, winHttp).later(1).finding(CODE);

    assertThat(finding.variant()).isEqualTo(variant);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.subject()).isEqualTo("winhttp");
    assertThat(finding.evidence())
        .extracting(item -> ((LineEvidence) item).at().file())
        .containsExactly("service", "winhttp");
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.8.80:8080, 10.20.8.80:8080, CLEAR",
    "10.20.8.80:8080, http=10.20.8.80:8080;https=10.20.8.81:8080, CLEAR",
    "direct, direct, CLEAR",
    "silent, direct, NOT_APPLICABLE noWinHttp",
    "10.20.8.80:8080, unreadable, NOT_APPLICABLE settingUnknown",
  })
  void winHttpGoesTheSameWayOrCannotBeCompared(String service, String winHttp, String check) {
    assertThat(files(service, winHttp).later(1).findings(CODE)).isEmpty();
    assertThat(story.check(CODE).strip()).isEqualTo(check);
  }

  @Test
  void aBypassListOfAllHostsIsAsGoodAsNoProxy() {
    story
        .configured(Role.SERVICE, Written.proxy(PROXY))
        .configured(Role.WINHTTP, Written.winHttp(PROXY, ALL))
        .later(1);

    assertThat(story.finding(CODE).variant()).isEmpty();
  }

  @Test
  void aBypassListOfAllHostsSparesADirectService() {
    story
        .configured(Role.SERVICE, Written.DIRECT)
        .configured(Role.WINHTTP, Written.winHttp(PROXY, ALL))
        .later(1);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void revocationChecksAreDroppedForWantOfAProxy() {
    files(PROXY, "direct");
    tunnelled(BOOTSTRAP, BUS);
    dropped();

    assertThat(story.codes()).containsExactly(CODE, BLOCKED);
    Finding blocked = story.finding(BLOCKED);
    assertThat(blocked.severity()).isEqualTo(Severity.ERROR);
    assertThat(blocked.variant()).isEqualTo("winHttp");
    assertThat(blocked.evidence().get(0)).isInstanceOf(LineEvidence.class);
    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(CRL);
    assertThat(DirectStory.frames(finding)).isEqualTo(DirectStory.frames(blocked)).hasSize(3);
    assertThat(DirectStory.lines(blocked)).containsExactly("winhttp:4 settingNone");
    assertThat(DirectStory.lines(finding))
        .containsExactly("service:4 settingFixed", "winhttp:4 settingNone");
    assertThat(story.errorsWhereverItEnds()).containsExactly(BLOCKED);
  }

  @Test
  void ofTwoConnectorsNoTrafficIsCited() {
    files(PROXY, "direct");
    tunnelled(BOOTSTRAP, BUS);
    dropped();
    story.tunnel(OTHER_CONNECTOR, BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.finding(CODE).frames()).isEmpty();
  }

  @Test
  void theNameOfTheServicesProxyIsTheSame() {
    files(PROXY, "proxy.contoso.local:8080").resolves("proxy.contoso.local", "10.20.8.80");
    tunnelled(BOOTSTRAP, BUS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aBypassListOfSomeHostsLeavesTheProxy() {
    story
        .configured(Role.SERVICE, Written.proxy(PROXY))
        .configured(Role.WINHTTP, Written.winHttp(PROXY, "*.digicert.com;<local>"))
        .later(1);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void machineConfigMayDecideForTheService() {
    files("silent", "direct").configured(Role.MACHINE, Written.proxy(PROXY)).later(1);

    assertThat(DirectStory.lines(story.finding(CODE)))
        .containsExactly("machine:4 settingFixed", "winhttp:4 settingNone");
  }

  @Test
  void aProxyOfWinHttpIsNotCalledMissing() {
    files(PROXY, PROXY);
    tunnelled(BOOTSTRAP, BUS);
    dropped();

    assertThat(story.codes()).containsExactly(BLOCKED);
    assertThat(story.finding(BLOCKED).variant()).isEmpty();
    assertThat(story.finding(BLOCKED).owner()).isEqualTo(Owner.NETWORK);
  }

  @Test
  void aDirectConnectorNeedsNoProxyOfWinHttp() {
    files("direct", "direct");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS);
    dropped();

    assertThat(story.codes()).containsExactly(BLOCKED);
    assertThat(story.finding(BLOCKED).variant()).isEmpty();
    assertThat(story.finding(BLOCKED).evidence()).noneMatch(LineEvidence.class::isInstance);
  }

  @Test
  void revocationChecksByAnotherProxyAreCited() {
    files(PROXY, "10.20.8.90:3128");
    tunnelled(BOOTSTRAP, BUS);
    story
        .script()
        .tcp(CONNECTOR, "10.20.8.90:3128")
        .handshake()
        .get("http://" + CRL + "/a.crl", CRL)
        .respondWithBody(200, "list");
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(DirectStory.kinds(story.finding(CODE)))
        .containsExactly("httpRequest", "httpResponse");
  }
}
