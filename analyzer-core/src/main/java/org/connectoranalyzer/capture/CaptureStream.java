package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file or stream that is being read: counts and hashes the bytes as given, unpacks them where
 * they are gzip, finds the format and opens its reader.
 */
final class CaptureStream implements Closeable {
  /** Length of a stream that is no file. */
  static final long UNKNOWN_LENGTH = -1;

  /** Shorter files are read sooner than another thread wakes up. */
  private static final long LARGE = 4 << 20;

  private static final long LARGE_IF_PACKED = LARGE / 8;
  private static final int PACKED_BUFFER = 64 << 10;

  private final MeteredInput input;
  private final ByteSource source;
  private final CaptureReader reader;
  private final @Nullable String compression;

  private CaptureStream(
      MeteredInput input, ByteSource source, CaptureReader reader, @Nullable String compression) {
    this.input = input;
    this.source = source;
    this.reader = reader;
    this.compression = compression;
  }

  /**
   * Opens a stream under the name as given; closes it where it is not a capture. Only a file, whose
   * length is known, is read ahead: in a pipe that could wait for ever.
   */
  static CaptureStream open(InputStream in, String name, long length, ReadOptions options)
      throws IOException {
    MeteredInput input = new MeteredInput(in, options.hash());
    try {
      ByteSource source = new ByteSource(input);
      boolean packed = isGzip(source);
      if (packed) {
        source = unpacked(source);
      }
      CaptureReader reader = reader(source, name, options.limits());
      Executor executor = options.executor();
      if (executor != null && length >= (packed ? LARGE_IF_PACKED : LARGE)) {
        source.readAhead(executor);
      }
      return new CaptureStream(input, source, reader, packed ? "gzip" : null);
    } catch (CaptureFormatException e) {
      in.close();
      throw e.of(name);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static boolean isGzip(ByteSource source) throws IOException {
    ByteView head = new ByteView();
    if (!source.has(2)) {
      return false;
    }
    source.show(head, 0, 2);
    return head.u16(0) == 0x1F8B;
  }

  private static ByteSource unpacked(ByteSource packed) throws IOException {
    ByteSource unpacked = new ByteSource(gunzip(packed));
    if (!unpacked.has(1) && unpacked.failure() != null) {
      throw new CaptureFormatException("damagedGzip", 0, Map.of());
    }
    return unpacked;
  }

  private static InputStream gunzip(ByteSource source) throws IOException {
    try {
      return new GZIPInputStream(source.asStream(), PACKED_BUFFER);
    } catch (IOException e) {
      CaptureFormatException damaged = new CaptureFormatException("damagedGzip", 0, Map.of());
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static CaptureReader reader(ByteSource source, String name, Limits limits)
      throws IOException {
    boolean whole = source.has(CaptureFormat.HEAD_LENGTH);
    int length = whole ? CaptureFormat.HEAD_LENGTH : source.buffered();
    IOException failure = source.failure();
    if (length == 0 && failure != null) {
      throw failure;
    }
    ByteView head = new ByteView();
    source.show(head, 0, length);
    for (CaptureFormat format : CaptureFormat.ALL) {
      if (format.recognizes(head)) {
        return format.open(source, limits);
      }
    }
    throw new CaptureFormatException(
        FileKinds.kindOf(head, name), 0, Map.of("firstBytes", firstBytes(head)));
  }

  private static String firstBytes(ByteView head) {
    byte[] first = new byte[Math.min(head.length(), 16)];
    head.copyTo(0, first, 0, first.length);
    return HexFormat.ofDelimiter(" ").formatHex(first);
  }

  CaptureReader reader() {
    return reader;
  }

  CaptureSummary summary() {
    CaptureSummary told = reader.summary();
    return new CaptureSummary(
        told.format(),
        compression,
        told.interfaces(),
        told.frames(),
        told.capturedBytes(),
        told.cutShort(),
        told.damage(),
        told.names(),
        told.namesOmitted(),
        told.limitsReached());
  }

  /** Bytes as given that were read so far. */
  long bytesRead() {
    return input.count.get();
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

    MeteredInput(InputStream in, FileHash hash) {
      super(in);
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
      }
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      byte[] passed = new byte[(int) Math.min(wanted, PACKED_BUFFER)];
      return Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
