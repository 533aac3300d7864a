package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The report as one self-contained page for a browser or a mail: it loads nothing, sends nothing
 * and works without script. Templates, style and script stand in {@code html/} beside this class.
 */
final class HtmlWriter implements ReportWriter {
  @Override
  public String format() {
    return "html";
  }

  @Override
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out) {
    return new Document(head.tool(), words, options, out);
  }

  /** Holds what the page shows of each capture, because all verdicts stand above the first. */
  private static final class Document implements ReportDocument {
    private final Report.Tool tool;
    private final Messages words;
    private final WriteOptions options;
    private final Appendable out;
    private final List<HtmlCapture.Heading> captures = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();

    Document(Report.Tool tool, Messages words, WriteOptions options, Appendable out) {
      this.tool = tool;
      this.words = words;
      this.options = options;
      this.out = out;
    }

    @Override
    public void add(CaptureReport capture) throws IOException {
      HtmlCapture view = new HtmlCapture(captures.size() + 1, capture, words, options);
      StringBuilder section = new StringBuilder(1 << 14);
      new HtmlCaptureRenderer(String::valueOf, HtmlText::escaped).execute(view, section);
      captures.add(view.heading());
      sections.add(section.toString());
    }

    @Override
    public void end() throws IOException {
      HtmlPage page =
          new HtmlPage(
              words,
              tool,
              HtmlAsset.load("report.css"),
              HtmlAsset.load("report.js"),
              captures,
              sections);
      StringBuilder html = new StringBuilder(1 << 16);
      new HtmlPageRenderer(String::valueOf, HtmlText::escaped).execute(page, html);
      out.append(options.display().isUnicode() ? html : HtmlText.ascii(html));
    }
  }
}
