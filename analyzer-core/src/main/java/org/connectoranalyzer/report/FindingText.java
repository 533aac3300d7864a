package org.connectoranalyzer.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.connectoranalyzer.report.TextLayout.Tint;
import org.jspecify.annotations.Nullable;

/**
 * Findings: each with its sentence, what was seen in which frames or lines, the remedy and the
 * filter. Notes on the recording itself (way capture, severity info) stand with the capture notes.
 */
final class FindingText {
  /** More than anybody reads: of thousands of machines in one capture, each has its own. */
  static final int MOST_FINDINGS = 500;

  static final int MOST_FRAMES = 8;
  private static final int MOST_HOSTS = 12;

  private final List<FindingEntry> findings;
  private final Source source;
  private final Messages words;
  private final WriteOptions options;
  private final TextLayout layout;
  private final int labelWidth;

  /**
   * What the findings are about.
   *
   * @param joined whether several recordings were joined into one
   * @param severalClients whether findings say whom they concern
   * @param start of the recording; null where it has no time
   * @param ladders null where none are wanted
   * @param suppressed known findings, shown or hidden
   */
  record Source(
      boolean joined,
      boolean severalClients,
      @Nullable Instant start,
      @Nullable Ladders ladders,
      long suppressed) {
    /** Configuration files alone. */
    static final Source FILES = new Source(false, false, null, null, 0);

    static Source of(
        CaptureReport capture, Analysis analysis, Messages words, WriteOptions options) {
      Instant start = analysis.capture().firstFrameTime();
      boolean drawn = options.packets() == WriteOptions.Packets.DRAWN;
      Ladders ladders = drawn ? Ladders.of(capture, analysis, words) : null;
      boolean severalClients = analysis.clients().size() > 1;
      return new Source(capture.joined(), severalClients, start, ladders, analysis.suppressed());
    }

    /** "frame 7", or "file 2 frame 7". */
    String frame(FrameNumber frame, Messages words) {
      Facts number = Facts.of("number", frame.number()).with("file", frame.file() + 1);
      return words.text(joined ? "text.frameOfFile" : "text.frame", number);
    }
  }

  FindingText(
      List<FindingEntry> findings,
      Source source,
      Messages words,
      WriteOptions options,
      TextLayout layout) {
    this.findings = findings;
    this.source = source;
    this.words = words;
    this.options = options;
    this.layout = layout;
    labelWidth =
        HeadlineText.labelWidth(
            words, layout, "client", "hosts", "seen", "remedy", "filter", "confidence");
  }

  /** Whether a finding stands with the capture notes. */
  static boolean isNote(FindingEntry finding) {
    return finding.way() == Way.CAPTURE && finding.severity() == Severity.INFO;
  }

  static boolean isShown(FindingEntry finding, WriteOptions options) {
    return finding.severity().compareTo(options.minSeverity()) <= 0;
  }

  void write() {
    List<FindingEntry> listed = findings.stream().filter(finding -> !isNote(finding)).toList();
    layout.blank();
    String heading = layout.paint(Tint.BOLD, words.text("heading.findings"));
    layout.line(heading + "  " + counts(listed, words, source.suppressed()));
    List<FindingEntry> shown = listed.stream().filter(f -> isShown(f, options)).toList();
    for (FindingEntry finding : shown.subList(0, Math.min(MOST_FINDINGS, shown.size()))) {
      layout.blank();
      write(finding);
    }
    if (shown.size() > MOST_FINDINGS) {
      layout.blank();
      Facts more = Facts.of("count", shown.size() - MOST_FINDINGS);
      layout.line(words.text("text.moreFindings", more));
    }
    long hidden = findings.stream().filter(f -> !isShown(f, options)).count();
    if (hidden > 0) {
      String least = words.text("severity." + JsonNames.of(options.minSeverity()));
      layout.blank();
      layout.line(words.text("text.hidden", Facts.of("count", hidden).with("severity", least)));
    }
    long known = source.suppressed() - findings.stream().filter(FindingEntry::suppressed).count();
    if (known > 0) {
      layout.blank();
      layout.line(words.text("text.knownHidden", Facts.of("count", known)));
    }
  }

  /** "2 errors, 1 warning", or "none"; and how many a baseline knows. */
  static String counts(List<FindingEntry> findings, Messages words, long suppressed) {
    String counts = counts(findings, words);
    return suppressed == 0
        ? counts
        : counts + words.text("text.count.known", Facts.of("count", suppressed));
  }

