package org.connectoranalyzer.diagnosis;

/** What the capture proves about the start. */
public enum Verdict {
  /** At least one error finding. */
  PROBLEM,
  /** The capture does not suffice. Silence is not health. */
  INCONCLUSIVE,
  /** Bootstrap and at least one signalling or data host exchanged data, and nothing is in error. */
  HEALTHY;

  /** The worse one; over several clients a problem stands before inconclusive before healthy. */
  public Verdict and(Verdict other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
