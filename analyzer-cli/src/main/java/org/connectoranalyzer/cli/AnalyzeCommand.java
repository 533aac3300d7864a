package org.connectoranalyzer.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.capture.FileHash;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportDocument;
import org.connectoranalyzer.report.ReportRedaction;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.SafeText;
import org.connectoranalyzer.report.WriteOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Analyzes captures and writes the report: finds the inputs, calls the library, writes. */
@Command(
    name = AnalyzeCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Says why a connector cannot reach its cloud service.",
    },
    footer = {
      "",
      "Examples:",
      "  connector-analyzer connector-start.pcapng",
      "  connector-analyzer -f text -f html:report.html connector-start.pcapng",
      "  connector-analyzer -f json -o report.json traces/",
      "  connector-analyzer --config Service.exe.config connector-start.pcapng",
      "  zcat connector-start.pcap.gz | connector-analyzer -"
    })
final class AnalyzeCommand implements Callable<Integer> {
  static final String NAME = "analyze";

  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "CAPTURE",
      description =
          "A capture (pcapng or pcap, plain or gzip), a folder that is searched for captures, or -"
              + " for standard input.")
  private List<String> captures = new ArrayList<>();

  @ArgGroup private Joining joining = new Joining();

  @Mixin private TrafficOptions traffic = new TrafficOptions();

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

  @Mixin private ReportLookOptions look = new ReportLookOptions();

  @Mixin private RedactOptions redact = new RedactOptions();

  @Mixin private BaselineOptions baseline = new BaselineOptions();

  @Mixin private Loudness loudness = new Loudness();

  /** At most one of both. */
  @Section(Section.INPUT)
  private static final class Joining {
    @Option(
        names = "--join",
        description =
            "All files are one recording, in the order of their first frames' times. Without it:"
                + " only the parts of one ring buffer are.")
    private boolean join;

    @Option(names = "--separate", description = "Each file is a capture of its own.")
    private boolean separate;
  }

  @Option(names = "--no-progress", description = "No progress line on a terminal.")
  private boolean noProgress;

  /** Names of the formats of a report. */
  static final class Formats extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      super(ReportWriter.all().stream().map(ReportWriter::format).toList());
    }
  }

  AnalyzeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return run().number();
  }

  /** Without any option. */
  ExitCode analyze(List<String> captures) {
    this.captures = captures;
    return run();
  }

  private ExitCode run() {
    List<Output> outputs = output.outputs(formats, formats.isEmpty() ? List.of() : new Formats());
    List<Output> written = baseline.with(outputs);
    Inputs inputs = inputs(written);
    configuration.check(configuration.names(), written);
    traffic.check(written);
    redact.check(written);
    baseline.check(outputs, redact.given());
    KnownFindings known = baseline.known(console.today());
    Configuration given = configuration.configuration(console);
    loudness.setUp(console);
    Messages words = output.words(outputs, console);
    Messages said = console.said(words);
    inputs.sayWhatIsLeftOut(console, said);
    AnalysisOptions options = traffic.analysis(words.language(), given, fileHash(outputs));
    TraceAnalyzer analyzer = TraceAnalyzer.builder().options(options).build();
    ReportRedaction redaction = redact.redaction(options.serviceTags(), words);
    Watch watch = new Watch();
    Report.Tool tool = analyzer.tool();
    Report head = Report.of(redaction == null ? tool : redaction.of(tool), List.of());
    try (Documents documents =
        new Documents(
            outputs,
            (wanted, target) -> begin(wanted, head, words, target),
            console,
            e -> watch.codes.add(console.cannotWrite(e, said)))) {
      documents.open();
      List<List<Path>> groups = inputs.groups(joining());
      boolean onTerminal = console.terminal().stdout() && !Output.isTextAlone(outputs);
      try (ProgressLine progress = progress(groups.size(), said)) {
        watch.progress = progress;
        wanted(documents);
        analyze(
            analyzer,
            inputs,
            groups,
            watch,
            found -> {
              if (onTerminal && progress != null) {
                progress.end();
              }
              CaptureReport told = redaction == null ? found : redaction.of(found);
              CaptureReport capture = known == null ? told : known.applied(found, told, words);
              watch.take(capture);
              documents.add(capture);
              wanted(documents);
            });
      } catch (CancellationException e) {
        if (!documents.haveFailed()) {
          throw e;
        }
      }
      documents.end();
    }
    if (inputs.incomplete()) {
      watch.codes.add(ExitCode.UNUSABLE_INPUT);
    }
    // Where the text on a terminal has not said it already.
    if (!console.terminal().stdout() || !Output.isTextOnStandardOutput(outputs)) {
      watch.unreadable.forEach(reason -> console.error(said.text("cli.unreadable", reason)));
    }
    inputs.sayWhatIsMeant(console, said);
    if (known != null) {
      watch.codes.addAll(known.end(console, said));
    }
    return ExitCode.worst(watch.codes);
  }

  /** Ends the analyses where nobody takes the reports any more: the reader of a pipe has gone. */
  private static void wanted(Documents documents) {
    if (documents.haveFailed()) {
      throw new CancellationException("no output can be written");
    }
  }

  /** Of the format of an output. */
  static ReportWriter writer(Output wanted) {
    if (wanted.format().equals(Output.TEXT)) {
      return ReportWriter.text();
    }
    return ReportWriter.all().stream()
        .filter(w -> w.format().equals(wanted.format()))
        .findFirst()
        .orElseThrow();
  }

  private FileHash fileHash(List<Output> outputs) {
    boolean shown =
        redact.given() || outputs.stream().anyMatch(wanted -> writer(wanted).showsFileHash());
    return shown ? FileHash.SHA_256 : FileHash.NONE;
  }

  private Inputs inputs(List<Output> outputs) {
    List<String> names = new ArrayList<>(captures);
    names.addAll(configuration.names());
    if (names.indexOf(Inputs.STDIN) != names.lastIndexOf(Inputs.STDIN)) {
      throw new UsageException("standard input (-) can be read only once");
    }
    if (joining.join && captures.contains(Inputs.STDIN)) {
      throw new UsageException("--join needs files; standard input (-) is not one");
    }
    if (console.terminal().stdin() && captures.contains(Inputs.STDIN)) {
      throw new UsageException(
          "standard input (-) is a terminal; pipe a capture into it, such as: tcpdump -w - |");
    }
    if (captures.contains("")) {
      throw new UsageException("the name of a capture is empty");
    }
    Inputs inputs;
    try {
      inputs = Inputs.of(captures);
    } catch (InvalidPathException e) {
      throw new UsageException("'" + e.getInput() + "' cannot be the name of a file");
    }
    if (joining.join) {
      inputs.checkJoined();
    }
    for (Path file : inputs.files()) {
      Output.keepOff(file, outputs, "a capture to read");
    }
    return inputs;
  }

  private Inputs.Joining joining() {
    return joining.join
        ? Inputs.Joining.ALL
        : joining.separate ? Inputs.Joining.NONE : Inputs.Joining.RING_BUFFERS;
  }

  private ReportDocument begin(Output wanted, Report head, Messages words, Appendable target)
      throws IOException {
    WriteOptions options =
        look.look(output.options(wanted, console)).withMinSeverity(severity.least());
    return writer(wanted).begin(head, words, options, target);
  }

  /** Hands the reports over in the order of the arguments. */
  private void analyze(
      TraceAnalyzer analyzer,
      Inputs inputs,
      List<List<Path>> groups,
      Watch watch,
      Consumer<CaptureReport> reports) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (loudness.isVerbose()) {
      LoggerFactory.getLogger(AnalyzeCommand.class)
          .debug(
              "{} on Java {}, {} processors, {} MiB at most; {} captures",
              analyzer.tool(),
              Runtime.version(),
              processors,
              Runtime.getRuntime().maxMemory() >> 20,
              groups.size());
    }
    int before = inputs.hasStdin() ? inputs.stdinPlace(groups) : groups.size();
    // A single capture is analyzed on this thread; the pool's one then reads ahead.
    int helpers = Math.max(1, Math.min(processors, groups.size()));
    ExecutorService executor = processors > 1 ? Executors.newFixedThreadPool(helpers) : null;
    try {
      analyzer.analyzeGroups(groups.subList(0, before), executor, watch, reports);
      if (inputs.hasStdin()) {
        reports.accept(standardInput(analyzer, watch));
        analyzer.analyzeGroups(groups.subList(before, groups.size()), executor, watch, reports);
      }
    } finally {
      if (executor != null) {
        executor.shutdownNow();
      }
    }
  }

  private CaptureReport standardInput(TraceAnalyzer analyzer, Watch watch) {
    try {
      return analyzer.analyze(console.in(), Inputs.STDIN, watch);
    } catch (RuntimeException | Error e) {
      watch.failed(Path.of(Inputs.STDIN), e);
      return analyzer.broken(List.of(Inputs.STDIN), e);
    }
  }

  private @Nullable ProgressLine progress(int count, Messages words) {
    Terminal terminal = console.terminal();
    if (noProgress || console.isQuiet() || !terminal.rewritable()) {
      return null;
    }
    ProgressLine line =
        new ProgressLine(console.errWriter(), words, count, terminal, System::nanoTime);
    console.atEnd(line::end);
    return line;
  }

  private ExitCode outcome(CaptureReport capture) {
    Analysis analysis = capture.analysis();
    if (analysis == null) {
      return ExitCode.UNUSABLE_INPUT;
    }
    if (severity.failsOn(analysis.findings())) {
      return ExitCode.FINDINGS;
    }
    boolean undecided = analysis.verdict() == Verdict.INCONCLUSIVE;
    return undecided && severity.mayFail() ? ExitCode.UNUSABLE_INPUT : ExitCode.CLEAN;
  }

  /** Hears of the analyses, on their threads. */
  private final class Watch implements AnalysisListener {
    private final Set<ExitCode> codes = Collections.synchronizedSet(EnumSet.noneOf(ExitCode.class));
    private final List<Facts> unreadable = new ArrayList<>();
    private volatile @Nullable ProgressLine progress;

    /** Keeps of a report what the end of the run depends on. */
    void take(CaptureReport capture) {
      codes.add(outcome(capture));
      CaptureReport.Failure failure = capture.error();
      if (failure != null) {
        unreadable.add(Facts.of("message", failure.message()).with("hint", failure.hint()));
      }
    }

    @Override
    public void progress(String capture, long bytes, long total) {
      ProgressLine line = progress;
      if (line != null) {
        line.progress(capture, bytes, total);
      }
    }

    @Override
    public void finished(Path capture) {
      ProgressLine line = progress;
      if (line != null) {
        line.finished(capture);
      }
      if (loudness.isVerbose()) {
        LoggerFactory.getLogger(AnalyzeCommand.class)
            .debug("{} is done", SafeText.of(capture.toString()));
      }
    }

    @Override
    public void failed(Path capture, Throwable failure) {
      codes.add(ExitCode.INTERNAL_ERROR);
      console.failed(capture, failure);
    }
  }
}
