package org.connectoranalyzer.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.connectoranalyzer.report.HtmlCapture.Field;
import org.jspecify.annotations.Nullable;

/**
 * What the template of one finding shows.
 *
 * @param id its anchor
 * @param detailed whether frames stand in a table beside the ladder
 */
record HtmlFinding(
    String id,
    FindingEntry finding,
    FindingText.Source source,
    Ladders ladders,
    boolean detailed,
    Messages words) {

  /** One cited frame; {@code more} stands for those that are left out here. */
  record Frame(
      String number, String time, String from, String to, String note, @Nullable String more) {}

  /** A cited line of a file; {@code note} is HTML. */
  record Line(String place, String note) {}

  /** A display filter of Wireshark, and what it selects. */
  record Filter(String label, String filter) {}

  /** The severity's key, a class for the style sheet. */
  String style() {
    return JsonNames.of(finding.severity());
  }

  String severity() {
    return words.text("severity." + style());
  }

  /** HTML. */
  String summary() {
    List<String> lines = new ArrayList<>(List.of(finding.summary()));
    if (finding.suppression() != null) {
      lines.add(FindingText.known(finding.suppression(), words));
    }
    if (finding.unfinished()) {
      lines.add(words.text("text.unfinished"));
    }
    return HtmlProse.of(String.join("\n", lines));
  }

  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    String client = finding.client();
    if (client != null && source.severalClients()) {
      fields.add(field("client", client));
    }
    if (!finding.hosts().stream().allMatch(finding.summary()::contains)) {
      fields.add(field("hosts", FindingText.hosts(finding.hosts(), words)));
    }
    if (finding.confidence() != Confidence.HIGH) {
      Facts facts =
          Facts.of("confidence", words.text("confidence." + JsonNames.of(finding.confidence())))
              .with("reason", finding.confidenceReason());
      fields.add(field("confidence", words.text("text.confidence", facts)));
    }
    return fields;
  }

  boolean hasFields() {
    return !fields().isEmpty();
  }

  private Field field(String label, String text) {
    return new Field(words.text("label." + label), List.of(HtmlText.escaped(text)));
  }

  /** SVG; null where no frames are cited. */
  @Nullable String ladder() {
    Ladder ladder = ladders.of(finding);
    if (ladder == null) {
      return null;
    }
    StringBuilder svg = new StringBuilder(4096);
    try {
      LadderSvg.write(ladder, words, svg);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return svg.toString();
  }

  /** Lines of configuration files. */
  List<Line> lines() {
    return finding.evidence().stream()
        .filter(item -> item.frame() == null)
        .map(item -> new Line(item.file() + ":" + item.line(), HtmlProse.inline(item.note())))
        .toList();
  }

  private List<EvidenceEntry> cited() {
    return finding.evidence().stream().filter(item -> item.frame() != null).toList();
  }

  boolean hasTable() {
    return !cited().isEmpty() && (detailed || ladder() == null);
  }

  /** The first frames and the last; the filter has all. */
  List<Frame> frames() {
    List<EvidenceEntry> cited = cited();
    int most = FindingText.MOST_FRAMES;
    int head = cited.size() <= most ? cited.size() : most - 1;
    List<Frame> frames = new ArrayList<>();
    cited.subList(0, head).forEach(item -> frames.add(frame(item)));
    if (head < cited.size()) {
      Facts more = Facts.of("count", cited.size() - head - 1);
      frames.add(new Frame("", "", "", "", "", words.text("text.moreFrames", more)));
      frames.add(frame(cited.get(cited.size() - 1)));
    }
    return frames;
  }

  private Frame frame(EvidenceEntry item) {
    return new Frame(
        source.frame(Objects.requireNonNull(item.frame()), words),
        FindingText.relative(source.start(), item.time()),
        Objects.requireNonNullElse(item.from(), ""),
        Objects.requireNonNullElse(item.to(), ""),
        item.note(),
        null);
  }

  /** HTML; null where nothing is to be done. */
  @Nullable String remedy() {
    return finding.remedy().isEmpty() ? null : HtmlProse.of(finding.remedy());
  }

  /** Of the cited frames, file by file, then of such traffic in any recording. */
  List<Filter> filters() {
    List<Filter> filters = new ArrayList<>();
    String cited = words.text("html.citedFrames");
    if (finding.displayFilter() != null) {
      filters.add(new Filter(cited, finding.displayFilter()));
    }
    if (finding.displayFilters() != null) {
      for (FindingEntry.FileFilter filter : finding.displayFilters()) {
        filters.add(new Filter(words.joined(List.of(cited, filter.file())), filter.filter()));
      }
    }
    if (finding.flowFilter() != null && !filters.isEmpty()) {
      filters.add(new Filter(words.text("html.suchTraffic"), finding.flowFilter()));
    }
    return filters;
  }

  boolean hasFilters() {
    return !cited().isEmpty() && !filters().isEmpty();
  }
}
