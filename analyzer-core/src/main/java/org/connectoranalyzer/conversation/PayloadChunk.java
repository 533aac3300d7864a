package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.ByteView;

/**
 * The next payload bytes of one direction in sequence order, each delivered once; reused, valid
 * during the call only. The frame is the one that first brought these bytes: a message is complete
 * in the greatest frame among its bytes, whatever the order of arrival.
 */
public final class PayloadChunk {
  private final ByteView bytes = new ByteView();
  private int file;
  private long frame;
  private long time;
  private int sequence;

  public ByteView bytes() {
    return bytes;
  }

  public int file() {
    return file;
  }

  public long frame() {
    return frame;
  }

  public long time() {
    return time;
  }

  /** TCP sequence number of the first byte, 32 bits; 0 in a datagram. */
  public int sequence() {
    return sequence;
  }

  void sequence(int number) {
    sequence = number;
  }

  public FrameRef frameRef() {
    return new FrameRef(file, frame, time);
  }

  /** Says which frame brought the bytes that {@link #bytes()} is set to. */
  public void at(int file, long frame, long time) {
    this.file = file;
    this.frame = frame;
    this.time = time;
  }
}
