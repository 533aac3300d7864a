package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Requirement.Need;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.TextLayout.Tint;

/**
 * The list for reading and for mail to a firewall or proxy team: by need, with what each group is
 * for, what the rules have to mind, and where the rows come from.
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
    Document document = new Document(list, words, layout, marks(list));
    document.title();
    for (Need need : Need.values()) {
      document.group(need);
    }
    document.notes();
    document.sources();
    out.append(layout.text());
  }

  /** Each source once, in the order of the rows, with the mark that rows refer to it by. */
  private static Map<String, String> marks(AllowList list) {
    Map<String, String> marks = new LinkedHashMap<>();
    for (AllowList.Row row : list.endpoints()) {
      String source = source(row);
      if (!source.isEmpty()) {
        marks.putIfAbsent(source, "[" + (marks.size() + 1) + "]");
      }
    }
    return marks;
  }

  private static String source(AllowList.Row row) {
    return (row.date().isEmpty() ? row.source() : row.source() + " (" + row.date() + ")").strip();
  }

  private record Document(
      AllowList list, Messages words, TextLayout layout, Map<String, String> marks) {

    void title() {
      layout.line(layout.paint(Tint.BOLD, words.text("allowList.title")));
      Facts facts = Facts.of("cloud", words.text("cloud." + list.cloudName()));
      String version = list.version().isEmpty() ? null : list.version();
      layout.line(words.text("allowList.of", facts.withIfKnown("version", version)));
    }

    private void heading(String key) {
      layout.blank();
      layout.line(layout.paint(Tint.BOLD, words.text("allowList." + key)));
    }

    void group(Need need) {
      List<AllowList.Row> rows = rows(need);
      if (rows.isEmpty()) {
        return;
      }
      heading(JsonNames.of(need));
      layout.wrapped("  ", 2, 2, words.text("allowListAbout." + JsonNames.of(need)));
      int patterns = width(list.endpoints().stream().map(AllowList.Row::pattern).toList());
      int ports = width(list.endpoints().stream().map(Document::port).toList());
      int references = width(List.copyOf(marks.values()));
      for (AllowList.Row row : rows) {
        layout.line(
            "    "
                + layout.padded(row.pattern(), patterns)
                + "  "
                + layout.padded(port(row), ports)
                + "  "
                + layout.paddedLeft(marks.getOrDefault(source(row), ""), references)
                + "  "
                + words.term("purpose", row.purpose()));
      }
    }

    private List<AllowList.Row> rows(Need need) {
      return list.endpoints().stream().filter(row -> row.need() == need).toList();
    }

    private int width(List<String> cells) {
      return cells.stream().mapToInt(layout::width).max().orElse(0);
    }

    private static String port(AllowList.Row row) {
      return row.protocol() + " " + row.port();
    }

    void notes() {
      heading("notes");
      Facts facts =
          Facts.of("ports", words.joined(ports()))
              .with("ranges", words.text("serviceTagsFile." + list.cloudName()));
      List<String> notes = new ArrayList<>(List.of("outbound", "wildcard", "accounts", "proxy"));
      List<AllowList.Row> runtime = rows(Need.RUNTIME);
      if (!runtime.isEmpty()) {
        notes.add("inspection");
        List<String> hosts = runtime.stream().map(AllowList.Row::pattern).distinct().toList();
        facts = facts.with("runtime", words.joined(hosts));
      }
      if (!rows(Need.REVOCATION).isEmpty()) {
        notes.add("plainHttp");
      }
      notes.add("addresses");
      notes.add("otherPorts");
      for (String note : notes) {
        layout.wrapped("  - ", 4, 4, words.text("allowListNote." + note, facts));
      }
    }

    private List<String> ports() {
      return list.endpoints().stream()
          .map(AllowList.Row::port)
          .distinct()
          .sorted()
          .map(port -> Integer.toString(port))
          .toList();
    }

    void sources() {
      if (!marks.isEmpty()) {
        heading("sources");
        marks.forEach((source, mark) -> layout.line("  " + mark + " " + source));
      }
    }
  }
}
