package org.connectoranalyzer.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.DisplayCharset;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.WriteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where documents go and how they look; {@code --format} is the command's. */
@Section(Section.OUTPUT)
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file of a single format.")
  private @Nullable String file;

  @Mixin private LookOptions look = new LookOptions();

  /** A document, whose look depends on where it goes. */
  interface Form {
    void write(WriteOptions options, Appendable target) throws IOException;
  }

  /**
   * What is to be written; at most one document goes to standard output.
   *
   * @param asked by {@code --format}; empty: text
   * @param known formats of the command
   */
  List<Output> outputs(List<Output> asked, List<String> known) {
    for (Output output : asked) {
      if (!known.contains(output.format())) {
        throw UsageException.ofOption("--format", Spelling.notOneOf(output.format(), known));
      }
    }
    List<Output> outputs = asked.isEmpty() ? List.of(new Output(Output.TEXT, null)) : asked;
    if (file == null) {
      return checked(outputs);
    }
    if (outputs.size() > 1 || outputs.get(0).file() != null) {
      throw new UsageException(
          "-o names the file of a single format; with several, or beside"
              + " -f FORMAT:FILE, use -f FORMAT:FILE for each");
    }
    try {
      return List.of(new Output(outputs.get(0).format(), Output.file(file)));
    } catch (UsageException e) {
      throw UsageException.ofOption("-o", String.valueOf(e.getMessage()));
    }
  }

  private List<Output> checked(List<Output> outputs) {
    if (outputs.stream().filter(output -> output.file() == null).count() > 1) {
      throw new UsageException(
          "only one format can go to standard output; name files: -f text -f json:FILE");
    }
    List<Path> files = Output.files(outputs);
    for (int i = 0; i < files.size(); i++) {
      for (Path other : files.subList(i + 1, files.size())) {
        if (Output.same(files.get(i), other)) {
          throw new UsageException("two formats cannot go to one file, '" + other + "'");
        }
      }
    }
    return outputs;
  }

  /** The words of the report, after saying where they are not those of the wanted language. */
  Messages words(List<Output> outputs, Console console) {
    return words(outputs, Messages.ENGLISH, console);
  }

  /** As above, of the {@code usual} language where none is asked for. */
  Messages words(List<Output> outputs, String usual, Console console) {
    boolean readThere = Output.isTextOnStandardOutput(outputs);
    DisplayCharset place = readThere ? console.terminal().onStdout() : DisplayCharset.UNICODE;
    return look.words(place, usual, console);
  }

  /** Writes one document. */
  void write(Output output, Console console, Form form) throws Console.OutputException {
    Path target = output.file();
    WriteOptions options = options(output, console);
    if (target == null) {
      console.write(appendable -> form.write(options, appendable));
    } else {
      Output.write(target, appendable -> form.write(options, appendable));
    }
  }

  /** How a document looks where it goes. */
  WriteOptions options(Output output, Console console) {
    return output.file() == null
        ? look.onStandardOutput(console.terminal())
        : WriteOptions.STANDARD.withDisplay(look.display(DisplayCharset.UNICODE));
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
        description =
            "Language of the words: ${COMPLETION-CANDIDATES}. Default: en; of a saved report its"
                + " own.")
    private @Nullable String language;

    @Option(
        names = "--color",
        paramLabel = "WHEN",
        converter = Choice.OfColor.class,
        completionCandidates = Choice.OfColor.class,
        description =
            "Colours on standard output: ${COMPLETION-CANDIDATES}. Default: auto, on a terminal, as"
                + " NO_COLOR, CLICOLOR and CLICOLOR_FORCE say.")
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
      return words(place, Messages.ENGLISH, console);
    }

    private Messages words(DisplayCharset place, String usual, Console console) {
      String wanted = Objects.requireNonNullElse(language, usual);
      Messages english = Messages.load(Messages.ENGLISH);
      Messages words = Messages.load(wanted);
      Facts facts = Facts.of("language", wanted);
      if (!words.language().equals(wanted)) {
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
