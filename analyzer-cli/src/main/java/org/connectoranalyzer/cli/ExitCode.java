package org.connectoranalyzer.cli;

import java.util.Collection;
import java.util.List;

/** What the process ends with. Scripts rely on these numbers: they are never reused or moved. */
public enum ExitCode {
  /** Analyzed; nothing at or above {@code --fail-on}. */
  CLEAN(0),
  /** At least one finding at or above {@code --fail-on}. */
  FINDINGS(1),
  /** Wrong usage: unknown option, unknown option value, unknown code of a diagnosis. */
  USAGE(2),
  /** A capture cannot be used, or it shows too little to give a verdict. */
  UNUSABLE_INPUT(3),
  /** A result could not be written. */
  OUTPUT_FAILED(4),
  /** A defect of this program. */
  INTERNAL_ERROR(70);

  private static final List<ExitCode> WORST_FIRST =
      List.of(INTERNAL_ERROR, OUTPUT_FAILED, USAGE, FINDINGS, UNUSABLE_INPUT, CLEAN);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number that the operating system gets. */
  public int number() {
    return number;
  }

  /** The one code for several results: the worst, in the order 70, 4, 2, 1, 3, 0. */
  static ExitCode worst(Collection<ExitCode> codes) {
    return WORST_FIRST.stream().filter(codes::contains).findFirst().orElse(CLEAN);
  }
}
