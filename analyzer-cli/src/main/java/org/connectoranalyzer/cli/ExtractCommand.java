package org.connectoranalyzer.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.capture.FileHash;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.extract.ExtractOptions;
import org.connectoranalyzer.extract.ExtractOptions.Credentials;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.extract.Extraction;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Messages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the packets that prove the findings of a capture, or all of it, with comments. */
@Command(
    name = ExtractCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Writes the packets that prove the findings as a small pcapng file, with the findings as"
            + " comments and without credentials.",
    footer = {
      "",
      "Examples:",
      "  connector-analyzer extract connector-start.pcapng -o proof.pcapng",
      "  connector-analyzer extract --full connector-start.pcapng -o annotated.pcapng"
    })
final class ExtractCommand implements Callable<Integer> {
  static final String NAME = "extract";

  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "CAPTURE",
      description = "A capture; or the parts of one recording, which are joined.")
  private List<String> captures = new ArrayList<>();

  @Section(Section.OUTPUT)
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file that is written; - is standard output.")
  private String output = "";

  @Section(Section.OUTPUT)
  @Option(names = "--full", description = "All packets, not only those that prove the findings.")
  private boolean full;

  @Section(Section.OUTPUT)
  @Option(
      names = "--keep-credentials",
      description = "Leaves credential values in the packets. Default: they are overwritten.")
  private boolean keepCredentials;

  @Section(Section.INPUT)
  @Option(
      names = "--join",
      description =
          "All files are one recording, in the order of their first frames' times. Without it: only"
              + " the parts of one ring buffer are.")
  private boolean join;

  @Mixin private TrafficOptions traffic = new TrafficOptions();

  @Mixin private ConfigurationOptions configuration = new ConfigurationOptions();

  @Section(Section.OUTPUT)
  @Option(
      names = "--lang",
      paramLabel = "LANG",
      converter = Choice.OfLanguage.class,
      completionCandidates = Choice.OfLanguage.class,
      description = "Language of the comments: ${COMPLETION-CANDIDATES}. Default: en.")
  private String language = Messages.ENGLISH;

  @Option(names = "--no-progress", description = "No progress line on a terminal.")
  private boolean noProgress;

  @Mixin private RedactOptions redact = new RedactOptions();

  @Mixin private Loudness loudness = new Loudness();

  ExtractCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Console.OutputException {
    Path target = target();
    List<Path> files = files(target);
    List<Output> outputs = target == null ? List.of() : List.of(new Output(NAME, target));
    configuration.check(configuration.names(), outputs);
    traffic.check(outputs);
    redact.check(outputs);
    if (keepCredentials && redact.given()) {
      throw new UsageException("--keep-credentials and --redact contradict each other");
    }
    Configuration given = configuration.configuration(console);
    loudness.setUp(console);
    Messages words = words();
    Messages said = console.said(words);
    AnalysisOptions options = traffic.analysis(words.language(), given, FileHash.NONE);
    TraceAnalyzer analyzer = TraceAnalyzer.builder().options(options).build();
    try {
      RedactionOptions redaction = redact.given() ? redact.options(options.serviceTags()) : null;
      return written(analyzer, files, target, redaction, said).number();
    } catch (IOException e) {
      String name = target == null ? null : target.toString();
      return console.cannotWrite(new Console.OutputException(name, e), said).number();
    }
  }

  private Messages words() {
    Messages words = Messages.load(language);
    if (!words.language().equals(language)) {
      console.hint(words.text("language.fallback", Facts.of("language", language)));
    }
    return words;
  }

  private @Nullable Path target() {
    Path target;
    try {
      target = Output.file(output);
    } catch (UsageException e) {
      throw UsageException.ofOption("-o", String.valueOf(e.getMessage()));
    }
    if (target == null && console.terminal().stdout()) {
      throw new UsageException("standard output is a terminal; an extract goes to a file: -o FILE");
    }
    return target;
  }

  private List<Path> files(@Nullable Path target) {
    if (captures.contains(Inputs.STDIN)) {
      throw new UsageException(
          "standard input (-) can be read only once, an extract reads a capture several times; save"
              + " it to a file first");
    }
    List<Path> files = new ArrayList<>();
    try {
      captures.forEach(name -> files.add(Path.of(name)));
    } catch (InvalidPathException e) {
      throw new UsageException("'" + e.getInput() + "' cannot be the name of a file");
    }
    for (Path file : files) {
      if (target != null && Output.same(file, target)) {
        throw new UsageException("'" + target + "' is a capture to read; it is not written over");
      }
      if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
        throw new UsageException(
            "'" + file + "' is a pipe or a device; an extract reads a capture several times");
      }
    }
    if (!join && Recording.ringBuffers(files).size() > 1) {
      throw new UsageException(
          "an extract is of one capture; files that are parts of one recording need --join");
    }
    return files;
  }

  private ExitCode written(
      TraceAnalyzer analyzer,
      List<Path> files,
      @Nullable Path target,
      @Nullable RedactionOptions redaction,
      Messages said)
      throws IOException {
    if (target == null) {
      OutputStream out = new BufferedOutputStream(console.out());
      Extraction extraction = extracted(analyzer, files, out, redaction, said);
      out.flush();
      return said(extraction, "-", said);
    }
    try (PendingFile pending = PendingFile.open(target)) {
      Extraction extraction = extracted(analyzer, files, pending.stream(), redaction, said);
      if (extraction.complete()) {
        pending.complete();
      }
      return said(extraction, target.toString(), said);
    }
  }

  private Extraction extracted(
      TraceAnalyzer analyzer,
      List<Path> files,
      OutputStream out,
      @Nullable RedactionOptions redaction,
      Messages said)
      throws IOException {
    ExtractOptions extract =
        new ExtractOptions(
            full ? Scope.ALL : Scope.EVIDENCE,
            keepCredentials ? Credentials.KEPT : Credentials.OVERWRITTEN,
            redaction);
    try (ProgressLine progress = progress(said)) {
      return analyzer.extract(
          files,
          extract,
          out,
          new AnalysisListener() {
            @Override
            public void progress(String capture, long bytes, long total) {
              if (progress != null) {
                progress.progress(capture, bytes, total);
              }
            }
          });
    }
  }

  private @Nullable ProgressLine progress(Messages words) {
    Terminal terminal = console.terminal();
    if (noProgress || console.isQuiet() || !terminal.rewritable()) {
      return null;
    }
    ProgressLine line = new ProgressLine(console.errWriter(), words, 1, terminal, System::nanoTime);
    console.atEnd(line::end);
    return line;
  }

  private ExitCode said(Extraction extraction, String target, Messages words) {
    CaptureReport.Failure failure = extraction.report().error();
    if (failure != null) {
      Facts facts = Facts.of("message", failure.message()).with("hint", failure.hint());
      console.error(words.text("cli.unreadable", facts));
      return ExitCode.UNUSABLE_INPUT;
    }
    long all = Objects.requireNonNull(extraction.report().analysis()).capture().frames();
    Facts facts = Facts.of("kept", extraction.frames()).with("frames", all).with("file", target);
    long overwritten = extraction.overwritten();
    console.hint(
        words.text("cli.extracted", overwritten == 0 ? facts : facts.with("count", overwritten)));
    if (keepCredentials) {
      console.error(words.text("cli.credentialsKept", facts));
    }
    return ExitCode.CLEAN;
  }
}
