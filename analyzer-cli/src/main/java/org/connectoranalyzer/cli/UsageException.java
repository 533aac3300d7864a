package org.connectoranalyzer.cli;

/** The command line asks for what cannot be; the message says what, for standard error. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  /** The value of an option cannot be what it is. */
  static UsageException ofOption(String option, String message) {
    return new UsageException("Invalid value for option '" + option + "': " + message);
  }
}
