package org.connectoranalyzer.diagnosis.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PROXY;

import java.util.List;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

/** Which file decides for which traffic, and what is a consequence of one that is not in force. */
class FileInForceTest {
  private static final String CODE = "CONFIG-NOT-EFFECTIVE";
  private static final String DOWNLOAD = "download.msappproxy.net";
  private static final String DOWNLOAD_ADDRESS = "203.0.113.81";
  private static final String CRL = "crl3.digicert.com";
  private static final String NAME = "proxy.contoso.local";
  private static final String SWITCHED_OFF =
      Written.section(
          "<defaultProxy enabled=\"false\"><proxy proxyaddress=\"http://"
              + PROXY
              + "\"/></defaultProxy>");

  private final DirectStory story = new DirectStory();

  private void tunnelled(String... hosts) {
    for (String host : hosts) {
      story.tunnel(host).tls12(host);
    }
  }

  private void direct(String host, String address) {
    story.resolves(host, address).reached(host, address);
  }

  private void dropped(String host, String address) {
    story.resolves(host, address).silent(address).later(10);
  }

  @Test
  void machineConfigsProxyIsIgnored() {
    story.configured(Role.SERVICE, Written.SILENT).configured(Role.MACHINE, Written.proxy(PROXY));
    dropped(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).subject()).isEqualTo("machine");
    assertThat(DirectStory.lines(story.finding(CODE))).containsExactly("machine:4 settingFixed");
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void aSectionOfTheServicesFileLeavesNothingToMachineConfig() {
    story.configured(Role.SERVICE, Written.DIRECT).configured(Role.MACHINE, Written.proxy(PROXY));
    direct(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(BUS, BUS_ADDRESS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void discoveryMayLeadAnywhere() {
    story.configured(
        Role.SERVICE, Written.section("<defaultProxy><proxy autoDetect=\"True\"/></defaultProxy>"));
    tunnelled(BOOTSTRAP, BUS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE settingUnknown");
  }

  @Test
  void bothProgramsAgainstBothFilesAreOneCause() {
    story.configured(Role.SERVICE, Written.DIRECT).configured(Role.UPDATER, Written.DIRECT);
    tunnelled(BOOTSTRAP, BUS, DOWNLOAD);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS, DOWNLOAD);
    assertThat(DirectStory.lines(finding))
        .containsExactly("service:4 settingNone", "updater:4 settingNone");
  }

  @Test
  void aFileOfTheUpdaterAloneSaysNothingOfTheService() {
    story.configured(Role.UPDATER, Written.proxy(PROXY));
    direct(DOWNLOAD, DOWNLOAD_ADDRESS);
    dropped(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    assertThat(story.codes()).containsExactly(CODE, "SYN-UNANSWERED");
    assertThat(story.finding(CODE).subject()).isEqualTo("updater");
    assertThat(story.finding(CODE).hosts()).containsExactly(DOWNLOAD);
  }

  @Test
  void theUpdatersSilenceIsNoConsequenceWhereItsOwnFileHasNoProxy() {
    story.configured(Role.SERVICE, Written.proxy(PROXY)).configured(Role.UPDATER, Written.DIRECT);
    direct(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dropped(DOWNLOAD, DOWNLOAD_ADDRESS);

    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP);
    assertThat(story.finding("PROXY-BYPASSED").hosts()).containsExactly(DOWNLOAD);
    assertThat(story.finding("PROXY-BYPASSED").severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void aNameThatResolvesToAnotherAddressIsAnotherProxy() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":8080")).resolves(NAME, "10.20.8.99");
    tunnelled(BOOTSTRAP, BUS);
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("otherProxy");
    assertThat(story.finding(CODE).facts().get("configuredProxy")).isEqualTo(NAME + ":8080");
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void aNameThatIsNeverResolvedIsNotTheProxyOnAnotherPort() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":3128"));
    tunnelled(BOOTSTRAP, BUS);
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("otherProxy");
  }

  @Test
  void revocationChecksThroughTheProxyDoNotProveThatTheFileIsRead() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    direct(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.later(10);
    story
        .script()
        .tcp(CONNECTOR, PROXY)
        .handshake()
        .get("http://" + CRL + "/x.crl", CRL)
        .respondWithBody(200, "list");
    direct(BUS, BUS_ADDRESS);
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void anotherProxyFirstAndThenTheFilesIsWaitedFor() {
    story.configured(Role.SERVICE, Written.proxy("10.20.8.90:3128"));
    tunnelled(BUS);
    story.script().tcp(CONNECTOR, "10.20.8.90:3128").handshake().connect(BOOTSTRAP + ":443");
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.errorsWhereverItEnds()).doesNotContain(CODE);
  }

  @Test
  void anAddressThatIsSwitchedOffAndYetAskedIsOneFinding() {
    story.configured(Role.SERVICE, SWITCHED_OFF);
    tunnelled(BOOTSTRAP, BUS);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("bypassIgnored");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.facts().get("statuses")).as("let through").isNull();
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void anAddressThatIsSwitchedOffAndNotAskedIsAWarning() {
    story.configured(Role.SERVICE, SWITCHED_OFF);
    direct(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(BUS, BUS_ADDRESS);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  @Test
  void whatTheProxyAnsweredIsSaid() {
    story.configured(Role.SERVICE, Written.DIRECT);
    story.script().tcp(CONNECTOR, PROXY).handshake().connect(BOOTSTRAP + ":443").respond(403);
    story.script().tcp(CONNECTOR, PROXY).handshake().connect(BUS + ":443").respond(407);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).facts().get("statuses")).isEqualTo(List.of("403", "407"));
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void itsFingerprintSurvivesOtherHostsTimesAndLines() {
    story.configured(Role.SERVICE, Written.DIRECT);
    tunnelled(BOOTSTRAP, BUS);
    DirectStory again = new DirectStory().later(5);
    again.configured(Role.SERVICE, Written.section("\n\n<defaultProxy enabled=\"false\"/>"));
    again.tunnel(BUS).tls12(BUS);
    again.later(10);

    assertThat(again.finding(CODE).fingerprint()).isEqualTo(story.finding(CODE).fingerprint());
  }
}
