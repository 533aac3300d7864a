package org.connectoranalyzer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.connectoranalyzer.report.Explanation;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.WriteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the page of a diagnosis, or lists all. */
@Command(
    name = ExplainCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Explains a code of a report, offline; without a code lists all.",
    footer = {
      "",
      "Examples:",
      "  connector-analyzer explain SYN-UNANSWERED",
      "  connector-analyzer explain --lang ja"
    })
final class ExplainCommand implements Callable<Integer> {
  static final String NAME = "explain";

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "CODE",
      completionCandidates = Codes.class,
      description = "Such as SYN-UNANSWERED.")
  private @Nullable String code;

  @Mixin private OutputOptions.LookOptions look = new OutputOptions.LookOptions();

  @Mixin private Loudness loudness = new Loudness();

  /** Of all diagnoses. */
  static final class Codes extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Codes() {
      super(diagnoses().stream().map(Diagnosis::code).toList());
    }
  }

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Console.OutputException {
    loudness.setUp(console);
    Messages words = look.words(console.terminal().onStdout(), console);
    WriteOptions options = look.onStandardOutput(console.terminal());
    List<Diagnosis> all = diagnoses();
    if (code == null) {
      console.write(out -> Explanation.list(all, words, options, out));
      return ExitCode.CLEAN.number();
    }
    String wanted = code.toUpperCase(Locale.ROOT);
    Optional<Diagnosis> diagnosis = all.stream().filter(d -> d.code().equals(wanted)).findFirst();
    if (diagnosis.isEmpty()) {
      Facts facts = Facts.of("code", code);
      Optional<String> near = Spelling.nearest(wanted, new Codes());
      console.error(
          console
              .said(words)
              .text("cli.unknownCode", near.map(n -> facts.with("near", n)).orElse(facts)));
      return ExitCode.USAGE.number();
    }
    console.write(out -> Explanation.write(diagnosis.get(), words, options, out));
    return ExitCode.CLEAN.number();
  }

  private static List<Diagnosis> diagnoses() {
    return StandardDetectors.all().stream()
        .flatMap(d -> d.diagnoses().stream())
        .distinct()
        .toList();
  }
}
