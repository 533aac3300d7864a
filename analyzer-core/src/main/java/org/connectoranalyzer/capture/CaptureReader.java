package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.IOException;

/**
 * Cursor over the records of one capture stream; used by {@link Recording}. Damage ends the reading
 * and is told by {@link #summary()}; {@link IOException} only where the stream itself is
 * interrupted.
 */
public interface CaptureReader extends Closeable {
  /** Fills the frame with the next record; false at the end, and from then on. */
  boolean next(Frame frame) throws IOException;

  /** What is known so far; complete once {@link #next} has returned false. */
  CaptureSummary summary();
}
