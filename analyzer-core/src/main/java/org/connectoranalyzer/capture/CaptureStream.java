package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.connectoranalyzer.capture.Limits.Limit;
import org.jspecify.annotations.Nullable;

/**
 * One file or stream that is being read: counts and hashes the bytes as given, has the capture
 * found in them and opens its reader.
 */
final class CaptureStream implements Closeable {
  /** Length of a stream that is no file. */
  static final long UNKNOWN_LENGTH = -1;

  /** Shorter files are read sooner than another thread wakes up. */
  private static final long LARGE = 4 << 20;

  private static final long LARGE_IF_PACKED = LARGE / 8;
  private static final int SKIPPED = 64 << 10;

  private final MeteredInput input;
  private final ByteSource source;
  private final CaptureReader reader;
  private final String packing;

  private CaptureStream(
      MeteredInput input, ByteSource source, CaptureReader reader, String packing) {
    this.input = input;
    this.source = source;
    this.reader = reader;
    this.packing = packing;
  }

  /**
   * Opens a stream under the name as given; closes it where it is not a capture. Only a file, whose
   * length is known, is read ahead: in a pipe that could wait for ever.
   */
  static CaptureStream open(InputStream in, String name, long length, ReadOptions options)
      throws IOException {
    MeteredInput input = new MeteredInput(in, length, options.hash());
    try {
      UnpackingBudget budget = new UnpackingBudget(options.limits(), input.count::get);
      CaptureSearch.Found found = new CaptureSearch(budget).find(new ByteSource(input), name);
      ByteSource source = found.source();
      CaptureReader reader = found.format().open(source, options.limits());
      Executor executor = options.executor();
      if (executor != null && length >= (found.packing().isEmpty() ? LARGE : LARGE_IF_PACKED)) {
        source.readAhead(executor);
      }
      return new CaptureStream(input, source, reader, found.packing());
    } catch (CaptureFormatException e) {
      in.close();
      throw e.of(name);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Tells the reader where its bytes can be had once more; packed ones are had in one pass.
   *
   * @param key of the file that was opened: another one of its name is not it. Null: not known
   */
  void canReopen(Path file, @Nullable Object key) {
    if (packing.isEmpty()) {
      source.canReopen(offset -> at(again(file, key), offset));
    }
  }

  private static InputStream again(Path file, @Nullable Object key) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (!now.isRegularFile() || !Objects.equals(now.fileKey(), key)) {
      throw new NoSuchFileException(file.toString(), null, "another file has taken its place");
    }
    return Files.newInputStream(file);
  }

  private static InputStream at(InputStream in, long offset) throws IOException {
    long left = offset;
    long skipped = 1;
    while (left > 0 && skipped > 0) {
      skipped = in.skip(left);
      left -= skipped;
    }
    return in;
  }

  CaptureReader reader() {
    return reader;
  }

  CaptureSummary summary() {
    CaptureSummary told = reader.summary();
    Map<Limit, Long> reached = new TreeMap<>(told.limitsReached());
    boolean stopped = source.failure() instanceof UnpackingBudget.ExceededException;
    if (source.failure() instanceof UnpackingBudget.ExceededException exceeded) {
      reached.merge(exceeded.limit(), 1L, Long::sum);
    }
    return new CaptureSummary(
        told.format(),
        packing.isEmpty() ? null : packing,
        told.interfaces(),
        told.frames(),
        told.capturedBytes(),
        (told.cutShort() && !stopped) || input.shrunk,
        told.damage(),
        told.names(),
        told.namesOmitted(),
        reached,
        told.localTime());
  }

  /** Bytes as given that were read so far. */
  long bytesRead() {
    return input.count.get();
  }

  /**
   * Unpacks what the reader of a packed capture did not ask for: behind it the archive may hold a
   * second one, which is thrown.
   */
  void unpackRest() throws IOException {
    while (!packing.isEmpty() && source.skip(ByteSource.STEP)) {
      // Only what is thrown matters.
    }
  }

  /**
   * Reads the rest of the file, which the format did not ask for, and gives the hash of all; null
   * where the rest cannot be read, or where no hash was asked for.
   */
  @Nullable String finish() throws IOException {
    source.stop();
    ByteSource rest = new ByteSource(input);
    while (rest.skip(ByteSource.STEP)) {
      // Only the count and the hash matter.
    }
    return rest.failure() == null ? input.hash() : null;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Counts and hashes what passes. Used by one thread at a time; the count is for all. */
  private static final class MeteredInput extends FilterInputStream {
    private final @Nullable MessageDigest digest;
    private final AtomicLong count = new AtomicLong();
    private final long expected;
    private volatile boolean shrunk;

    /**
     * @param expected length of the file when it was opened; one that has grown since is read to
     *     its end, one that ends before has been cut meanwhile
     */
    MeteredInput(InputStream in, long expected, FileHash hash) {
      super(in);
      this.expected = expected;
      digest = hash == FileHash.SHA_256 ? sha256() : null;
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    @Nullable String hash() {
      return digest == null ? null : HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      if (read > 0) {
        if (digest != null) {
          digest.update(target, offset, read);
        }
        count.addAndGet(read);
      } else if (read < 0) {
        shrunk = count.get() < expected;
      }
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      byte[] passed = new byte[(int) Math.min(wanted, SKIPPED)];
      return Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
