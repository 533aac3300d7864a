package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;
import org.connectoranalyzer.connector.Requirement.Need;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.TextLayout.Tint;

/**
 * The list for reading and for mail to a firewall or proxy team: by what the rows are for, with
 * what such a team has to know besides.
 */
final class AllowListText implements AllowListWriter {
  @Override
  public String format() {
    return "text";
  }

  @Override
  public void write(AllowList list, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    TextLayout layout = new TextLayout(options);
    Facts facts =
        Facts.of("cloud", words.text("cloud." + list.cloudName())).with("version", list.version());
    layout.wrapped("", 0, 0, words.text("allowList.title", facts));
    int width = list.endpoints().stream().mapToInt(row -> layout.width(name(row))).max().orElse(0);
    for (Need need : Need.values()) {
      List<AllowList.Row> rows =
          list.endpoints().stream().filter(row -> row.need() == need).toList();
      if (!rows.isEmpty()) {
        layout.blank();
        layout.line(layout.paint(Tint.BOLD, words.text("allowList." + JsonNames.of(need))));
        layout.wrapped("  ", 2, 2, words.text("allowListAbout." + JsonNames.of(need)));
        for (AllowList.Row row : rows) {
          layout.line("    " + layout.padded(name(row), width) + "  " + purpose(row, words));
        }
      }
    }
    layout.blank();
    layout.line(layout.paint(Tint.BOLD, words.text("allowList.notes")));
    List<String> runtime =
        list.endpoints().stream()
            .filter(row -> row.need() == Need.RUNTIME)
            .map(AllowList.Row::pattern)
            .distinct()
            .toList();
    Facts hosts = Facts.of("runtime", runtime);
    for (String note :
        List.of("outbound", "inspection", "authentication", "connect", "accounts", "addresses")) {
      layout.wrapped("  - ", 4, 4, words.text("allowListNote." + note, hosts));
    }
    layout.blank();
    layout.line(layout.paint(Tint.BOLD, words.text("allowList.sources")));
    list.endpoints().stream()
        .map(AllowList.Row::source)
        .filter(source -> !source.isEmpty())
        .distinct()
        .forEach(source -> layout.line("    " + source));
    out.append(layout.text());
  }

  private static String name(AllowList.Row row) {
    return row.pattern() + ":" + row.port();
  }

  private static String purpose(AllowList.Row row, Messages words) {
    String key = "purpose." + row.purpose();
    return words.has(key) ? words.text(key) : row.purpose();
  }
}
