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
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.ASKING;

import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class ConfigNotEffectiveTest {
  private static final String CODE = "CONFIG-NOT-EFFECTIVE";
  private static final String DOWNLOAD = "download.msappproxy.net";
  private static final String DOWNLOAD_ADDRESS = "203.0.113.81";
  private static final String LOGIN_ADDRESS = "203.0.113.60";
  private static final String NAME = "proxy.contoso.local";
  private static final String OTHER_NAME = "squid.contoso.local";
  private static final String PROXY_ADDRESS = "10.20.8.80";
  private static final String OTHER_PROXY = "10.20.8.90:8080";
  private static final String BASIC = "Proxy-Authenticate: Basic realm=\"x\"";

  private final DirectStory story = new DirectStory();

  private DirectStory tunnelled(String... hosts) {
    for (String host : hosts) {
      story.tunnel(host).tls12(host);
    }
    return story;
  }

  private DirectStory refused(String host) {
    story
        .script()
        .tcp(CONNECTOR, PROXY)
        .handshake()
        .connect(host + ":443")
        .respond(407, BASIC)
        .serverFin()
        .fin();
    return story;
  }

  private DirectStory direct() {
    return story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .reached(BUS, BUS_ADDRESS);
  }

  private DirectStory dropped(String host, String address) {
    return story.resolves(host, address).silent(address).later(10);
  }

  private static LineEvidence line(Finding finding) {
    Evidence first = finding.evidence().get(0);
    assertThat(first).isInstanceOf(LineEvidence.class);
    return (LineEvidence) first;
  }

  // No proxy in the file.

  @Test
  void noProxyIsSetAndYetOneIsAsked() {
    story.configured(Role.SERVICE, Written.DIRECT);
    tunnelled(BOOTSTRAP, BUS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("bypassIgnored");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.CONFIG);
    assertThat(finding.subject()).isEqualTo("service");
    assertThat(finding.client()).hasToString(CONNECTOR);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(finding.facts().get("proxy")).isEqualTo(PROXY);
    assertThat(line(finding).at().line()).isEqualTo(4);
    assertThat(DirectStory.kinds(finding))
        .containsExactly("connectRequest", "connectResponse", "connectRequest", "connectResponse");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void whatTheProxyRefusesThenIsNoTroubleOfTheProxy() {
    story.configured(Role.SERVICE, Written.DIRECT);
    refused(BOOTSTRAP);
    refused(LOGIN);
    refused(BUS).later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.check("PROXY-AUTHENTICATION-REQUIRED")).isEqualTo("NOT_APPLICABLE explained");
  }

  @Test
  void aBrowsersLoginPageThroughAProxyTellsNothingOfTheService() {
    story.configured(Role.SERVICE, Written.DIRECT);
    tunnelled(LOGIN);
    direct().later(10);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  /** A download in a browser looks like the updater's: a warning at most. */
  @Test
  void theUpdaterAloneAsksAProxyThatItsFileDoesNotName() {
    story.configured(Role.SERVICE, Written.DIRECT).configured(Role.UPDATER, Written.DIRECT);
    direct();
    tunnelled(DOWNLOAD).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.confidenceReason()).isEqualTo("programByHost");
    assertThat(finding.subject()).isEqualTo("updater");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void aProxyThatRefusesTheUpdaterIsNotToBlameWhereNoneIsSet() {
    story.configured(Role.SERVICE, Written.DIRECT).configured(Role.UPDATER, Written.DIRECT);
    direct();
    refused(DOWNLOAD);
    refused(DOWNLOAD).later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).confidenceReason()).isEqualTo("programByHost");
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void theServiceAloneIsNotInForceAndTheUpdaterIs() {
    story.configured(Role.SERVICE, Written.DIRECT).configured(Role.UPDATER, Written.DIRECT);
    tunnelled(BOOTSTRAP, BUS);
    story.resolves(DOWNLOAD, DOWNLOAD_ADDRESS).reached(DOWNLOAD, DOWNLOAD_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aProxyThatCannotBeOpenedAtOnceIsNotToBlameWhereNoneIsSet() {
    story.configured(Role.SERVICE, Written.DIRECT);
    story.resolves(NAME, PROXY_ADDRESS, "10.20.8.81");
    story.silent(story.script().tcp(CONNECTOR, "10.20.8.81:8080")).later(10);
    refused("login.windows.net");
    refused(BOOTSTRAP).later(10);
    story.script().tcp(CONNECTOR, PROXY).handshake().connect(BUS + ":80").respond(403);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void theUpdatersOwnFileMayNameTheProxy() {
    story.configured(Role.SERVICE, Written.DIRECT).configured(Role.UPDATER, Written.proxy(PROXY));
    direct();
    tunnelled(DOWNLOAD).later(10);

    assertThat(story.codes()).containsExactly("CONFIG-UPDATER-DIFFERS");
  }

  @Test
  void machineConfigDecidesWhereTheServicesFileIsSilent() {
    story.configured(Role.SERVICE, Written.SILENT).configured(Role.MACHINE, Written.DIRECT);
    tunnelled(BOOTSTRAP, BUS).later(10);

    assertThat(story.finding(CODE).subject()).isEqualTo("machine");
  }

  @Test
  void withoutMachineConfigASilentFileSaysNothing() {
    story.configured(Role.SERVICE, Written.SILENT);
    tunnelled(BOOTSTRAP, BUS).later(10);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE settingUnknown");
  }

  // Another proxy.

  @Test
  void anotherProxyByItsAddressIsAsked() {
    story.configured(Role.SERVICE, Written.proxy(OTHER_PROXY));
    refused(BOOTSTRAP);
    refused(BUS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("otherProxy");
    assertThat(finding.facts().get("configuredProxy")).isEqualTo(OTHER_PROXY);
    assertThat(finding.facts().get("proxy")).isEqualTo(PROXY);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void anotherProxyByItsNameIsAsked() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":8080"));
    story.resolves(OTHER_NAME, PROXY_ADDRESS);
    tunnelled(BOOTSTRAP, BUS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("otherProxy");
    assertThat(finding.facts().get("proxy")).isEqualTo(OTHER_NAME + ":8080");
  }

  @Test
  void theSameHostOnAnotherPortIsAnotherProxy() {
    story.configured(Role.SERVICE, Written.proxy(PROXY_ADDRESS + ":3128"));
    tunnelled(BOOTSTRAP, BUS).later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("otherProxy");
  }

  @Test
  void aNameThatResolvesToTheAskedAddressIsTheSameProxy() {
    story.configured(Role.SERVICE, Written.proxy("PROXY.contoso.local:8080"));
    story.resolves(NAME, PROXY_ADDRESS);
    tunnelled(BOOTSTRAP, BUS).later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @Test
  void aShortNameIsTheOneThatIsAskedForWithASuffix() {
    story.configured(Role.SERVICE, Written.proxy("proxy:8080"));
    story.resolves(NAME, PROXY_ADDRESS);
    tunnelled(BOOTSTRAP, BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aNameThatIsNeverResolvedMayBeTheOneThatIsAsked() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":8080"));
    tunnelled(BOOTSTRAP, BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void bothProxiesAreAsked() {
    story.configured(Role.SERVICE, Written.proxy(OTHER_PROXY));
    tunnelled(BOOTSTRAP);
    story.script().tcp(CONNECTOR, OTHER_PROXY).handshake().connect(BUS + ":443").respond(200);
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  // Directly in spite of a proxy.

  @Test
  void aProxyIsNamedAndAllGoesDirectly() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    direct().later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("proxyIgnored");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
    assertThat(DirectStory.kinds(finding)).containsOnly("syn");
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void whatIsDroppedDirectlyIsNoTroubleOfTheFirewall() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    dropped(LOGIN, LOGIN_ADDRESS);
    dropped(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void aHostOfTheBypassListGoesDirectlyByConfiguration() {
    story.configured(Role.SERVICE, Written.proxy(PROXY, "\\.msappproxy\\.net", "servicebus"));
    direct().later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void whatTheBypassListLeavesOutIsTheFirewallsAllTheSame() {
    story.configured(Role.SERVICE, Written.proxy(PROXY, "\\.msappproxy\\.net"));
    dropped(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.finding(CODE).hosts()).containsExactly(BUS);
    assertThat(story.codes()).containsExactly(CODE, "SYN-UNANSWERED");
  }

  @Test
  void whatGoesPastAProxyThatIsUsedIsTheBypassAndCitesTheLine() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    tunnelled(BUS);
    dropped(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    assertThat(story.codes()).containsExactly("PROXY-BYPASSED");
    assertThat(line(story.finding("PROXY-BYPASSED")).kind()).isEqualTo("settingFixed");
  }

  @Test
  void aProxyThatDoesNotAnswerIsTriedAllTheSame() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    story.silent(story.script().tcp(CONNECTOR, PROXY)).later(10);

    assertThat(story.codes()).containsExactly("PROXY-UNREACHABLE");
    assertThat(line(story.finding("PROXY-UNREACHABLE")).at().line()).isEqualTo(4);
  }

  @Test
  void whatIsWrongWithTheMachineIsSaidAllTheSame() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(ASKING, CertificateBytes.of(BOOTSTRAP).der())
        .clientFlight12WithCertificate()
        .alert(Side.SERVER, 40)
        .tcp()
        .serverFin();
    story.later(10);

    assertThat(story.codes()).containsExactly("CLIENT-CERTIFICATE-MISSING", CODE);
  }

  // What cannot be told.

  @Test
  void whoseFilesTheyAreIsNotKnownOfTwoConnectors() {
    story.configured(Role.SERVICE, Written.DIRECT);
    tunnelled(BOOTSTRAP, BUS);
    story.tunnel(OTHER_CONNECTOR, BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("NOT_APPLICABLE severalClients");
  }

  @Test
  void aProxyOfOneIsNotMeantForTheOther() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    tunnelled(BOOTSTRAP, BUS);
    story.script().resolves(OTHER_CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void withoutFilesOrTrafficThereIsNothingToHoldTogether() {
    assertThat(new DirectStory().later(1).check(CODE)).isEqualTo("NOT_APPLICABLE noConfiguration");
    assertThat(story.configured(Role.SERVICE, Written.DIRECT).later(1).check(CODE))
        .isEqualTo("NOT_APPLICABLE noOwnTraffic");
  }

  @Test
  void anAddressBesideTheSwitchIsNotUsed() {
    story
        .configured(
            Role.SERVICE,
            Written.section(
                "<defaultProxy enabled=\"false\">\n<proxy proxyaddress=\"http://p:8080\"/>\n"
                    + "</defaultProxy>"))
        .later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("switchedOff");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.facts().get("configuredProxy")).isEqualTo("p:8080");
  }

  @Test
  void filesAndTrafficAgree() {
    story
        .configured(Role.SERVICE, Written.proxy(PROXY))
        .configured(Role.UPDATER, Written.proxy(PROXY))
        .configured(Role.WINHTTP, Written.winHttp(PROXY, "<local>"));
    tunnelled(BOOTSTRAP, BUS, DOWNLOAD).later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void theNameThatAFileGivesIsAProxys() {
    story.configured(Role.SERVICE, Written.proxy(NAME + ":8080"));
    for (int i = 0; i < 3; i++) {
      story.script().dns(CONNECTOR, RESOLVER, "A", NAME).fails("NXDOMAIN");
      story.after(2000);
    }
    story.later(20);

    assertThat(story.codes()).containsExactly("PROXY-NAME-NOT-RESOLVED");
    assertThat(line(story.finding("PROXY-NAME-NOT-RESOLVED")).kind()).isEqualTo("settingFixed");
  }

  // Cut at the end.

  @Test
  void aLaterRequestToTheNamedProxyIsWaitedFor() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    direct().after(3000);
    tunnelled(BUS).later(10);

    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  @Test
  void wherverItEndsNobodyElseIsAccused() {
    story.configured(Role.SERVICE, Written.proxy(OTHER_PROXY));
    refused(BOOTSTRAP);
    refused(BUS).later(3).later(10);

    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void wherverItEndsTheFirewallIsNotAccused() {
    story.configured(Role.SERVICE, Written.proxy(PROXY));
    dropped(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dropped(DOWNLOAD, DOWNLOAD_ADDRESS);

    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }
}
