package org.connectoranalyzer.diagnosis;

/**
 * How long (ns) detectors wait for more before they judge: said once, so that two of them never
 * disagree on what the end of a capture hides. Whoever waits for something else has its own time.
 */
public final class Waiting {
  public static final long SECOND = 1_000_000_000L;

  /** An answer or an end so close to the end of the capture may still be followed up. */
  public static final long FOLLOW_UP = 5 * SECOND;

  /** Silence of this length is no answer. */
  public static final long PATIENCE = 30 * SECOND;

  private Waiting() {}
}
