package org.connectoranalyzer.report;

import java.io.IOException;

/** A saved report cannot be read: not JSON, or not of the schema. */
public final class ReportFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final String detail;
  private final Kind kind;

  /** What was found in place of a report. */
  public enum Kind {
    NO_JSON,
    /** Of a major version that this program does not know. */
    OTHER_VERSION,
    /** What {@code check-config} writes. */
    CONFIGURATION,
    /** What {@code diff} writes. */
    COMPARISON,
    /** A list of required endpoints. */
    ENDPOINTS,
    SARIF,
    /** Any other JSON. */
    OTHER,
    /** More of one capture than any report holds. */
    TOO_LARGE,
    /** A report with a value that cannot be right. */
    DAMAGED
  }

  ReportFormatException(int line, String detail, Kind kind) {
    super("line " + line + ": " + detail);
    this.line = line;
    this.detail = detail;
    this.kind = kind;
  }

  /** Where it goes wrong, 1-based. */
  public int line() {
    return line;
  }

  /** The key at fault, or what is wrong with it. */
  public String detail() {
    return detail;
  }

  public Kind kind() {
    return kind;
  }
}
