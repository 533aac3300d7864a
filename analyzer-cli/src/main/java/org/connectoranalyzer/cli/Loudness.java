package org.connectoranalyzer.cli;

import picocli.CommandLine.Option;

/** How much is said on standard error: at most one of both. */
final class Loudness {
  @Option(
      names = {"-q", "--quiet"},
      description = "Only errors on standard error.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "What is done, and stack traces, on standard error.")
  private boolean verbose;

  boolean isVerbose() {
    return verbose;
  }

  /** Lets the console keep to it. */
  void setUp(Console console) {
    if (verbose) {
      console.beVerbose();
    }
    if (quiet) {
      console.beQuiet();
    }
  }
}
