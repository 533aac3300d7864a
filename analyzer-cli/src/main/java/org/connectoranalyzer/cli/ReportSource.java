package org.connectoranalyzer.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.JsonReader;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportAssembler;
import org.connectoranalyzer.report.ReportFormatException;

/** A report by the name of a file: a capture is analyzed, a saved JSON report is read. */
final class ReportSource {
  /** As many blanks may stand before the brace that begins a saved report. */
  private static final int MOST_BLANKS = 64;

  private final TraceAnalyzer analyzer;
  private final Messages words;
  private final Console console;

  /**
   * @param words of what cannot be read
   */
  ReportSource(TraceAnalyzer analyzer, Messages words, Console console) {
    this.analyzer = analyzer;
    this.words = words;
    this.console = console;
  }

  /** The report; of what cannot be read it says so. */
  Report of(String name) {
    if (name.equals(Inputs.STDIN)) {
      InputStream in = new BufferedInputStream(console.in());
      try {
        return isJson(in)
            ? saved(name, in)
            : Report.of(
                analyzer.tool(), List.of(analyzer.analyze(in, name, AnalysisListener.NONE)));
      } catch (IOException e) {
        return Report.of(
            ReportAssembler.unreadable(List.of(name), "unreadable", Facts.NONE, words));
      }
    }
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        if (isJson(in)) {
          return saved(name, in);
        }
      } catch (IOException e) {
        // The analyzer says what is wrong with it.
      }
    }
    return Report.of(analyzer.tool(), List.of(analyzer.analyze(file)));
  }

  /** By content: no capture begins with a brace. */
  private static boolean isJson(InputStream in) throws IOException {
    in.mark(MOST_BLANKS);
    int found = 0xfeff;
    for (int i = 0; i < MOST_BLANKS && isBlank(found); i++) {
      found = in.read();
    }
    in.reset();
    return found == '{';
  }

  /** Blanks of JSON, and the bytes of a byte-order mark. */
  private static boolean isBlank(int found) {
    return found == 0xfeff
        || found == ' '
        || found == '\t'
        || found == '\r'
        || found == '\n'
        || found == 0xef
        || found == 0xbb
        || found == 0xbf;
  }

  private Report saved(String name, InputStream in) throws IOException {
    try {
      return JsonReader.read(in);
    } catch (ReportFormatException e) {
      Facts facts = Facts.of("line", e.line()).with("detail", e.detail());
      return Report.of(ReportAssembler.unreadable(List.of(name), code(e.kind()), facts, words));
    }
  }

  /** What is said of a file that only looks like a report. */
  private static String code(ReportFormatException.Kind kind) {
    return switch (kind) {
      case NO_JSON -> "reportCutOff";
      case OTHER_VERSION -> "reportOtherVersion";
      case TOO_LARGE, DAMAGED -> "reportDamaged";
      case CONFIGURATION, COMPARISON, ENDPOINTS, SARIF, OTHER -> "noReport";
    };
  }
}
