package org.connectoranalyzer.extract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.PcapngWriter;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.extract.ExtractOptions.Credentials;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.connectoranalyzer.report.FrameNumber;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;

/** What an extract says of itself and of its packets, in the report's words and its language. */
final class Comments {
  /** Characters of the notes on the section; beyond it further findings are only counted. */
  private static final int LONGEST = PcapngWriter.LONGEST_COMMENT / 4;

  private static final int MOST_OF_A_FRAME = 20;

  private final CaptureReport report;
  private final Analysis analysis;
  private final Messages words;
  private final ExtractOptions options;
  private final Map<FrameNumber, List<Cite>> cites = new HashMap<>();

  private record Cite(FindingEntry finding, EvidenceEntry evidence) {}

  Comments(CaptureReport report, Messages words, ExtractOptions options) {
    this.report = report;
    this.words = words;
    this.options = options;
    analysis = Objects.requireNonNull(report.analysis());
    for (FindingEntry finding : analysis.findings()) {
      for (EvidenceEntry evidence : finding.evidence()) {
        if (evidence.frame() != null) {
          cites
              .computeIfAbsent(evidence.frame(), any -> new ArrayList<>())
              .add(new Cite(finding, evidence));
        }
      }
    }
  }

  /**
   * Of a section: what the file is, the verdict and each finding, whether or not a frame shows it.
   */
  List<String> section(int file) {
    StringBuilder text = new StringBuilder();
    Facts facts =
        Facts.of("version", Report.Tool.current().version())
            .with("file", name(file))
            .with("frames", analysis.capture().parts().get(file).frames());
    line(text, options.scope() == Scope.ALL ? "extract.all" : "extract.evidence", facts);
    boolean kept = options.credentials() == Credentials.KEPT;
    String changes =
        report.redacted()
            ? "extract.redacted"
            : kept ? "extract.credentialsKept" : "extract.credentials";
    line(text, changes, Facts.NONE);
    if (analysis.capture().clock() == Analysis.Clock.LOCAL) {
      line(text, "text.localClock", Facts.NONE);
    }
    String verdict = words.text("verdict." + name(analysis.verdict()));
    Analysis.Headline headline = analysis.headline();
    Facts told = Facts.of("verdict", verdict).with("sentence", headline.sentence());
    line(text, "extract.verdict", told.with("nextStep", headline.nextStep()));
    int left = analysis.findings().size();
    for (FindingEntry finding : analysis.findings()) {
      if (text.length() > LONGEST) {
        line(text, "extract.moreFindings", Facts.of("count", left));
        break;
      }
      finding(text, finding);
      left--;
    }
    return List.of(text.toString().stripTrailing());
  }

  private void finding(StringBuilder text, FindingEntry finding) {
    Facts facts =
        Facts.of("severity", words.text("severity." + name(finding.severity())))
            .with("code", finding.code())
            .with("subject", finding.subject())
            .with("title", finding.title())
            .with("summary", finding.summary())
            .with("occurrences", finding.occurrences());
    line(text, "extract.finding", facts);
    if (!finding.hosts().isEmpty()) {
      line(text, "extract.hosts", Facts.of("hosts", finding.hosts()));
    }
    if (finding.evidence().stream().allMatch(evidence -> evidence.frame() == null)) {
      line(text, "extract.absence", Facts.NONE);
    }
  }

  private void line(StringBuilder text, String key, Facts facts) {
    text.append(words.text(key, facts)).append('\n');
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Without the folders that it stood in, which say who recorded it. */
  private String name(int file) {
    String name = report.files().get(file);
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** Of a frame: each finding that cites it. */
  List<String> of(Frame frame) {
    List<Cite> here = cites.getOrDefault(new FrameNumber(frame.file(), frame.number()), List.of());
    if (here.isEmpty()) {
      return List.of();
    }
    List<String> comments = new ArrayList<>();
    for (Cite cite : here.subList(0, Math.min(here.size(), MOST_OF_A_FRAME))) {
      Facts facts =
          Facts.of("code", cite.finding().code())
              .with("number", frame.number())
              .with("note", cite.evidence().note());
      Facts place = report.joined() ? facts.with("file", name(frame.file())) : facts;
      comments.add(words.text("extract.frame", place));
    }
    return comments;
  }

  /** Says on a packet that its credentials were overwritten. */
  String overwritten() {
    return words.text("extract.overwritten");
  }
}
