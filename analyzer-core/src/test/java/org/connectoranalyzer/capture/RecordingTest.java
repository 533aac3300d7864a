package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();

  @TempDir Path folder;

  private static byte[] pcapng(long... times) {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    for (long time : times) {
      file.packet(time, SYN);
    }
    return file.bytes();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(content);
    }
    return out.toByteArray();
  }

  /** Gives one byte at each call and never says that more is available, as a slow pipe. */
  private static InputStream oneByteAtATime(byte[] content) {
    return new FilterInputStream(new ByteArrayInputStream(content)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(length, 1));
      }

      @Override
      public int available() {
        return 0;
      }
    };
  }

  private static InputStream failingAfter(byte[] content, int count, IOException failure) {
    return new FilterInputStream(new ByteArrayInputStream(content, 0, count)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read < 0) {
          throw failure;
        }
        return read;
      }
    };
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Test
  void aStreamGivesTheSameHoweverItArrives() throws IOException {
    for (byte[] file :
        List.of(
            pcapng(1, 2, 3),
            CaptureBytes.pcap().packet(1000, SYN).packet(2000, SYN).bytes(),
            gzip(pcapng(4, 5)))) {
      assertThat(ReadCapture.of(oneByteAtATime(file))).isEqualTo(ReadCapture.of(file));
    }
  }

  @Test
  void unpacksGzipOfSeveralMembers() throws Exception {
    byte[] whole = pcapng(1, 2, 3);
    int middle = whole.length / 2;
    byte[] packed =
        Packets.join(
            gzip(Arrays.copyOf(whole, middle)),
            gzip(Arrays.copyOfRange(whole, middle, whole.length)));
    for (InputStream in : List.of(new ByteArrayInputStream(packed), oneByteAtATime(packed))) {
      ReadCapture read = ReadCapture.of(in);
      assertThat(read.times()).containsExactly(1L, 2L, 3L);
      assertThat(read.summary().compression()).isEqualTo("gzip");
      assertThat(read.summary().cutShort()).isFalse();
      assertThat(read.file().sha256()).isEqualTo(sha256(packed));
      assertThat(read.file().bytesRead()).isEqualTo(packed.length);
    }
  }

  @Test
  void damagedGzipGivesWhatCameBefore() throws IOException {
    long[] times = new long[2000];
    Arrays.setAll(times, i -> i * 7919L);
    byte[] packed = gzip(pcapng(times));
    ReadCapture cut = ReadCapture.of(Arrays.copyOf(packed, packed.length / 2));
    assertThat(cut.frames()).hasSizeBetween(100, 1999);
    assertThat(cut.summary().cutShort()).isTrue();

    byte[] broken = packed.clone();
    Arrays.fill(broken, packed.length / 2, packed.length, (byte) 0xFF);
    ReadCapture read = ReadCapture.of(broken);
    assertThat(read.frames()).hasSizeBetween(100, 1999);
    CaptureSummary summary = read.summary();
    assertThat(summary.cutShort() || summary.damage() != null).isTrue();
  }

  @Test
  void gzipThatNeverWorkedIsRefused() {
    byte[] damaged = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF};
    assertThatThrownBy(() -> ReadCapture.of(damaged))
        .isInstanceOfSatisfying(
            CaptureFormatException.class, e -> assertThat(e.kind()).isEqualTo("damagedGzip"));
  }

  @Test
  void aFailingStreamGivesWhatCameBefore() throws IOException {
    byte[] file = pcapng(1, 2);
    InputStream in = failingAfter(file, file.length - 10, new IOException("disk"));
    ReadCapture read = ReadCapture.of(in);
    assertThat(read.times()).containsExactly(1L);
    assertThat(read.summary().cutShort()).isTrue();
    assertThat(read.file().sha256()).isNull();
  }

  @Test
  void aStreamThatFailsAtOnceOrIsInterruptedThrows() {
    byte[] file = pcapng(1, 2);
    assertThatThrownBy(() -> ReadCapture.of(failingAfter(file, 0, new IOException("disk"))))
        .hasMessage("disk");
    InputStream interrupted = failingAfter(file, 100, new InterruptedIOException("stop"));
    assertThatThrownBy(() -> ReadCapture.of(interrupted))
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void hashesTheWholeFileEvenBehindDamage() throws Exception {
    byte[] file =
        CaptureBytes.pcapngEthernet().packet(1, SYN).raw(new byte[3_000_000]).raw((byte) 1).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.summary().damage()).isNotNull();
    assertThat(read.file().sha256()).isEqualTo(sha256(file));
    assertThat(read.file().bytesRead()).isEqualTo(file.length);
  }

  @Test
  void joinsFilesInTheOrderOfTheirFirstFrames() throws IOException {
    Path late = Files.write(folder.resolve("late.pcapng"), pcapng(300, 100, 400));
    Path early =
        Files.write(
            folder.resolve("early.pcap"),
            CaptureBytes.pcap().nanoseconds().packet(200, SYN).packet(250, SYN).bytes());
    List<String> seen = new ArrayList<>();
    try (Recording recording = Recording.join(List.of(late, early))) {
      Frame frame = new Frame();
      while (recording.next(frame)) {
        seen.add(
            frame.file()
                + "/"
                + frame.number()
                + "@"
                + frame.time()
                + "#"
                + frame.interfaceIndex());
      }
      assertThat(seen)
          .containsExactly("0/1@200#0", "0/2@250#0", "1/1@300#1", "1/2@100#1", "1/3@400#1");
      assertThat(recording.files())
          .extracting(RecordedFile::name)
          .containsExactly(early.toString(), late.toString());
      assertThat(recording.files()).extracting(RecordedFile::sha256).doesNotContainNull();
      assertThat(recording.interfaces())
          .extracting(CaptureInterface::frames)
          .containsExactly(2L, 3L);
      assertThat(recording.totalBytes()).isEqualTo(recording.bytesRead());
    }
  }

  @Test
  void joiningPassesOverWhatIsNoCapture() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no capture");
    Path good = Files.write(folder.resolve("good.pcapng"), pcapng(5));
    try (Recording recording = Recording.join(List.of(text, good))) {
      Frame frame = new Frame();
      assertThat(recording.next(frame)).isTrue();
      assertThat(frame.file()).isZero();
      assertThat(recording.next(frame)).isFalse();
      CaptureFormatException failure = recording.files().get(1).failure();
      assertThat(failure).isNotNull();
      assertThat(failure).extracting("kind").isEqualTo("text");
      assertThat(recording.files().get(0).failure()).isNull();
    }
    assertThatThrownBy(() -> Recording.join(List.of(text, text)))
        .isInstanceOf(CaptureFormatException.class);
  }

  @Test
  void groupsThePartsOfARingBuffer() {
    List<Path> files =
        List.of(
            Path.of("a/net_00001_20261120101500.pcapng"),
            Path.of("other.pcapng"),
            Path.of("a/net_00002_20261120102500.pcapng"),
            Path.of("b/net_00003_20261120103500.pcapng"),
            Path.of("a/net_00004_20261120103500.pcap"),
            Path.of("a/net_0005_20261120103500.pcapng"),
            Path.of("a/net_00006_202611201035.pcapng"),
            Path.of("other.pcapng"));
    assertThat(Recording.ringBuffers(files))
        .containsExactly(
            List.of(files.get(0), files.get(2)),
            List.of(files.get(1)),
            List.of(files.get(3)),
            List.of(files.get(4)),
            List.of(files.get(5)),
            List.of(files.get(6)),
            List.of(files.get(7)));
  }

  @Test
  void namesWhatCannotBeOpened() throws IOException {
    Path empty = Files.write(folder.resolve("empty.pcap"), new byte[0]);
    assertThat(kind(folder.resolve("nothing.pcap"))).isEqualTo("missing");
    assertThat(kind(folder)).isEqualTo("directory");
    assertThat(kind(empty)).isEqualTo("empty");
  }

  /** What the system says of a link that leads to itself, it says of no capture. */
  @Test
  void saysWhyAFileCannotBeOpened() throws IOException {
    Path round = folder.resolve("round.pcap");
    Files.createSymbolicLink(round, round.getFileName());
    assertThatThrownBy(() -> Recording.open(round))
        .isInstanceOfSatisfying(
            CaptureFormatException.class,
            e -> {
              assertThat(e.kind()).isEqualTo("unreadable");
              assertThat(e.facts()).containsKey("detail");
            });
  }

  @Test
  void aPartThatHasGoneMeanwhileLeavesTheOthersAlone() throws IOException {
    Path first = Files.write(folder.resolve("1.pcapng"), pcapng(1, 2));
    Path second = Files.write(folder.resolve("2.pcapng"), pcapng(3, 4));
    Path third = Files.write(folder.resolve("3.pcapng"), pcapng(5));
    List<String> seen = new ArrayList<>();
    try (Recording recording = Recording.join(List.of(first, second, third))) {
      Files.delete(second);
      assertThat(recording.totalBytes()).as("unknown for want of a part").isEqualTo(-1);
      Frame frame = new Frame();
      while (recording.next(frame)) {
        seen.add(frame.file() + "/" + frame.number() + "@" + frame.time());
      }
      assertThat(seen).containsExactly("0/1@1", "0/2@2", "2/1@5");
      assertThat(recording.files().get(1).failure()).extracting("kind").isEqualTo("missing");
    }
  }

  /** 20,000 packets, more than is read ahead of the first look, in records of one length. */
  private Path long20000() throws IOException {
    CaptureBytes file = CaptureBytes.pcap();
    for (int i = 0; i < 20_000; i++) {
      file.packet(i, SYN);
    }
    return Files.write(folder.resolve("long.pcap"), file.bytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatIsCutBetweenTwoPacketsWhileReadIsCutShort(boolean cut) throws IOException {
    Path file = long20000();
    int record = 16 + SYN.length;
    try (Recording recording = Recording.open(file)) {
      Frame frame = new Frame();
      assertThat(recording.next(frame)).isTrue();
      if (cut) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(24 + 15_000L * record);
        }
      }
      long frames = 1;
      while (recording.next(frame)) {
        frames++;
      }
      assertThat(frames).isEqualTo(cut ? 15_000 : 20_000);
      assertThat(requireNonNull(recording.files().get(0).summary()).cutShort()).isEqualTo(cut);
    }
  }

  @Test
  void aFileThatGrowsIsReadToItsEnd() throws IOException {
    Path file = long20000();
    byte[] once = Files.readAllBytes(file);
    try (Recording recording = Recording.open(file)) {
      Frame frame = new Frame();
      assertThat(recording.next(frame)).isTrue();
      Files.write(file, Arrays.copyOfRange(once, 24, once.length), StandardOpenOption.APPEND);
      long frames = 1;
      while (recording.next(frame)) {
        frames++;
      }
      assertThat(frames).isEqualTo(40_000);
      assertThat(requireNonNull(recording.files().get(0).summary()).cutShort()).isFalse();
      assertThat(recording.bytesRead()).isEqualTo(2L * once.length - 24);
    }
  }

  private static String kind(Path file) throws IOException {
    try (Recording recording = Recording.open(file)) {
      return "opened " + recording.files().get(0).name();
    } catch (CaptureFormatException e) {
      assertThat(e.facts()).containsEntry("file", file.toString());
      return e.kind();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 23})
  void aHeaderThatIsCutIsRefused(int length) {
    byte[] cut = Arrays.copyOf(CaptureBytes.pcap().bytes(), length);
    assertThatThrownBy(() -> ReadCapture.of(cut))
        .isInstanceOfSatisfying(
            CaptureFormatException.class,
            e -> {
              assertThat(e.kind()).isEqualTo("truncatedHeader");
              assertThat(e.facts()).containsEntry("expected", 24).containsEntry("found", length);
              assertThat(e.facts()).containsEntry("file", "test");
            });
  }
}
