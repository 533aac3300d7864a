package org.connectoranalyzer.cli;

import java.util.Collection;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.FindingEntry;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which findings are shown, and which count as failure. */
@Section(Section.FINDINGS)
final class SeverityOptions {
  @Mixin private Least least = new Least();

  /** Which findings are shown; alone where nothing is decided any more. */
  @Section(Section.FINDINGS)
  static final class Least {
    @Option(
        names = "--min-severity",
        paramLabel = "SEVERITY",
        converter = Choice.OfSeverity.class,
        completionCandidates = Choice.OfSeverity.class,
        description =
            "The least severe findings that are shown: ${COMPLETION-CANDIDATES}. JSON has all."
                + " Default: info.")
    private Severity severity = Severity.INFO;

    Severity least() {
      return severity;
    }
  }

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      converter = Choice.OfFailOn.class,
      completionCandidates = Choice.OfFailOn.class,
      description =
          "The least severe findings that make exit code 1: ${COMPLETION-CANDIDATES}. Default:"
              + " error.")
  private Choice.FailOn failOn = Choice.FailOn.ERROR;

  /** The least severe findings that are shown. */
  Severity least() {
    return least.least();
  }

  /** Whether any of the findings counts as failure; known ones never do. */
  boolean failsOn(Collection<FindingEntry> findings) {
    return findings.stream()
        .anyMatch(finding -> !finding.suppressed() && failsOn(finding.severity()));
  }

  /** Whether a finding of that severity counts as failure. */
  boolean failsOn(Severity found) {
    return failOn.includes(found);
  }

  /** Whether findings, and want of them, may count as failure at all. */
  boolean mayFail() {
    return failOn != Choice.FailOn.NEVER;
  }
}
