package org.connectoranalyzer.connector;

import java.io.IOException;

/** A file that the user gave is no list of the expected form. */
public final class ListFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final String detail;

  ListFormatException(int line, String detail) {
    super("line " + line + ": " + detail);
    this.line = line;
    this.detail = detail;
  }

  /** Where it goes wrong, 1-based. */
  public int line() {
    return line;
  }

  /** The key or value at fault. */
  public String detail() {
    return detail;
  }
}
