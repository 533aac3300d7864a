package org.connectoranalyzer.connector;

import java.io.IOException;

/** A file that the user gave is no list of the expected form. */
public final class ListFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    EMPTY,
    /** A gzip or ZIP archive. */
    COMPRESSED,
    NOT_JSON,
    /** JSON that ends in the middle. */
    CUT_SHORT,
    /** JSON, but not of the form: the detail is the key at fault. */
    FORM,
    /** Larger than any such list is. */
    TOO_LARGE
  }

  private final Kind kind;
  private final int line;
  private final String detail;

  ListFormatException(int line, String detail) {
    this(Kind.FORM, line, detail);
  }

  ListFormatException(Kind kind, int line, String detail) {
    super(kind + ", line " + line + ": " + detail);
    this.kind = kind;
    this.line = line;
    this.detail = detail;
  }

  public Kind kind() {
    return kind;
  }

  /** Where it goes wrong, 1-based. */
  public int line() {
    return line;
  }

  /** The key at fault; "" where none is. */
  public String detail() {
    return detail;
  }
}
