package org.connectoranalyzer.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.connectoranalyzer.report.Messages;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program starts. Tests and embedders call {@link #run}, which never ends the JVM. */
public final class Main {
  private static final List<String> ROOT_OPTIONS = List.of("-h", "--help", "-V", "--version");

  private Main() {}

  /** Runs the command line on the process's own streams and ends the JVM with its exit code. */
  public static void main(String[] args) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    Terminal terminal = Terminal.of(System.getenv(), System.getProperties());
    System.exit(run(args, new Console(System.in, out, err, terminal)));
  }

  /** Runs one command line; what it reads and writes is passed in, its exit code is returned. */
  public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    return run(args, new Console(in, out, err, Terminal.NONE));
  }

  static int run(String[] args, Console console) {
    try {
      int code = commandLine(console).execute(withCommand(args));
      console.writeHelp();
      return code;
    } catch (Console.OutputException e) {
      return console.cannotWrite(e, Messages.load(Messages.ENGLISH)).number();
    } catch (Exception | Error e) {
      console.failed(e);
    }
    return ExitCode.INTERNAL_ERROR.number();
  }

  private static CommandLine commandLine(Console console) {
    Help.Ansi ansi = console.terminal().colors() ? Help.Ansi.ON : Help.Ansi.OFF;
    return new CommandLine(new RootCommand())
        .addSubcommand(new AnalyzeCommand(console))
        .addSubcommand(new CheckConfigCommand(console))
        .addSubcommand(new EndpointsCommand(console))
        .addSubcommand(new ExplainCommand(console))
        .setOut(console.helpWriter())
        .setErr(console.errWriter())
        .setColorScheme(Help.defaultColorScheme(ansi))
        // A capture may be called "@1.pcapng".
        .setExpandAtFiles(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((e, args) -> usageError(e))
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              if (e instanceof Console.OutputException failure) {
                return console.cannotWrite(failure, Messages.load(Messages.ENGLISH)).number();
              }
              console.failed(e);
              return ExitCode.INTERNAL_ERROR.number();
            });
  }

  /** Captures alone mean {@code analyze}. */
  private static String[] withCommand(String[] args) {
    if (args.length == 0 || RootCommand.NAMES.contains(args[0]) || ROOT_OPTIONS.contains(args[0])) {
      return args;
    }
    String[] all = new String[args.length + 1];
    all[0] = AnalyzeCommand.NAME;
    System.arraycopy(args, 0, all, 1, args.length);
    return all;
  }

  private static int usageError(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String meant =
        e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
            ? Spelling.nearest(
                    unmatched.getUnmatched().get(0).split("=", 2)[0],
                    List.copyOf(command.getCommandSpec().optionsMap().keySet()))
                .map(option -> "; did you mean " + option + "?")
                .orElse("")
            : "";
    command.getErr().println(Console.NAME + ": " + e.getMessage() + meant);
    command.getErr().println("Usage: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.number();
  }
}
