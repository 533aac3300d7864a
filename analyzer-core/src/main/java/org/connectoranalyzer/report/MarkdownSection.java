package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.Analysis.EndpointEntry;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.jspecify.annotations.Nullable;

/** What the Markdown report says of one capture. */
final class MarkdownSection {
  private final CaptureReport capture;
  private final Messages words;
  private final WriteOptions options;
  private final CaptureWords captureWords;
  private final Map<String, MarkdownText> linked = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder(4096);

  MarkdownSection(CaptureReport capture, Messages words, WriteOptions options) {
    this.capture = capture;
    this.words = words;
    this.options = options;
    captureWords = new CaptureWords(words, options);
  }

  String text() {
    Analysis analysis = capture.analysis();
    CaptureReport.Failure error = capture.error();
    String files = String.join(", ", capture.files());
    String title = CaptureWords.verdict(words, analysis) + ": " + files;
    text.append("# ").append(MarkdownText.PLAIN.inline(title)).append("\n\n");
    if (capture.redacted()) {
      text.append(words.text("text.redacted")).append("\n\n");
    }
    if (analysis != null) {
      headline(analysis);
      findings(analysis);
      endpoints(analysis.endpoints());
      notes(analysis);
      checks(analysis);
    } else if (error != null) {
      Facts message = Facts.of("message", error.message());
      text.append(MarkdownText.PLAIN.blocks(words.text("headline.unreadable", message)));
      text.append('\n');
      item("nextStep", error.hint(), MarkdownText.PLAIN);
    }
    return text.toString();
  }

  private void headline(Analysis analysis) {
    MarkdownText plain = MarkdownText.PLAIN;
    text.append(plain.blocks(analysis.headline().sentence())).append('\n');
    item("owner", captureWords.mustAct(analysis), plain);
    item("nextStep", analysis.headline().nextStep(), linked(analysis.headline().code()));
    item("mode", captureWords.mode(analysis), plain);
    item("intendedMode", captureWords.intendedMode(analysis), plain);
    item("capture", captureWords.recording(capture, analysis.capture()), plain);
    clients(analysis.clients());
    if (analysis.configuration() != null) {
      item("settings", captureWords.settings(analysis.configuration()), plain);
    }
  }

  private void clients(List<Analysis.ClientEntry> clients) {
    MarkdownText plain = MarkdownText.PLAIN;
    if (clients.size() == 1) {
      item("clients", String.join(", ", clients.get(0).addresses()), plain);
    } else if (!clients.isEmpty()) {
      item("clients", "", plain);
      for (String line : captureWords.clients(clients)) {
        text.append("  - ").append(plain.inline(line)).append('\n');
      }
    }
  }

  private void item(String label, @Nullable String value, MarkdownText how) {
    if (value != null) {
      String line = "- **" + words.text("label." + label) + ":** " + how.inline(value);
      text.append(line.stripTrailing()).append('\n');
    }
  }

  /** With the links that the page of a code has. */
  private MarkdownText linked(String code) {
    return linked.computeIfAbsent(
        code,
        key -> {
          Page page = words.page(key);
          return MarkdownText.withLinks(
              page == null
                  ? Set.of()
                  : MarkdownText.links(String.join("\n", page.sections().values())));
        });
  }

  /** Exactly one blank line above what follows. */
  private void blank() {
    if (text.charAt(text.length() - 2) != '\n') {
      text.append('\n');
    }
  }

  private void heading(int level, String heading) {
    blank();
    text.append("#".repeat(level)).append(' ').append(heading).append("\n\n");
  }

  private void label(String label) {
    blank();
    text.append("**").append(words.text("label." + label)).append("**\n\n");
  }

