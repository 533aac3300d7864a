package org.connectoranalyzer.exchange;

import org.connectoranalyzer.conversation.Side;

/** One thing for each direction. */
record BySide<T>(T client, T server) {
  T of(Side side) {
    return side == Side.CLIENT ? client : server;
  }
}
