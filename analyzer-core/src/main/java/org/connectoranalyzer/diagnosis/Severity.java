package org.connectoranalyzer.diagnosis;

/** Most severe first. */
public enum Severity {
  /** The connector cannot start, or a required part of it cannot work. */
  ERROR,
  /** It works, but slowly, partly or by luck. */
  WARNING,
  /** By design, or worth knowing. */
  INFO
}
