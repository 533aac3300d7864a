package org.connectoranalyzer.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.DisplayCharset;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.WriteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say what is written, where, and what counts as failure. */
final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT[:FILE]",
      converter = Output.Converter.class,
      completionCandidates = Output.Formats.class,
      description =
          "What is written: ${COMPLETION-CANDIDATES}; with :FILE into that file, otherwise to"
              + " standard output. Default: text. Repeatable.")
  private List<Output> formats = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file of a single format.")
  private @Nullable String file;

  @Option(
      names = "--min-severity",
      paramLabel = "SEVERITY",
      converter = Choice.OfSeverity.class,
      completionCandidates = Choice.OfSeverity.class,
      description =
          "The least severe findings that text shows: ${COMPLETION-CANDIDATES}. Default: info.")
  private Severity minSeverity = Severity.INFO;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      converter = Choice.OfFailOn.class,
      completionCandidates = Choice.OfFailOn.class,
      description =
          "The least severe findings that make exit code 1: ${COMPLETION-CANDIDATES}. Default:"
              + " error.")
  private Choice.FailOn failOn = Choice.FailOn.ERROR;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      converter = Zone.class,
      description = "Time zone of the text, such as Europe/Berlin or +09:00. Default: UTC.")
  private ZoneId zone = ZoneOffset.UTC;

  @Mixin private LookOptions look = new LookOptions();

  /** What is to be written; at most one document goes to standard output. */
  List<Output> outputs() {
    if (file == null) {
      List<Output> outputs =
          formats.isEmpty() ? List.of(new Output(ReportWriter.all().get(0), null)) : formats;
      return checked(outputs);
    }
    if (formats.size() > 1 || (formats.size() == 1 && formats.get(0).file() != null)) {
      throw usage(
          "-o names the file of a single format; with several, or beside"
              + " -f FORMAT:FILE, use -f FORMAT:FILE for each");
    }
    ReportWriter writer = formats.isEmpty() ? ReportWriter.all().get(0) : formats.get(0).writer();
    try {
      return List.of(new Output(writer, Output.file(file)));
    } catch (TypeConversionException e) {
      throw usage("Invalid value for option '-o': " + e.getMessage());
    }
  }

  private List<Output> checked(List<Output> outputs) {
    if (outputs.stream().filter(output -> output.file() == null).count() > 1) {
      throw usage("only one format can go to standard output; name files: -f text -f json:FILE");
    }
    List<Path> files = Output.files(outputs);
    for (int i = 0; i < files.size(); i++) {
      for (Path other : files.subList(i + 1, files.size())) {
        if (Output.same(files.get(i), other)) {
          throw usage("two formats cannot go to one file, '" + other + "'");
        }
      }
    }
    return outputs;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  Choice.FailOn failOn() {
    return failOn;
  }

  /** The words of the report, after saying where they are not those of the wanted language. */
  Messages words(Console console) {
    boolean readThere =
        outputs().stream().anyMatch(o -> o.file() == null && o.writer().format().equals("text"));
    return look.words(readThere ? console.terminal().onStdout() : DisplayCharset.UNICODE, console);
  }

  /** Writes one document. */
  void write(Output output, Report report, Messages words, Console console)
      throws Console.OutputException {
    ReportWriter writer = output.writer();
    Path target = output.file();
    if (target == null) {
      WriteOptions options = look.onStandardOutput(console.terminal());
      WriteOptions all = options.withZone(zone).withMinSeverity(minSeverity);
      console.write(appendable -> writer.write(report, words, all, appendable));
    } else {
      WriteOptions all =
          WriteOptions.STANDARD
              .withZone(zone)
              .withMinSeverity(minSeverity)
              .withDisplay(look.display(DisplayCharset.UNICODE));
      Output.write(target, appendable -> writer.write(report, words, all, appendable));
    }
  }

  static final class Zone implements ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String text) {
      try {
        return ZoneId.of(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'" + text + "' is not a time zone, such as UTC, Europe/Berlin or +09:00");
      }
    }
  }

  /** How text looks; {@code explain} has these alone. */
  static final class LookOptions {
    /** Longer lines are hard to read, however wide the terminal is. */
    private static final int WIDEST = 120;

    @Option(
        names = "--lang",
        paramLabel = "LANG",
        converter = Choice.OfLanguage.class,
        completionCandidates = Choice.OfLanguage.class,
        description = "Language of the words: ${COMPLETION-CANDIDATES}. Default: en.")
    private String language = Messages.ENGLISH;

    @Option(
        names = "--color",
        paramLabel = "WHEN",
        converter = Choice.OfColor.class,
        completionCandidates = Choice.OfColor.class,
        description =
            "Colours on standard output: ${COMPLETION-CANDIDATES}. Default: auto, on a terminal and"
                + " without NO_COLOR.")
    private Choice.Color color = Choice.Color.AUTO;

    @Option(
        names = "--ascii",
        description = "Text in ASCII alone. Words of a language that needs more are English then.")
    private boolean ascii;

    /**
     * The words of the wanted language; English, after saying so, where there are none or the place
     * that they are read at cannot show them.
     */
    Messages words(DisplayCharset place, Console console) {
      Messages english = Messages.load(Messages.ENGLISH);
      Messages words = Messages.load(language);
      Facts facts = Facts.of("language", language);
      if (!words.language().equals(language)) {
        console.hint(english.text("language.fallback", facts));
        return english;
      }
      DisplayCharset display = display(place);
      if (!words.isShownIn(display)) {
        facts = facts.with("charset", display.charset().name());
        console.hint(english.text("language.notShown", facts));
        return english;
      }
      return words;
    }

    DisplayCharset display(DisplayCharset place) {
      return ascii ? DisplayCharset.ASCII : place;
    }

    WriteOptions onStandardOutput(Terminal terminal) {
      boolean colored =
          color == Choice.Color.ALWAYS || (color == Choice.Color.AUTO && terminal.colors());
      return WriteOptions.STANDARD
          .withWidth(Math.min(WIDEST, terminal.width()))
          .withStyle(colored ? WriteOptions.Style.COLORED : WriteOptions.Style.PLAIN)
          .withDisplay(display(terminal.onStdout()));
    }
  }
}
