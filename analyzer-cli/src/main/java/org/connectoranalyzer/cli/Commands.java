package org.connectoranalyzer.cli;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.report.Messages;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Command lines with options or the name of a command: parsed and run by picocli. */
final class Commands {
  /** Of all commands, in the order of the help. */
  static final List<String> NAMES =
      List.of(
          AnalyzeCommand.NAME, CheckConfigCommand.NAME, EndpointsCommand.NAME, ExplainCommand.NAME);

  private static final List<String> ROOT_OPTIONS = List.of("-h", "--help", "-V", "--version");

  private Commands() {}

  /** Whether the words are captures and nothing else, so that nothing is left to parse. */
  static boolean areCaptures(String[] words) {
    for (String word : words) {
      if (word.startsWith("-")) {
        return false;
      }
    }
    return words.length > 0 && !NAMES.contains(words[0]);
  }

  /** Runs the command and returns its exit code. Captures without a command mean analyze. */
  static int execute(String[] words, Console console) {
    if (words.length == 0 || ROOT_OPTIONS.contains(words[0])) {
      return commandLine(new RootCommand(), NAMES, console).execute(words);
    }
    List<String> called = new ArrayList<>(List.of(words));
    if (!NAMES.contains(words[0])) {
      called.add(0, AnalyzeCommand.NAME);
    }
    // The one command alone: reading the options of all takes longer than reading a small capture.
    return commandLine(CommandSpec.create().name(Console.NAME), called.subList(0, 1), console)
        .execute(called.toArray(String[]::new));
  }

  /** How a command is called. */
  static String qualified(String name) {
    return Console.NAME + " " + name;
  }

  private static CommandLine commandLine(Object root, List<String> commands, Console console) {
    Help.Ansi ansi = console.terminal().colors() ? Help.Ansi.ON : Help.Ansi.OFF;
    CommandLine commandLine = new CommandLine(root);
    for (String name : commands) {
      commandLine.addSubcommand(command(name, console));
    }
    return commandLine
        .setOut(console.helpWriter())
        .setErr(console.errWriter())
        .setColorScheme(Help.defaultColorScheme(ansi))
        // A capture may be called "@1.pcapng".
        .setExpandAtFiles(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((e, args) -> wrongUsage(e, console))
        .setExecutionExceptionHandler((e, called, result) -> failed(e, called, console));
  }

  private static Object command(String name, Console console) {
    return switch (name) {
      case CheckConfigCommand.NAME -> new CheckConfigCommand(console);
      case EndpointsCommand.NAME -> new EndpointsCommand(console);
      case ExplainCommand.NAME -> new ExplainCommand(console);
      default -> new AnalyzeCommand(console);
    };
  }

  private static int failed(Exception failure, CommandLine command, Console console) {
    if (failure instanceof UsageException wrong) {
      return console.wrongUsage(wrong, command.getCommandSpec().qualifiedName()).number();
    }
    if (failure instanceof Console.OutputException output) {
      return console.cannotWrite(output, Messages.load(Messages.ENGLISH)).number();
    }
    console.failed(failure);
    return ExitCode.INTERNAL_ERROR.number();
  }

  private static int wrongUsage(ParameterException e, Console console) {
    CommandLine command = e.getCommandLine();
    String meant =
        e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
            ? Spelling.nearest(
                    unmatched.getUnmatched().get(0).split("=", 2)[0],
                    List.copyOf(command.getCommandSpec().optionsMap().keySet()))
                .map(option -> "; did you mean " + option + "?")
                .orElse("")
            : "";
    return console
        .wrongUsage(
            new UsageException(e.getMessage() + meant), command.getCommandSpec().qualifiedName())
        .number();
  }
}
