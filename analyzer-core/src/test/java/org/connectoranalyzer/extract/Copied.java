package org.connectoranalyzer.extract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;

/** Extracts in memory, and what was read of a capture in a form that can be compared. */
final class Copied {
  private Copied() {}

  /** One frame without its number. */
  record Packet(
      boolean packetless,
      boolean hasTime,
      long time,
      int linkType,
      long originalLength,
      String bytes,
      long packetId,
      int packetFlags,
      boolean droppedByHost) {
    private static Packet of(Frame frame) {
      byte[] bytes = new byte[frame.bytes().length()];
      frame.bytes().copyTo(0, bytes, 0, bytes.length);
      boolean microseconds = frame.packetless() && frame.hasTime();
      return new Packet(
          frame.packetless(),
          frame.hasTime(),
          microseconds ? frame.time() / 1000 * 1000 : frame.time(),
          frame.linkType(),
          frame.packetless() ? 0 : frame.originalLength(),
          HexFormat.of().formatHex(bytes),
          frame.packetId(),
          frame.packetFlags(),
          frame.droppedByHost());
    }

    byte[] content() {
      return HexFormat.of().parseHex(bytes);
    }

    Packet ofLinkType(int other) {
      return new Packet(
          packetless,
          hasTime,
          time,
          other,
          originalLength,
          bytes,
          packetId,
          packetFlags,
          droppedByHost);
    }

    /** All but the bytes. */
    Packet without() {
      return new Packet(
          packetless,
          hasTime,
          time,
          linkType,
          originalLength,
          "",
          packetId,
          packetFlags,
          droppedByHost);
    }
  }

  /** An extract with what is said of it. */
  static final class Extracted {
    private final byte[] bytes;
    private final Extraction extraction;

    Extracted(byte[] bytes, Extraction extraction) {
      this.bytes = bytes;
      this.extraction = extraction;
    }

    byte[] bytes() {
      return bytes;
    }

    Extraction extraction() {
      return extraction;
    }

    List<Packet> packets() throws IOException {
      return Copied.packets(Recording.open(new ByteArrayInputStream(bytes), "extract"));
    }

    /** Whether the file has this text anywhere, in a packet or a comment. */
    boolean contains(String text) {
      return latin1().contains(text);
    }

    String latin1() {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  static List<Packet> packets(Path file) throws IOException {
    return packets(Recording.open(file));
  }

  private static List<Packet> packets(Recording opened) throws IOException {
    List<Packet> packets = new ArrayList<>();
    Frame frame = new Frame();
    try (Recording recording = opened) {
      while (recording.next(frame)) {
        packets.add(Packet.of(frame));
      }
    }
    return packets;
  }

  static Extracted extract(ExtractOptions options, Path... captures) throws IOException {
    return extract(AnalysisOptions.standard(), options, captures);
  }

  static Extracted extract(AnalysisOptions analysis, ExtractOptions options, Path... captures)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Extraction extraction =
        TraceAnalyzer.builder()
            .options(analysis)
            .build()
            .extract(Arrays.asList(captures), options, out, AnalysisListener.NONE);
    return new Extracted(out.toByteArray(), extraction);
  }
}
