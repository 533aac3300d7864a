package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.Analysis.EndpointEntry;
import org.connectoranalyzer.report.TextLayout.Tint;

/** The second half of a capture's text: required endpoints, capture notes, what was found clear. */
final class CoverageText {
  private final Messages words;
  private final WriteOptions options;
  private final TextLayout layout;

  CoverageText(Messages words, WriteOptions options, TextLayout layout) {
    this.words = words;
    this.options = options;
    this.layout = layout;
  }

  void write(Analysis analysis) {
    endpoints(analysis.endpoints());
    notes(analysis);
    checks(analysis.checks());
  }

  private void heading(String key, String behind) {
    layout.blank();
    String heading = words.text("heading." + key);
    layout.wrapped(layout.paint(Tint.BOLD, heading) + "  ", layout.width(heading) + 2, 2, behind);
  }

  private void endpoints(List<EndpointEntry> table) {
    List<EndpointEntry> failed = rows(table, EndpointEntry.Status.FAILED);
    List<EndpointEntry> reached = rows(table, EndpointEntry.Status.REACHED);
    List<EndpointEntry> missed = rows(table, EndpointEntry.Status.NOT_OBSERVED);
    heading(
        "endpoints",
        words.joined(
            List.of(
                words.text("text.failed", Facts.of("count", failed.size())),
                words.text("text.reached", Facts.of("count", reached.size())),
                words.text("text.notObserved", Facts.of("count", missed.size())))));
    List<EndpointEntry> observed = new ArrayList<>(failed);
    observed.addAll(reached);
    table(observed);
    notObserved(missed);
  }

  /** In columns, or in two lines a row where they are wider than the text may be. */
  private void table(List<EndpointEntry> rows) {
    int status = widest(rows, this::status);
    int endpoint = widest(rows, CoverageText::endpoint);
    int via = widest(rows, this::via);
    int furthest = widest(rows, this::furthest);
    int purpose = widest(rows, this::purpose);
    boolean narrow = 10 + status + endpoint + via + furthest + purpose > options.width();
    for (EndpointEntry row : rows) {
      Tint tint = row.status() == EndpointEntry.Status.FAILED ? Tint.RED : Tint.GREEN;
      String lead = "  " + layout.paint(tint, layout.padded(status(row), status)) + "  ";
      if (narrow) {
        layout.line(lead + endpoint(row));
        String rest = words.joined(List.of(via(row), furthest(row), purpose(row)));
        layout.wrapped(" ".repeat(status + 6), status + 6, status + 6, rest);
      } else {
        layout.line(
            lead
                + layout.padded(endpoint(row), endpoint)
                + "  "
                + layout.padded(via(row), via)
                + "  "
                + layout.padded(furthest(row), furthest)
                + "  "
                + purpose(row));
      }
    }
  }

  private int widest(List<EndpointEntry> rows, Function<EndpointEntry, String> column) {
    return rows.stream().mapToInt(row -> layout.width(column.apply(row))).max().orElse(0);
  }

  private String purpose(EndpointEntry row) {
    return words.term("purpose", row.use());
  }

  /** Those of a status; optional ones only where observed. */
  static List<EndpointEntry> rows(List<EndpointEntry> table, EndpointEntry.Status status) {
    return table.stream()
        .filter(row -> row.status() == status)
        .filter(
            row ->
                status != EndpointEntry.Status.NOT_OBSERVED
                    || row.purpose() != Requirement.Need.OPTIONAL)
        .toList();
  }

  /** By what they are for, since these are many. */
  private void notObserved(List<EndpointEntry> rows) {
    Map<String, List<String>> byUse = new LinkedHashMap<>();
    for (EndpointEntry row : rows) {
      String use = words.term("purpose", row.use());
      byUse.computeIfAbsent(use, key -> new ArrayList<>()).add(endpoint(row));
    }
    String label = "  " + words.text("status.notObserved") + "  ";
    int width = layout.width(label);
    String lead = label;
    for (Map.Entry<String, List<String>> use : byUse.entrySet()) {
      String items = use.getKey() + ": " + String.join(", ", use.getValue());
      layout.wrapped(lead, width, width + 2, items);
      lead = " ".repeat(width);
    }
  }

  private String status(EndpointEntry row) {
    return words.text("status." + JsonNames.of(row.status()));
  }

  static String endpoint(EndpointEntry row) {
    return row.pattern() + ":" + row.port();
  }

  private String via(EndpointEntry row) {
    return row.via() == null ? "" : words.text("via." + JsonNames.of(row.via()));
  }

  private String furthest(EndpointEntry row) {
    return row.furthest() == null ? "" : words.text("furthest." + JsonNames.of(row.furthest()));
  }

  private void notes(Analysis analysis) {
    List<String> notes = new ArrayList<>();
    analysis.findings().stream()
        .filter(note -> FindingText.isNote(note) && FindingText.isShown(note, options))
        .forEach(note -> notes.add(note.code() + ": " + note.summary() + "\n" + note.remedy()));
    notes.addAll(new CaptureWords(words, options).notes(analysis));
    if (!notes.isEmpty()) {
      heading("notes", "");
      notes.forEach(note -> layout.wrapped("  - ", 4, 4, note));
    }
  }

  private void checks(List<Analysis.CheckEntry> checks) {
    List<String> clear = CaptureWords.clear(checks);
    Map<String, List<String>> open = CaptureWords.notApplicable(checks);
    if (!clear.isEmpty()) {
      heading("clear", "");
      layout.wrapped("  ", 2, 2, String.join(", ", clear));
    }
    if (!open.isEmpty()) {
      heading("notApplicable", "");
      open.forEach(
          (reason, codes) -> layout.wrapped("  ", 2, 4, reason + ": " + String.join(", ", codes)));
    }
  }
}
