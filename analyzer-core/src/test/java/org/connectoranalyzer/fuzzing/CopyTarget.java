package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.PcapngWriter;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;

/** Any bytes that can be read as a capture: a copy in pcapng has the same frames. */
final class CopyTarget implements FuzzTarget {
  private static final int MOST_FRAMES = 2_000;
  private static final int HIGHEST_LINK_TYPE = 0xFFFF;

  /** What is compared of a frame. */
  private record Copied(
      boolean packetless, boolean hasTime, long time, int linkType, List<Byte> bytes) {
    static Copied of(Frame frame) {
      List<Byte> bytes = new ArrayList<>();
      for (byte octet : Seeds.bytes(frame)) {
        bytes.add(octet);
      }
      boolean named = frame.linkType() >= 0 && frame.linkType() <= HIGHEST_LINK_TYPE;
      boolean timed = frame.hasTime() && !frame.packetless();
      return new Copied(
          frame.packetless(),
          timed,
          // The clock of a copied Network Monitor capture begins shortly before its start, in 1970
          // at the latest: what is said to be earlier comes out as that.
          timed ? Math.max(frame.time(), 0) : 0,
          named ? frame.linkType() : HIGHEST_LINK_TYPE + 1,
          bytes);
    }

    /** pcapng has no number for some link types of other formats. */
    Copied ofAnyLinkType() {
      return new Copied(packetless, hasTime, time, 0, bytes);
    }
  }

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Path sample : Seeds.captures().subList(0, 3)) {
      seeds.add(Seeds.excerpt(sample, CaptureBytes::pcapngEthernet));
      seeds.add(Seeds.excerpt(sample, CaptureBytes::pcap));
    }
    byte[] packet = {1, 2, 3, 4, 5};
    seeds.add(
        CaptureBytes.pcapng()
            .bigEndian()
            .section()
            .networkInterface(1, 4)
            .simplePacket(new byte[] {1, 2, 3, 4}, 5)
            .oldPacket(0, 1, 7, packet, 9)
            .block(9, "__REALTIME_TIMESTAMP=5\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .littleEndian()
            .section()
            .networkInterface(
                276, 0, CaptureBytes.option64(14, -5), CaptureBytes.option(9, (byte) 0x8A))
            .ticks(0, -1, packet, 5, CaptureBytes.option(1, "a"), CaptureBytes.option32(2, 1))
            .bytes());
    return seeds.stream();
  }

  @Override
  public void run(byte[] input) throws IOException {
    List<Copied> before = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapngWriter writer = new PcapngWriter(out, "copy");
    Frame frame = new Frame();
    try (Recording recording = Recording.open(new ByteArrayInputStream(input), "input")) {
      while (before.size() < MOST_FRAMES && recording.next(frame)) {
        before.add(Copied.of(frame));
        if (!writer.isWithin(frame)) {
          writer.begin(frame, List.of("a comment"), List.of());
        }
        writer.write(frame, null, List.of("another"));
      }
    } catch (CaptureFormatException e) {
      return;
    }
    writer.finish();
    if (before.isEmpty()) {
      return;
    }
    List<Copied> after = new ArrayList<>();
    try (Recording copy = Recording.open(new ByteArrayInputStream(out.toByteArray()), "copy")) {
      while (copy.next(frame)) {
        after.add(Copied.of(frame));
      }
    }
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      boolean named = before.get(i).linkType() <= HIGHEST_LINK_TYPE;
      assertThat(named ? after.get(i) : after.get(i).ofAnyLinkType())
          .isEqualTo(named ? before.get(i) : before.get(i).ofAnyLinkType());
    }
  }
}
