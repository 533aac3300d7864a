package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR_V6;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class Ipv6UnreachableTest {
  private static final String CODE = "IPV6-UNREACHABLE";

  private final DirectStory story = new DirectStory();

  private static final String V6 = "2001:db8:9::9";

  private void resolvesBoth(String host, String v6, String v4) {
    story.script().machine(CONNECTOR, CONNECTOR_V6);
    story.script().dns(CONNECTOR, RESOLVER, "AAAA", host).answers(v6);
    story.resolves(host, v4);
  }

  @Test
  void ipv6FailsAndIpv4Works() {
    resolvesBoth(BOOTSTRAP, V6, BOOTSTRAP_ADDRESS);
    story.silent(V6).later(10).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("addresses")).isEqualTo(List.of(V6));
    assertThat(finding.facts().get("workingAddresses")).isEqualTo(List.of(BOOTSTRAP_ADDRESS));
    assertThat(finding.variant()).isEmpty();
    assertThat(story.codes()).containsExactly(CODE);
  }

  @Test
  void severalDroppedSynsOfARaceTellIt() {
    resolvesBoth(BOOTSTRAP, V6, BOOTSTRAP_ADDRESS);
    story.to(V6).syn();
    story.after(250).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    resolvesBoth(BUS, "2001:db8:9::20", BUS_ADDRESS);
    story.to("2001:db8:9::20").syn();
    story.after(250).reached(BUS, BUS_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("raced");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP, BUS);
  }

  @Test
  void oneDroppedSynIsChance() {
    resolvesBoth(BOOTSTRAP, V6, BOOTSTRAP_ADDRESS);
    story.to(V6).syn();
    story.after(250).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void neitherFamilyWorksIsAnError() {
    resolvesBoth(BOOTSTRAP, V6, BOOTSTRAP_ADDRESS);
    story.silent(V6).later(10).silent(BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
  }

  @Test
  void ipv4JustBeingTriedLeavesItOpen() {
    resolvesBoth(BOOTSTRAP, V6, BOOTSTRAP_ADDRESS);
    story.silent(V6).later(10).to(BOOTSTRAP_ADDRESS).syn();

    assertThat(story.finding("SYN-UNANSWERED").severity()).isEqualTo(Severity.WARNING);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void ipv4ThatFailsBesideWorkingIpv6IsAnAddress() {
    resolvesBoth(BOOTSTRAP, V6, BOOTSTRAP_ADDRESS);
    story.silent(BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, V6).later(10);

    assertThat(story.codes()).containsExactly("ADDRESS-UNREACHABLE");
  }

  @Test
  void hostsOfRevocationListsCountOnPort80() {
    resolvesBoth("crl3.digicert.com", V6, "198.51.100.80");
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(story.to(V6, 80)).later(10);
    story.to("198.51.100.80", 80).handshake().get("/a.crl", "crl3.digicert.com").respond(200);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).subject()).isEqualTo("crl3.digicert.com:80");
  }
}
