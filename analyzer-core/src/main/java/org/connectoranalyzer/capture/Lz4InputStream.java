package org.connectoranalyzer.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks LZ4 frames, one or several, also with blocks that refer to the ones before (LZ4 Frame
 * Format Description 1.6, LZ4 Block Format Description). Own code, because libraries that read such
 * blocks come with native code or megabytes. Damage is an {@link IOException} once all before it
 * was read.
 */
final class Lz4InputStream extends InputStream {
  private static final long MAGIC = 0x184D2204L;
  private static final int VERSION = 0xC0;
  private static final int VERSION_1 = 0x40;
  private static final int INDEPENDENT = 0x20;
  private static final int BLOCK_CHECKSUM = 0x10;
  private static final int CONTENT_SIZE = 0x08;
  private static final int CONTENT_CHECKSUM = 0x04;
  private static final int DICTIONARY = 0x01;
  private static final long PLAIN_BLOCK = 0x8000_0000L;
  private static final int HISTORY = 64 << 10;
  private static final int SHORTEST_MATCH = 4;

  private final InputStream in;
  private final byte[] field = new byte[16];
  private final ByteView view = new ByteView();
  private boolean inFrame;
  private int flags;
  private int longestBlock;
  private XxHash32 hash = new XxHash32();
  private byte[] packed = {};

  /** History, then the block; what is handed out next stands at {@code start}. */
  private byte[] unpacked = {};

  private int oldest;
  private int start;
  private int end;
  private @Nullable IOException failure;

  Lz4InputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (start == end) {
      if (failure != null) {
        throw failure;
      }
      if (!(inFrame ? readBlock() : beginFrame())) {
        return -1;
      }
    }
    int count = Math.min(length, end - start);
    System.arraycopy(unpacked, start, target, offset, count);
    start += count;
    return count;
  }

  /** False at the end of the file. */
  private boolean beginFrame() throws IOException {
    int read = in.readNBytes(field, 0, 4);
    if (read == 0) {
      return false;
    }
    view.wrap(field, 0, read);
    if (read == 4 && Packing.isSkippable(view.u32le(0))) {
      in.skipNBytes(u32());
      return true;
    }
    if (read < 4 || view.u32le(0) != MAGIC) {
      throw new IOException("no LZ4 frame where one should begin");
    }
    readFully(2);
    flags = view.u8(0);
    int size = view.u8(1) >> 4;
    int more = has(CONTENT_SIZE) ? 8 : 0;
    if ((flags & VERSION) != VERSION_1 || has(DICTIONARY) || size < 4 || size > 7) {
      throw new IOException("LZ4 frame with flags " + flags + ", block size " + size);
    }
    if (in.readNBytes(field, 2, more + 1) <= more) {
      throw new EOFException("LZ4 frame header cut");
    }
    if ((XxHash32.of(field, 0, 2 + more) >> 8 & 0xFF) != (field[2 + more] & 0xFF)) {
      throw new IOException("checksum of an LZ4 frame header");
    }
    longestBlock = 1 << (2 * size + 8);
    if (packed.length < longestBlock) {
      packed = new byte[longestBlock];
      unpacked = new byte[HISTORY + longestBlock];
    }
    oldest = HISTORY;
    start = HISTORY;
    end = HISTORY;
    hash = new XxHash32();
    inFrame = true;
    return true;
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private boolean readBlock() throws IOException {
    long size = u32();
    if (size == 0) {
      inFrame = false;
      if (has(CONTENT_CHECKSUM)) {
        check(hash.value(), "content");
      }
      return true;
    }
    boolean plain = size >= PLAIN_BLOCK;
    long length = plain ? size - PLAIN_BLOCK : size;
    if (length > longestBlock) {
      throw new IOException("LZ4 block of " + length + " bytes");
    }
    keepHistory();
    int read = in.readNBytes(packed, 0, (int) length);
    try {
      if (plain) {
        appendLiterals(0, read);
      } else {
        unpackBlock(read);
      }
      if (read < length) {
        throw new EOFException("LZ4 block cut");
      }
      if (has(BLOCK_CHECKSUM)) {
        check(XxHash32.of(packed, 0, read), "block");
      }
    } catch (IOException e) {
      failure = e;
    }
    hash.add(unpacked, start, end - start);
    return true;
  }

  /** Moves the last 64 KiB to where the next block can refer to them. */
  private void keepHistory() {
    int kept = has(INDEPENDENT) ? 0 : Math.min(HISTORY, end - oldest);
    System.arraycopy(unpacked, end - kept, unpacked, HISTORY - kept, kept);
    oldest = HISTORY - kept;
    start = HISTORY;
    end = HISTORY;
  }

  private void unpackBlock(int length) throws IOException {
    int at = 0;
    while (at < length) {
      int token = packed[at++] & 0xFF;
      int literals = token >> 4;
      if (literals == 15) {
        int bytes = lengthBytes(at, length);
        literals += lengthOf(at, bytes);
        at += bytes;
      }
      appendLiterals(at, Math.min(literals, length - at));
      if (literals > length - at) {
        throw new EOFException("LZ4 literals cut");
      }
      at += literals;
      if (at == length) {
        return;
      }
      if (at + 2 > length) {
        throw new EOFException("LZ4 match cut");
      }
      int distance = view.wrap(packed, at, 2).u16le(0);
      at += 2;
      int match = token & 15;
      if (match == 15) {
        int bytes = lengthBytes(at, length);
        match += lengthOf(at, bytes);
        at += bytes;
      }
      appendMatch(distance, match + SHORTEST_MATCH);
    }
  }

  /** Bytes that continue a length: any number of 255, then a smaller one. */
  private int lengthBytes(int at, int length) throws IOException {
    int last = at;
    while (last < length && packed[last] == (byte) 0xFF) {
      last++;
    }
    if (last == length) {
      throw new EOFException("LZ4 length cut");
    }
    return last + 1 - at;
  }

  private int lengthOf(int at, int bytes) {
    return (bytes - 1) * 255 + (packed[at + bytes - 1] & 0xFF);
  }

  private void appendLiterals(int at, int count) throws IOException {
    int fitting = Math.min(count, HISTORY + longestBlock - end);
    System.arraycopy(packed, at, unpacked, end, fitting);
    end += fitting;
    if (fitting < count) {
      throw new IOException("LZ4 block longer than told");
    }
  }

  /** The match may reach into what it appends itself: then it repeats. */
  private void appendMatch(int distance, int count) throws IOException {
    if (distance == 0 || distance > end - oldest || count > HISTORY + longestBlock - end) {
      throw new IOException("LZ4 match of " + count + " bytes, " + distance + " back");
    }
    int source = end - distance;
    for (int left = count; left > 0; ) {
      int step = Math.min(left, end - source);
      System.arraycopy(unpacked, source, unpacked, end, step);
      end += step;
      left -= step;
    }
  }

  private void check(int expected, String what) throws IOException {
    if ((int) u32() != expected) {
      throw new IOException("checksum of an LZ4 " + what);
    }
  }

  private long u32() throws IOException {
    readFully(4);
    return view.u32le(0);
  }

  private void readFully(int count) throws IOException {
    if (in.readNBytes(field, 0, count) < count) {
      throw new EOFException("LZ4 frame cut");
    }
    view.wrap(field, 0, count);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
