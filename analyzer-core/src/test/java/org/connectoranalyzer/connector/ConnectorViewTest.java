package org.connectoranalyzer.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR_V6;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PASS_THROUGH;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.util.List;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;

class ConnectorViewTest {
  private final DirectStory story = new DirectStory();

  @Test
  void aMachineThatResolvesOverIpv4AndConnectsOverIpv6IsOneClient() {
    story.script().machine(CONNECTOR, CONNECTOR_V6);
    story
        .resolves(BOOTSTRAP, "2001:db8::9")
        .reached(BOOTSTRAP, "2001:db8::9")
        .resolves(BUS, "2001:db8::20")
        .reached(BUS, "2001:db8::20");

    assertThat(story.diagnosed().clients().keySet())
        .singleElement()
        .satisfies(
            client ->
                assertThat(client.addresses())
                    .extracting(Object::toString)
                    .containsExactly(CONNECTOR, CONNECTOR_V6));
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void machinesWithDifferentMacsStayApart() {
    story.resolves(BOOTSTRAP, "2001:db8::9").silent("2001:db8::9").later(10);

    assertThat(story.diagnosed().clients()).hasSize(2);
  }

  @Test
  void aMachineOfAnotherAgentAloneIsNoConnector() {
    story.resolves(PASS_THROUGH, "203.0.113.60").silent("203.0.113.60").later(10);

    assertThat(story.diagnosed().clients()).isEmpty();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(story.codes())
        .containsExactly("CAPTURE-NO-CONNECTOR-TRAFFIC", "UNRELATED-SYN-RETRANSMISSIONS");
  }

  @Test
  void anAliasThatWasResolvedInASecondLookupIsTheListedHost() {
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).aliases("a.cloud.example").answers();
    story.resolves("a.cloud.example", BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.finding("SYN-UNANSWERED").hosts()).containsExactly(BOOTSTRAP);
  }

  @Test
  void aFailingProxyPortCountsWhereTheHostWasOnlyResolved() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(story.to("10.20.8.80", 8080)).later(10);

    assertThat(story.finding("PROXY-UNREACHABLE").severity()).isEqualTo(Severity.ERROR);
    assertThat(story.diagnosed().headlineCode()).isEqualTo("PROXY-UNREACHABLE");
  }

  @Test
  void aFailingProxyPortIsUnrelatedWhereTheHostWasTriedOrNotFound() {
    DirectStory tried = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    tried.silent(BOOTSTRAP_ADDRESS).silent(tried.to("10.20.8.80", 8080)).later(10);
    story.script().dns(CONNECTOR, RESOLVER, "A", BOOTSTRAP).fails("NXDOMAIN");
    story.silent(story.to("10.20.8.80", 8080)).later(10);

    for (DirectStory one : List.of(tried, story)) {
      assertThat(one.codes())
          .contains("UNRELATED-SYN-RETRANSMISSIONS")
          .doesNotContain("PROXY-UNREACHABLE");
    }
  }

  @Test
  void aMachineThatOnlyKnocksAtAProxyCountsBesideAConnector() {
    healthy();
    resolvesProxy();
    knock("10.20.8.80:8080");

    assertThat(story.diagnosed().clients()).hasSize(2);
    assertThat(story.finding("PROXY-UNREACHABLE").severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void aMachineThatGoesOutOrKnocksElsewhereDoesNotCountBesideAConnector() {
    healthy();
    resolvesProxy();
    story.script().tcp(OTHER_CONNECTOR, "203.0.113.77:443").handshake();
    knock("10.20.8.80:8080");
    story.silent(story.script().tcp("10.20.0.12", "10.20.8.80:9000")).later(10);

    assertThat(story.diagnosed().clients()).hasSize(1);
    assertThat(story.codes())
        .contains("UNRELATED-SYN-RETRANSMISSIONS")
        .doesNotContain("PROXY-UNREACHABLE");
  }

  @Test
  void aScannerDoesNotCountBesideAConnector() {
    healthy();
    knock("10.20.8.80:8080");
    knock(CONNECTOR + ":8080");

    assertThat(story.diagnosed().clients()).hasSize(1);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  private void healthy() {
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .reached(BUS, BUS_ADDRESS);
  }

  private void knock(String server) {
    for (int i = 0; i < 3; i++) {
      story.silent(story.script().tcp(OTHER_CONNECTOR, server)).later(10);
    }
  }

  private void resolvesProxy() {
    story.script().resolves(OTHER_CONNECTOR, RESOLVER, "proxy.contoso.local", "10.20.8.80");
  }

  @Test
  void anOpeningThatIsJustAnsweredIsNoCandidateForAProxy() {
    story.to("10.20.8.80", 8080).syn().synAck();

    assertThat(story.diagnosed().clients()).isEmpty();
  }

  @Test
  void registrationBesideTheBootstrapIsNoHealthyStart() {
    String registration = BOOTSTRAP.replace(".bootstrap.", ".registration.");
    story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(registration, "203.0.113.30")
        .reached(registration, "203.0.113.30");

    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }
}
