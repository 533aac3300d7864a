package org.connectoranalyzer.diagnosis;

import java.util.List;

/** What a detector says: three answers, since "nothing seen" is not "could not be seen". */
public sealed interface Examination {
  /** At least one candidate; the detector's codes without a candidate are clear. */
  record Found(List<Candidate> candidates) implements Examination {
    public Found {
      candidates = List.copyOf(candidates);
    }
  }

  /** The capture shows that there is no such trouble. */
  record Clear() implements Examination {}

  /**
   * The capture cannot tell; {@code reason} is the key of the words {@code notApplicable.<key>}.
   */
  record NotApplicable(String reason) implements Examination {}

  /** Found if there are any, else clear. */
  static Examination of(List<Candidate> candidates) {
    return candidates.isEmpty() ? new Clear() : new Found(candidates);
  }
}
