package org.connectoranalyzer.diagnosis.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.PROXY;

import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class ConfigInvalidTest {
  private static final String CODE = "CONFIG-INVALID";

  private final DirectStory story = new DirectStory();

  @Test
  void theFirstFaultOfAFileLeadsAndAllAreCited() {
    story
        .configured(
            Role.SERVICE,
            Written.section(
                "<defaultProxy enabled=\"0\">\n<proxy Proxyaddress=\"http://p:8080\"/>\n<other/>"
                    + "</defaultProxy>"))
        .later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("wrongValue");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.way()).isEqualTo(Way.CONFIG);
    assertThat(finding.subject()).isEqualTo("service");
    assertThat(finding.facts().get("line")).isEqualTo(4L);
    assertThat(finding.occurrences()).isEqualTo(3);
    assertThat(finding.evidence())
        .extracting(item -> ((LineEvidence) item).at().line())
        .containsExactly(4, 5, 6);
  }

  @Test
  void eachFileIsAFindingOfItsOwn() {
    story
        .configured(Role.SERVICE, "<configuration>")
        .configured(Role.UPDATER, "not XML")
        .configured(Role.WINHTTP, "not netsh's")
        .later(1);

    assertThat(story.findings(CODE))
        .extracting(Finding::subject)
        .containsExactlyInAnyOrder("service", "updater", "winhttp");
  }

  @Test
  void aBypassEntryThatIsNoRegularExpression() {
    story.configured(Role.SERVICE, Written.proxy(PROXY, "*.contoso.local")).later(1);

    assertThat(DirectStory.lines(story.finding(CODE))).containsExactly("service:4 wrongPattern");
  }

  @Test
  void aBrokenFileIsAnErrorOfATraceThatWorksAndSaysNothingOfItsWay() {
    story.configured(Role.SERVICE, Written.section("<defaultProxy enabled=\"no\"/>"));
    story.tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.tunnel(BUS).tls12(BUS);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(story.check("CONFIG-NOT-EFFECTIVE")).isEqualTo("NOT_APPLICABLE settingUnknown");
  }

  @Test
  void anAddressAtFaultIsNoInvalidFile() {
    story.configured(Role.SERVICE, Written.address("proxy:8080")).later(1);

    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
  }

  @Test
  void withoutFilesNothingIsInvalid() {
    assertThat(story.later(1).check(CODE)).isEqualTo("NOT_APPLICABLE noConfiguration");
  }
}
