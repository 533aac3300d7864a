package org.connectoranalyzer.diagnosis.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProxyAddressInvalidTest {
  private static final String CODE = "CONFIG-PROXY-ADDRESS-INVALID";
  private static final String AT_PORT_80 = "10.20.8.80:80";

  private final DirectStory story = new DirectStory();

  @ParameterizedTest
  @CsvSource({
    "10.20.8.80:8080, withoutScheme, http://10.20.8.80:8080",
    "proxy:3128, withoutScheme, http://proxy:3128",
    "https://proxy:8080, otherScheme, http://proxy:8080",
    "http://pro xy:8080, unparsable, ",
    "http://proxy:80800, unparsable, ",
  })
  void anAddressThatDotNetCannotUse(String address, String variant, String suggestion) {
    story.configured(Role.UPDATER, Written.address(address)).later(1);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo(variant);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.subject()).isEqualTo("updater");
    assertThat(finding.facts().get("value")).isEqualTo(address);
    assertThat(finding.facts().get("suggestion")).isEqualTo(suggestion);
    assertThat(finding.facts().get("line")).isEqualTo(4L);
    assertThat(story.codes()).contains(CODE);
  }

  @Test
  void credentialsStayInTheFile() {
    story.configured(Role.SERVICE, Written.address("https://user:secret@proxy:8080")).later(1);

    assertThat(story.finding(CODE).facts().toString()).doesNotContain("secret", "user");
    assertThat(story.finding(CODE).evidence().toString()).doesNotContain("secret", "user");
  }

  @Test
  void whatGoesDirectlyInsteadIsNoTroubleOfTheFirewall() {
    story.configured(Role.SERVICE, Written.address("proxy:8080"));
    story.resolves(LOGIN, "203.0.113.60").silent("203.0.113.60");
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP, LOGIN);
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void whatWorksDirectlyInsteadIsNoSecondFinding() {
    story.configured(Role.SERVICE, Written.address("proxy:8080"));
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void thePortThatDotNetAssumesIsNoTroubleOfTheProxy() {
    story.configured(Role.SERVICE, Written.address("http://10.20.8.80"));
    story.silent(story.script().tcp(CONNECTOR, AT_PORT_80)).later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(DirectStory.kinds(story.finding(CODE)))
        .containsExactly("syn", "synRetransmission", "synRetransmission");
  }

  @Test
  void aProxyThatServesAtPort80ProvesTheAddressRight() {
    story.configured(Role.SERVICE, Written.address("http://10.20.8.80"));
    for (String host : new String[] {BOOTSTRAP, BUS}) {
      story
          .script()
          .tcp(CONNECTOR, AT_PORT_80)
          .handshake()
          .connect(host + ":443")
          .respond(200)
          .tls12(host);
    }
    story.later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  /** The file is wrong, but whose of the two it is is not known. */
  @Test
  void theFaultOfAFileIsNoVerdictOnEachOfTwoConnectors() {
    story.configured(Role.SERVICE, Written.address("proxy:8080"));
    for (String client : new String[] {CONNECTOR, OTHER_CONNECTOR}) {
      story.script().resolves(client, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
      story.script().tcp(client, BOOTSTRAP_ADDRESS + ":443").handshake().tls12(BOOTSTRAP);
      story.script().resolves(client, RESOLVER, BUS, BUS_ADDRESS);
      story.script().tcp(client, BUS_ADDRESS + ":443").handshake().tls12(BUS);
    }
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(story.diagnosed().clients().values()).containsOnly(Verdict.HEALTHY);
  }

  @Test
  void aFileWithoutAnAddressHasNoFaultOfIt() {
    story.configured(Role.SERVICE, Written.DIRECT).later(1);

    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
    assertThat(new DirectStory().later(1).check(CODE)).isEqualTo("NOT_APPLICABLE noConfiguration");
  }
}