  /** "2 errors, 1 warning", or "none". */
  static String counts(List<FindingEntry> findings, Messages words) {
    List<String> counts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long count =
          findings.stream().filter(f -> f.severity() == severity && !f.suppressed()).count();
      if (count > 0) {
        counts.add(words.text("text.count." + JsonNames.of(severity), Facts.of("count", count)));
      }
    }
    return counts.isEmpty() ? words.text("text.noFindings") : words.joined(counts);
  }

  static Tint tint(Severity severity) {
    return switch (severity) {
      case ERROR -> Tint.RED;
      case WARNING -> Tint.YELLOW;
      case INFO -> Tint.CYAN;
    };
  }

  private void write(FindingEntry finding) {
    String severity = words.text("severity." + JsonNames.of(finding.severity()));
    Tint tint = tint(finding.severity());
    String head = "  " + finding.code() + "  " + finding.subject() + "  ";
    layout.wrapped(
        layout.paint(tint, severity) + layout.paint(Tint.BOLD, head),
        layout.width(severity + head),
        4,
        finding.title());
    layout.wrapped("  ", 2, 2, finding.summary());
    if (finding.suppression() != null) {
      layout.wrapped("  ", 2, 2, known(finding.suppression(), words));
    }
    if (finding.unfinished()) {
      layout.wrapped("  ", 2, 2, words.text("text.unfinished"));
    }
    if (finding.client() != null && source.severalClients()) {
      field("client", finding.client());
    }
    if (!finding.hosts().stream().allMatch(finding.summary()::contains)) {
      field("hosts", hosts(finding.hosts(), words));
    }
    evidence(finding.evidence());
    if (!finding.remedy().isEmpty()) {
      field("remedy", finding.remedy());
    }
    if (finding.confidence() != Confidence.HIGH) {
      Facts facts =
          Facts.of("confidence", words.text("confidence." + JsonNames.of(finding.confidence())))
              .with("reason", finding.confidenceReason());
      field("confidence", words.text("text.confidence", facts));
    }
    if (finding.evidence().stream().anyMatch(item -> item.frame() != null)) {
      filters(finding);
    }
    Ladder ladder = source.ladders() == null ? null : source.ladders().of(finding);
    if (ladder != null) {
      LadderText.write(ladder, words, options, layout, labelWidth);
    }
  }

  /** Why a finding is no failure. */
  static String known(FindingEntry.Suppression suppression, Messages words) {
    Facts facts =
        Facts.NONE
            .withIfKnown("reason", suppression.reason())
            .withIfKnown("until", suppression.until());
    return words.text("text.known", facts);
  }

  private void field(String label, String text) {
    layout.field(words.text("label." + label), labelWidth, text);
  }

  /** The first of them and how many more. */
  static String hosts(List<String> hosts, Messages words) {
    if (hosts.size() <= MOST_HOSTS) {
      return words.joined(hosts);
    }
    String items = words.joined(hosts.subList(0, MOST_HOSTS));
    return words.text(
        "list.more", Facts.of("items", items).with("count", hosts.size() - MOST_HOSTS));
  }

  /** One line of what was seen. */
  private record Row(String frame, String time, String from, String to, String note) {}

  private void evidence(List<EvidenceEntry> evidence) {
    List<EvidenceEntry> lines = evidence.stream().filter(item -> item.frame() == null).toList();
    for (int i = 0; i < lines.size(); i++) {
      EvidenceEntry item = lines.get(i);
      String label = i == 0 ? words.text("label.seen") : "";
      layout.field(label, labelWidth, item.file() + ":" + item.line() + "  " + item.note());
    }
    List<EvidenceEntry> cited = evidence.stream().filter(item -> item.frame() != null).toList();
    frames(cited, lines.isEmpty());
  }

  /** The first frames and the last; the filter has all. */
  private void frames(List<EvidenceEntry> evidence, boolean first) {
    int head = evidence.size() <= MOST_FRAMES ? evidence.size() : MOST_FRAMES - 1;
    List<Row> rows = new ArrayList<>();
    evidence.subList(0, head).forEach(item -> rows.add(row(item)));
    if (head < evidence.size()) {
      rows.add(row(evidence.get(evidence.size() - 1)));
    }
    int frame = widest(rows, Row::frame);
    int time = widest(rows, Row::time);
    int from = widest(rows, Row::from);
    int to = widest(rows, Row::to);
    String margin = " ".repeat(labelWidth + 4);
    for (int i = 0; i < rows.size(); i++) {
      if (i == head) {
        int more = evidence.size() - head - 1;
        String others = words.text("text.moreFrames", Facts.of("count", more));
        layout.wrapped(margin, labelWidth + 4, labelWidth + 4, others);
      }
      Row row = rows.get(i);
      String label = layout.padded(words.text("label.seen"), labelWidth);
      String when =
          (i == 0 && first ? "  " + label + "  " : margin)
              + layout.padded(row.frame(), frame)
              + "  "
              + layout.paddedLeft(row.time(), time)
              + "  ";
      String who = when + layout.padded(row.from(), from) + layout.shown(" \u2192 ") + row.to();
      String line = who + " ".repeat(to - layout.width(row.to()) + 2) + row.note();
      int indent = labelWidth + 8;
      if (layout.fits(line)) {
        layout.line(line);
      } else if (layout.fits(who)) {
        layout.line(who);
        layout.wrapped(margin + "    ", indent, indent, row.note());
      } else {
        layout.line(when);
        layout.wrapped(margin + "    ", indent, indent, row.from() + " \u2192 " + row.to());
        layout.wrapped(margin + "    ", indent, indent, row.note());
      }
    }
  }

  private int widest(List<Row> rows, Function<Row, String> column) {
    return rows.stream().map(column).mapToInt(layout::width).max().orElse(0);
  }

  private Row row(EvidenceEntry item) {
    return new Row(
        source.frame(Objects.requireNonNull(item.frame()), words),
        relative(source.start(), item.time()),
        Objects.requireNonNull(item.from()),
        Objects.requireNonNull(item.to()),
        item.note());
  }

  /** Seconds since frame 1, to the millisecond; nothing for a frame without time. */
  static String relative(@Nullable Instant start, @Nullable Instant time) {
    if (time == null || start == null) {
      return "";
    }
    Duration since = Duration.between(start, time).plusNanos(500_000);
    // Times may lie farther apart than 64 bits count nanoseconds.
    long milliseconds = since.getSeconds() * 1000 + since.getNano() / 1_000_000;
    return BigDecimal.valueOf(milliseconds, 3).toPlainString() + " s";
  }

  private void filters(FindingEntry finding) {
    String label = layout.padded(words.text("label.filter"), labelWidth);
    if (finding.displayFilter() != null) {
      layout.line("  " + label + "  " + finding.displayFilter());
    }
    if (finding.displayFilters() != null) {
      for (FindingEntry.FileFilter filter : finding.displayFilters()) {
        layout.line("  " + label + "  " + filter.file() + ": " + filter.filter());
      }
    }
  }
}
