package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;

/** One output format of a comparison: a function of it alone. */
public interface ComparisonWriter {
  /** The formats of this library, in the order that help lists them. */
  static List<ComparisonWriter> all() {
    return List.of(new ComparisonText(), new ComparisonJson());
  }

  /** The name that {@code --format} takes. */
  String format();

  /** Writes the whole document, lines ended by LF; {@code words} are labels in its language. */
  void write(Comparison comparison, Messages words, WriteOptions options, Appendable out)
      throws IOException;
}
