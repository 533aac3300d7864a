package org.connectoranalyzer.diagnosis;

/** Who must act. */
public enum Owner {
  NETWORK,
  PROXY,
  DNS,
  CONNECTOR,
  SERVICE,
  /** Record again. */
  CAPTURE,
  NONE
}
