package org.connectoranalyzer.capture;

import org.connectoranalyzer.capture.Limits.Limit;

/** One interface while its capture is read: what was declared, and counters. */
final class InterfaceState {
  final int linkType;
  final long snapLength;

  /** Bytes of a record that are believed. */
  final long longestRecord;

  private final String name;
  private final Timestamps timestamps;
  private long frames;
  private long droppedBetween;
  private long droppedInAll;

  InterfaceState(String name, int linkType, long snapLength, Timestamps timestamps, Limits limits) {
    this.name = name;
    this.linkType = linkType;
    this.snapLength = snapLength;
    longestRecord = LinkTypes.longestRecord(linkType, limits.get(Limit.CAPTURED_LENGTH));
    this.timestamps = timestamps;
  }

  Timestamps timestamps() {
    return timestamps;
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
        name,
        linkType,
        LinkTypes.name(linkType),
        snapLength,
        frames,
        Math.max(droppedInAll, droppedBetween));
  }
}
