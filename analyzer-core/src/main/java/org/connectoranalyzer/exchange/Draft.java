package org.connectoranalyzer.exchange;

import org.connectoranalyzer.conversation.FrameRef;

/** An exchange in the making. */
interface Draft {
  /** Where it begins: what exchanges are ordered by. */
  FrameRef start();

  int connection();

  /** Whether its connection was given up; what comes in datagrams has none. */
  default boolean isForgotten() {
    return false;
  }

  /** What its texts take up, see {@link ExchangeLog#keepText}. */
  long text();

  /** Its id among those of its kind. */
  void number(int number);
}
