package org.connectoranalyzer.report;

import org.connectoranalyzer.conversation.FrameRef;
import org.jspecify.annotations.Nullable;

/**
 * A frame that can be opened: index into the capture's list of files, and number as Wireshark
 * counts in that file. In JSON the number; in a joined recording its sibling key {@code …File} is
 * the index.
 */
public record FrameNumber(int file, long number) implements Comparable<FrameNumber> {
  static FrameNumber of(FrameRef frame) {
    return new FrameNumber(frame.file(), frame.number());
  }

  static @Nullable FrameNumber orNull(@Nullable FrameRef frame) {
    return frame == null ? null : of(frame);
  }

  @Override
  public int compareTo(FrameNumber other) {
    return file != other.file
        ? Integer.compare(file, other.file)
        : Long.compare(number, other.number);
  }
}
