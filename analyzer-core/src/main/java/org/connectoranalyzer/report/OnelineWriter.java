package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.connectoranalyzer.report.TextLayout.Tint;

/**
 * One line a finding, as compilers print them: {@code FILE:FRAME: SEVERITY CODE SUBJECT sentence}.
 * A capture without a problem, or one that cannot be read, has one line that says so: its verdict
 * in place of the severity. "suppressed" stands there for a known finding. All but the sentence is
 * the same in every language.
 */
final class OnelineWriter implements ReportWriter {
  @Override
  public String format() {
    return "oneline";
  }

  @Override
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out) {
    return new ReportDocument() {
      @Override
      public void add(CaptureReport capture) throws IOException {
        TextLayout layout = new TextLayout(options);
        write(capture, words, options, layout);
        out.append(layout.text());
      }

      @Override
      public void end() {}
    };
  }

  private static void write(
      CaptureReport capture, Messages words, WriteOptions options, TextLayout layout) {
    String place = capture.files().get(0) + ":0";
    String altered = capture.redacted() ? " (" + words.text("oneline.redacted") + ")" : "";
    Analysis analysis = capture.analysis();
    CaptureReport.Failure error = capture.error();
    if (analysis == null) {
      if (error != null) {
        Facts facts = Facts.of("message", error.message()).with("hint", error.hint());
        String sentence = words.text("text.fileNotChecked", facts) + altered;
        line(layout, place, Tint.RED, "unreadable", error.code(), "capture", sentence);
      }
      return;
    }
    List<FindingEntry> shown =
        analysis.findings().stream().filter(f -> FindingText.isShown(f, options)).toList();
    for (FindingEntry finding : shown) {
      Tint tint = FindingText.tint(finding.severity());
      String severity = finding.suppressed() ? "suppressed" : JsonNames.of(finding.severity());
      String whose =
          finding.client() == null || analysis.clients().size() < 2
              ? ""
              : " (" + finding.client() + ")";
      String known =
          finding.suppression() == null
              ? ""
              : " (" + FindingText.known(finding.suppression(), words) + ")";
      String sentence = finding.title() + whose + known + altered;
      line(
          layout,
          place(capture, finding),
          tint,
          severity,
          finding.code(),
          finding.subject(),
          sentence);
    }
    if (analysis.verdict() != Verdict.PROBLEM || shown.isEmpty()) {
      Analysis.Headline headline = analysis.headline();
      String verdict = JsonNames.of(analysis.verdict());
      Tint tint = HeadlineText.tint(analysis);
      String sentence = headline.sentence() + altered;
      line(layout, place, tint, verdict, headline.code(), "capture", sentence);
    }
  }

  /** Where a finding is seen first: a frame, or a line of a configuration file. */
  private static String place(CaptureReport capture, FindingEntry finding) {
    for (EvidenceEntry item : finding.evidence()) {
      if (item.frame() != null) {
        return capture.file(item.frame()) + ":" + item.frame().number();
      } else if (item.file() != null) {
        return item.file() + ":" + item.line();
      }
    }
    return capture.files().get(0) + ":0";
  }

  /** A blank within a field before the sentence would be taken for its end. */
  private static void line(
      TextLayout layout,
      String place,
      Tint tint,
      String severity,
      String code,
      String subject,
      String sentence) {
    layout.line(
        place
            + ": "
            + layout.paint(tint, severity)
            + " "
            + code.replace(" ", "\\x20")
            + " "
            + subject.replace(" ", "\\x20")
            + " "
            + sentence.replace('\n', ' '));
  }
}
