package org.connectoranalyzer.exchange;

import java.util.Arrays;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one direction kept until a message is whole, each with the frame that brought it.
 * Bounded: takes no more than its limit, and less where all together hold too much. Empty, it holds
 * no memory: there are many connections.
 */
final class HeldBytes {
  private static final byte[] NO_BYTES = {};
  private static final FrameRef[] NO_FRAMES = {};
  private static final int[] NO_ENDS = {};
  private static final int FIRST_SIZE = 256;

  /** What the frame of a piece takes up. */
  private static final int PIECE = 32;

  private final @Nullable HeldBudget budget;
  private final int most;
  private int limit;
  private int counted;
  private long missing;
  private byte[] bytes = NO_BYTES;
  private int length;

  /** Of piece i: who brought it, and where it ends. */
  private FrameRef[] frames = NO_FRAMES;

  private int[] ends = NO_ENDS;
  private int pieces;

  /** A few bytes, which nobody counts. */
  HeldBytes(int limit) {
    this(limit, null);
  }

  HeldBytes(int limit, @Nullable HeldBudget budget) {
    most = limit;
    this.limit = limit;
    this.budget = budget;
  }

  /** Takes bytes from {@code offset} on as far as the limit allows; says how many. */
  int append(ByteView source, int offset, PayloadChunk by) {
    return append(source, offset, source.length() - offset, by);
  }

  int append(ByteView source, int offset, int most, PayloadChunk by) {
    int count = Math.max(0, Math.min(most, limit - length));
    missing += most - count;
    if (count == 0) {
      return 0;
    }
    if (length + count > bytes.length) {
      int size = Math.max(FIRST_SIZE, Math.max(length + count, bytes.length * 2));
      bytes = Arrays.copyOf(bytes, Math.min(limit, size));
    }
    source.copyTo(offset, bytes, length, count);
    length += count;
    if (pieces == frames.length) {
      frames = Arrays.copyOf(frames, Math.max(1, pieces * 2));
      ends = Arrays.copyOf(ends, frames.length);
    }
    frames[pieces] = by.frameRef();
    ends[pieces] = length;
    pieces++;
    count();
    return count;
  }

  private void count() {
    int now = bytes.length + PIECE * frames.length;
    if (budget != null && now > counted) {
      int more = now - counted;
      counted = now;
      budget.take(this, more);
    }
  }

  /** Keeps the beginning and takes no more; says how many bytes the budget has back. */
  int cut() {
    int kept = Math.min(FIRST_SIZE, length);
    missing += length - kept;
    bytes = Arrays.copyOf(bytes, kept);
    length = kept;
    limit = kept;
    frames = new FrameRef[] {frames[0]};
    ends = new int[] {kept};
    pieces = 1;
    int back = counted;
    counted = 0;
    return back;
  }

  int length() {
    return length;
  }

  boolean isFull() {
    return length >= limit;
  }

  /** All bytes held; valid until the next change. */
  ByteView view() {
    return new ByteView().wrap(bytes, 0, length);
  }

  /** The frame that brought the first byte. */
  FrameRef firstFrame() {
    return frames[0];
  }

  /**
   * The greatest frame among the first {@code end} bytes: where a message of that length is whole.
   */
  FrameRef greatestFrame(int end) {
    FrameRef greatest = frames[0];
    for (int i = 1; i < pieces && ends[i - 1] < end; i++) {
      if (frames[i].compareTo(greatest) > 0) {
        greatest = frames[i];
      }
    }
    return greatest;
  }

  /** Forgets all. */
  void clear() {
    bytes = NO_BYTES;
    frames = NO_FRAMES;
    ends = NO_ENDS;
    length = 0;
    pieces = 0;
    limit = most;
    missing = 0;
    if (budget != null && counted > 0) {
      budget.release(this, counted);
    }
    counted = 0;
  }

  /**
   * Gives all bytes away, piece by piece as they came, and forgets them first; says how many of
   * those that came behind them were not kept.
   */
  long drainTo(Taker taker) {
    long notKept = missing;
    byte[] given = bytes;
    FrameRef[] givenFrames = frames;
    int[] givenEnds = ends;
    int count = pieces;
    clear();
    int start = 0;
    for (int i = 0; i < count; i++) {
      PayloadChunk chunk = new PayloadChunk();
      chunk.at(givenFrames[i].file(), givenFrames[i].number(), givenFrames[i].time());
      chunk.bytes().wrap(given, start, givenEnds[i] - start);
      taker.take(chunk);
      start = givenEnds[i];
    }
    return notKept;
  }

  /** Takes pieces of one direction. */
  interface Taker {
    void take(PayloadChunk chunk);
  }
}
