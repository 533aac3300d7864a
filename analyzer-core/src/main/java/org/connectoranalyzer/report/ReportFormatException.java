package org.connectoranalyzer.report;

import java.io.IOException;

/** A saved report cannot be read: not JSON, or not of the schema. */
public final class ReportFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final String detail;

  ReportFormatException(int line, String detail) {
    super("line " + line + ": " + detail);
    this.line = line;
    this.detail = detail;
  }

  /** Where it goes wrong, 1-based. */
  public int line() {
    return line;
  }

  /** The key at fault, or what is wrong with it. */
  public String detail() {
    return detail;
  }
}
