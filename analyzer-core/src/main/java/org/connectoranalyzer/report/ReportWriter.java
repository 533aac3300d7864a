package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;

/** One output format: a function of the report alone. Without state, shareable between threads. */
public interface ReportWriter {
  /** The formats of this library, in the order that help lists them; a new one is a line here. */
  static List<ReportWriter> all() {
    return List.of(
        new TextWriter(),
        new OnelineWriter(),
        new JsonWriter(),
        new JsonLinesWriter(),
        new MarkdownWriter(),
        new HtmlWriter(),
        new SarifWriter(),
        new JunitWriter());
  }

  /** The format for a terminal, what one gets unasked; loads none of the others. */
  static ReportWriter text() {
    return new TextWriter();
  }

  /** The name that {@code --format} takes. */
  String format();

  /** Whether the document shows the hashes of files; if none does, they need not be computed. */
  default boolean showsFileHash() {
    return false;
  }

  /**
   * Begins a document, lines ended by LF, to which captures are added as they come in. {@code
   * words} are labels in the report's language; the sentences of findings are in the report
   * already.
   *
   * @param head the report without its captures
   */
  ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out)
      throws IOException;

  /** Writes the whole document of a report that is there already. */
  default void write(Report report, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    Report head = new Report(report.schemaVersion(), report.tool(), List.of());
    ReportDocument document = begin(head, words, options, out);
    for (CaptureReport capture : report.captures()) {
      document.add(capture);
    }
    document.end();
  }
}
