package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Comparison.CaptureEntry;
import org.connectoranalyzer.report.Comparison.Change;
import org.connectoranalyzer.report.Comparison.FindingChange;
import org.connectoranalyzer.report.TextLayout.Tint;
import org.jspecify.annotations.Nullable;

/** The comparison for reading: both verdicts, how many of what, then the findings by change. */
final class ComparisonText implements ComparisonWriter {
  @Override
  public String format() {
    return "text";
  }

  @Override
  public void write(Comparison comparison, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    TextLayout layout = new TextLayout(options);
    Document document = new Document(comparison, words, options, layout);
    document.sides();
    document.counts();
    for (Change change : Change.values()) {
      document.section(change);
    }
    document.hidden();
    out.append(layout.text());
  }

  private record Document(
      Comparison comparison, Messages words, WriteOptions options, TextLayout layout) {

    void sides() {
      int width = HeadlineText.labelWidth(words, layout, "before", "after");
      side("before", comparison.before(), width);
      side("after", comparison.after(), width);
    }

    private void side(String label, Comparison.Side side, int width) {
      String lead = layout.padded(words.text("label." + label), width) + "  ";
      int margin = layout.width(lead);
      for (CaptureEntry capture : side.captures()) {
        String verdict = verdict(capture.verdict());
        String shown = layout.paint(tint(capture.verdict()), verdict);
        int indent = margin + layout.width(verdict) + 2;
        layout.line(lead + shown + "  " + String.join(", ", capture.files()));
        lead = " ".repeat(margin);
        String sentence =
            capture.error() != null
                ? words.text("headline.unreadable", Facts.of("message", capture.error().message()))
                : String.valueOf(capture.sentence());
        layout.wrapped(" ".repeat(indent), indent, indent, sentence);
      }
    }

    private String verdict(@Nullable Verdict verdict) {
      return words.text("verdict." + (verdict == null ? "unreadable" : JsonNames.of(verdict)));
    }

    private static Tint tint(@Nullable Verdict verdict) {
      if (verdict == null || verdict == Verdict.PROBLEM) {
        return Tint.RED;
      }
      return verdict == Verdict.HEALTHY ? Tint.GREEN : Tint.YELLOW;
    }

    void counts() {
      List<String> counts = new ArrayList<>();
      for (Change change : Change.values()) {
        int count = comparison.of(change).size();
        if (count > 0) {
          counts.add(words.text("diff.count." + JsonNames.of(change), Facts.of("count", count)));
        }
      }
      layout.blank();
      layout.line(counts.isEmpty() ? words.text("diff.nothing") : words.joined(counts));
    }

    void section(Change change) {
      List<FindingChange> shown = comparison.of(change).stream().filter(this::isShown).toList();
      if (shown.isEmpty()) {
        return;
      }
      layout.blank();
      layout.line(layout.paint(Tint.BOLD, words.text("diff.heading." + JsonNames.of(change))));
      shown.forEach(this::finding);
    }

    private boolean isShown(FindingChange finding) {
      return finding.severity().compareTo(options.minSeverity()) <= 0;
    }

    private void finding(FindingChange finding) {
      String severity = words.text("severity." + JsonNames.of(finding.severity()));
      String head = "  " + finding.code() + "  " + finding.subject() + "  ";
      layout.wrapped(
          "  " + layout.paint(tint(finding), severity) + layout.paint(Tint.BOLD, head),
          layout.width(severity + head) + 2,
          6,
          finding.title());
      if (finding.reason() != null) {
        String key = "diff.because." + JsonNames.of(finding.change());
        String text = words.text(key, Facts.of("reason", finding.reason()));
        layout.wrapped(" ".repeat(6), 6, 6, text);
      }
      if (finding.change() == Change.STILL_THERE
          && finding.reason() == null
          && finding.occurrencesBefore() != finding.occurrencesAfter()) {
        Facts facts =
            Facts.of("before", finding.occurrencesBefore())
                .with("after", finding.occurrencesAfter());
        layout.wrapped(" ".repeat(6), 6, 6, words.text("diff.occurrences", facts));
      }
    }

    private static Tint tint(FindingChange finding) {
      if (finding.change() == Change.FIXED) {
        return Tint.GREEN;
      }
      return finding.severity() == Severity.ERROR
          ? Tint.RED
          : finding.severity() == Severity.WARNING ? Tint.YELLOW : Tint.CYAN;
    }

    void hidden() {
      long hidden = comparison.findings().stream().filter(f -> !isShown(f)).count();
      if (hidden > 0) {
        String least = words.text("severity." + JsonNames.of(options.minSeverity()));
        layout.blank();
        layout.line(words.text("text.hidden", Facts.of("count", hidden).with("severity", least)));
      }
    }
  }
}