  private void findings(Analysis analysis) {
    List<FindingEntry> listed =
        analysis.findings().stream().filter(finding -> !FindingText.isNote(finding)).toList();
    heading(
        2,
        words.text("markdown.findings")
            + ": "
            + FindingText.counts(listed, words, analysis.suppressed()));
    List<FindingEntry> shown =
        listed.stream().filter(finding -> FindingText.isShown(finding, options)).toList();
    int most = Math.min(FindingText.MOST_FINDINGS, shown.size());
    shown.subList(0, most).forEach(finding -> finding(finding, analysis));
    if (shown.size() > most) {
      Facts more = Facts.of("count", shown.size() - most);
      text.append('\n').append(words.text("text.moreFindings", more)).append('\n');
    }
    hidden(analysis);
  }

  private void hidden(Analysis analysis) {
    List<FindingEntry> all = analysis.findings();
    long below = all.stream().filter(finding -> !FindingText.isShown(finding, options)).count();
    if (below > 0) {
      String least = words.text("severity." + JsonNames.of(options.minSeverity()));
      Facts facts = Facts.of("count", below).with("severity", least);
      text.append('\n').append(words.text("text.hidden", facts)).append('\n');
    }
    long known = analysis.suppressed() - all.stream().filter(FindingEntry::suppressed).count();
    if (known > 0) {
      text.append('\n').append(words.text("text.knownHidden", Facts.of("count", known)));
      text.append('\n');
    }
  }

  private void finding(FindingEntry finding, Analysis analysis) {
    MarkdownText plain = MarkdownText.PLAIN;
    MarkdownText linked = linked(finding.code());
    String severity = words.text("severity." + JsonNames.of(finding.severity()));
    heading(3, severity + " " + plain.inline(finding.code() + " " + finding.subject()));
    text.append("**").append(plain.inline(finding.title())).append("**\n\n");
    if (finding.suppression() != null) {
      text.append(plain.blocks(FindingText.known(finding.suppression(), words))).append('\n');
    }
    text.append(linked.blocks(finding.summary()));
    if (finding.unfinished()) {
      text.append('\n').append(words.text("text.unfinished")).append('\n');
    }
    text.append('\n');
    if (analysis.clients().size() > 1) {
      item("client", finding.client(), plain);
    }
    if (!finding.hosts().stream().allMatch(finding.summary()::contains)) {
      item("hosts", FindingText.hosts(finding.hosts(), words), plain);
    }
    if (finding.confidence() != Confidence.HIGH) {
      Facts facts =
          Facts.of("confidence", words.text("confidence." + JsonNames.of(finding.confidence())))
              .with("reason", finding.confidenceReason());
      item("confidence", words.text("text.confidence", facts), plain);
    }
    evidence(finding.evidence(), analysis);
    if (!finding.remedy().isEmpty()) {
      label("remedy");
      text.append(linked.blocks(finding.remedy()));
    }
    filters(finding);
    if (finding.message() != null) {
      blank();
      text.append("**").append(words.text("markdown.message")).append("**\n\n");
      linked.blocks(finding.message()).lines().forEach(line -> text.append(quoted(line)));
    }
  }

  private static String quoted(String line) {
    return line.isEmpty() ? ">\n" : "> " + line + "\n";
  }

  private void evidence(List<EvidenceEntry> evidence, Analysis analysis) {
    if (evidence.isEmpty()) {
      return;
    }
    label("seen");
    List<List<String>> rows = new ArrayList<>();
    for (EvidenceEntry item : evidence) {
      if (item.frame() == null) {
        String place = item.file() + ":" + item.line();
        String note = MarkdownText.PLAIN.inline(item.note());
        text.append("- ").append(MarkdownText.PLAIN.code(place)).append(' ').append(note);
        text.append('\n');
      } else {
        rows.add(row(item, item.frame(), analysis));
      }
    }
    table(List.of("frame", "time", "from", "to", "note"), rows);
  }

  private List<String> row(EvidenceEntry item, FrameNumber frame, Analysis analysis) {
    Facts number = Facts.of("number", frame.number()).with("file", frame.file() + 1L);
    return List.of(
        capture.joined() ? words.text("text.frameOfFile", number) : Long.toString(frame.number()),
        FindingText.relative(analysis.capture().firstFrameTime(), item.time()),
        item.from() == null ? "" : item.from(),
        item.to() == null ? "" : item.to(),
        item.note());
  }

