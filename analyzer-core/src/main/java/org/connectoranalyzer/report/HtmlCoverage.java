package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.Analysis.EndpointEntry;

/** What a capture's template shows below the findings: endpoints, notes, what was checked. */
final class HtmlCoverage {
  private final Analysis analysis;
  private final Messages words;
  private final WriteOptions options;

  /** A required endpoint that was tried; {@code style} is the status' key. */
  record Endpoint(
      String style, String status, String endpoint, String via, String furthest, String purpose) {}

  /** What some things have in common, and these. */
  record Group(String name, List<String> items) {}

  /** A note on the recording; {@code words} are HTML. */
  record Note(String code, String words) {}

  HtmlCoverage(Analysis analysis, Messages words, WriteOptions options) {
    this.analysis = analysis;
    this.words = words;
    this.options = options;
  }

  private List<EndpointEntry> rows(EndpointEntry.Status status) {
    return CoverageText.rows(analysis.endpoints(), status);
  }

  private String count(String key, EndpointEntry.Status status) {
    return words.text(key, Facts.of("count", rows(status).size()));
  }

  String endpointCounts() {
    return words.joined(
        List.of(
            count("text.failed", EndpointEntry.Status.FAILED),
            count("text.reached", EndpointEntry.Status.REACHED),
            notObservedCount()));
  }

  /** The failed ones first. */
  List<Endpoint> endpoints() {
    List<EndpointEntry> tried = new ArrayList<>(rows(EndpointEntry.Status.FAILED));
    tried.addAll(rows(EndpointEntry.Status.REACHED));
    return tried.stream().map(this::endpoint).toList();
  }

  private Endpoint endpoint(EndpointEntry row) {
    String status = JsonNames.of(row.status());
    return new Endpoint(
        status,
        words.text("status." + status),
        CoverageText.endpoint(row),
        row.via() == null ? "" : words.text("via." + JsonNames.of(row.via())),
        row.furthest() == null ? "" : words.text("furthest." + JsonNames.of(row.furthest())),
        words.term("purpose", row.use()));
  }

  String notObservedCount() {
    return count("text.notObserved", EndpointEntry.Status.NOT_OBSERVED);
  }

  /** By what they are for. */
  List<Group> notObserved() {
    Map<String, List<String>> byUse = new LinkedHashMap<>();
    for (EndpointEntry row : rows(EndpointEntry.Status.NOT_OBSERVED)) {
      String use = words.term("purpose", row.use());
      byUse.computeIfAbsent(use, key -> new ArrayList<>()).add(CoverageText.endpoint(row));
    }
    return groups(byUse);
  }

  private static List<Group> groups(Map<String, List<String>> items) {
    return items.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
  }

  boolean hasNotes() {
    return !findingNotes().isEmpty() || !notes().isEmpty();
  }

  /** Notes on the recording that have a code. */
  List<Note> findingNotes() {
    return analysis.findings().stream()
        .filter(note -> FindingText.isNote(note) && FindingText.isShown(note, options))
        .map(note -> new Note(note.code(), HtmlProse.inline(note.summary() + " " + note.remedy())))
        .toList();
  }

  List<String> notes() {
    return new CaptureWords(words, options).notes(analysis);
  }

  List<String> clear() {
    return CaptureWords.clear(analysis.checks());
  }

  boolean hasClear() {
    return !clear().isEmpty();
  }

  List<Group> notApplicable() {
    return groups(CaptureWords.notApplicable(analysis.checks()));
  }

  int clearCount() {
    return clear().size();
  }

  int notApplicableCount() {
    return notApplicable().stream().mapToInt(group -> group.items().size()).sum();
  }

  boolean hasNotApplicable() {
    return !notApplicable().isEmpty();
  }
}
