package org.connectoranalyzer.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say how much is said on standard error. */
final class Loudness {
  @ArgGroup private Level level = new Level();

  /** At most one of both. */
  private static final class Level {
    @Option(
        names = {"-q", "--quiet"},
        description = "Only errors on standard error.")
    private boolean quiet;

    @Option(
        names = {"-v", "--verbose"},
        description = "What is done, and stack traces, on standard error.")
    private boolean verbose;
  }

  boolean isVerbose() {
    return level.verbose;
  }

  /** Lets the console keep to it. */
  void setUp(Console console) {
    if (level.verbose) {
      console.beVerbose();
    }
    if (level.quiet) {
      console.beQuiet();
    }
  }
}
