package org.connectoranalyzer.connector;

/** Where a finding happened (contract: {@code way}). */
public enum Way {
  DIRECT,
  /** The conversation with the proxy. */
  PROXY,
  /** Inside a tunnel that the proxy opened. */
  TUNNEL,
  DNS,
  CONFIG,
  CAPTURE
}
