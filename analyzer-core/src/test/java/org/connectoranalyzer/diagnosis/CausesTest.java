package org.connectoranalyzer.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.junit.jupiter.api.Test;

class CausesTest {
  private static final IpAddress CONNECTOR = IpAddress.v4(0x0A14000AL);
  private static final IpAddress OTHER = IpAddress.v4(0x0A14000BL);
  private static final Diagnosis DNS = new Diagnosis("DNS-NO-ANSWER", Severity.ERROR, Owner.DNS);
  private static final Diagnosis UNANSWERED =
      new Diagnosis("SYN-UNANSWERED", Severity.ERROR, Owner.NETWORK);
  private static final Diagnosis BYPASSED =
      new Diagnosis("PROXY-BYPASSED", Severity.ERROR, Owner.CONNECTOR);
  private static final Diagnosis DENIED =
      new Diagnosis("PROXY-DENIED", Severity.ERROR, Owner.PROXY);

  private static Candidate.Builder silent(IpAddress client, String subject, int connection) {
    return Candidate.of(UNANSWERED, Way.DIRECT, client, subject)
        .port(443)
        .host("host" + connection + ".msappproxy.net")
        .count("attempts", 1)
        .fact("waitedMs", 1000L * connection)
        .fact("addresses", List.of("203.0.113." + connection))
        .evidence(evidence(connection))
        .explains(Item.connection(connection));
  }

  private static Evidence evidence(long frame) {
    FrameRef place = new FrameRef(0, frame, frame * 1_000_000);
    return new FrameEvidence(place, "10.20.0.10:5000", "203.0.113.9:443", "syn", Facts.NONE);
  }

