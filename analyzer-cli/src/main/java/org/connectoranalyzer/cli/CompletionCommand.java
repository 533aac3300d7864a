package org.connectoranalyzer.cli;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.connectoranalyzer.cli.completion.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints a script that lets a shell complete command lines of this program. */
@Command(
    name = CompletionCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Prints a script that lets a shell complete commands, options, their values and files.",
    footer = {
      "",
      "Examples, each for the start-up file of its shell:",
      "  eval \"$(connector-analyzer completion bash)\"",
      "  source <(connector-analyzer completion zsh)",
      "  connector-analyzer completion fish | source",
      "  connector-analyzer completion powershell | Out-String | Invoke-Expression"
    })
final class CompletionCommand implements Callable<Integer> {
  static final String NAME = "completion";

  private final Console console;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private String shell = "";

  @Mixin private Loudness loudness = new Loudness();

  /** Names of the shells. */
  static final class Shells extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Shells() {
      super(Stream.of(Shell.values()).map(Shell::text).toList());
    }
  }

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Console.OutputException {
    loudness.setUp(console);
    Shell wanted =
        Shell.named(shell)
            .orElseThrow(() -> new UsageException(Spelling.notOneOf(shell, new Shells())));
    String script = wanted.script(Commands.all(console));
    console.write(target -> target.append(script));
    return ExitCode.CLEAN.number();
  }
}
