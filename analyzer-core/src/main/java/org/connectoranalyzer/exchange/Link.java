package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection as its layers share it: who it is, how it ended, and where its exchanges go.
 * Lives as long as the recording is read.
 */
final class Link {
  final int connection;
  final Endpoint client;
  final Endpoint server;
  final ExchangeLog log;
  private final Limits limits;
  private @Nullable Closing closing;
  private boolean forgotten;

  /** The first FIN or RST. */
  record Closing(Side by, boolean reset, FrameRef frame) {}

  Link(int connection, Endpoint client, Endpoint server, ExchangeLog log, Limits limits) {
    this.connection = connection;
    this.client = client;
    this.server = server;
    this.log = log;
    this.limits = limits;
  }

  HeldBytes hold() {
    return new HeldBytes(messageLimit(), log.held());
  }

  /** A message is not kept any further; counts it where that is for its own length. */
  void cutShort(HeldBytes message) {
    if (message.length() >= messageLimit()) {
      log.headTooLong();
    }
  }

  /** Most bytes that are kept of one message. */
  int messageLimit() {
    return limits.size(Limit.MESSAGE_HEAD);
  }

  void closed(Side by, boolean reset, FrameRef frame) {
    if (closing == null) {
      closing = new Closing(by, reset, frame);
    }
  }

  /** Nothing of the connection will be asked for. */
  void forget() {
    forgotten = true;
    log.linkForgotten();
  }

  boolean isForgotten() {
    return forgotten;
  }

  @Nullable Closing closing() {
    return closing;
  }
}
