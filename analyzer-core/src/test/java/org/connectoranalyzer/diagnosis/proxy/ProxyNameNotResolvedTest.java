package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY_NAME;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import java.time.Duration;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DnsScript;
import org.junit.jupiter.api.Test;

class ProxyNameNotResolvedTest {
  private static final String CODE = "PROXY-NAME-NOT-RESOLVED";

  private final ProxyStory story = new ProxyStory();

  @Test
  void aToldNameThatDoesNotExistIsAnErrorOfDns() {
    story.told(PROXY_NAME, 8080);
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("NXDOMAIN");
    story.later(10);

    Diagnosed diagnosed = story.diagnosed();
    Finding finding = story.finding(CODE);
    assertThat(diagnosed.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.DNS);
    assertThat(finding.subject()).isEqualTo(PROXY_NAME + ":8080");
    assertThat(finding.client()).hasToString(CONNECTOR);
    assertThat(finding.variant()).isEqualTo("notFound");
    assertThat(finding.facts().get("rcode")).isEqualTo("NXDOMAIN");
    assertThat(ProxyStory.frames(finding)).containsExactly(1L, 2L);
  }

  @Test
  void aFailingServerIsToldApart() {
    story.told(PROXY_NAME, 8080);
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("SERVFAIL");
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("serverFailure");
  }

  @Test
  void aServerFailureAtTheEndIsUnfinished() {
    story.told(PROXY_NAME, 8080);
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("SERVFAIL");

    assertThat(story.finding(CODE).unfinished()).isTrue();
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aNameThatIsNotFoundAtTheEndIsUnfinished() {
    story.told(PROXY_NAME, 8080);
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("NXDOMAIN");

    assertThat(story.finding(CODE).unfinished()).isTrue();
  }

  @Test
  void aQueryOfTheOtherFamilyThatStillWaitsLeavesItOpen() {
    story.told(PROXY_NAME, 8080);
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", PROXY_NAME).answers();
    story.later(10);
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME);

    assertThat(story.finding(CODE).unfinished()).isTrue();
    assertThat(story.diagnosed().verdict()).isNotEqualTo(Verdict.PROBLEM);
  }

  @Test
  void aServiceThatIsReachedAllTheSameMakesItAWarning() {
    story.told(PROXY_NAME, 8080);
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("NXDOMAIN");
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).confidenceReason()).isEqualTo("reachedOtherwise");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void silenceIsToldApart() {
    story.told(PROXY_NAME, 8080);
    DnsScript lookup = story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME);
    lookup.after(Duration.ofSeconds(1)).retry().after(Duration.ofSeconds(2)).retry();
    story.later(20);

    assertThat(story.finding(CODE).variant()).isEqualTo("unanswered");
  }

  @Test
  void aShortNameCountsWithItsSuffixes() {
    story.told("proxy", 8080);
    story.script().dns(CONNECTOR, RESOLVER, "A", "proxy.emea.contoso.local").fails("NXDOMAIN");
    story.script().dns(CONNECTOR, RESOLVER, "A", "proxy.contoso.local").fails("NXDOMAIN");
    story.later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void oneSuffixThatResolvesClearsTheShortName() {
    story.told("proxy", 8080);
    story.script().dns(CONNECTOR, RESOLVER, "A", "proxy.emea.contoso.local").fails("NXDOMAIN");
    story.script().resolves(CONNECTOR, RESOLVER, "proxy.contoso.local", "10.20.8.80");
    story.tunnelled(BOOTSTRAP).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void theAnswerToAnotherClientDoesNotExcuse() {
    story.told(PROXY_NAME, 8080);
    story.script().resolves(OTHER_CONNECTOR, RESOLVER, PROXY_NAME, "10.20.8.80");
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("NXDOMAIN");

    assertThat(story.finding(CODE).client()).hasToString(CONNECTOR);
  }

  @Test
  void aMissingIpv6AddressIsNoTrouble() {
    story.told(PROXY_NAME, 8080);
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", PROXY_NAME).answers();
    story.named("10.20.8.80").tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aNameThatOnlyLooksLikeAProxysIsNone() {
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("NXDOMAIN");
    story.tunnelled(BOOTSTRAP).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }
}
