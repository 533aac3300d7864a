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
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigUpdaterDiffersTest {
  private static final String CODE = "CONFIG-UPDATER-DIFFERS";
  private static final String DOWNLOAD = "download.msappproxy.net";
  private static final String DOWNLOAD_ADDRESS = "203.0.113.81";
  private static final String NAME = "proxy.contoso.local:8080";

  private final DirectStory story = new DirectStory();

  private DirectStory files(String service, String updater) {
    return story
        .configured(Role.SERVICE, written(service))
        .configured(Role.UPDATER, written(updater));
  }

  private static String written(String setting) {
    return switch (setting) {
      case "silent" -> Written.SILENT;
      case "direct" -> Written.DIRECT;
      case "discovery" ->
          Written.section("<defaultProxy><proxy autoDetect=\"True\"/></defaultProxy>");
      case "module" -> Written.section("<defaultProxy><module type=\"a.B, c\"/></defaultProxy>");
      case "broken" -> Written.address("proxy:8080");
      default -> Written.proxy(setting);
    };
  }

  private void tunnelled(String... hosts) {
    for (String host : hosts) {
      story.tunnel(host).tls12(host);
    }
  }

  private void direct(String host, String address) {
    story.resolves(host, address).reached(host, address);
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.8.80:8080, 10.20.8.81:8080, otherProxy",
    "10.20.8.80:8080, 10.20.8.80:3128, otherProxy",
    "10.20.8.80:8080, direct, ''",
    "10.20.8.80:8080, silent, updaterSilent",
    "direct, silent, updaterSilentBypass",
    "discovery, silent, updaterSilentWay",
    "silent, 10.20.8.80:8080, serviceSilent",
    "silent, direct, serviceSilentBypass",
    "silent, discovery, serviceSilentWay",
    "direct, 10.20.8.80:8080, bypass",
    "discovery, direct, ways",
  })
  void theFilesSendThemDifferentWays(String service, String updater, String variant) {
    Finding finding = files(service, updater).later(1).finding(CODE);

    assertThat(finding.variant()).isEqualTo(variant);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.subject()).isEqualTo("updater");
    assertThat(finding.client()).isNull();
    assertThat(finding.evidence())
        .extracting(item -> ((LineEvidence) item).at().file())
        .containsExactly("service", "updater");
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.8.80:8080, 10.20.8.80:8080, CLEAR ",
    "Proxy.contoso.local:8080, proxy.CONTOSO.local:8080, CLEAR ",
    "direct, direct, CLEAR ",
    "silent, silent, CLEAR ",
    "proxy:8080, proxy.contoso.local:8080, CLEAR ",
    "10.20.8.80:8080, module, NOT_APPLICABLE settingUnknown",
    "broken, 10.20.8.80:8080, NOT_APPLICABLE settingUnknown",
  })
  void theySayTheSameOrCannotBeCompared(String service, String updater, String check) {
    assertThat(files(service, updater).later(1).findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo(check.strip().equals("CLEAR") ? "CLEAR " : check);
  }

  @Test
  void oneFileAloneIsNotCompared() {
    story.configured(Role.SERVICE, Written.DIRECT).later(1);

    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE notBothFiles");
  }

  @Test
  void machineConfigMaySayForTheSilentOneWhatTheOtherSays() {
    files("silent", PROXY).configured(Role.MACHINE, Written.proxy(PROXY)).later(1);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void machineConfigMaySayAnotherThing() {
    files(PROXY, "silent").configured(Role.MACHINE, Written.DIRECT).later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.facts().get("updaterFile")).isEqualTo("machine");
  }

  @Test
  void withoutMachineConfigSilenceIsNoProof() {
    assertThat(files(PROXY, "silent").later(1).finding(CODE).confidenceReason())
        .isEqualTo("machineNotGiven");
  }

  @Test
  void aNameAndAnAddressAreTheSameProxyWhereTheCaptureSaysSo() {
    files(NAME, PROXY);
    story.resolves("proxy.contoso.local", "10.20.8.80");
    tunnelled(BOOTSTRAP, BUS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void twoNamesOfOneAddressAreTheSameProxy() {
    files(NAME, "web.contoso.local:8080");
    story.resolves("proxy.contoso.local", "10.20.8.80").resolves("web.contoso.local", "10.20.8.80");
    tunnelled(BOOTSTRAP, BUS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aNameThatIsNotResolvedMayBeTheAddress() {
    assertThat(files(NAME, PROXY).later(1).finding(CODE).confidenceReason())
        .isEqualTo("nameNotResolved");
  }

  @Test
  void theUpdaterWasLeftBehindAndGoesDirectly() {
    files(PROXY, "silent");
    tunnelled(BOOTSTRAP, BUS);
    direct(DOWNLOAD, DOWNLOAD_ADDRESS);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.hosts()).containsExactly(DOWNLOAD);
    assertThat(DirectStory.kinds(finding)).containsExactly("syn");
    assertThat(story.check("UPDATER-NOT-USING-PROXY")).isEqualTo("NOT_APPLICABLE explained");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void whatTheUpdaterLosesDirectlyStaysAnErrorBesideIt() {
    files(PROXY, "silent");
    tunnelled(BOOTSTRAP, BUS);
    story.resolves(DOWNLOAD, DOWNLOAD_ADDRESS).silent(DOWNLOAD_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly(CODE, "PROXY-BYPASSED");
    assertThat(DirectStory.kinds(story.finding(CODE)))
        .containsExactly("syn", "synRetransmission", "synRetransmission");
    assertThat(story.errorsWhereverItEnds()).containsExactly("PROXY-BYPASSED");
  }

  @Test
  void theUpdaterAloneUsesTheProxy() {
    files("direct", PROXY);
    direct(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(BUS, BUS_ADDRESS);
    tunnelled(DOWNLOAD);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(DirectStory.kinds(story.finding(CODE)))
        .containsExactly("connectRequest", "connectResponse");
  }

  @Test
  void eachGoesByTheProxyOfItsOwnFile() {
    files(PROXY, "10.20.8.90:3128");
    tunnelled(BOOTSTRAP, BUS);
    story.script().tcp(CONNECTOR, "10.20.8.90:3128").handshake().connect(DOWNLOAD + ":443");
    story.later(1);

    assertThat(story.finding(CODE).facts().get("updaterProxy")).isEqualTo("10.20.8.90:3128");
    assertThat(story.findings("CONFIG-NOT-EFFECTIVE")).isEmpty();
  }

  @Test
  void ofTwoConnectorsNoTrafficIsCited() {
    files(PROXY, "direct");
    direct(DOWNLOAD, DOWNLOAD_ADDRESS);
    story.tunnel(OTHER_CONNECTOR, BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.finding(CODE).frames()).isEmpty();
    assertThat(story.finding(CODE).hosts()).isEmpty();
  }

  @Test
  void itsFingerprintIsTheSameWhateverTheProxiesAre() {
    Finding first = files(PROXY, "direct").later(1).finding(CODE);
    Finding other =
        new DirectStory()
            .configured(Role.SERVICE, written("discovery"))
            .configured(Role.UPDATER, written(NAME))
            .later(5)
            .finding(CODE);

    assertThat(other.fingerprint()).isEqualTo(first.fingerprint());
  }

  @Test
  void theServiceGoesAsWindowsSaysAndTheUpdaterDirectly() {
    files("silent", "direct");
    tunnelled(BOOTSTRAP, BUS);
    direct(DOWNLOAD, DOWNLOAD_ADDRESS);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
  }
}
