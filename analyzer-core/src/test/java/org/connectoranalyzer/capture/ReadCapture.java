package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** All that reading a capture gives, copied out of the reused views, so that tests can compare. */
record ReadCapture(List<Read> frames, RecordedFile file) {

  /** A copy of one frame. */
  record Read(
      long number,
      boolean hasTime,
      long time,
      int linkType,
      int interfaceIndex,
      long originalLength,
      String bytes,
      long packetId,
      int packetFlags,
      boolean droppedByHost,
      boolean packetless) {

    static Read of(Frame frame) {
      byte[] copy = new byte[frame.bytes().length()];
      frame.bytes().copyTo(0, copy, 0, copy.length);
      return new Read(
          frame.number(),
          frame.hasTime(),
          frame.time(),
          frame.linkType(),
          frame.interfaceIndex(),
          frame.originalLength(),
          HexFormat.of().formatHex(copy),
          frame.packetId(),
          frame.packetFlags(),
          frame.droppedByHost(),
          frame.packetless());
    }
  }

  static ReadCapture of(byte[] file) throws IOException {
    return of(new ByteArrayInputStream(file));
  }

  static ReadCapture of(InputStream in) throws IOException {
    return of(Recording.open(in, "test"));
  }

  /** Reads it to its end and closes it. */
  static ReadCapture of(Recording opened) throws IOException {
    try (Recording recording = opened) {
      List<Read> frames = new ArrayList<>();
      Frame frame = new Frame();
      while (recording.next(frame)) {
        frames.add(Read.of(frame));
      }
      return new ReadCapture(frames, recording.files().get(0));
    }
  }

  CaptureSummary summary() {
    return requireNonNull(file.summary());
  }

  List<Long> times() {
    return frames.stream().map(Read::time).toList();
  }
}
