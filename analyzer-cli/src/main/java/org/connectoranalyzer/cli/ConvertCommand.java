package org.connectoranalyzer.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.JsonReader;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportDocument;
import org.connectoranalyzer.report.ReportRedaction;
import org.connectoranalyzer.report.ReportTranslation;
import org.connectoranalyzer.report.SafeText;
import org.connectoranalyzer.report.WriteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a saved report in any format and language, as analyze would have written it. */
@Command(
    name = ConvertCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Writes a report that was saved as JSON in any other format and language, the same as if"
            + " the capture had been analyzed so.",
    footer = {
      "",
      "Examples:",
      "  connector-analyzer convert report.json",
      "  connector-analyzer convert report.json --lang ja -f markdown -o report.md",
      "  connector-analyzer convert report.json -f sarif:out.sarif -f junit:out.xml",
      "  connector-analyzer convert report.json --redact -f html:report.html"
    })
final class ConvertCommand implements Callable<Integer> {
  static final String NAME = "convert";

  private final Console console;

  @Parameters(
      arity = "1",
      paramLabel = "REPORT",
      description = "What -f json or -f jsonl wrote, or - for standard input.")
  private String report = "";

  @Section(Section.OUTPUT)
  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT[:FILE]",
      converter = Output.Converter.class,
      completionCandidates = AnalyzeCommand.Formats.class,
      description = Output.FORMAT_HELP)
  private List<Output> formats = new ArrayList<>();

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private SeverityOptions.Least severity = new SeverityOptions.Least();

  @Mixin private ReportLookOptions look = new ReportLookOptions();

  @Mixin private RedactOptions redact = new RedactOptions();

  @Mixin private Loudness loudness = new Loudness();

  ConvertCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Output> outputs = output.outputs(formats, new AnalyzeCommand.Formats());
    SavedReport saved = SavedReport.of(report, outputs, console);
    redact.check(outputs);
    RedactionOptions redacting = redact.given() ? redact.options(null) : null;
    loudness.setUp(console);
    Survey survey = new Survey(redacting);
    IOException fault = null;
    try {
      saved.read(survey);
    } catch (IOException e) {
      fault = e;
    }
    Messages words = output.words(outputs, survey.language, console);
    Messages said = console.said(words);
    if (fault != null) {
      console.error(saved.fault(fault, said));
      return ExitCode.UNUSABLE_INPUT.number();
    }
    if (!survey.version.equals(Report.SCHEMA_VERSION)) {
      Facts facts = Facts.of("file", SafeText.of(report)).with("version", survey.version);
      console.hint(said.text("cli.report.later", facts));
    }
    if (survey.needsKey) {
      throw new UsageException(
          "'"
              + SafeText.of(report)
              + "' lacks the SHA-256 of a capture, which stand-ins come from; redact it by a secret,"
              + " --redact-key FILE");
    }
    if (survey.redactedAlready) {
      console.hint(said.text("cli.report.redacted", Facts.of("file", SafeText.of(report))));
    }
    Conversion conversion =
        new Conversion(words, redacting == null ? null : new ReportRedaction(redacting, words));
    return write(saved, outputs, conversion, said).number();
  }

  /** Before anything is written: whether all can be read and redacted, and in which language. */
  private static final class Survey implements JsonReader.Receiver {
    private final @Nullable RedactionOptions redacting;
    private String version = "";
    private String language = Messages.ENGLISH;
    private boolean known;
    private boolean needsKey;
    private boolean redactedAlready;

    Survey(@Nullable RedactionOptions redacting) {
      this.redacting = redacting;
    }

    @Override
    public void begin(Report head) {
      version = head.schemaVersion();
    }

    @Override
    public void add(CaptureReport capture) {
      if (!known) {
        language = capture.language();
        known = true;
      }
      if (redacting != null) {
        needsKey |= !ReportRedaction.isPossible(capture, redacting);
        redactedAlready |= capture.redacted();
      }
    }
  }

  private ExitCode write(
      SavedReport saved, List<Output> outputs, Conversion conversion, Messages said) {
    Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
    try (Documents documents =
        new Documents(
            outputs, conversion::begin, console, e -> codes.add(console.cannotWrite(e, said)))) {
      conversion.documents = documents;
      documents.open();
      saved.read(conversion);
      documents.end();
    } catch (CancellationException e) {
      // No output is left that could be written, which is said.
    } catch (IOException e) {
      console.error(saved.fault(e, said));
      codes.add(ExitCode.UNUSABLE_INPUT);
    }
    return ExitCode.worst(codes);
  }

  /** Hands each capture on in the wanted language, redacted where that is asked for. */
  private final class Conversion implements JsonReader.Receiver {
    private final Messages words;
    private final ReportTranslation translation;
    private final @Nullable ReportRedaction redaction;
    private @Nullable Documents documents;
    private Report head = Report.of(Report.Tool.current(), List.of());

    Conversion(Messages words, @Nullable ReportRedaction redaction) {
      this.words = words;
      this.redaction = redaction;
      translation = new ReportTranslation(words);
    }

    ReportDocument begin(Output wanted, Appendable target) throws IOException {
      WriteOptions options =
          look.look(output.options(wanted, console)).withMinSeverity(severity.least());
      return AnalyzeCommand.writer(wanted).begin(head, words, options, target);
    }

    @Override
    public void begin(Report report) {
      Report.Tool tool = report.tool();
      head = Report.of(redaction == null ? tool : redaction.of(tool), List.of());
    }

    @Override
    public void add(CaptureReport capture) {
      if (documents == null || documents.haveFailed()) {
        throw new CancellationException("no output can be written");
      }
      documents.add(
          redaction == null || capture.redacted()
              ? translation.of(capture)
              : redaction.of(capture));
    }
  }
}
