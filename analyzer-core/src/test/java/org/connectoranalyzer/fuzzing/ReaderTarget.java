package org.connectoranalyzer.fuzzing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.CaptureInterface;
import org.connectoranalyzer.capture.CaptureSummary;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.NetMonBytes;
import org.connectoranalyzer.testing.PackedBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.SnoopBytes;

/**
 * A file of one format, or packed: frames are numbered, bounded and summed up, and come out the
 * same however the bytes come in.
 */
record ReaderTarget(String name) implements FuzzTarget {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();
  private static final long LONGEST = Limit.CAPTURED_LENGTH.standard();

  @Override
  public Stream<byte[]> seeds() throws IOException {
    return switch (name) {
      case "pcap" ->
          Seeds.captures().stream()
              .limit(4)
              .flatMap(
                  sample ->
                      Stream.of(
                          Seeds.excerpt(sample, CaptureBytes::pcap),
                          Seeds.excerpt(sample, () -> CaptureBytes.pcap().bigEndian().modified()),
                          Seeds.excerpt(sample, () -> CaptureBytes.pcap().nanoseconds())));
      case "pcapng" ->
          Stream.concat(
              Stream.of(everyBlock()),
              Seeds.captures().stream()
                  .limit(12)
                  .map(sample -> Seeds.excerpt(sample, CaptureBytes::pcapngEthernet)));
      case "netmon" -> networkMonitor();
      case "snoop" ->
          Stream.of(
              SnoopBytes.snoop().packet(1, 2, SYN).packet(1, 3, SYN).bytes(),
              SnoopBytes.snoop(2, 8).record(80, new byte[40], 4, 3, 1, 999_999).bytes());
      case "packed" -> packed();
      default -> throw new IllegalStateException(name);
    };
  }

  private static Stream<byte[]> networkMonitor() {
    NetMonBytes media =
        NetMonBytes.version2(3)
            .frame(1, 5, SYN, 80, 0x01DA_0000_0000_0000L)
            .frame(6, 6, new byte[80])
            .frame(0xFFFB, 7, new byte[20])
            .hole((byte) 1, (byte) 2)
            .frame(0xE071, 8, new byte[60]);
    return Stream.of(
        NetMonBytes.version1().packet(1, SYN).packet(2, SYN).bytes(),
        NetMonBytes.version2(0).medium(10).packet(1, SYN).packet(2, SYN).bytes(),
        NetMonBytes.version2(1).packet(1, SYN).packet(2, SYN).tableFirst(),
        NetMonBytes.version2(2).packet(-1, SYN).packet(2, SYN).withTable(128, 128),
        media.bytes());
  }

  private static Stream<byte[]> packed() {
    byte[] capture = CaptureBytes.pcap().packet(1, new byte[60]).packet(2, SYN).bytes();
    byte[] gzip = PackedBytes.gzip(everyBlock());
    return Stream.of(
        gzip,
        PackedBytes.gzip(capture),
        PackedBytes.zstd(capture),
        Packets.join(PackedBytes.skippable((byte) 1), PackedBytes.zstd(everyBlock())),
        PackedBytes.zstdBomb(capture, 3),
        PackedBytes.lz4(capture),
        PackedBytes.lz4(everyBlock()),
        PackedBytes.xz(capture),
        PackedBytes.zip("a.pcap", capture),
        PackedBytes.stored("a.pcapng", everyBlock()),
        PackedBytes.zip("a.pcapng.gz", gzip));
  }

  private static byte[] everyBlock() {
    byte[] names = Packets.join(Packets.address("10.0.0.4"), new byte[] {'a', 0});
    return CaptureBytes.pcapng()
        .section()
        .networkInterface(1, 0, CaptureBytes.option(2, "eth0"), CaptureBytes.option(9, (byte) 6))
        .ticks(0, 1, SYN, 80, CaptureBytes.option(1, "note"), CaptureBytes.option64(5, 7))
        .block(4, Packets.join(CaptureBytes.option(1, names), new byte[4]))
        .simplePacket(SYN, SYN.length)
        .oldPacket(0, 1, 5, SYN, 90)
        .block(9, "__REALTIME_TIMESTAMP=15\n".getBytes(StandardCharsets.UTF_8))
        .block(5, Packets.join(new byte[12], CaptureBytes.option64(5, 7), new byte[4]))
        .bigEndian()
        .section()
        .networkInterface(113, 0)
        .ticks(0, 1, SYN, 80)
        .bytes();
  }

