package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.jspecify.annotations.Nullable;

/** What a capture's template shows of its findings; notes on the recording stand further below. */
final class HtmlFindings {
  /** More than anybody reads. */
  private static final int MOST_FINDINGS = 200;

  /** More than that show less of each: the page is meant to be mailed. */
  private static final int FEW_FINDINGS = 12;

  private final String id;
  private final CaptureReport capture;
  private final Analysis analysis;
  private final Messages words;
  private final WriteOptions options;
  private final List<FindingEntry> listed;
  private final List<FindingEntry> shown;

  /** How many findings there are of a severity; {@code style} is its key. */
  record Count(String style, String text) {}

  /**
   * @param id of the capture's section, with which those of findings begin
   */
  HtmlFindings(
      String id, CaptureReport capture, Analysis analysis, Messages words, WriteOptions options) {
    this.id = id;
    this.capture = capture;
    this.analysis = analysis;
    this.words = words;
    this.options = options;
    listed = analysis.findings().stream().filter(f -> !FindingText.isNote(f)).toList();
    shown = listed.stream().filter(f -> FindingText.isShown(f, options)).toList();
  }

  String counts() {
    Facts known = Facts.of("count", analysis.suppressed());
    return FindingText.counts(listed, words)
        + (analysis.suppressed() == 0 ? "" : words.text("text.count.known", known));
  }

  List<HtmlFinding> items() {
    FindingText.Source source = FindingText.Source.of(capture, analysis, words, options);
    boolean few = shown.size() <= FEW_FINDINGS;
    Ladders ladders =
        few ? Ladders.of(capture, analysis, words) : Ladders.shortOnes(capture, analysis, words);
    List<HtmlFinding> items = new ArrayList<>();
    for (FindingEntry finding : shown.subList(0, Math.min(MOST_FINDINGS, shown.size()))) {
      String anchor = id + "-" + (items.size() + 1);
      items.add(new HtmlFinding(anchor, finding, source, ladders, few, words));
    }
    return items;
  }

  boolean several() {
    return shown.size() > 1;
  }

  /** By severity, where those shown have several. */
  List<Count> severities() {
    List<Count> severities =
        Stream.of(Severity.values())
            .map(severity -> shown.stream().filter(f -> f.severity() == severity).toList())
            .filter(some -> !some.isEmpty())
            .map(
                some ->
                    new Count(
                        JsonNames.of(some.get(0).severity()), FindingText.counts(some, words)))
            .toList();
    return severities.size() > 1 ? severities : List.of();
  }

  boolean isFilterable() {
    return !severities().isEmpty();
  }

  @Nullable String more() {
    int more = shown.size() - MOST_FINDINGS;
    return more <= 0 ? null : words.text("text.moreFindings", Facts.of("count", more));
  }

  @Nullable String knownHidden() {
    long shownKnown = analysis.findings().stream().filter(FindingEntry::suppressed).count();
    long known = analysis.suppressed() - shownKnown;
    return known <= 0 ? null : words.text("text.knownHidden", Facts.of("count", known));
  }

  @Nullable String hidden() {
    long hidden =
        analysis.findings().stream().filter(f -> !FindingText.isShown(f, options)).count();
    String least = words.text("severity." + JsonNames.of(options.minSeverity()));
    Facts facts = Facts.of("count", hidden).with("severity", least);
    return hidden == 0 ? null : words.text("text.hidden", facts);
  }
}
