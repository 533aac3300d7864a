package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.ByteView;

/** What all {@link PayloadStream}s of a tracker share: bytes that may wait, and reused views. */
final class PayloadBudget {
  private final int window;
  private final long limit;
  private final PayloadChunk chunk = new PayloadChunk();
  private final ByteView held = new ByteView();
  private long taken;
  private long exceeded;

  PayloadBudget(TrackerOptions options) {
    window = options.reassemblyWindow();
    limit = options.heldBytes();
  }

  /** Most bytes that wait in one direction. */
  int window() {
    return window;
  }

  PayloadChunk chunk() {
    return chunk;
  }

  ByteView wrap(byte[] bytes) {
    return held.wrap(bytes);
  }

  void take(long bytes) {
    taken += bytes;
  }

  void release(long bytes) {
    taken -= bytes;
  }

  /** Whether there is no room; counts how often there was none. */
  boolean isExceeded() {
    if (taken > limit) {
      exceeded++;
    }
    return taken > limit;
  }

  /** How often there was no room. */
  long exceeded() {
    return exceeded;
  }
}
