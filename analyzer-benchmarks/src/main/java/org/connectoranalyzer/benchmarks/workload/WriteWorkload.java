package org.connectoranalyzer.benchmarks.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The command {@code run workload}: writes a capture to a file. */
public final class WriteWorkload {
  private static final int COPIED_AT_ONCE = 1 << 18;

  private WriteWorkload() {}

  public static void main(String[] args) throws IOException {
    System.exit(run(args, System.err));
  }

  /** 0, or 2 for arguments that make no sense, which {@code err} is told. */
  static int run(String[] args, PrintStream err) throws IOException {
    if (args.length < 3 || args.length > 4) {
      return usage(err);
    }
    Mix mix;
    long bytes;
    try {
      mix = Mix.valueOf(args[0].toUpperCase(Locale.ROOT).replace('-', '_'));
      bytes = Math.multiplyExact(Long.parseLong(args[1]), 1_000_000L);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return usage(err);
    }
    Path file = Path.of(args[2]);
    write(
        args.length == 3 ? Workload.of(mix, bytes) : Workload.around(Path.of(args[3]), mix, bytes),
        file);
    return 0;
  }

  private static int usage(PrintStream err) {
    err.println("usage: workload MIX MEGABYTES FILE [SAMPLE]");
    err.println("  MIX: reference, connector, steady, syn-flood, half-open-flood");
    err.println("  SAMPLE: a small Ethernet capture whose frames are mixed in");
    return 2;
  }

  /** Writes all of it to a file, which is replaced. */
  public static void write(Workload workload, Path file) throws IOException {
    byte[] bytes = new byte[COPIED_AT_ONCE];
    try (InputStream in = workload;
        OutputStream out = Files.newOutputStream(file)) {
      for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
        out.write(bytes, 0, count);
      }
    }
  }
}
