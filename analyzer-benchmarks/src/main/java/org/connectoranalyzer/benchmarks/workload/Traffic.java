package org.connectoranalyzer.benchmarks.workload;

import java.nio.ByteBuffer;

/** An endless sequence of Ethernet frames; deterministic. Allocates nothing once it is made. */
interface Traffic {
  /** No frame is longer. */
  int LONGEST = 1514;

  /**
   * Writes the next frame from its Ethernet header on.
   *
   * @param time at which it is recorded, ns since the beginning of the capture
   */
  void next(ByteBuffer out, long time);
}
