package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out) {
    return new Document(words, options, out);
  }

  /** Holds the text of each capture, because all their verdicts stand above the first of them. */
  private static final class Document implements ReportDocument {
    private final Messages words;
    private final WriteOptions options;
    private final Appendable out;
    private final TextLayout overview;
    private final List<String> sections = new ArrayList<>();

    Document(Messages words, WriteOptions options, Appendable out) {
      this.words = words;
      this.options = options;
      this.out = out;
      overview = new TextLayout(options);
    }

    @Override
    public void add(CaptureReport capture) {
      overview(capture, words, overview);
      sections.add(section(capture, words, options));
    }

    @Override
    public void end() throws IOException {
      int captures = sections.size();
      if (captures == 1) {
        out.append(sections.get(0));
        return;
      }
      TextLayout title = new TextLayout(options);
      title.line(words.text("text.captures", Facts.of("count", captures)));
      out.append(title.text()).append(overview.text());
      for (String section : sections) {
        out.append('\n').append(section);
      }
    }
  }

  private static String section(CaptureReport capture, Messages words, WriteOptions options) {
    TextLayout layout = new TextLayout(options);
    layout.line(layout.paint(Tint.BOLD, String.join(", ", capture.files())));
    if (capture.redacted()) {
      layout.wrapped("", 0, 0, words.text("text.redacted"));
    }
    layout.blank();
    Analysis analysis = capture.analysis();
    if (analysis == null) {
      new HeadlineText(words, options, layout).unreadable(capture);
    } else {
      new HeadlineText(words, options, layout).write(capture, analysis);
      FindingText.Source source = FindingText.Source.of(capture, analysis, words, options);
      new FindingText(analysis.findings(), source, words, options, layout).write();
      new CoverageText(words, options, layout).write(analysis);
    }
    return layout.text();
  }

  /** One line a capture: verdict, file, code of the headline. */
  private static void overview(CaptureReport capture, Messages words, TextLayout layout) {
    Analysis analysis = capture.analysis();
    int width = layout.width(words.text("verdict.unreadable"));
    for (Verdict verdict : Verdict.values()) {
      width = Math.max(width, layout.width(words.text("verdict." + JsonNames.of(verdict))));
    }
    String verdict = layout.padded(CaptureWords.verdict(words, analysis), width);
    layout.line(
        "  "
            + layout.paint(HeadlineText.tint(analysis), verdict)
            + "  "
            + String.join(", ", capture.files())
            + (analysis == null ? "" : "  " + analysis.headline().code()));
  }
}
