package org.connectoranalyzer.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the help of the program or of a command. */
@Command(
    name = HelpCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Shows the help of a command; without one lists all.",
    footer = {"", "Example:", "  connector-analyzer help check-config"})
final class HelpCommand implements Callable<Integer> {
  static final String NAME = "help";

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND",
      completionCandidates = Commands.Names.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private @Nullable String command;

  @Mixin private Loudness loudness = new Loudness();

  HelpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    loudness.setUp(console);
    if (command != null && !Commands.NAMES.contains(command)) {
      throw new UsageException(Spelling.notOneOf(command, Commands.NAMES));
    }
    return command == null
        ? Commands.execute(new String[] {"--help"}, console)
        : Commands.execute(new String[] {command, "--help"}, console);
  }
}
