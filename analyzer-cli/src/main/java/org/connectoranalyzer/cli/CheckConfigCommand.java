package org.connectoranalyzer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.ConfigurationReport;
import org.connectoranalyzer.report.ConfigurationWriter;
import org.connectoranalyzer.report.Messages;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks configuration files without a capture and writes what they say. */
@Command(
    name = CheckConfigCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Checks the configuration files of a connector's server without a capture: the faults in"
          + " each, where they disagree, and who goes which way.",
    },
    footer = {
      "",
      "Examples:",
      "  connector-analyzer check-config *.config winhttp.txt",
      "  netsh winhttp show proxy | connector-analyzer check-config --winhttp -"
    })
final class CheckConfigCommand implements Callable<Integer> {
  static final String NAME = "check-config";

  private final Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "A configuration file, or - for standard input. What it is, its name tells, else its"
              + " content, or one of the options under Configuration.")
  private List<String> files = new ArrayList<>();

  @Mixin private ConfigurationOptions configuration = new ConfigurationOptions();

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

  /** Names of the formats of a check. */
  static final class Formats extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      super(ConfigurationWriter.all().stream().map(ConfigurationWriter::format).toList());
    }
  }

  CheckConfigCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Output> outputs = output.outputs(formats, new Formats());
    List<String> names = new ArrayList<>(configuration.names());
    names.addAll(files);
    if (names.isEmpty()) {
      throw new UsageException("a configuration file is missing");
    }
    configuration.check(names, outputs);
    loudness.setUp(console);
    Messages words = output.words(outputs, console);
    ConfigurationReport report = check(words);
    List<ExitCode> codes = new ArrayList<>();
    if (severity.failsOn(report.findings())) {
      codes.add(ExitCode.FINDINGS);
    }
    if (!report.complete()) {
      codes.add(ExitCode.UNUSABLE_INPUT);
    }
    for (Output wanted : outputs) {
      try {
        write(wanted, report, words);
      } catch (Console.OutputException e) {
        codes.add(console.cannotWrite(e, console.said(words)));
      }
    }
    sayWhatIsUnreadable(report, outputs, console.said(words));
    return ExitCode.worst(codes).number();
  }

  private ConfigurationReport check(Messages words) {
    List<ConfigurationInput> inputs = configuration.read(console);
    files.forEach(name -> inputs.add(ConfigurationOptions.read(name, null, console)));
    AnalysisOptions options = AnalysisOptions.builder().language(words.language()).build();
    ConfigurationReport report =
        TraceAnalyzer.builder().options(options).build().checkConfiguration(inputs);
    if (loudness.isVerbose()) {
      for (ConfigurationReport.FileEntry file : report.files()) {
        LoggerFactory.getLogger(CheckConfigCommand.class)
            .debug("{}: {} {}", file.file(), file.status(), file.role() == null ? "" : file.role());
      }
    }
    return report;
  }

  private void write(Output wanted, ConfigurationReport report, Messages words)
      throws Console.OutputException {
    ConfigurationWriter writer =
        ConfigurationWriter.all().stream()
            .filter(w -> w.format().equals(wanted.format()))
            .findFirst()
            .orElseThrow();
    output.write(
        wanted,
        console,
        (options, target) ->
            writer.write(report, words, options.withMinSeverity(severity.least()), target));
  }

  /** Where the text on a terminal has not said it already. */
  private void sayWhatIsUnreadable(
      ConfigurationReport report, List<Output> outputs, Messages words) {
    boolean shown = console.terminal().stdout() && Output.isTextOnStandardOutput(outputs);
    for (ConfigurationReport.FileEntry file : report.files()) {
      CaptureReport.Failure failure = file.error();
      if (failure != null && !shown) {
        Facts facts = Facts.of("message", failure.message()).with("hint", failure.hint());
        console.error(words.text("cli.unreadable", facts));
      }
    }
  }
}
