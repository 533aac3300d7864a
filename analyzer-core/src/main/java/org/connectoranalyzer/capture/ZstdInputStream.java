package org.connectoranalyzer.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks Zstandard (RFC 8878): frames, one or several, also with skippable ones between, as pzstd
 * writes. Damage is an {@link IOException} once all before it was read. Own code, because libraries
 * come with native code or read hostile bytes without bounds (ADR 0006).
 */
final class ZstdInputStream extends InputStream {
  /** Block_Maximum_Size. */
  static final int LONGEST_BLOCK = 128 << 10;

  private static final long MAGIC = 0xFD2FB528L;
  private static final int MAGIC_LENGTH = 4;
  private static final int SHORTEST_HEADER = MAGIC_LENGTH + 1;
  private static final int BLOCK_HEADER = 3;

  /** What the zstd tool unpacks without being asked to take more; it is taken as it is filled. */
  private static final long LONGEST_WINDOW = 128 << 20;

  private final ByteSource source;
  private final ByteView view = new ByteView();
  private final ZstdWindow window = new ZstdWindow();
  private final ZstdLiterals literals = new ZstdLiterals();
  private final ZstdSequences sequences = new ZstdSequences();
  private final byte[] block = new byte[LONGEST_BLOCK];
  private XxHash64 hash = new XxHash64();
  private boolean inFrame;
  private boolean checksummed;
  private @Nullable IOException failure;

  ZstdInputStream(ByteSource source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (window.available() == 0) {
      if (failure != null) {
        throw failure;
      }
      if (!inFrame && !source.has(1)) {
        failure = source.failure();
        if (failure != null) {
          throw failure;
        }
        return -1;
      }
      advance();
    }
    return window.give(target, offset, length);
  }

  private void advance() {
    try {
      if (inFrame) {
        readBlock();
      } else {
        beginFrame();
      }
    } catch (IOException e) {
      failure = e;
    } catch (IndexOutOfBoundsException e) {
      failure = new IOException("Zstandard block", e);
    }
  }

  private void beginFrame() throws IOException {
    show(SHORTEST_HEADER);
    long magic = view.u32le(0);
    if (Packing.isSkippable(magic)) {
      show(2 * MAGIC_LENGTH);
      if (!source.skip(2 * MAGIC_LENGTH + view.u32le(MAGIC_LENGTH))) {
        throw cut();
      }
      return;
    }
    if (magic != MAGIC) {
      throw new IOException("no Zstandard frame where one should begin");
    }
    int descriptor = view.u8(MAGIC_LENGTH);
    boolean single = (descriptor & 0x20) != 0;
    int contentSize = (1 << (descriptor >> 6)) & (single ? 0xF : 0xE);
    int dictionary = (1 << (descriptor & 3)) >> 1;
    int header = SHORTEST_HEADER + (single ? 0 : 1) + dictionary + contentSize;
    show(header);
    if (dictionary > 0) {
      throw new IOException("Zstandard frame that needs a dictionary");
    }
    window.begin(
        checkedWindow(
            single
                ? contentSize(header - contentSize, contentSize)
                : window(view.u8(SHORTEST_HEADER))));
    literals.reset();
    sequences.reset();
    hash = new XxHash64();
    checksummed = (descriptor & 4) != 0;
    inFrame = true;
    source.advance(header);
  }

  private long contentSize(int offset, int length) {
    return switch (length) {
      case 1 -> view.u8(offset);
      case 2 -> view.u16le(offset) + 256L;
      case 4 -> view.u32le(offset);
      default -> view.u64le(offset);
    };
  }

  /** Exponent and eighths. */
  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
  }

  private static int checkedWindow(long size) throws IOException {
    if (size < 0 || size > LONGEST_WINDOW) {
      throw new CaptureFormatException(
          "packingMemory",
          0,
          Map.of(
              "packing",
              "zstd",
              "needed",
              ((size - 1) >>> 20) + 1,
              "allowed",
              LONGEST_WINDOW >> 20));
    }
    return (int) size;
  }

  private void readBlock() throws IOException {
    show(BLOCK_HEADER);
    int header = view.u16le(0) | view.u8(2) << 16;
    int size = header >> 3;
    int type = header >> 1 & 3;
    if (size > LONGEST_BLOCK || type == 3) {
      throw new IOException("Zstandard block of type " + type + ", " + size + " bytes");
    }
    int content = type == 1 ? 1 : size;
    source.advance(BLOCK_HEADER);
    show(content);
    view.copyTo(0, block, 0, content);
    source.advance(content);
    window.beginBlock();
    try {
      switch (type) {
        case 0 -> window.append(block, 0, size);
        case 1 -> window.fill(block[0], size);
        default -> sequences.run(block, literals.read(block, size), size, literals, window);
      }
    } finally {
      window.hash(hash);
    }
    if ((header & 1) != 0) {
      endFrame();
    }
  }

  private void endFrame() throws IOException {
    inFrame = false;
    if (checksummed) {
      show(MAGIC_LENGTH);
      if (view.u32le(0) != (hash.value() & 0xFFFF_FFFFL)) {
        throw new IOException("checksum of a Zstandard frame");
      }
      source.advance(MAGIC_LENGTH);
    }
  }

  private void show(int count) throws IOException {
    if (!source.has(count)) {
      throw cut();
    }
    source.show(view, 0, count);
  }

  private IOException cut() {
    IOException cause = source.failure();
    return cause == null ? new EOFException("Zstandard frame cut") : cause;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
