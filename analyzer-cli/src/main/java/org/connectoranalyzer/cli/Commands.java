package org.connectoranalyzer.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
          AnalyzeCommand.NAME,
          ExtractCommand.NAME,
          ConvertCommand.NAME,
          CheckConfigCommand.NAME,
          DiffCommand.NAME,
          EndpointsCommand.NAME,
          ExplainCommand.NAME,
          CompletionCommand.NAME,
          ManpageCommand.NAME,
          HelpCommand.NAME);

  private static final int NARROWEST = 55;
  private static final int WIDEST = 100;
  private static final int LONG_OPTION = 26;

  /** What some messages of picocli begin with. */
  private static final String REDUNDANT = "Error: ";

  private static final List<String> ROOT_OPTIONS = List.of("-h", "--help", "-V", "--version");

  private Commands() {}

  /** For completion. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(NAMES);
    }
  }

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
    if (words.length == 0) {
      return console.nothingAsked().number();
    }
    if (ROOT_OPTIONS.contains(words[0])) {
      return commandLine(new RootCommand(), NAMES, console).execute(words);
    }
    List<String> called = new ArrayList<>(List.of(words));
    if (!NAMES.contains(words[0])) {
      checkFirst(words[0], console);
      called.add(0, AnalyzeCommand.NAME);
    }
    // The one command alone: reading the options of all takes longer than reading a small capture.
    CommandLine commandLine =
        commandLine(CommandSpec.create().name(Console.NAME), called.subList(0, 1), console);
    CommandSpec command = spec(commandLine.getCommandSpec(), called.get(0));
    Optional<String> wrong = withOneDash(called, command);
    if (wrong.isPresent()) {
      String message = "the option '" + wrong.get() + "' has two dashes: -" + wrong.get();
      return console.wrongUsage(new UsageException(message), command.qualifiedName()).number();
    }
    return commandLine.execute(called.toArray(String[]::new));
  }

  /** The program with all its commands, as completion and manual pages describe it. */
  static CommandSpec all(Console console) {
    return commandLine(new RootCommand(), NAMES, console).getCommandSpec();
  }

  /** One of the commands of a program. */
  static CommandSpec spec(CommandSpec program, String name) {
    return Objects.requireNonNull(program.subcommands().get(name), name).getCommandSpec();
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
    Sections.arrange(commandLine);
    return commandLine
        .setOut(console.helpWriter())
        .setErr(console.errWriter())
        .setColorScheme(Help.defaultColorScheme(ansi))
        // A capture may be called "@1.pcapng".
        .setExpandAtFiles(false)
        .setUsageHelpWidth(Math.max(NARROWEST, Math.min(WIDEST, console.terminal().width())))
        .setUsageHelpLongOptionsMaxWidth(LONG_OPTION)
        .setParameterExceptionHandler((e, args) -> wrongUsage(e, args, console))
        .setExecutionExceptionHandler((e, called, result) -> failed(e, called, console));
  }

  private static Object command(String name, Console console) {
    return switch (name) {
      case CheckConfigCommand.NAME -> new CheckConfigCommand(console);
      case DiffCommand.NAME -> new DiffCommand(console);
      case EndpointsCommand.NAME -> new EndpointsCommand(console);
      case ExplainCommand.NAME -> new ExplainCommand(console);
      case CompletionCommand.NAME -> new CompletionCommand(console);
      case ManpageCommand.NAME -> new ManpageCommand(console);
      case HelpCommand.NAME -> new HelpCommand(console);
      case ExtractCommand.NAME -> new ExtractCommand(console);
      case ConvertCommand.NAME -> new ConvertCommand(console);
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
            new UsageException(reason(e) + meant(e, words)),
            command.getCommandSpec().qualifiedName())
        .number();
  }

  /** As picocli says it, but for the word that stands before some of its reasons only. */
  private static String reason(ParameterException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.startsWith(REDUNDANT) ? reason.substring(REDUNDANT.length()) : reason;
  }

  /** A guess, as the rest of a sentence; empty where there is none. */
  private static String meant(ParameterException e, String[] words) {
    Optional<String> file =
        Stream.of(words).filter(word -> word.startsWith("-") && isFile(word)).findFirst();
    if (file.isPresent()) {
      return "; the file of that name is written ./" + file.get();
    }
    if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
      String unknown = name(unmatched.getUnmatched().get(0));
      // Any two letters are near each other, so of a single one only the case may be wrong.
      List<String> options =
          e.getCommandLine().getCommandSpec().optionsMap().keySet().stream()
              .filter(option -> unknown.length() > 2 || option.equalsIgnoreCase(unknown))
              .toList();
      return Spelling.didYouMean(Spelling.nearest(unknown, options));
    }
    return "";
  }

  /** Of an option that has its value behind "=". */
  private static String name(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? option : option.substring(0, equals);
  }

  /** A word such as "-format", which else would mean "-f ormat". */
  private static Optional<String> withOneDash(List<String> words, CommandSpec command) {
    return words.stream()
        .map(Commands::name)
        .filter(name -> name.startsWith("-") && command.optionsMap().containsKey("-" + name))
        .findFirst();
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
