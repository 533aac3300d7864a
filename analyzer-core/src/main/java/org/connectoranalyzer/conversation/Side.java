package org.connectoranalyzer.conversation;

/** Who of a conversation: the one that opened it (sent the SYN), or the one that was asked. */
public enum Side {
  CLIENT,
  SERVER;

  public Side other() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
