package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.PackedBytes;
import org.connectoranalyzer.testing.PackedBytes.Entry;
import org.connectoranalyzer.testing.Packets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file of kilobytes cannot make the program unpack gigabytes. */
@Timeout(120)
class UnpackingBudgetTest {
  private static final byte[] EMPTY_CAPTURE = CaptureBytes.pcap().header().bytes();

  @TempDir Path folder;

  private static ReadOptions options(@Nullable Executor executor, Limits limits) {
    return new ReadOptions(FileHash.SHA_256, executor, limits);
  }

  private static long frames(Recording recording) throws IOException {
    Frame frame = new Frame();
    long frames = 0;
    while (recording.next(frame)) {
      frames++;
    }
    return frames;
  }

  private static Recording open(byte[] file, Limits limits) throws IOException {
    return Recording.open(new ByteArrayInputStream(file), "bomb", options(null, limits));
  }

  private static CaptureSummary summary(Recording recording) {
    CaptureSummary summary = recording.files().get(0).summary();
    assertThat(summary).isNotNull();
    return summary;
  }

  /** Ten gigabytes of records without bytes, in 320 KB. */
  @Test
  void theRatioEndsACaptureThatUnpacksWithoutEnd() throws IOException {
    byte[] bomb = PackedBytes.zstdBomb(EMPTY_CAPTURE, 80_000);
    try (Recording recording = open(bomb, Limits.standard())) {
      assertThat(frames(recording)).isBetween(16_000_000L, 18_000_000L);
      assertThat(summary(recording).limitsReached()).isEqualTo(Map.of(Limit.UNPACKED_RATIO, 1L));
      assertThat(summary(recording).cutShort()).isFalse();
      assertThat(recording.files().get(0).bytesRead()).isEqualTo(bomb.length);
    }
  }

  @Test
  void whatAFolderOfAnArchiveHoldsCounts() {
    byte[] file =
        PackedBytes.zip(
            new PackedBytes.Entry("folder/", new byte[100_000]),
            new PackedBytes.Entry("a.pcap", EMPTY_CAPTURE));
    assertThatThrownBy(() -> open(file, Limits.standard().with(Limit.UNPACKED_SIZE, 50_000)))
        .isInstanceOfSatisfying(
            CaptureFormatException.class, e -> assertThat(e.kind()).isEqualTo("unpackedTooLarge"));
  }

  /** The JDK steps from member to member by a call of itself. */
  @Test
  void tenThousandEmptyGzipMembersAreDamageAtWorst() {
    byte[] empty = PackedBytes.gzip(new byte[0]);
    byte[][] members = new byte[10_000][];
    Arrays.fill(members, empty);
    assertThatThrownBy(() -> open(Packets.join(members), Limits.standard()))
        .isInstanceOf(CaptureFormatException.class);
  }

  @Test
  void aHigherRatioLetsItThrough() throws IOException {
    byte[] file = PackedBytes.zstdBomb(EMPTY_CAPTURE, 2_100);
    try (Recording recording = open(file, Limits.standard().with(Limit.UNPACKED_RATIO, 40_000))) {
      assertThat(frames(recording)).isEqualTo(2_100L * 8_192);
      assertThat(summary(recording).limitsReached()).isEmpty();
    }
  }

  @Test
  void theSizeEndsItToo() throws Exception {
    byte[] packet = Packets.tcp(Packets.SYN).ethernet();
    CaptureBytes capture = CaptureBytes.pcap();
    for (int i = 0; i < 60_000; i++) {
      capture.packet(i, packet);
    }
    Limits limits = Limits.standard().with(Limit.UNPACKED_SIZE, 3_000_000);
    long whole = (3_000_000L - EMPTY_CAPTURE.length) / (16 + packet.length);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      for (byte[] packed :
          new byte[][] {
            PackedBytes.gzip(capture.bytes()),
            PackedBytes.lz4(capture.bytes()),
            PackedBytes.xz(capture.bytes()),
            PackedBytes.zip("c", capture.bytes()),
            PackedBytes.zstd(capture.bytes())
          }) {
        Path file = Files.write(folder.resolve("c"), packed);
        for (Executor used : new Executor[] {null, executor}) {
          try (Recording recording = Recording.open(file, options(used, limits))) {
            assertThat(frames(recording)).isEqualTo(whole);
            assertThat(summary(recording).limitsReached()).containsOnlyKeys(Limit.UNPACKED_SIZE);
          }
        }
      }
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void anArchiveIsNotSearchedWithoutEnd() {
    byte[] zeros = PackedBytes.zip(new Entry("zeros", new byte[5_000_000]), Entry.of("x", "y"));
    Limits limits = Limits.standard().with(Limit.UNPACKED_SIZE, 1_000_000);
    CaptureFormatException refusal =
        catchThrowableOfType(CaptureFormatException.class, () -> open(zeros, limits).close());
    assertThat(refusal.kind()).isEqualTo("unpackedTooLarge");
    assertThat(refusal.facts())
        .containsEntry("limit", "unpacked-size")
        .containsEntry("allowed", 1_000_000L);
    byte[] nested = PackedBytes.zip("inner.zst", PackedBytes.zstdBomb(new byte[1], 80_000));
    assertThat(
            catchThrowableOfType(
                    CaptureFormatException.class, () -> open(nested, Limits.standard()).close())
                .kind())
        .isEqualTo("zip");
  }
}
