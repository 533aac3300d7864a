package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Comparison.Change;
import org.connectoranalyzer.report.Comparison.FindingChange;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static Report sample(String name) throws IOException {
    return Samples.analyze(Path.of("../samples", name));
  }

  private static Comparison compared(Report before, Report after, String language) {
    return Comparison.of(before, after, Report.Tool.current(), Messages.load(language));
  }

  private static Comparison compared(String before, String after) throws IOException {
    return compared(sample(before), sample(after), "en");
  }

  private static FindingChange finding(Comparison comparison, String code) {
    return comparison.findings().stream()
        .filter(finding -> finding.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static String written(String format, Comparison comparison) throws IOException {
    StringBuilder out = new StringBuilder();
    for (ComparisonWriter writer : ComparisonWriter.all()) {
      if (writer.format().equals(format)) {
        Messages words = Messages.load(comparison.language());
        writer.write(comparison, words, WriteOptions.STANDARD, out);
      }
    }
    return out.toString();
  }

  @Test
  void whatTheLaterCaptureHasNoMoreIsFixed() throws IOException {
    Comparison comparison = compared("syn-unanswered", "direct-healthy");
    assertThat(comparison.before().verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(comparison.after().verdict()).isEqualTo(Verdict.HEALTHY);
    FindingChange finding = finding(comparison, "SYN-UNANSWERED");
    assertThat(finding.change()).isEqualTo(Change.FIXED);
    assertThat(finding.reason()).isNull();
    assertThat(finding.occurrencesBefore()).isPositive();
    assertThat(finding.occurrencesAfter()).isZero();
  }

  @Test
  void theSameIsStillThere() throws IOException {
    Comparison comparison = compared("proxy-407", "proxy-407");
    assertThat(comparison.findings())
        .extracting(FindingChange::change)
        .containsOnly(Change.STILL_THERE);
    assertThat(finding(comparison, "PROXY-AUTHENTICATION-REQUIRED").occurrencesAfter())
        .isEqualTo(9);
  }

  @Test
  void whatTheEarlierCaptureLacksIsNew() throws IOException {
    Comparison comparison = compared("direct-healthy", "syn-refused");
    assertThat(comparison.findings().get(0).change()).isEqualTo(Change.NEW);
    assertThat(finding(comparison, "SYN-REFUSED").change()).isEqualTo(Change.NEW);
  }

  /** No request to a proxy: the later capture cannot show what the proxy says to one. */
  @Test
  void whatCouldNotBeSeenIsNotFixed() throws IOException {
    FindingChange finding =
        finding(compared("proxy-407", "direct-healthy"), "PROXY-AUTHENTICATION-REQUIRED");
    assertThat(finding.change()).isEqualTo(Change.CANNOT_BE_TOLD);
    assertThat(finding.reasonKey()).isEqualTo("noConnect");
    assertThat(finding.reason()).isEqualTo("no request to a proxy in the capture");
  }

  /** Before the name is resolved again, nobody knows whether its address can be reached. */
  @Test
  void whatWasNotTriedIsNotFixed() throws IOException {
    Comparison comparison = compared("syn-unanswered", "dns-no-answer");
    FindingChange finding = finding(comparison, "SYN-UNANSWERED");
    assertThat(finding.change()).isEqualTo(Change.CANNOT_BE_TOLD);
    assertThat(finding(comparison, "DNS-NO-ANSWER").change()).isEqualTo(Change.NEW);
  }

  @Test
  void anInconclusiveCaptureProvesNothingFixed() throws IOException {
    Comparison comparison = compared("syn-unanswered", "late-start");
    assertThat(comparison.after().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(finding(comparison, "SYN-UNANSWERED").change()).isEqualTo(Change.CANNOT_BE_TOLD);
  }

  @Test
  void anUnreadableCaptureProvesNothingFixed() throws IOException {
    Report unreadable =
        Report.of(
            ReportAssembler.unreadable(
                List.of("x.etl"),
                "etl",
                org.connectoranalyzer.diagnosis.Facts.NONE,
                Messages.load("en")));
    Comparison comparison = compared(sample("proxy-407"), unreadable, "en");
    assertThat(comparison.after().verdict()).isNull();
    assertThat(comparison.after().complete()).isFalse();
    assertThat(comparison.findings())
        .extracting(FindingChange::reasonKey)
        .containsOnly("unreadable");
    assertThat(JsonSchemas.faultsOfComparison(written("json", comparison))).isEmpty();
  }

  /** A block that grew is another finding by its subject; the old one is part of it. */
  @Test
  void whatIsPartOfAWiderFindingIsStillThere() throws IOException {
    Report wider = sample("syn-unanswered");
    Analysis analysis = java.util.Objects.requireNonNull(wider.captures().get(0).analysis());
    FindingEntry narrow = analysis.findings().get(0);
    assertThat(narrow.code()).isEqualTo("SYN-UNANSWERED");
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(wider, Messages.load("en"), WriteOptions.STANDARD, json);
    Report later =
        JsonReader.read(
            new java.io.ByteArrayInputStream(
                json.toString()
                    .replace(narrow.fingerprint(), "0123456789abcdef")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    Comparison comparison = compared(wider, later, "en");
    assertThat(comparison.of(Change.NEW)).hasSize(1);
    FindingChange old = comparison.of(Change.STILL_THERE).get(0);
    assertThat(old.fingerprint()).isEqualTo(narrow.fingerprint());
    assertThat(old.reasonKey()).isEqualTo("partOf");
    assertThat(comparison.of(Change.FIXED)).isEmpty();
  }

  @Test
  void severalCapturesOfAReportAreOneSide() throws IOException {
    List<CaptureReport> captures = new ArrayList<>(sample("direct-healthy").captures());
    captures.addAll(sample("proxy-407").captures());
    captures.addAll(sample("proxy-407").captures());
    Report before = Report.of(Report.Tool.current(), captures);
    Comparison comparison = compared(before, sample("proxy-407"), "en");
    assertThat(comparison.before().captures()).hasSize(3);
    assertThat(comparison.before().verdict()).isEqualTo(Verdict.PROBLEM);
    FindingChange finding = finding(comparison, "PROXY-AUTHENTICATION-REQUIRED");
    assertThat(finding.change()).isEqualTo(Change.STILL_THERE);
    assertThat(finding.occurrencesBefore()).isEqualTo(18);
  }

  @Test
  void textSaysItInTheReadersLanguage() throws IOException {
    Report before = sample("proxy-407");
    Report after = sample("direct-healthy");
    String text = written("text", compared(before, after, "en"));
    assertThat(text)
        .startsWith("Before  PROBLEM  proxy-407.pcapng\n")
        .contains(
            "After   HEALTHY  direct-healthy.pcapng\n",
            "\n1 cannot be told",
            "CANNOT BE TOLD\n  ERROR  PROXY-AUTHENTICATION-REQUIRED  proxy.contoso.local:8080  ",
            "which does not prove it fixed: no request to a proxy in the capture.");
    assertThat(text.lines().filter(line -> line.length() > 100)).isEmpty();
    Comparison japanese = compared(before, after, "ja");
    assertThat(written("text", japanese)).contains("判断不能", "変更前", "プロキシ");
    assertThat(JsonSchemas.faultsOfComparison(written("json", japanese))).isEmpty();
  }
}
