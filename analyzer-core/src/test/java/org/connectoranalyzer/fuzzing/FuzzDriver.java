package org.connectoranalyzer.fuzzing;

import java.io.IOException;

/** What the search calls, by name: one target in a process of its own. */
public final class FuzzDriver {
  private static final FuzzDriver CALLED = new FuzzDriver();

  private FuzzTarget target = FuzzTarget.ALL.get(0);

  private FuzzDriver() {}

  /** Told the name of the target. */
  public static void fuzzerInitialize(String[] arguments) {
    CALLED.target = FuzzTarget.named(arguments[0]);
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    CALLED.target.run(input);
  }
}
