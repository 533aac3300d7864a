package org.connectoranalyzer.diagnosis.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PASS_THROUGH;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class DnsNameNotFoundTest {
  private static final String CODE = "DNS-NAME-NOT-FOUND";

  private static final String CRL = "crl3.digicert.com";

  private final DirectStory story = new DirectStory();

  @Test
  void nameThatDoesNotExistIsAnErrorOfDns() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.DNS);
    assertThat(finding.way()).isEqualTo(Way.DNS);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("servers")).isEqualTo(List.of(RESOLVER));
    assertThat(finding.flowFilter()).isEqualTo("dns.qry.name == \"" + BOOTSTRAP + "\"");
    assertThat(DirectStory.frames(finding)).containsExactly(1L, 2L);
    assertThat(DirectStory.kinds(finding)).containsExactly("dnsQuery", "dnsResponse");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void namesWithALocalSuffixAreNoise() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP + ".contoso.local").fails("NXDOMAIN");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void missingIpv6AddressIsNone() {
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP).answers();
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BUS).fails("NXDOMAIN");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anotherServerThatKnowsTheNameExcusesIt() {
    story.script().dns(CONNECTOR, "10.20.0.54", "A", BOOTSTRAP).fails("NXDOMAIN");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void behindAProxyTheNameNeedNotResolve() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void untilAProxyMayBeAskedItIsOpen() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP).fails("NXDOMAIN");
    story.later(1);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).confidenceReason()).isEqualTo("captureEnded");
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "CAPTURE-ENDED-EARLY");
  }

  @Test
  void anotherConnectorsAnswerDoesNotExcuse() {
    story.script().resolves(OTHER_CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.later(10);

    assertThat(story.finding(CODE).client()).hasToString(CONNECTOR);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void proxyScriptThatAsksFirstIsNotAccusedWhereverTheCaptureEnds() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP).fails("NXDOMAIN");
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story
        .after(3000)
        .to("10.20.8.80", 8080)
        .handshake()
        .connect(BOOTSTRAP + ":443")
        .respond(200)
        .tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  @Test
  void otherAgentsNamesAreNotTheConnectors() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.script().dns(CONNECTOR, RESOLVER, "A", PASS_THROUGH).fails("NXDOMAIN");
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void answersWithoutAnyAddressAreAVariant() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).answers();
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP).answers();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("noAddress");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void anIpv6AddressAloneIsEnough() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).answers();
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", BOOTSTRAP).answers("2001:db8:9::9");
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void anAnswerThatTheSnapLengthCutsIsNotEmpty() {
    story.script().snapLength(130);
    story
        .script()
        .dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP)
        .aliases("a-name-that-the-snap-length-takes.trafficmanager.net")
        .answers(BOOTSTRAP_ADDRESS);
    story.later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void hostsOfRevocationListsJoinTheRequiredOnes() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.script().dns(CONNECTOR, RESOLVER, "A", CRL).fails("NXDOMAIN");
    story.script().dns(CONNECTOR, RESOLVER, "A", CRL).fails("NXDOMAIN");
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, CRL);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEmpty();
  }

  @Test
  void hostsOfRevocationListsAloneAreAWarning() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, BUS_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BUS, BUS_ADDRESS);
    story.script().dns(CONNECTOR, RESOLVER, "A", CRL).fails("NXDOMAIN");
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).variant()).isEqualTo("revocation");
    assertThat(story.finding(CODE).subject()).isEqualTo(CRL);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void anotherConnectorsRequiredHostTakesNoneAlong() {
    story.script().dns(OTHER_CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.script().dns(CONNECTOR, RESOLVER, "A", CRL).fails("NXDOMAIN");
    story.later(10);

    assertThat(story.findings(CODE))
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR, Severity.WARNING);
  }
}
