package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the manual page of the program or a command, or puts all of them into a folder. */
@Command(
    name = ManpageCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Prints the manual page of a command, or of the program, for man.",
    footer = {
      "",
      "Examples:",
      "  connector-analyzer manpage analyze | man -l -",
      "  connector-analyzer manpage -o ~/.local/share/man/man1"
    })
final class ManpageCommand implements Callable<Integer> {
  static final String NAME = "manpage";

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND",
      completionCandidates = Commands.Names.class,
      description = "One of: ${COMPLETION-CANDIDATES}. Default: the program.")
  private @Nullable String command;

  @Section(Section.OUTPUT)
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "Writes the pages of all commands into this folder, which is made if need be.")
  private @Nullable Path folder;

  @Mixin private Loudness loudness = new Loudness();

  ManpageCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Console.OutputException {
    loudness.setUp(console);
    CommandSpec program = Commands.all(console);
    if (command != null && !Commands.NAMES.contains(command)) {
      throw new UsageException(Spelling.notOneOf(command, Commands.NAMES));
    }
    if (folder == null) {
      CommandSpec wanted = command == null ? program : Commands.spec(program, command);
      console.write(target -> target.append(page(wanted, program)));
      return ExitCode.CLEAN.number();
    }
    if (command != null) {
      throw new UsageException("-o takes the pages of all commands; '" + command + "' is one");
    }
    return writeAll(program, folder);
  }

  private int writeAll(CommandSpec program, Path folder) {
    List<CommandSpec> commands = new ArrayList<>(List.of(program));
    for (CommandLine sub : program.subcommands().values()) {
      commands.add(sub.getCommandSpec());
    }
    try {
      make(folder);
      for (CommandSpec each : commands) {
        Path file = folder.resolve(ManualPage.name(each) + ".1");
        Output.write(file, target -> target.append(page(each, program)));
      }
      return ExitCode.CLEAN.number();
    } catch (Console.OutputException e) {
      return console.cannotWrite(e, Messages.load(Messages.ENGLISH)).number();
    }
  }

  private static void make(Path folder) throws Console.OutputException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Console.OutputException(folder.toString(), e);
    }
  }

  private static String page(CommandSpec command, CommandSpec program) {
    return ManualPage.of(command, program, Report.Tool.current().version(), date());
  }

  /** Day of the build, as it is told to the jar. */
  private static String date() {
    Properties built = new Properties();
    try (InputStream in = ManpageCommand.class.getResourceAsStream("manual.properties")) {
      built.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String date = built.getProperty("date", "");
    return date.substring(0, Math.min(10, date.length()));
  }
}
