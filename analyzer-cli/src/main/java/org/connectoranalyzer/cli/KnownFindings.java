package org.connectoranalyzer.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.Baseline;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.report.Messages;
import org.jspecify.annotations.Nullable;

/** The baseline during one run: applied to each report, and what is to be said of it at the end. */
final class KnownFindings {
  private final Baseline baseline;
  private final String file;
  private final Baseline.Treatment treatment;
  private final LocalDate today;
  private final @Nullable Path target;
  private final Set<Baseline.Known> used = new LinkedHashSet<>();
  private final Map<String, FindingEntry> found = new LinkedHashMap<>();
  private boolean analyzed;

  /**
   * @param file name of the baseline
   * @param target of the lines of what is found; null: none are written
   */
  KnownFindings(
      Baseline baseline,
      String file,
      Baseline.Treatment treatment,
      LocalDate today,
      @Nullable Path target) {
    this.baseline = baseline;
    this.file = file;
    this.treatment = treatment;
    this.today = today;
    this.target = target;
  }

  CaptureReport applied(CaptureReport original, CaptureReport told, Messages words) {
    if (original.analysis() != null) {
      analyzed = true;
      for (FindingEntry finding : original.analysis().findings()) {
        if (finding.severity() != Severity.INFO) {
          found.putIfAbsent(finding.fingerprint(), finding);
        }
      }
    }
    return baseline.applied(original, told, today, treatment, words, used::add);
  }

  /** Says what has expired and what was not found; writes the lines that were asked for. */
  List<ExitCode> end(Console console, Messages words) {
    List<Integer> unused = new ArrayList<>();
    for (Baseline.Known known : baseline.known()) {
      if (known.isExpired(today)) {
        Facts facts =
            Facts.of("line", known.line())
                .with("file", file)
                .with("until", String.valueOf(known.until()))
                .with("reason", known.reason());
        console.hint(words.text("cli.knownExpired", facts));
      } else if (!used.contains(known)) {
        unused.add(known.line());
      }
    }
    if (analyzed && !unused.isEmpty()) {
      Facts facts = Facts.of("lines", unused).with("file", file);
      console.hint(words.text("cli.knownUnused", facts));
    }
    if (target != null) {
      String text = BaselineFile.text(List.copyOf(found.values()), baseline, today);
      try {
        Output.write(target, out -> out.append(text));
      } catch (Console.OutputException e) {
        return List.of(console.cannotWrite(e, words));
      }
    }
    return List.of();
  }
}
