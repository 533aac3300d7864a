package org.connectoranalyzer.capture;

/** One interface while its capture is read: what was declared, and counters. */
final class InterfaceState {
  final int linkType;
  final long snapLength;

  /** As {@link LinkTypes#longestRecord} says. */
  final long longestRecord;

  private final String name;
  private final Timestamps timestamps;
  private long frames;
  private long droppedBetween;
  private long droppedInAll;

  InterfaceState(String name, int linkType, long snapLength, Timestamps timestamps) {
    this.name = name;
    this.linkType = linkType;
    this.snapLength = snapLength;
    longestRecord = LinkTypes.longestRecord(linkType);
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
