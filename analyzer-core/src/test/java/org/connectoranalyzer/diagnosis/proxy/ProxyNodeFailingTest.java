package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY_NAME;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;

class ProxyNodeFailingTest {
  private static final String CODE = "PROXY-NODE-FAILING";
  private static final String FIRST = "10.20.8.80:8080";
  private static final String SECOND = "10.20.8.81:8080";

  private final ProxyStory story = new ProxyStory();

  @Test
  void oneAddressRefusesWhatAnotherServes() {
    story.named("10.20.8.80", "10.20.8.81");
    story.answered(CONNECTOR, FIRST, BOOTSTRAP + ":443", 403);
    story.tunnelled(CONNECTOR, SECOND, BOOTSTRAP).tunnelled(CONNECTOR, SECOND, BUS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.subject()).isEqualTo(PROXY_NAME + ":8080");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("failingAddresses")).isEqualTo(List.of(FIRST));
    assertThat(finding.facts().get("workingAddresses")).isEqualTo(List.of(SECOND));
    assertThat(finding.facts().get("trouble")).isEqualTo(List.of("denied"));
  }

  @Test
  void a407OfOneAddressAloneIsNoMissingAuthentication() {
    story.named("10.20.8.80", "10.20.8.81");
    story.answered(CONNECTOR, FIRST, BOOTSTRAP + ":443", 407, "Proxy-Authenticate: NTLM");
    story.tunnelled(CONNECTOR, SECOND, BOOTSTRAP).later(10);

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void oneAddressThatCannotBeOpened() {
    story.named("10.20.8.80", "10.20.8.81");
    story
        .script()
        .tcp(CONNECTOR, FIRST)
        .syn()
        .after(Duration.ofSeconds(3))
        .synAgain()
        .after(Duration.ofSeconds(6))
        .synAgain();
    story.later(12).tunnelled(CONNECTOR, SECOND, BOOTSTRAP).tunnelled(CONNECTOR, SECOND, BUS);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.variant()).isEqualTo("unreachable");
    assertThat(finding.facts().get("trouble")).isEqualTo(List.of("unanswered"));
  }

  @Test
  void bothAddressesRefusingIsThePlainError() {
    story.named("10.20.8.80", "10.20.8.81");
    story.answered(CONNECTOR, FIRST, BOOTSTRAP + ":443", 403);
    story.answered(CONNECTOR, SECOND, BOOTSTRAP + ":443", 403).later(10);

    assertThat(story.codes()).containsExactly("PROXY-DENIED");
    assertThat(story.finding("PROXY-DENIED").occurrences()).isEqualTo(2);
  }

  @Test
  void anotherHostThatWorksThereIsNoExcuse() {
    story.named("10.20.8.80", "10.20.8.81");
    story.answered(CONNECTOR, FIRST, BOOTSTRAP + ":443", 403);
    story.tunnelled(CONNECTOR, SECOND, BUS).later(10);

    assertThat(story.codes()).containsExactly("PROXY-DENIED");
  }

  @Test
  void anotherClientsNodeTellsNothing() {
    story.named("10.20.8.80", "10.20.8.81");
    story.answered(CONNECTOR, FIRST, BOOTSTRAP + ":443", 403);
    story.tunnelled(OTHER_CONNECTOR, SECOND, BOOTSTRAP).later(10);

    assertThat(story.findings(CODE)).isEmpty();
    assertThat(story.finding("PROXY-DENIED").severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void proxiesOfDifferentNamesAreNoNodesOfOne() {
    story.answered(CONNECTOR, FIRST, BOOTSTRAP + ":443", 403);
    story.tunnelled(CONNECTOR, SECOND, BOOTSTRAP).later(10);

    assertThat(story.findings(CODE)).isEmpty();
  }
}
