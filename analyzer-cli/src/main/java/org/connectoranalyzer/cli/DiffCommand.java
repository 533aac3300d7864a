package org.connectoranalyzer.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.capture.FileHash;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Comparison;
import org.connectoranalyzer.report.ComparisonWriter;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two captures or saved reports: what is new, still there, or fixed. */
@Command(
    name = DiffCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Compares two captures or saved JSON reports, such as before and after a change: findings"
            + " that are new, still there, or fixed, and those of which it cannot be told.",
    footer = {
      "",
      "Examples:",
      "  connector-analyzer diff before.pcapng after.pcapng",
      "  connector-analyzer diff before.json after.pcapng -f text -f json:changes.json"
    })
final class DiffCommand implements Callable<Integer> {
  static final String NAME = "diff";

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description = "The earlier capture, or what -f json wrote of one; - for standard input.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "The later one, likewise.")
  private String after = "";

  @Mixin private TrafficOptions traffic = new TrafficOptions();

  @Section(Section.OUTPUT)
  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT[:FILE]",
      converter = Output.Converter.class,
      completionCandidates = Formats.class,
      description = Output.FORMAT_HELP)
  private List<Output> formats = new ArrayList<>();

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private SeverityOptions severity = new SeverityOptions();

  @Mixin private Loudness loudness = new Loudness();

  /** Names of the formats of a comparison. */
  static final class Formats extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      super(ComparisonWriter.all().stream().map(ComparisonWriter::format).toList());
    }
  }

  DiffCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Output> outputs = output.outputs(formats, new Formats());
    checkInputs(outputs);
    traffic.check(outputs);
    loudness.setUp(console);
    Messages words = output.words(outputs, console);
    AnalysisOptions options = traffic.analysis(words.language(), Configuration.NONE, FileHash.NONE);
    TraceAnalyzer analyzer = TraceAnalyzer.builder().options(options).build();
    ReportSource source = new ReportSource(analyzer, words, console);
    Report earlier = source.of(before);
    Report later = source.of(after);
    Comparison comparison = Comparison.of(earlier, later, analyzer.tool(), words);
    List<ExitCode> codes = new ArrayList<>(List.of(outcome(comparison)));
    Messages said = console.said(words);
    if (isRedacted(earlier) || isRedacted(later)) {
      console.hint(said.text("cli.comparedRedacted", Facts.NONE));
    }
    for (Output wanted : outputs) {
      try {
        write(wanted, comparison, words);
      } catch (Console.OutputException e) {
        codes.add(console.cannotWrite(e, said));
      }
    }
    if (!console.terminal().stdout() || !Output.isTextOnStandardOutput(outputs)) {
      sayWhatIsUnreadable(comparison.before(), said);
      sayWhatIsUnreadable(comparison.after(), said);
    }
    return ExitCode.worst(codes).number();
  }

  /** Then subjects, and with them fingerprints, depend on a key that no report tells. */
  private static boolean isRedacted(Report report) {
    return report.captures().stream().anyMatch(CaptureReport::redacted);
  }

  private void checkInputs(List<Output> outputs) {
    if (before.equals(Inputs.STDIN) && after.equals(Inputs.STDIN)) {
      throw new UsageException("standard input (-) can be read only once");
    }
    for (String name : List.of(before, after)) {
      if (name.isEmpty()) {
        throw new UsageException("the name of a capture or report is empty");
      }
      try {
        Path file = Path.of(name);
        Output.keepOff(name.equals(Inputs.STDIN) ? null : file, outputs, "to be read");
      } catch (InvalidPathException e) {
        throw new UsageException("'" + name + "' cannot be the name of a file");
      }
    }
  }

  private ExitCode outcome(Comparison comparison) {
    boolean fails =
        comparison.of(Comparison.Change.NEW).stream()
            .anyMatch(finding -> severity.failsOn(finding.severity()));
    if (fails) {
      return ExitCode.FINDINGS;
    }
    if (!comparison.before().complete() || !comparison.after().complete()) {
      return ExitCode.UNUSABLE_INPUT;
    }
    Verdict later = comparison.after().verdict();
    boolean undecided = later == null || later == Verdict.INCONCLUSIVE;
    return undecided && severity.mayFail() ? ExitCode.UNUSABLE_INPUT : ExitCode.CLEAN;
  }

  private void write(Output wanted, Comparison comparison, Messages words)
      throws Console.OutputException {
    ComparisonWriter writer =
        ComparisonWriter.all().stream()
            .filter(w -> w.format().equals(wanted.format()))
            .findFirst()
            .orElseThrow();
    output.write(
        wanted,
        console,
        (options, target) ->
            writer.write(comparison, words, options.withMinSeverity(severity.least()), target));
  }

  private void sayWhatIsUnreadable(Comparison.Side side, Messages words) {
    for (Comparison.CaptureEntry capture : side.captures()) {
      CaptureReport.Failure failure = capture.error();
      if (failure != null) {
        Facts facts = Facts.of("message", failure.message()).with("hint", failure.hint());
        console.error(words.text("cli.unreadable", facts));
      }
    }
  }
}
