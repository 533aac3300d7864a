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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadAheadTest {
  private static final Executor NEVER = task -> {};
  private static final Executor REFUSING =
      task -> {
        throw new RejectedExecutionException("full");
      };

  @TempDir Path folder;

  private final ExecutorService one = Executors.newSingleThreadExecutor();
  private final ExecutorService four = Executors.newFixedThreadPool(4);

  @AfterEach
  void endThreads() throws InterruptedException {
    for (ExecutorService executor : new ExecutorService[] {one, four}) {
      executor.shutdown();
      assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Map<String, Executor> executors() {
    return Map.of(
        "single", one, "pool", four, "never", NEVER, "refusing", REFUSING, "direct", Runnable::run);
  }

  /** Records of many lengths, some longer than fit before a piece, six megabytes in all. */
  private static byte[] capture() {
    SplittableRandom random = new SplittableRandom(5);
    CaptureBytes file = CaptureBytes.pcap();
    for (int total = 0, i = 0; total < 6_000_000; i++) {
      int length = i % 50 == 7 ? 200_000 + random.nextInt(62_144) : random.nextInt(1_500);
      byte[] packet = new byte[length];
      Arrays.fill(packet, (byte) random.nextInt());
      file.packet(i * 1000L, packet);
      total += length;
    }
    return file.bytes();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(content);
    }
    return out.toByteArray();
  }

  private static ReadCapture read(Path file, FileHash hash, @Nullable Executor executor)
      throws IOException {
    return ReadCapture.of(Recording.open(file, new ReadOptions(hash, executor, Limits.standard())));
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Test
  void aFileGivesTheSameWhoeverReadsIt() throws Exception {
    byte[] content = capture();
    Path file = write("capture.pcap", content);
    ReadCapture alone = read(file, FileHash.SHA_256, null);
    assertThat(alone.file().sha256()).isEqualTo(sha256(content));
    assertThat(alone.file().bytesRead()).isEqualTo(content.length);
    for (Map.Entry<String, Executor> executor : executors().entrySet()) {
      assertThat(read(file, FileHash.SHA_256, executor.getValue()))
          .as(executor.getKey())
          .isEqualTo(alone);
    }
  }

  @Test
  void aPackedFileGivesTheSameWhoeverUnpacksIt() throws Exception {
    byte[] content = capture();
    byte[] packed =
        Packets.join(
            gzip(Arrays.copyOf(content, 3_333_333)),
            gzip(Arrays.copyOfRange(content, 3_333_333, content.length)));
    Path file = write("capture.pcap.gz", packed);
    List<ReadCapture.Read> frames = read(write("plain", content), FileHash.NONE, null).frames();
    for (Map.Entry<String, Executor> executor : executors().entrySet()) {
      ReadCapture read = read(file, FileHash.SHA_256, executor.getValue());
      assertThat(read.frames()).as(executor.getKey()).isEqualTo(frames);
      assertThat(read.summary().compression()).isEqualTo("gzip");
      assertThat(read.file().sha256()).isEqualTo(sha256(packed));
      assertThat(read.file().bytesRead()).isEqualTo(packed.length);
    }
  }

  @Test
  void noHashIsComputedWhereNoneIsAskedFor() throws IOException {
    byte[] content = capture();
    Path file = write("capture.pcap", content);
    for (Executor executor : executors().values()) {
      RecordedFile read = read(file, FileHash.NONE, executor).file();
      assertThat(read.sha256()).isNull();
      assertThat(read.bytesRead()).isEqualTo(content.length);
    }
  }

  @Test
  void hashesWhatStandsBehindDamage() throws Exception {
    byte[] content = capture();
    Arrays.fill(content, 2_000_000, 2_300_000, (byte) 0xFF);
    for (byte[] bytes : List.of(content, gzip(content))) {
      Path file = write("damaged", bytes);
      ReadCapture alone = read(file, FileHash.SHA_256, null);
      assertThat(alone.summary().damage()).isNotNull();
      assertThat(alone.file().sha256()).isEqualTo(sha256(bytes));
      for (Executor executor : executors().values()) {
        assertThat(read(file, FileHash.SHA_256, executor)).isEqualTo(alone);
      }
    }
  }

  /** A file on a medium that fails, that is interrupted, or at which a read can be held up. */
  private static final class Medium extends FilterInputStream {
    private final long limit;
    private final Throwable failure;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean misused = new AtomicBoolean();
    private long position;

    Medium(byte[] content, int limit, Throwable failure) {
      super(new ByteArrayInputStream(content));
      this.limit = limit;
      this.failure = failure;
      goOn.countDown();
    }

    Medium(byte[] content, int limit) {
      super(new ByteArrayInputStream(content));
      this.limit = limit;
      this.failure = new IOException("not told to fail");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (closed.get() || readers.incrementAndGet() > 1) {
        misused.set(true);
      }
      try {
        return position < limit ? before(target, offset, length) : failed();
      } finally {
        readers.decrementAndGet();
      }
    }

    private int before(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, (int) Math.min(length, limit - position));
      position += read;
      return read;
    }

    private int failed() throws IOException {
      reached.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("held up");
      }
      if (failure instanceof Error error) {
        throw error;
      }
      throw (IOException) failure;
    }

    @Override
    public void close() throws IOException {
      if (readers.get() > 0) {
        misused.set(true);
      }
      closed.set(true);
      super.close();
    }
  }

  private static CaptureStream open(InputStream in, @Nullable Executor executor)
      throws IOException {
    return CaptureStream.open(
        in, "test", 1L << 40, new ReadOptions(FileHash.SHA_256, executor, Limits.standard()));
  }

  private static List<ReadCapture.Read> frames(CaptureStream stream) throws IOException {
    List<ReadCapture.Read> frames = new ArrayList<>();
    Frame frame = new Frame();
    while (stream.reader().next(frame)) {
      frames.add(ReadCapture.Read.of(frame));
    }
    return frames;
  }

  @Test
  void aMediumThatFailsGivesWhatCameBefore() throws IOException {
    byte[] content = capture();
    for (int limit : new int[] {400_000, 2_500_000, content.length - 1}) {
      List<ReadCapture.Read> expected;
      try (CaptureStream alone = open(new Medium(content, limit, new IOException("disk")), null)) {
        expected = frames(alone);
      }
      for (Map.Entry<String, Executor> executor : executors().entrySet()) {
        Medium medium = new Medium(content, limit, new IOException("disk"));
        try (CaptureStream stream = open(medium, executor.getValue())) {
          assertThat(frames(stream)).as(executor.getKey()).isEqualTo(expected);
          assertThat(stream.summary().cutShort()).isTrue();
          assertThat(stream.finish()).isNull();
          assertThat(stream.bytesRead()).isEqualTo(limit);
        }
        assertThat(medium.misused).isFalse();
      }
    }
  }

  @Test
  void whatStopsAReadingElsewhereStopsItHere() throws IOException {
    byte[] content = capture();
    for (Throwable failure :
        List.of(new InterruptedIOException("stop"), new StackOverflowError("deep"))) {
      for (Executor executor : executors().values()) {
        Medium medium = new Medium(content, 3_000_000, failure);
        try (CaptureStream stream = open(medium, executor)) {
          assertThatThrownBy(() -> frames(stream)).isSameAs(failure);
        }
        assertThat(medium.closed).isTrue();
        assertThat(medium.misused).isFalse();
      }
    }
  }

  @Test
  void closingWaitsForTheOneWhoReads() throws Exception {
    Medium medium = new Medium(capture(), 700_000);
    CaptureStream stream = open(medium, one);
    medium.reached.await();
    Future<?> closing =
        four.submit(
            () -> {
              stream.close();
              return null;
            });
    assertThat(medium.closed).isFalse();
    medium.goOn.countDown();
    closing.get();
    assertThat(medium.closed).isTrue();
    assertThat(medium.misused).isFalse();
  }

  @Test
  void whoIsInterruptedWhileAnotherReadsStopsAndMayClose() throws Exception {
    Medium medium = new Medium(capture(), 700_000);
    CaptureStream stream = open(medium, one);
    medium.reached.await();
    AtomicReference<Thread> reader = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    Future<Boolean> reading =
        four.submit(
            () -> {
              reader.set(Thread.currentThread());
              known.countDown();
              assertThatThrownBy(() -> frames(stream)).isInstanceOf(InterruptedIOException.class);
              medium.goOn.countDown();
              stream.close();
              return Thread.interrupted();
            });
    known.await();
    requireNonNull(reader.get()).interrupt();
    assertThat(reading.get()).isTrue();
    assertThat(medium.closed).isTrue();
    assertThat(medium.misused).isFalse();
  }

  @Test
  void aStreamOfUnknownLengthIsReadByItsOwnerAlone() throws IOException {
    Executor none =
        task -> {
          throw new AssertionError("asked for");
        };
    byte[] content = capture();
    InputStream in = new ByteArrayInputStream(content);
    ReadOptions options = new ReadOptions(FileHash.NONE, none, Limits.standard());
    ReadCapture read = ReadCapture.of(Recording.open(in, "-", options));
    assertThat(read.file().bytesRead()).isEqualTo(content.length);
    byte[] small = CaptureBytes.pcap().packet(1000, new byte[60]).bytes();
    assertThat(read(write("small.pcap", small), FileHash.NONE, none).frames()).hasSize(1);
  }

  @Test
  void joinedFilesAreReadAheadOneAfterTheOther() throws Exception {
    byte[] content = capture();
    List<Path> files =
        List.of(write("a.pcap", content), write("b.pcap.gz", gzip(content)), write("c", content));
    ReadOptions options = new ReadOptions(FileHash.SHA_256, one, Limits.standard());
    try (Recording recording = Recording.join(files, options)) {
      Frame frame = new Frame();
      long before = 0;
      while (recording.next(frame)) {
        assertThat(recording.bytesRead()).isGreaterThanOrEqualTo(before);
        before = recording.bytesRead();
      }
      assertThat(recording.bytesRead()).isEqualTo(recording.totalBytes());
      for (int i = 0; i < files.size(); i++) {
        byte[] bytes = Files.readAllBytes(files.get(i));
        assertThat(recording.files().get(i).sha256()).isEqualTo(sha256(bytes));
      }
    }
  }
}
