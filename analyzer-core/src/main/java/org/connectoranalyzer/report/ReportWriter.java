package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;

/** One output format: a function of the report alone, without state or order of calls. */
public interface ReportWriter {
  /** The formats of this library, in the order that help lists them; a new one is a line here. */
  static List<ReportWriter> all() {
    return List.of(new TextWriter(), new JsonWriter());
  }

  /** The name that {@code --format} takes. */
  String format();

  /**
   * Writes the whole document, lines ended by LF. {@code words} are labels in the report's
   * language; the sentences of findings are in the report already.
   */
  void write(Report report, Messages words, WriteOptions options, Appendable out)
      throws IOException;
}
