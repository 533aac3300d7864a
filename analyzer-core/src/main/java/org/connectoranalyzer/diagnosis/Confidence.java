package org.connectoranalyzer.diagnosis;

/** How sure a finding is. */
public enum Confidence {
  HIGH,
  MEDIUM,
  LOW
}
