package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The list for a spreadsheet or a script: comma-separated (RFC 4180, but lines end with LF), first
 * row the names, the same in every language. A cell that a spreadsheet would calculate gets an
 * apostrophe in front.
 */
final class AllowListCsv implements AllowListWriter {
  private static final List<String> COLUMNS =
      List.of("pattern", "port", "protocol", "need", "purpose", "cloud", "source", "date");

  /** What a formula begins with, also in the full width that Japanese spreadsheets take. */
  private static final String FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20";

  @Override
  public String format() {
    return "csv";
  }

  @Override
  public void write(AllowList list, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    out.append(String.join(",", COLUMNS)).append('\n');
    for (AllowList.Row row : list.endpoints()) {
      String cells =
          Stream.of(
                  row.pattern(),
                  Integer.toString(row.port()),
                  row.protocol(),
                  JsonNames.of(row.need()),
                  row.purpose(),
                  list.cloudName(),
                  row.source(),
                  row.date())
              .map(AllowListCsv::cell)
              .collect(Collectors.joining(","));
      out.append(options.display().fit(cells)).append('\n');
    }
  }

  /** Semicolons are quoted, too: spreadsheets of some countries part cells there. */
  private static String cell(String text) {
    boolean formula = !text.isBlank() && FORMULA.indexOf(text.strip().charAt(0)) >= 0;
    String harmless = formula ? "'" + text : text;
    return harmless.matches(".*[\",;].*") ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
  }
}
