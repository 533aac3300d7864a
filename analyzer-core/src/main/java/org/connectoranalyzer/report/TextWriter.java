package org.connectoranalyzer.report;

import java.io.IOException;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.TextLayout.Tint;

/**
 * The report for reading: verdict and next step first, then findings with their proof, the required
 * endpoints, and what the capture hides. Times of frames are relative to frame 1.
 */
final class TextWriter implements ReportWriter {
  @Override
  public String format() {
    return "text";
  }

  @Override
  public void write(Report report, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    TextLayout layout = new TextLayout(options);
    int captures = report.captures().size();
    if (captures != 1) {
      layout.line(words.text("text.captures", Facts.of("count", captures)));
      report.captures().forEach(capture -> overview(capture, words, layout));
    }
    for (CaptureReport capture : report.captures()) {
      if (captures != 1) {
        layout.blank();
      }
      layout.line(layout.paint(Tint.BOLD, String.join(", ", capture.files())));
      layout.blank();
      Analysis analysis = capture.analysis();
      if (analysis == null) {
        new HeadlineText(words, options, layout).unreadable(capture);
      } else {
        new HeadlineText(words, options, layout).write(capture, analysis);
        FindingText.Source source = FindingText.Source.of(capture, analysis);
        new FindingText(analysis.findings(), source, words, options, layout).write();
        new CoverageText(words, options, layout).write(analysis);
      }
    }
    out.append(layout.text());
  }

  /** One line a capture: verdict, file, code of the headline. */
  private static void overview(CaptureReport capture, Messages words, TextLayout layout) {
    Analysis analysis = capture.analysis();
    int width = layout.width(words.text("verdict.unreadable"));
    for (Verdict verdict : Verdict.values()) {
      width = Math.max(width, layout.width(words.text("verdict." + JsonNames.of(verdict))));
    }
    String verdict = layout.padded(HeadlineText.verdict(words, analysis), width);
    layout.line(
        "  "
            + layout.paint(HeadlineText.tint(analysis), verdict)
            + "  "
            + String.join(", ", capture.files())
            + (analysis == null ? "" : "  " + analysis.headline().code()));
  }
}
