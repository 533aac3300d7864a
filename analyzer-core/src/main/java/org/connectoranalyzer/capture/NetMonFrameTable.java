package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the frames of a Network Monitor capture begin, in the order of their numbers. The table
 * mostly stands behind them. Where the file can be opened once more, its entries are read beside
 * the frames, one at a time; in a stream, frames are taken one behind the other, as Network Monitor
 * writes them, and the table is held against that when it comes. So memory is the same for any.
 */
final class NetMonFrameTable implements Closeable {
  private static final int ENTRY = 4;
  private static final int MIX = 31;

  private final ByteSource frames;
  private final ByteView entry = new ByteView();
  private final long begin;
  private final long length;
  private final boolean plausible;
  private long left;
  private boolean begun;
  private @Nullable ByteSource entries;
  private boolean passed;
  private long taken;
  private long listed;

  /** What the table says of the frames that were read. */
  enum Verdict {
    AGREES,
    /** The file ends before it, or in it. */
    CUT,
    DIFFERS
  }

  /** {@code least} is the first byte at which a table or a frame may stand. */
  NetMonFrameTable(ByteSource frames, long least, long begin, long length) {
    this.frames = frames;
    this.begin = begin;
    this.length = length;
    plausible = begin >= least && length > 0 && length % ENTRY == 0;
    left = isMissing() ? Long.MAX_VALUE : length / ENTRY;
  }

  /** In a file that was never finished, the header has zeros. */
  boolean isMissing() {
    return begin == 0 && length == 0;
  }

  boolean hasNext() {
    return left > 0;
  }

  /** Offset of the next frame, as it is told or, without that, of the source. */
  long next() throws IOException {
    left--;
    if (!begun) {
      begun = true;
      entries = plausible ? again() : null;
    }
    if (entries != null) {
      if (entries.has(ENTRY)) {
        return entry(entries);
      }
      entries.close();
      entries = null;
    }
    if (plausible && frames.position() == begin) {
      pass();
    }
    long next = frames.position();
    taken = taken * MIX + next;
    return next;
  }

  /** Without a second look, where the file has gone meanwhile, frames follow one another. */
  private @Nullable ByteSource again() {
    try {
      return frames.again(begin);
    } catch (IOException e) {
      return null;
    }
  }

  private long entry(ByteSource from) {
    from.show(entry, 0, ENTRY);
    from.advance(ENTRY);
    return entry.u32le(0);
  }

  /** Steps over the table, taking in what it lists. */
  private void pass() throws IOException {
    long count = length / ENTRY;
    while (count > 0 && frames.has(ENTRY)) {
      listed = listed * MIX + entry(frames);
      count--;
    }
    passed = count == 0;
  }

  boolean overlaps(long offset, long size) {
    return plausible && offset < begin + length && offset + size > begin;
  }

  /** To be asked after the last frame; reads on to the table where that was not read. */
  Verdict verdict() throws IOException {
    if (entries != null || length == 0) {
      return Verdict.AGREES;
    }
    if (!plausible) {
      return Verdict.DIFFERS;
    }
    if (!passed) {
      if (!frames.skip(begin - frames.position())) {
        return Verdict.CUT;
      }
      pass();
    }
    return !passed ? Verdict.CUT : taken == listed ? Verdict.AGREES : Verdict.DIFFERS;
  }

  @Override
  public void close() throws IOException {
    if (entries != null) {
      entries.close();
    }
  }
}
