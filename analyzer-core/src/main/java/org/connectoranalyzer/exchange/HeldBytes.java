package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;

/**
 * Bytes of one direction kept until a message is whole, each with the frame that brought it.
 * Bounded: takes no more than its limit.
 */
final class HeldBytes {
  private static final int FIRST_SIZE = 512;

  private final int limit;
  private final ByteView view = new ByteView();
  private final List<FrameRef> frames = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private byte[] bytes = {};
  private int length;

  HeldBytes(int limit) {
    this.limit = limit;
  }

  /** Takes bytes from {@code offset} on as far as the limit allows; says how many. */
  int append(ByteView source, int offset, FrameRef frame) {
    return append(source, offset, source.length() - offset, frame);
  }

  int append(ByteView source, int offset, int most, FrameRef frame) {
    int count = Math.min(most, limit - length);
    if (count <= 0) {
      return 0;
    }
    if (length + count > bytes.length) {
      int size = Math.max(FIRST_SIZE, Math.max(length + count, bytes.length * 2));
      bytes = Arrays.copyOf(bytes, Math.min(limit, size));
    }
    source.copyTo(offset, bytes, length, count);
    length += count;
    frames.add(frame);
    ends.add(length);
    return count;
  }

  int length() {
    return length;
  }

  boolean isFull() {
    return length >= limit;
  }

  /** All bytes held; valid until the next change. */
  ByteView view() {
    return view.wrap(bytes, 0, length);
  }

  /** The frame that brought the byte at {@code offset}. */
  FrameRef frameAt(int offset) {
    int i = 0;
    while (ends.get(i) <= offset) {
      i++;
    }
    return frames.get(i);
  }

  /**
   * The greatest frame among the first {@code end} bytes: where a message of that length is whole.
   */
  FrameRef greatestFrame(int end) {
    FrameRef greatest = frames.get(0);
    for (int i = 1; i < frames.size() && ends.get(i - 1) < end; i++) {
      if (frames.get(i).compareTo(greatest) > 0) {
        greatest = frames.get(i);
      }
    }
    return greatest;
  }

  /** Forgets all. */
  void clear() {
    length = 0;
    frames.clear();
    ends.clear();
  }

  /** Gives all bytes away, piece by piece as they came, and forgets them first. */
  void drainTo(Taker taker) {
    if (length == 0) {
      return;
    }
    byte[] given = Arrays.copyOf(bytes, length);
    List<FrameRef> givenFrames = List.copyOf(frames);
    List<Integer> givenEnds = List.copyOf(ends);
    clear();
    int start = 0;
    for (int i = 0; i < givenFrames.size(); i++) {
      int end = givenEnds.get(i);
      taker.take(new ByteView().wrap(given, start, end - start), givenFrames.get(i));
      start = end;
    }
  }

  /** Takes pieces of one direction. */
  interface Taker {
    void take(ByteView bytes, FrameRef frame);
  }
}
