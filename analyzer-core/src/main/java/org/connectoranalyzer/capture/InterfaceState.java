package org.connectoranalyzer.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.connectoranalyzer.capture.Limits.Limit;

/** One interface while its capture is read: what was declared, and counters. */
final class InterfaceState {
  final int linkType;
  final long snapLength;

  /** Bytes of a record that are believed. */
  final long longestRecord;

  /** Of its description as they stand in the file, or would in a pcapng file; without an end. */
  final byte[] options;

  private final String name;
  private final Timestamps timestamps;
  private long frames;
  private long droppedBetween;
  private long droppedInAll;

  InterfaceState(
      String name,
      int linkType,
      long snapLength,
      Timestamps timestamps,
      byte[] options,
      Limits limits) {
    this.name = name;
    this.options = options;
    this.linkType = linkType;
    this.snapLength = snapLength;
    longestRecord = LinkTypes.longestRecord(linkType, limits.get(Limit.CAPTURED_LENGTH));
    this.timestamps = timestamps;
  }

  Timestamps timestamps() {
    return timestamps;
  }

  /** What a file of another format would have as options, little-endian: times in 10^-n s. */
  static byte[] timeOptions(int exponent) {
    return new byte[] {PcapngOptions.IF_TSRESOL, 0, 1, 0, (byte) exponent, 0, 0, 0};
  }

  /** As above, counted from {@code offset} seconds since the epoch. */
  static byte[] timeOptions(int exponent, long offset) {
    byte[] resolution = timeOptions(exponent);
    if (offset == 0) {
      return resolution;
    }
    return ByteBuffer.allocate(resolution.length + 12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(resolution)
        .putShort((short) PcapngOptions.IF_TSOFFSET)
        .putShort((short) 8)
        .putLong(offset)
        .array();
  }

  long dropped() {
    return Math.max(droppedInAll, droppedBetween);
  }

  void countFrame() {
    frames++;
  }

  /** Packets lost since the record before (epb_dropcount). */
  void countDropped(long lost) {
    droppedBetween = Saturating.add(droppedBetween, Math.max(lost, 0));
  }

  /** Packets lost since the start, as a statistics block says; a later one replaces it. */
  void dropped(long lost) {
    droppedInAll = Math.max(droppedInAll, lost);
  }

  CaptureInterface snapshot() {
    return new CaptureInterface(
        name, linkType, LinkTypes.name(linkType), snapLength, frames, dropped());
  }
}
