package org.connectoranalyzer.fuzzing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.LinkTypes;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;

/** Small inputs made of the recorded samples. */
final class Seeds {
  static final Path SAMPLES = Path.of("../samples");

  /** Longest excerpt of a sample: short enough for some hundred tries a second. */
  static final int EXCERPT = 8 << 10;

  private Seeds() {}

  /** The samples' captures, sorted. */
  static List<Path> captures() throws IOException {
    return files(".*\\.pcap(ng)?(\\.gz)?");
  }

  /** Files of the samples whose path is like this, sorted; never none. */
  static List<Path> files(String pattern) throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      List<Path> found = files.filter(file -> file.toString().matches(pattern)).sorted().toList();
      if (found.isEmpty()) {
        throw new IOException("no sample is like " + pattern);
      }
      return found;
    }
  }

  /** The first frames of a sample as another capture. */
  static byte[] excerpt(Path sample, Supplier<CaptureBytes> format) {
    CaptureBytes excerpt = format.get();
    long[] length = {0};
    frames(
        sample,
        frame -> {
          byte[] bytes = bytes(frame);
          length[0] += bytes.length + 32;
          if (frame.linkType() == LinkTypes.ETHERNET && length[0] < EXCERPT) {
            excerpt.packet(0, frame.time(), bytes, frame.originalLength());
          }
        });
    return excerpt.bytes();
  }

  /** Takes one frame of a sample. */
  interface FrameTaker {
    void take(Frame frame);
  }

  static void frames(Path sample, FrameTaker taker) {
    Frame frame = new Frame();
    try (Recording recording = Recording.open(sample)) {
      while (recording.next(frame)) {
        taker.take(frame);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Frame frame) {
    byte[] bytes = new byte[frame.bytes().length()];
    frame.bytes().copyTo(0, bytes, 0, bytes.length);
    return bytes;
  }
}
