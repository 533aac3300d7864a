package org.connectoranalyzer.connector;

/** How far a contact came, each step including those before it. */
public enum Furthest {
  SYN,
  TCP,
  TUNNEL,
  TLS,
  /**
   * Application data in both directions; on port 80 an HTTP answer that is not the proxy's refusal.
   */
  DATA
}
