package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file or stream that is being read: counts and hashes the bytes as given, unpacks them where
 * they are gzip, finds the format and opens its reader.
 */
final class CaptureStream implements Closeable {
  private static final int BUFFER = 1 << 20;
  private static final int PACKED_BUFFER = 64 << 10;

  private final HashedInput input;
  private final CaptureReader reader;
  private final @Nullable String compression;

  private CaptureStream(HashedInput input, CaptureReader reader, @Nullable String compression) {
    this.input = input;
    this.reader = reader;
    this.compression = compression;
  }

  /** Opens a stream under the name as given; closes it where it is not a capture. */
  static CaptureStream open(InputStream in, String name) throws IOException {
    HashedInput input = new HashedInput(in);
    try {
      ByteSource source = new ByteSource(input, BUFFER);
      if (!isGzip(source)) {
        return new CaptureStream(input, reader(source, name), null);
      }
      ByteSource unpacked = new ByteSource(gunzip(source), BUFFER);
      if (!unpacked.has(1) && unpacked.failure() != null) {
        throw new CaptureFormatException("damagedGzip", 0, Map.of());
      }
      return new CaptureStream(input, reader(unpacked, name), "gzip");
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

  private static InputStream gunzip(ByteSource source) throws IOException {
    try {
      return new GZIPInputStream(source.asStream(), PACKED_BUFFER);
    } catch (IOException e) {
      CaptureFormatException damaged = new CaptureFormatException("damagedGzip", 0, Map.of());
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static CaptureReader reader(ByteSource source, String name) throws IOException {
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
        return format.open(source);
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
        told.namesOmitted());
  }

  /** Bytes as given that were read so far. */
  long bytesRead() {
    return input.count;
  }

  /**
   * Reads the rest of the file, which the format did not ask for, and gives the hash of all; null
   * where the rest cannot be read.
   */
  @Nullable String finish() throws IOException {
    ByteSource rest = new ByteSource(input, PACKED_BUFFER);
    while (rest.skip(PACKED_BUFFER)) {
      // Only the count and the hash matter.
    }
    return rest.failure() == null ? HexFormat.of().formatHex(input.digest.digest()) : null;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static final class HashedInput extends FilterInputStream {
    private final MessageDigest digest;
    private long count;

    HashedInput(InputStream in) {
      super(in);
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
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
        digest.update(target, offset, read);
        count += read;
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
