package org.connectoranalyzer.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
      checkFirst(words[0], console);
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
        .setParameterExceptionHandler((e, args) -> wrongUsage(e, args, console))
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

  private static int wrongUsage(ParameterException e, String[] words, Console console) {
    CommandLine command = e.getCommandLine();
    return console
        .wrongUsage(
            new UsageException(e.getMessage() + meant(e, words)),
            command.getCommandSpec().qualifiedName())
        .number();
  }

  /** A guess, as the rest of a sentence; empty where there is none. */
  private static String meant(ParameterException e, String[] words) {
    Optional<String> file =
        Stream.of(words).filter(word -> word.startsWith("-") && isFile(word)).findFirst();
    if (file.isPresent()) {
      return "; the file of that name is written ./" + file.get();
    }
    if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
      List<String> options = List.copyOf(e.getCommandLine().getCommandSpec().optionsMap().keySet());
      return Spelling.nearest(unmatched.getUnmatched().get(0).split("=", 2)[0], options)
          .map(option -> "; did you mean " + option + "?")
          .orElse("");
    }
    return "";
  }

  private static boolean isFile(String word) {
    try {
      return Files.isRegularFile(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean looksLikeCommand(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c != '-' && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return !word.isEmpty() && word.charAt(0) != '-';
  }

  /**
   * Refuses a first word that is no file, but nearly the name of a command; says it where the word
   * looks like a command that there is not.
   */
  static void checkFirst(String word, Console console) {
    if (!looksLikeCommand(word) || Files.exists(Path.of(word))) {
      return;
    }
    Optional<String> near = Spelling.nearest(word, NAMES);
    if (near.isPresent()) {
      throw new UsageException(
          "there is no file or command '" + word + "'; did you mean " + near.get() + "?");
    }
    console.hint("there is no command '" + word + "' either, only " + String.join(", ", NAMES));
  }
}
