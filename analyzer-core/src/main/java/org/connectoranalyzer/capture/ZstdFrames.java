package org.connectoranalyzer.capture;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Unpacks Zstandard (RFC 8878); the only class that knows its library. Hands the frames to it
 * without what it cannot bear: frames to be skipped, as pzstd writes, and long windows.
 */
final class ZstdFrames extends InputStream {
  private static final int MAGIC_LENGTH = 4;
  private static final long MAGIC = 0xFD2FB528L;
  private static final int SHORTEST_HEADER = MAGIC_LENGTH + 1;
  private static final int BLOCK_HEADER = 3;
  private static final int RUN_LENGTH_BLOCK = 1;
  private static final int CHECKSUM = 4;

  /** What RFC 8878 (3.1.1.1.2) recommends to support, and the library does. */
  private static final long LONGEST_WINDOW = 8 << 20;

  /** The library drops what it unpacked in a call that meets damage: so little at a time. */
  private static final int STEP = 8 << 10;

  private final ByteSource source;
  private final ByteView view = new ByteView();
  private long passing;
  private boolean inFrame;
  private boolean checksummed;

  private ZstdFrames(ByteSource source) {
    this.source = source;
  }

  static InputStream unpack(ByteSource packed) {
    return new FilterInputStream(new ZstdInputStream(new ZstdFrames(packed))) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, Math.min(length, STEP));
      }
    };
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (passing == 0 && source.has(1)) {
      if (inFrame) {
        beginBlock();
      } else {
        beginFrame();
      }
    }
    if (!source.has(1)) {
      IOException failure = source.failure();
      if (failure != null) {
        throw failure;
      }
      return -1;
    }
    int count = (int) Math.min(Math.min(length, source.buffered()), passing);
    source.show(view, 0, count);
    view.copyTo(0, target, offset, count);
    source.advance(count);
    passing -= count;
    return count;
  }

  private void beginFrame() throws IOException {
    if (!shown(SHORTEST_HEADER)) {
      return;
    }
    long magic = view.u32le(0);
    if (Packing.isSkippable(magic) && shown(2 * MAGIC_LENGTH)) {
      source.skip(2 * MAGIC_LENGTH + view.u32le(MAGIC_LENGTH));
    } else if (magic != MAGIC) {
      passing = Long.MAX_VALUE;
    } else {
      beginFrame(view.u8(MAGIC_LENGTH));
    }
  }

  /** Frame_Header_Descriptor: sizes of the fields behind it, single segment, checksum. */
  private void beginFrame(int descriptor) throws IOException {
    boolean single = (descriptor & 0x20) != 0;
    int contentSize = (1 << (descriptor >> 6)) & (single ? 0xF : 0xE);
    int dictionary = (1 << (descriptor & 3)) >> 1;
    int header = SHORTEST_HEADER + (single ? 0 : 1) + dictionary + contentSize;
    if (!shown(header)) {
      return;
    }
    long window =
        single ? contentSize(header - contentSize, contentSize) : window(view.u8(SHORTEST_HEADER));
    if (window < 0 || window > LONGEST_WINDOW) {
      throw new CaptureFormatException(
          "packingMemory",
          0,
          Map.of(
              "packing",
              "zstd",
              "needed",
              ((window - 1) >>> 20) + 1,
              "allowed",
              LONGEST_WINDOW >> 20));
    }
    passing = header;
    inFrame = true;
    checksummed = (descriptor & 4) != 0;
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

  private void beginBlock() throws IOException {
    if (!shown(BLOCK_HEADER)) {
      return;
    }
    int header = view.u16le(0) | view.u8(2) << 16;
    boolean last = (header & 1) != 0;
    boolean run = (header >> 1 & 3) == RUN_LENGTH_BLOCK;
    int content = run ? 1 : header >> 3;
    passing = BLOCK_HEADER + content + (last && checksummed ? CHECKSUM : 0L);
    inFrame = !last;
  }

  /** Shows the next bytes; false where the file ends before: the library says what it misses. */
  private boolean shown(int count) throws IOException {
    if (!source.has(count)) {
      passing = Long.MAX_VALUE;
      return false;
    }
    source.show(view, 0, count);
    return true;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
