package org.connectoranalyzer.connector;

/** How connector traffic leaves: as observed, or as meant. */
public enum Mode {
  DIRECT,
  PROXY,
  /** Both ways at once. */
  MIXED,
  UNKNOWN
}
