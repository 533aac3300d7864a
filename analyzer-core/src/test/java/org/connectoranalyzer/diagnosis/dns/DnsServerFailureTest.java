package org.connectoranalyzer.diagnosis.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class DnsServerFailureTest {
  private static final String CODE = "DNS-SERVER-FAILURE";

  private final DirectStory story = new DirectStory();

  @Test
  void failingServerIsAnErrorOfDns() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("SERVFAIL");
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.DNS);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net");
    assertThat(finding.facts().get("rcodes")).isEqualTo(List.of("SERVFAIL"));
    assertThat(finding.variant()).isEmpty();
  }

  @Test
  void refusingServerIsAVariant() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BUS).fails("REFUSED");
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("refused");
    assertThat(story.finding(CODE).subject()).isEqualTo("*.servicebus.windows.net");
  }

  @Test
  void codesOfDevicesThatAreNoServersAreAVariant() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BUS).fails("NOTIMP");
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("otherCode");
    assertThat(story.finding(CODE).facts().get("rcodes")).isEqualTo(List.of("NOTIMP"));
  }

  @Test
  void threeFailuresOfTheSameQuestionNeedNoSilence() {
    for (int i = 0; i < 3; i++) {
      story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("SERVFAIL");
    }

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void addressFromACacheExcusesIt() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("SERVFAIL");
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void answerJustBeforeTheEndMayBeFollowedUp() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("SERVFAIL");
    story.later(3);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "CAPTURE-ENDED-EARLY");
  }

  @Test
  void laterAnswerExcusesIt() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("SERVFAIL");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void hostsOfRevocationListsAloneAreAWarning() {
    story.script().dns(CONNECTOR, RESOLVER, "A", "crl3.digicert.com").fails("SERVFAIL");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).variant()).isEqualTo("revocation");
  }
}
