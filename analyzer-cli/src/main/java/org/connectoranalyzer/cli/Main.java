package org.connectoranalyzer.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Where the program starts. Tests and embedders call {@link #run}, which never ends the JVM. */
public final class Main {
  private Main() {}

  /** Runs the command line on the process's own streams and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, System.in, System.out, System.err));
  }

  /** Runs one command line; what it writes and reads is passed in, its exit code is returned. */
  public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    PrintWriter outWriter = new PrintWriter(out, true, StandardCharsets.UTF_8);
    PrintWriter errWriter = new PrintWriter(err, true, StandardCharsets.UTF_8);
    return new CommandLine(new RootCommand()).setOut(outWriter).setErr(errWriter).execute(args);
  }
}
