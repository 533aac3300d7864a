package org.connectoranalyzer.conversation;

import org.jspecify.annotations.Nullable;

/**
 * One frame of a recording, as evidence cites it: file index (0-based, reading order), number in
 * that file (1-based, as Wireshark numbers frames) and time (nanoseconds since the epoch, UTC).
 * Ordered by place in the recording, never by time, since a clock may go back.
 */
public record FrameRef(int file, long number, long time) implements Comparable<FrameRef> {
  /** The time of a frame that carries none (pcapng Simple Packet Block). */
  public static final long NO_TIME = Long.MIN_VALUE;

  public boolean hasTime() {
    return time != NO_TIME;
  }

  /** Absolute distance in nanoseconds, 0 where either has no time; saturates. */
  public long distance(FrameRef other) {
    return distance(other.time);
  }

  /** As {@link #distance(FrameRef)}, to a time (ns since the epoch). */
  public long distance(long other) {
    if (!hasTime() || other == NO_TIME) {
      return 0;
    }
    long difference = time - other;
    boolean overflow = ((time ^ other) & (time ^ difference)) < 0;
    return overflow ? Long.MAX_VALUE : Math.abs(difference);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FrameRef that
        && file == that.file
        && number == that.number
        && time == that.time;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * file + Long.hashCode(number)) + Long.hashCode(time);
  }

  @Override
  public int compareTo(FrameRef other) {
    int byFile = Integer.compare(file, other.file);
    return byFile != 0 ? byFile : Long.compare(number, other.number);
  }
}