  private void table(List<String> columns, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    blank();
    text.append('|');
    columns.forEach(
        column -> text.append(' ').append(words.text("markdown." + column)).append(" |"));
    text.append("\n|").append(" --- |".repeat(columns.size())).append('\n');
    for (List<String> row : rows) {
      text.append('|');
      row.forEach(cell -> text.append(' ').append(MarkdownText.CELL.inline(cell)).append(" |"));
      text.append('\n');
    }
  }

  private void filters(FindingEntry finding) {
    if (finding.evidence().stream().noneMatch(item -> item.frame() != null)) {
      return;
    }
    List<String> filters = new ArrayList<>();
    if (finding.displayFilter() != null) {
      filters.add(finding.displayFilter());
    }
    if (finding.displayFilters() != null) {
      finding.displayFilters().forEach(each -> filters.add(each.file() + ": " + each.filter()));
    }
    if (!filters.isEmpty()) {
      label("filter");
      text.append(MarkdownText.fenced(String.join("\n", filters)));
    }
  }

  private void endpoints(List<EndpointEntry> table) {
    List<List<String>> rows = new ArrayList<>();
    int missed = 0;
    for (EndpointEntry.Status status :
        List.of(EndpointEntry.Status.FAILED, EndpointEntry.Status.REACHED)) {
      table.stream().filter(row -> row.status() == status).forEach(row -> rows.add(row(row)));
    }
    for (EndpointEntry row : table) {
      boolean observed = row.status() != EndpointEntry.Status.NOT_OBSERVED;
      missed += observed || row.purpose() == Requirement.Need.OPTIONAL ? 0 : 1;
    }
    heading(2, words.text("markdown.endpoints"));
    table(List.of("status", "endpoint", "via", "furthest", "use"), rows);
    if (missed > 0) {
      text.append(rows.isEmpty() ? "" : "\n");
      text.append(words.text("text.notObserved", Facts.of("count", missed))).append('\n');
    }
  }

  private List<String> row(EndpointEntry row) {
    return List.of(
        words.text("status." + JsonNames.of(row.status())),
        row.pattern() + ":" + row.port(),
        row.via() == null ? "" : words.text("via." + JsonNames.of(row.via())),
        row.furthest() == null ? "" : words.text("furthest." + JsonNames.of(row.furthest())),
        words.term("purpose", row.use()));
  }

  private void notes(Analysis analysis) {
    List<String> notes = new ArrayList<>();
    for (FindingEntry note : analysis.findings()) {
      if (FindingText.isNote(note) && FindingText.isShown(note, options)) {
        String line = note.code() + ": " + note.summary() + " " + note.remedy();
        notes.add(linked(note.code()).inline(line));
      }
    }
    captureWords.notes(analysis).forEach(note -> notes.add(MarkdownText.PLAIN.inline(note)));
    if (!notes.isEmpty()) {
      heading(2, words.text("markdown.notes"));
      notes.forEach(note -> text.append("- ").append(note).append('\n'));
    }
  }

  private void checks(Analysis analysis) {
    List<String> clear = CaptureWords.clear(analysis.checks());
    if (!clear.isEmpty()) {
      heading(2, words.text("markdown.clear"));
      text.append(MarkdownText.PLAIN.inline(String.join(", ", clear))).append('\n');
    }
    Map<String, List<String>> open = CaptureWords.notApplicable(analysis.checks());
    if (!open.isEmpty()) {
      heading(2, words.text("markdown.notApplicable"));
      open.forEach(
          (reason, codes) -> {
            String line = MarkdownText.PLAIN.inline(reason + ": " + String.join(", ", codes));
            text.append("- ").append(line).append('\n');
          });
    }
  }
}
