package org.connectoranalyzer.report;

import java.io.IOException;

/**
 * The report for tickets and mails, in GitHub-flavoured Markdown: one section a capture, with what
 * the text report says. What comes from a capture is shown and does nothing: {@link MarkdownText}.
 */
final class MarkdownWriter implements ReportWriter {
  @Override
  public String format() {
    return "markdown";
  }

  @Override
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out) {
    return new ReportDocument() {
      private boolean first = true;

      @Override
      public void add(CaptureReport capture) throws IOException {
        String section = new MarkdownSection(capture, words, options).text();
        out.append(first ? "" : "\n").append(options.display().fit(section));
        first = false;
      }

      @Override
      public void end() {}
    };
  }
}