  @Override
  public void run(byte[] input) throws IOException {
    List<String> told = read(() -> open(new ByteArrayInputStream(input)));
    assertThat(read(() -> open(new Trickle(input)))).isEqualTo(told);
    if (name.equals("netmon")) {
      readFile(input);
    }
  }

  private static Recording open(InputStream in) throws IOException {
    return Recording.open(in, "input");
  }

  /** A file can be read in two places at once, which a stream cannot. */
  private static void readFile(byte[] input) throws IOException {
    Path file = Files.createTempFile("input", ".cap");
    try {
      Files.write(file, input);
      read(() -> Recording.open(file));
    } finally {
      Files.delete(file);
    }
  }

  private interface Opening {
    Recording open() throws IOException;
  }

  /** One line a frame and one for the end: what was read, in order. */
  private static List<String> read(Opening opening) throws IOException {
    List<String> told = new ArrayList<>();
    try (Recording recording = opening.open()) {
      Frame frame = new Frame();
      long captured = 0;
      int greatest = -1;
      while (recording.next(frame)) {
        told.add(line(frame));
        assertThat(frame.number()).isEqualTo(told.size());
        assertThat((long) frame.bytes().length()).isBetween(0L, LONGEST);
        assertThat(frame.originalLength()).isNotNegative();
        assertThat(frame.hasTime() || frame.time() == 0).isTrue();
        assertThat(frame.packetless()).isEqualTo(frame.interfaceIndex() < 0);
        captured += frame.bytes().length();
        greatest = Math.max(greatest, frame.interfaceIndex());
      }
      assertThat(recording.next(frame)).isFalse();
      CaptureSummary summary = requireNonNull(recording.files().get(0).summary());
      assertThat(summary.frames()).isEqualTo(told.size());
      assertThat(summary.capturedBytes()).isEqualTo(captured);
      check(summary, greatest);
      told.add(summary.toString());
    } catch (CaptureFormatException e) {
      assertThat(e.kind()).isNotEmpty();
      told.add(e.kind() + e.facts());
    }
    return told;
  }

  private static String line(Frame frame) {
    return String.join(
        " ",
        String.valueOf(frame.time()),
        String.valueOf(frame.linkType()),
        String.valueOf(frame.interfaceIndex()),
        String.valueOf(frame.originalLength()),
        String.valueOf(frame.packetId()),
        String.valueOf(frame.packetFlags()),
        String.valueOf(frame.bytes().hash(0, frame.bytes().length())));
  }

  private static void check(CaptureSummary summary, int greatestInterface) {
    assertThat(greatestInterface).isLessThan(summary.interfaces().size());
    assertThat((long) summary.interfaces().size()).isLessThanOrEqualTo(limit(Limit.INTERFACES));
    long onInterfaces = 0;
    for (CaptureInterface one : summary.interfaces()) {
      assertThat(one.frames()).isNotNegative();
      assertThat(one.dropped()).isNotNegative();
      onInterfaces += one.frames();
    }
    assertThat(onInterfaces).isLessThanOrEqualTo(summary.frames());
    assertThat((long) summary.names().size()).isLessThanOrEqualTo(limit(Limit.RECORDED_NAMES));
    assertThat(summary.namesOmitted()).isNotNegative();
    if (summary.damage() != null) {
      assertThat(summary.damage().offset()).isNotNegative();
    }
  }

  private static long limit(Limit limit) {
    return Limits.standard().get(limit);
  }

  /** A stream that gives few bytes at a time, as a slow pipe does. */
  private static final class Trickle extends InputStream {
    private static final int MOST = 7;

    private final ByteArrayInputStream in;

    Trickle(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return in.read(target, offset, Math.min(length, MOST));
    }
  }
}
