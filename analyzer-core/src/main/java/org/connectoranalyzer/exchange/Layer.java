package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * One protocol on a connection or in a tunnel, told all that {@link
 * org.connectoranalyzer.conversation.StreamDissector} is told.
 */
interface Layer {
  /**
   * The next bytes of one direction; the beginning of a segment, or what another layer left of one.
   * {@code by} tells the frame.
   */
  void data(Side from, ByteView bytes, PayloadChunk by);

  void gap(Side from, long bytes);

  boolean wants(Side from);

  /** Who is the client by the content; null unknown. */
  @Nullable Side client();

  /** It was the wrong guess: nothing of this protocol was found. */
  default boolean mistaken() {
    return false;
  }
}
