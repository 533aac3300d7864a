package org.connectoranalyzer.benchmarks.workload;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;

/**
 * The frames of a small Ethernet capture, in memory, in its order; times count from the first of
 * them. IllegalArgumentException where a frame is of another link type or has no time.
 */
final class RecordedFrames {
  private static final int ETHERNET = 1;

  private static final class Recorded {
    final long time;
    final byte[] bytes;
    final int originalLength;

    Recorded(long time, byte[] bytes, int originalLength) {
      this.time = time;
      this.bytes = bytes;
      this.originalLength = originalLength;
    }
  }

  private final long start;
  private final List<Recorded> frames = new ArrayList<>();

  private RecordedFrames(long start) {
    this.start = start;
  }

  /** Reads all of it and leaves it open. */
  static RecordedFrames read(InputStream capture, String name) throws IOException {
    Frame frame = new Frame();
    try (Recording recording = Recording.open(capture, name)) {
      if (!recording.next(frame)) {
        throw new IllegalArgumentException(name + " has no frame");
      }
      RecordedFrames read = new RecordedFrames(frame.time());
      do {
        read.add(frame, name);
      } while (recording.next(frame));
      return read;
    }
  }

  private void add(Frame frame, String name) {
    if (frame.linkType() != ETHERNET || !frame.hasTime()) {
      throw new IllegalArgumentException(
          name + ", frame " + frame.number() + ": not Ethernet, or without a time");
    }
    long time = frame.time() - start;
    byte[] bytes = new byte[frame.bytes().length()];
    frame.bytes().copyTo(0, bytes, 0, bytes.length);
    frames.add(new Recorded(time, bytes, (int) frame.originalLength()));
  }

  int count() {
    return frames.size();
  }

  /** When a frame comes, ns after the first. */
  long time(int index) {
    return frames.get(index).time;
  }

  /** What was captured of a frame; not to be changed. */
  byte[] bytes(int index) {
    return frames.get(index).bytes;
  }

  /** How long it was on the wire. */
  int originalLength(int index) {
    return frames.get(index).originalLength;
  }

  /** Time of the first frame, ns since the epoch. */
  long start() {
    return start;
  }

  /** From the first to the last frame, ns. */
  long span() {
    return frames.get(frames.size() - 1).time;
  }
}
