package org.connectoranalyzer.diagnosis;

/**
 * What was looked for, and what came of it: one per code.
 *
 * @param reason key of the words {@code notApplicable.<key>}, "" if there is none to give
 */
public record Check(String code, Result result, String reason) {
  /** Found and clear are proven; notApplicable means that the capture cannot tell. */
  public enum Result {
    FOUND,
    CLEAR,
    NOT_APPLICABLE
  }
}