  @Test
  void theSameTroubleOfOneClientIsOneFindingWithAllItsHosts() {
    Finding finding =
        Causes.findings(
                List.of(
                    silent(CONNECTOR, "*.msappproxy.net:443", 2).build(),
                    silent(CONNECTOR, "*.msappproxy.net:443", 1).build()))
            .get(0);

    assertThat(finding.hosts()).containsExactly("host1.msappproxy.net", "host2.msappproxy.net");
    assertThat(finding.occurrences()).isEqualTo(2);
    assertThat(finding.facts().get("attempts")).as("counts add up").isEqualTo(2L);
    assertThat(finding.facts().get("waitedMs")).as("the longest").isEqualTo(2000L);
    assertThat(finding.facts().get("addresses")).isEqualTo(List.of("203.0.113.1", "203.0.113.2"));
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.evidence()).isSorted().hasSize(2);
  }

  @Test
  void whatAccompaniesJoinsItsFindingAndIsNoneByItself() {
    Diagnosis revocation = new Diagnosis("REVOCATION-CHECK-BLOCKED", Severity.ERROR, Owner.NETWORK);
    Candidate main = silent(CONNECTOR, "*.msappproxy.net:443", 2).build();
    Candidate beside = silent(CONNECTOR, "*.msappproxy.net:443", 1).accompanying().build();
    Candidate own =
        Candidate.of(revocation, Way.DIRECT, CONNECTOR, "crl3.digicert.com:80")
            .explains(Item.connection(1))
            .build();

    assertThat(Causes.findings(List.of(own, beside, main)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.hosts()).hasSize(2));
    assertThat(Causes.findings(List.of(own, beside)))
        .extracting(Finding::code)
        .containsExactly("REVOCATION-CHECK-BLOCKED");
  }

  @Test
  void aSubjectThatHostsDoNotShareBecomesWide() {
    List<Finding> findings =
        Causes.findings(
            List.of(
                silent(CONNECTOR, "*.msappproxy.net:443", 1).build(),
                silent(CONNECTOR, "*.servicebus.windows.net:443", 2).build()));

    assertThat(findings).extracting(Finding::subject).containsExactly("*:443");
  }

  @Test
  void clientsPortsAndProxiesAreKeptApart() {
    Candidate deniedByOne =
        Candidate.of(DENIED, Way.PROXY, CONNECTOR, "proxy1:8080").evidence(evidence(8)).build();
    Candidate deniedByOther =
        Candidate.of(DENIED, Way.PROXY, CONNECTOR, "proxy2:8080").evidence(evidence(9)).build();
    List<Finding> findings =
        Causes.findings(
            List.of(
                silent(CONNECTOR, "*.msappproxy.net:443", 1).build(),
                silent(OTHER, "*.msappproxy.net:443", 2).build(),
                silent(CONNECTOR, "*.msappproxy.net:444", 3).port(444).build(),
                deniedByOne,
                deniedByOther));

    assertThat(findings).hasSize(5);
  }

  @Test
  void aConsequenceOfAnEarlierCauseIsDropped() {
    Candidate bypassed =
        Candidate.of(BYPASSED, Way.DIRECT, CONNECTOR, "*.msappproxy.net:443")
            .evidence(evidence(9))
            .explains(Item.connection(1))
            .build();

    assertThat(
            Causes.findings(
                List.of(silent(CONNECTOR, "*.msappproxy.net:443", 1).build(), bypassed)))
        .extracting(Finding::code)
        .containsExactly("PROXY-BYPASSED");
  }

  @Test
  void aMilderCauseNeverHidesAnError() {
    Candidate warning =
        Candidate.of(BYPASSED, Way.DIRECT, CONNECTOR, "*.msappproxy.net:443")
            .severity(Severity.WARNING)
            .explains(Item.connection(1))
            .build();

    assertThat(
            Causes.findings(List.of(warning, silent(CONNECTOR, "*.msappproxy.net:443", 1).build())))
        .extracting(Finding::code)
        .containsExactly("SYN-UNANSWERED", "PROXY-BYPASSED");
  }

  @Test
  void aConsequenceOfAnUndecidedCauseIsUndecided() {
    Candidate undecided =
        Candidate.of(BYPASSED, Way.DIRECT, CONNECTOR, "*.msappproxy.net:443")
            .severity(Severity.WARNING)
            .unfinished(true)
            .explains(Item.connection(1))
            .build();

    List<Finding> findings =
        Causes.findings(
            List.of(
                undecided,
                silent(CONNECTOR, "*.msappproxy.net:443", 1).build(),
                silent(CONNECTOR, "*.servicebus.windows.net:8443", 2).port(8443).build()));

    assertThat(findings)
        .filteredOn(finding -> finding.port() == 443)
        .allMatch(finding -> finding.severity() == Severity.WARNING && finding.unfinished());
    assertThat(findings)
        .filteredOn(finding -> finding.port() == 8443)
        .allMatch(finding -> finding.severity() == Severity.ERROR)
        .hasSize(1);
  }

  @Test
  void whatIsOnlyPartlyExplainedStays() {
    Candidate bypassed =
        Candidate.of(BYPASSED, Way.DIRECT, CONNECTOR, "*.msappproxy.net:443")
            .explains(Item.connection(1))
            .build();
    Candidate both =
        silent(CONNECTOR, "*.msappproxy.net:443", 1).explains(Item.connection(2)).build();

    assertThat(Causes.findings(List.of(bypassed, both))).hasSize(2);
  }

  @Test
  void theOrderOfDetectorsNeverChangesTheResult() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      candidates.add(silent(i % 3 == 0 ? OTHER : CONNECTOR, "*.msappproxy.net:443", i).build());
    }
    candidates.add(
        Candidate.of(DNS, Way.DNS, CONNECTOR, "*.msappproxy.net").explains(Item.dns(1)).build());
    candidates.add(
        Candidate.of(BYPASSED, Way.DIRECT, OTHER, "*.msappproxy.net:443")
            .explains(Item.connection(3))
            .build());
    List<Finding> expected = Causes.findings(candidates);

    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      Collections.shuffle(candidates, random);
      assertThat(Causes.findings(candidates)).isEqualTo(expected);
    }
  }

  @Test
  void evidenceIsBoundedAndKeepsFirstLastAndEveryKind() {
    Candidate.Builder many = silent(CONNECTOR, "*.msappproxy.net:443", 1);
    for (int frame = 2; frame < 400; frame++) {
      many.evidence(evidence(frame));
    }
    Evidence odd =
        new FrameEvidence(
            new FrameRef(0, 300, 1), "198.51.100.1", "10.20.0.10", "icmp", Facts.NONE);
    Finding finding = Causes.findings(List.of(many.evidence(odd).build())).get(0);

    assertThat(finding.evidence()).hasSize(Causes.MOST_EVIDENCE).contains(odd).isSorted();
    assertThat(finding.frames().get(0).frame().number()).isEqualTo(1);
    assertThat(finding.frames().get(49).frame().number()).isEqualTo(399);
  }

  @Test
  void theFingerprintIsThatOfTheContract() {
    // printf 'v1|SYN-UNANSWERED|direct|*.msappproxy.net:443' | sha256sum
    assertThat(Finding.fingerprint("SYN-UNANSWERED", Way.DIRECT, "*.msappproxy.net:443"))
        .isEqualTo("215669a99b3168da");
  }

  @Test
  void unfinishedTroubleStaysUnfinishedOnlyWhereNoneOfItEnded() {
    Candidate open =
        silent(CONNECTOR, "*.msappproxy.net:443", 1)
            .severity(Severity.WARNING)
            .unfinished(true)
            .build();
    Candidate ended = silent(CONNECTOR, "*.msappproxy.net:443", 2).build();

    assertThat(Causes.findings(List.of(open)).get(0).unfinished()).isTrue();
    Finding merged = Causes.findings(List.of(open, ended)).get(0);
    assertThat(merged.unfinished()).isFalse();
    assertThat(merged.severity()).isEqualTo(Severity.ERROR);
  }

  /**
   * An inspecting proxy takes the client's certificate away; a missing one alone is another matter.
   */
  @Test
  void aFileExplainsTheWayButNotTheMachine() {
    Diagnosis file = new Diagnosis("CONFIG-NOT-EFFECTIVE", Severity.ERROR, Owner.CONNECTOR);
    Diagnosis inspection = new Diagnosis("TLS-INSPECTION", Severity.ERROR, Owner.NETWORK);
    Diagnosis missing =
        new Diagnosis("CLIENT-CERTIFICATE-MISSING", Severity.ERROR, Owner.CONNECTOR);
    Candidate wrongWay =
        Candidate.of(file, Way.CONFIG, CONNECTOR, "service").explains(Item.tls(1)).build();
    Candidate inspected =
        Candidate.of(inspection, Way.DIRECT, CONNECTOR, "*:443").explains(Item.tls(1)).build();
    Candidate without =
        Candidate.of(missing, Way.DIRECT, CONNECTOR, "*:443").explains(Item.tls(1)).build();

    assertThat(Causes.findings(List.of(wrongWay, without)))
        .extracting(Finding::code)
        .containsExactly("CONFIG-NOT-EFFECTIVE", "CLIENT-CERTIFICATE-MISSING");
    assertThat(Causes.findings(List.of(wrongWay, inspected, without)))
        .extracting(Finding::code)
        .containsExactly("CONFIG-NOT-EFFECTIVE");
  }
}
