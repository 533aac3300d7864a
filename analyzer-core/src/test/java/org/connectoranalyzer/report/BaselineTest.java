package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Baseline.Known;
import org.connectoranalyzer.report.Baseline.Treatment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineTest {
  private static final LocalDate DAY = LocalDate.of(2027, 3, 31);

  private final List<Known> used = new ArrayList<>();

  private static CaptureReport sample() throws IOException {
    return Samples.analyze(Path.of("../samples/proxy-407")).captures().get(0);
  }

  private static FindingEntry finding(CaptureReport capture) {
    return Objects.requireNonNull(capture.analysis()).findings().get(0);
  }

  private static Known known(String code, String subject) {
    return new Known(1, "", code, subject, DAY, "ticket 4711");
  }

  private Analysis applied(Known known, LocalDate today, Treatment treatment) throws IOException {
    CaptureReport capture = sample();
    Baseline baseline = new Baseline(List.of(known));
    Messages words = Messages.load("en");
    return Objects.requireNonNull(
        baseline.applied(capture, capture, today, treatment, words, used::add).analysis());
  }

  @ParameterizedTest
  @CsvSource({
    "proxy.contoso.local:8080, true",
    "*, true",
    "proxy.*:8080, true",
    "*contoso*80*, true",
    "proxy.contoso.local:8080*, true",
    "proxy.contoso.local:808, false",
    "*:443, false",
    "proxy.contoso.local:8080*0, false",
    "PROXY*, false",
    "*.local.*:8080, false"
  })
  void anAsteriskStandsForAnyCharacters(String pattern, boolean matches) throws IOException {
    Known known = known("PROXY-AUTHENTICATION-REQUIRED", pattern);
    assertThat(known.matches(finding(sample()))).isEqualTo(matches);
    assertThat(known("PROXY-DENIED", pattern).matches(finding(sample()))).isFalse();
  }

  @Test
  void aKnownFindingIsHiddenAndCounted() throws IOException {
    Known known = new Known(1, finding(sample()).fingerprint(), "", "", null, "accepted");
    Analysis analysis = applied(known, DAY, Treatment.HIDDEN);
    assertThat(analysis.findings()).noneMatch(f -> f.code().startsWith("PROXY-AUTH"));
    assertThat(analysis.suppressed()).isEqualTo(1);
    assertThat(used).containsExactly(known);
    // What is known changes nothing about what the capture shows.
    assertThat(analysis.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(analysis.headline().code()).isEqualTo("PROXY-AUTHENTICATION-REQUIRED");
    assertThat(analysis.headline().nextStep()).contains("10.20.0.10").doesNotContain("?");
  }

  @Test
  void aShownOneIsMarkedAndComesBackFromJson() throws IOException {
    CaptureReport capture = sample();
    Known known = known(finding(capture).code(), "*");
    CaptureReport marked =
        new Baseline(List.of(known))
            .applied(capture, capture, DAY, Treatment.MARKED, Messages.load("en"), used::add);
    FindingEntry.Suppression suppression = finding(marked).suppression();
    assertThat(suppression).isEqualTo(new FindingEntry.Suppression("ticket 4711", "2027-03-31"));
    StringBuilder json = new StringBuilder();
    StringBuilder text = new StringBuilder();
    Report report = Report.of(marked);
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    new TextWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, text);
    JsonSchemas.assertValid(json.toString());
    assertThat(
            JsonReader.read(
                new ByteArrayInputStream(json.toString().getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(report);
    for (ReportWriter writer : ReportWriter.all()) {
      StringBuilder out = new StringBuilder();
      writer.write(report, Messages.load("en"), WriteOptions.STANDARD, out);
      assertThat(out).as(writer.format()).contains("ticket 4711");
      if (writer.format().equals("sarif")) {
        assertThat(out).contains("\"suppressions\"", "\"justification\": \"ticket 4711\"");
      } else if (writer.format().equals("junit")) {
        assertThat(out).contains("failures=\"0\"");
      }
    }
    assertThat(text)
        .contains("FINDINGS  none, 1 known", "Known until 2027-03-31, no failure: ticket 4711");
  }

  @Test
  void afterItsDayItCountsAgain() throws IOException {
    Known known = known("PROXY-AUTHENTICATION-REQUIRED", "*");
    assertThat(applied(known, DAY, Treatment.HIDDEN).suppressed()).isEqualTo(1);
    Analysis expired = applied(known, DAY.plusDays(1), Treatment.HIDDEN);
    assertThat(expired).isEqualTo(sample().analysis());
    assertThat(used).hasSize(1);
  }

  @Test
  void aReasonIsNotInARedactedReport() throws IOException {
    CaptureReport capture = sample();
    CaptureReport redacted =
        new ReportRedaction(
                org.connectoranalyzer.redaction.RedactionOptions.STANDARD, Messages.load("en"))
            .of(capture);
    CaptureReport told =
        new Baseline(List.of(known("PROXY-AUTHENTICATION-REQUIRED", "proxy.contoso.local:*")))
            .applied(capture, redacted, DAY, Treatment.MARKED, Messages.load("en"), used::add);
    assertThat(Objects.requireNonNull(finding(told).suppression()).reason()).isNull();
    assertThat(finding(told).subject()).doesNotContain("contoso");
  }
}
