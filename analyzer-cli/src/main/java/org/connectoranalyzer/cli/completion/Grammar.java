package org.connectoranalyzer.cli.completion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What may stand on a command line, as far as shells complete it. Read from picocli's model, so
 * that a new option is completed unasked.
 *
 * @param program its name
 * @param general the options that may stand in place of a command
 * @param commands the first is meant where none is named
 */
record Grammar(String program, List<Flag> general, List<Command> commands) {
  /** A command, its options, and what else it takes. */
  record Command(String name, String description, List<Flag> flags, Value operand) {
    /** The options that take a value. */
    List<Flag> flagsWithValue() {
      return flags.stream().filter(flag -> flag.value.kind != Kind.NONE).toList();
    }

    /** Names of all options. */
    List<String> names() {
      return flags.stream().flatMap(flag -> flag.names.stream()).toList();
    }
  }

  /** An option by all its names. */
  record Flag(List<String> names, String description, boolean repeatable, Value value) {}

  /**
   * What an option or a command takes.
   *
   * @param label as help shows it
   * @param words to choose from
   */
  record Value(Kind kind, String label, List<String> words) {}

  /** How a value is completed. */
  enum Kind {
    /** There is no value. */
    NONE,
    /** Anything, such as a number. */
    FREE,
    /** A file or folder. */
    FILE,
    /** One of some words. */
    WORD,
    /** One of some words, alone or with ":" and a file. */
    WORD_AND_FILE,
    /** One of some words, with "=" and a number. */
    WORD_AND_NUMBER
  }

  /** Where the first clause of a description ends. */
  private static final Pattern CLAUSE_END = Pattern.compile("[.:;](?= |$)|, (?:so|such) ");

  /** The grammar of a program with all its commands. */
  static Grammar of(CommandSpec program) {
    List<Command> commands = new ArrayList<>();
    program
        .subcommands()
        .forEach((name, command) -> commands.add(command(name, command.getCommandSpec())));
    return new Grammar(program.name(), flags(program), List.copyOf(commands));
  }

  /** The command that is meant where none is named. */
  Command standard() {
    return commands.get(0);
  }

  /** Names of all commands. */
  List<String> names() {
    return commands.stream().map(Command::name).toList();
  }

  private static Command command(String name, CommandSpec spec) {
    Value operand = new Value(Kind.NONE, "", List.of());
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      operand = value(parameter);
    }
    String description = clause(spec.usageMessage().description());
    return new Command(name, description, flags(spec), operand);
  }

  private static List<Flag> flags(CommandSpec spec) {
    List<Flag> flags = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        flags.add(
            new Flag(
                List.of(option.names()),
                clause(option.description()),
                option.isMultiValue(),
                value(option)));
      }
    }
    return List.copyOf(flags);
  }

  private static Value value(ArgSpec argument) {
    if (argument.isOption() && argument.arity().max() == 0) {
      return new Value(Kind.NONE, "", List.of());
    }
    List<String> words = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(words::add);
    }
    return new Value(kind(argument, words), argument.paramLabel(), List.copyOf(words));
  }

  /** The label that help shows says also what a value is made of. */
  private static Kind kind(ArgSpec argument, List<String> words) {
    String label = argument.paramLabel();
    if (!words.isEmpty()) {
      return label.contains(":FILE")
          ? Kind.WORD_AND_FILE
          : label.contains("=") ? Kind.WORD_AND_NUMBER : Kind.WORD;
    }
    boolean file =
        argument.isPositional()
            || label.contains("FILE")
            || label.contains("FOLDER")
            || argument.type() == Path.class;
    return file ? Kind.FILE : Kind.FREE;
  }

  /** The first clause, on one line. */
  private static String clause(String... description) {
    String text =
        description.length == 0 ? "" : description[0].replace("%n", " ").replace("%%", "%");
    Matcher end = CLAUSE_END.matcher(text);
    return end.find() ? text.substring(0, end.start()) : text;
  }
}
