package org.connectoranalyzer.exchange;

/** How a CONNECT ended; the names are those of the report's {@code outcome}, in camel case. */
public enum ConnectOutcome {
  /** 2xx. */
  ESTABLISHED,
  /** 407 that nothing followed. */
  AUTHENTICATION_REQUIRED,
  /**
   * 407 inside an exchange that went on: the same target was asked again on the same connection.
   */
  AUTHENTICATION_CONTINUED,
  /** 401, 403, 405, 429, 451. */
  DENIED,
  /** Denied while the same proxy allows another port. Decided where all exchanges are known. */
  PORT_NOT_ALLOWED,
  /** 408, 5xx but 501 and 511. */
  UPSTREAM_FAILED,
  /** 3xx, 511. */
  REDIRECTED,
  /** 400, 404, 501 and any other status. */
  UNEXPECTED_ANSWER,
  /** Bytes that are not HTTP, or the server spoke first. */
  NOT_HTTP,
  /** FIN in place of a complete answer, from either side. */
  CLOSED,
  /** RST in place of a complete answer. */
  RESET,
  /** Nothing came for at least 30 s, or the client gave up; 1xx alone counts as nothing. */
  UNANSWERED,
  /** Nothing had come when the capture ended. */
  CAPTURE_ENDED
}
