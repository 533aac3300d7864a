package org.connectoranalyzer.report;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Analysis.CheckEntry;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.connectoranalyzer.report.JunitSuite.Outcome;
import org.connectoranalyzer.report.JunitSuite.TestCase;

/**
 * Checks as tests, in the XML of JUnit that Surefire writes and Jenkins reads: a suite a capture, a
 * test for its verdict and one for each code that was looked for. Errors fail their test; warnings
 * and notes are its output; what the capture cannot tell is skipped; what cannot be read, or does
 * not suffice for a verdict, is in error.
 */
final class JunitWriter implements ReportWriter {
  private static final String VERDICT = "verdict";

  @Override
  public String format() {
    return "junit";
  }

  @Override
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    XmlText xml = new XmlText(out, options.display());
    xml.start("testsuites", "name", head.tool().name());
    return new ReportDocument() {
      @Override
      public void add(CaptureReport capture) throws IOException {
        suite(capture, words, options).write(xml);
      }

      @Override
      public void end() throws IOException {
        xml.end();
        xml.close();
      }
    };
  }

  private static JunitSuite suite(CaptureReport capture, Messages words, WriteOptions options) {
    String name = String.join(", ", capture.files());
    Analysis analysis = capture.analysis();
    CaptureReport.Failure error = capture.error();
    if (analysis == null) {
      String message = error == null ? "" : error.message();
      Outcome outcome =
          new Outcome(
              Outcome.Kind.ERROR,
              error == null ? "" : error.code(),
              message,
              error == null ? "" : error.hint());
      List<String> properties = capture.redacted() ? List.of("redacted", "true") : List.of();
      return new JunitSuite(name, null, properties, List.of(new TestCase(VERDICT, outcome)));
    }
    Instant start = analysis.capture().firstFrameTime();
    List<TestCase> tests = new ArrayList<>();
    tests.add(new TestCase(VERDICT, verdict(analysis)));
    for (CheckEntry check : analysis.checks()) {
      tests.add(new TestCase(check.code(), outcome(check, analysis, words, options)));
    }
    List<String> properties =
        List.of(
            "verdict",
            JsonNames.of(analysis.verdict()),
            "mode",
            JsonNames.of(analysis.mode()),
            "headline",
            analysis.headline().code(),
            "owner",
            JsonNames.of(analysis.headline().owner()),
            "redacted",
            Boolean.toString(capture.redacted()));
    return new JunitSuite(name, start, properties, tests);
  }

  private static Outcome verdict(Analysis analysis) {
    Analysis.Headline headline = analysis.headline();
    Outcome.Kind kind =
        switch (analysis.verdict()) {
          case HEALTHY -> Outcome.Kind.PASSED;
          // Nothing is left to do about errors that are all known.
          case PROBLEM ->
              analysis.suppressed() > 0
                      && analysis.findings().stream().noneMatch(JunitWriter::isFailure)
                  ? Outcome.Kind.SKIPPED
                  : Outcome.Kind.FAILURE;
          case INCONCLUSIVE -> Outcome.Kind.ERROR;
        };
    String next = analysis.verdict() == Verdict.HEALTHY ? "" : headline.nextStep();
    return new Outcome(kind, headline.code(), headline.sentence(), next);
  }

  private static boolean isFailure(FindingEntry finding) {
    return finding.severity() == Severity.ERROR && !finding.suppressed();
  }

  private static Outcome outcome(
      CheckEntry check, Analysis analysis, Messages words, WriteOptions options) {
    List<FindingEntry> findings =
        analysis.findings().stream()
            .filter(f -> f.code().equals(check.code()) && FindingText.isShown(f, options))
            .toList();
    String reason = check.reason() == null ? "" : check.reason();
    if (check.result() == Check.Result.NOT_APPLICABLE && findings.isEmpty()) {
      boolean broke = "detectorFailed".equals(check.reasonKey());
      Outcome.Kind kind = broke ? Outcome.Kind.ERROR : Outcome.Kind.SKIPPED;
      return new Outcome(kind, check.reasonKey() == null ? "" : check.reasonKey(), reason, "");
    }
    if (findings.isEmpty()) {
      return Outcome.PASSED;
    }
    StringBuilder text = new StringBuilder();
    findings.forEach(
        finding -> text.append(text.length() == 0 ? "" : "\n").append(text(finding, words)));
    boolean failed = findings.stream().anyMatch(JunitWriter::isFailure);
    Outcome.Kind kind = failed ? Outcome.Kind.FAILURE : Outcome.Kind.PASSED;
    FindingEntry worst = findings.get(0);
    return new Outcome(kind, check.code(), worst.title(), text.toString());
  }

  /** What a build log shows of a finding. */
  private static String text(FindingEntry finding, Messages words) {
    StringBuilder text = new StringBuilder();
    String severity = words.text("severity." + JsonNames.of(finding.severity()));
    text.append(severity).append("  ").append(finding.subject()).append("  ");
    text.append(finding.title()).append('\n').append(finding.summary().strip()).append('\n');
    if (finding.suppression() != null) {
      text.append(FindingText.known(finding.suppression(), words)).append('\n');
    }
    for (EvidenceEntry item : finding.evidence()) {
      FrameNumber frame = item.frame();
      if (frame == null) {
        text.append(item.file()).append(':').append(item.line());
      } else {
        Facts number = Facts.of("number", frame.number()).with("file", frame.file() + 1L);
        boolean joined = finding.displayFilters() != null;
        text.append(words.text(joined ? "text.frameOfFile" : "text.frame", number));
      }
      text.append("  ").append(item.note()).append('\n');
    }
    if (!finding.remedy().isEmpty()) {
      text.append(words.text("label.remedy")).append(": ").append(finding.remedy()).append('\n');
    }
    if (finding.displayFilter() != null) {
      text.append(words.text("label.filter")).append(": ").append(finding.displayFilter());
      text.append('\n');
    }
    return text.toString();
  }
}
