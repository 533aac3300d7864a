package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;

/** One output format of the list of required endpoints. */
public interface AllowListWriter {
  /** The formats of this library, in the order that help lists them. */
  static List<AllowListWriter> all() {
    return List.of(new AllowListText(), new AllowListCsv(), new AllowListJson());
  }

  /** The name that {@code --format} takes. */
  String format();

  /** Writes the whole document, lines ended by LF. */
  void write(AllowList list, Messages words, WriteOptions options, Appendable out)
      throws IOException;
}
