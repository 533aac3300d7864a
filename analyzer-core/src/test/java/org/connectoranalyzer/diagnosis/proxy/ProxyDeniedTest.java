package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CRL;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.LOGIN;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY_NAME;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyDeniedTest {
  private static final String CODE = "PROXY-DENIED";

  private final ProxyStory story = new ProxyStory();

  @ParameterizedTest
  @CsvSource({"401,asksForLogin", "403,''", "405,methodNotAllowed", "429,tooMany", "451,''"})
  void everyRefusingStatusIsAnError(int status, String variant) {
    story.answered(BOOTSTRAP + ":443", status);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.unfinished()).isFalse();
    assertThat(finding.variant()).isEqualTo(variant);
    assertThat(finding.facts().get("status")).isEqualTo((long) status);
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void whereSomeHostsPassTheOthersAreNamed() {
    story.tunnelled(BOOTSTRAP);
    story.answered(BUS + ":443", 403, "X-Squid-Error: ERR_ACCESS_DENIED 0");
    story.answered(LOGIN + ":443", 403).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(BUS, LOGIN);
    assertThat(finding.variant()).isEqualTo("someHosts");
    assertThat(finding.facts().get("allowedHosts")).isEqualTo(List.of(BOOTSTRAP));
    assertThat(finding.facts().get("xSquidErrors")).isEqualTo(List.of("ERR_ACCESS_DENIED 0"));
    assertThat(finding.occurrences()).isEqualTo(2);
  }

  @Test
  void aHostThatPassesAtAnotherTimeIsAWarning() {
    story.answered(BOOTSTRAP + ":443", 403).tunnelled(BOOTSTRAP).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void bothPortsRefusedAreOneFinding() {
    story.answered(BOOTSTRAP + ":443", 403).answered(CRL + ":80", 403).later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP, CRL);
  }

  @Test
  void namesThatAreNotTheConnectorsAreNoFinding() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    story.answered("news.example.com:443", 403).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void theHealthyProxyIsClear() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anAddressThatDnsNamesIsThatHost() {
    story.script().resolves(CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.answered(BOOTSTRAP_ADDRESS + ":443", 403).later(10);

    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP);
  }

  @Test
  void theProxyIsNamedByTheLastLookupBeforeItWasAsked() {
    story.script().resolves(CONNECTOR, RESOLVER, "wpad.contoso.local", "10.20.8.80");
    story.named("10.20.8.80").answered(BOOTSTRAP + ":443", 403).later(10);

    assertThat(story.finding(CODE).subject()).isEqualTo(PROXY_NAME + ":8080");
  }
}
