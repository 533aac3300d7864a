package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;

/** One output format of a check of configuration files: a function of its report alone. */
public interface ConfigurationWriter {
  /** The formats of this library, in the order that help lists them. */
  static List<ConfigurationWriter> all() {
    return List.of(new ConfigurationText(), new ConfigurationJson());
  }

  /** The name that {@code --format} takes. */
  String format();

  /**
   * Writes the whole document, lines ended by LF. {@code words} are labels in the report's
   * language; the sentences of findings are in the report already.
   */
  void write(ConfigurationReport report, Messages words, WriteOptions options, Appendable out)
      throws IOException;
}
