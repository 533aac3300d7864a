package org.connectoranalyzer.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.connectoranalyzer.report.Messages;

/** Where the program starts. Tests and embedders call {@link #run}, which never ends the JVM. */
public final class Main {
  private Main() {}

  /** Runs the command line on the process's own streams and ends the JVM with its exit code. */
  public static void main(String[] args) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    Terminal terminal = Terminal.of(System.getenv(), System.getProperties());
    Console console = new Console(System.in, out, err, terminal);
    Runtime.getRuntime().addShutdownHook(new Thread(console::end));
    System.exit(run(args, console));
  }

  /** Runs one command line; what it reads and writes is passed in, its exit code is returned. */
  public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    return run(args, new Console(in, out, err, Terminal.NONE));
  }

  static int run(String[] args, Console console) {
    try {
      if (Commands.areCaptures(args)) {
        Commands.checkFirst(args[0], console);
        return new AnalyzeCommand(console).analyze(List.of(args)).number();
      }
      int code = Commands.execute(args, console);
      console.writeHelp();
      return code;
    } catch (UsageException e) {
      return console.wrongUsage(e, Commands.qualified(AnalyzeCommand.NAME)).number();
    } catch (Console.OutputException e) {
      return console.cannotWrite(e, Messages.load(Messages.ENGLISH)).number();
    } catch (Exception | Error e) {
      console.failed(e);
    }
    return ExitCode.INTERNAL_ERROR.number();
  }
}
