package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Moving window on a stream, of bounded length; what the format readers read from. A stream that
 * fails in the middle ends there, {@link #failure()} says why: what came before still counts. An
 * interruption, and {@link CaptureFormatException}, are thrown.
 */
final class ByteSource implements Closeable {
  /** Longest stretch that {@link #has} can give. */
  static final int CAPACITY = 1 << 20;

  /** Bytes asked for at once: few enough to stay in a processor's cache until they are parsed. */
  static final int STEP = 128 << 10;

  private final InputStream in;
  private @Nullable ReadAhead ahead;
  private byte[] buffer = new byte[STEP];
  private int start;
  private int end;
  private long dropped;
  private boolean ended;
  private @Nullable IOException failure;

  private @Nullable Reopening reopening;

  /** Opens the bytes of a source once more, from an offset on; at the end if there is none. */
  interface Reopening {
    InputStream at(long offset) throws IOException;
  }

  ByteSource(InputStream in) {
    this.in = in;
  }

  /** From now on, has the executor read before it is needed. */
  void readAhead(Executor executor) {
    ahead = new ReadAhead(in, executor);
  }

  /** Ends the reading ahead, so that the stream is nobody's; the window gets no more bytes. */
  void stop() {
    ended = true;
    if (ahead != null) {
      ahead.close();
    }
  }

  /** Tells how the same bytes can be read beside this window. */
  void canReopen(Reopening reopening) {
    this.reopening = reopening;
  }

  /** The same bytes from an offset on, for the caller to close; null where there is one pass. */
  @Nullable ByteSource again(long offset) throws IOException {
    return reopening == null ? null : new ByteSource(reopening.at(offset));
  }

  /** Whether the window has {@code count} bytes; reads on as far as needed. */
  boolean has(int count) throws IOException {
    return end - start >= count || fill(count);
  }

  /** Bytes that are there without reading on. */
  int buffered() {
    return end - start;
  }

  /** Offset of the window in the stream. */
  long position() {
    return dropped + start;
  }

  /** Shows bytes of the window; valid until the next {@link #has} or {@link #skip}. */
  void show(ByteView view, int offset, int count) {
    if (count > end - start - offset) {
      throw new IndexOutOfBoundsException(count + " bytes at " + offset + " of " + buffered());
    }
    view.wrap(buffer, start + offset, count);
  }

  /** Moves on over bytes that the window has; views given out stay valid. */
  void advance(int count) {
    if (count > end - start) {
      throw new IndexOutOfBoundsException(count + " of " + buffered());
    }
    start += count;
  }

  /** Moves on over any number of bytes; false where the stream ends before. */
  boolean skip(long count) throws IOException {
    long left = count;
    while (left > end - start) {
      left -= end - start;
      start = end;
      if (!fill(1)) {
        return false;
      }
    }
    start += (int) left;
    return true;
  }

  @Nullable IOException failure() {
    return failure;
  }

  private boolean fill(int count) throws IOException {
    if (count > CAPACITY) {
      throw new IllegalArgumentException(count + " bytes never fit in " + CAPACITY);
    }
    while (end - start < count && !ended) {
      if (ahead == null) {
        read(count);
      } else {
        take(ahead);
      }
    }
    return end - start >= count;
  }

  /** Moves what is left to the buffer's beginning and reads on behind it. */
  private void read(int count) throws IOException {
    moveTo(count > buffer.length ? new byte[CAPACITY] : buffer, 0);
    try {
      int read = in.read(buffer, end, Math.min(buffer.length - end, STEP));
      ended = read < 0;
      end += Math.max(read, 0);
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Moves what is left before the next piece, which takes the place of the buffer. */
  private void take(ReadAhead ahead) throws IOException {
    ReadAhead.Piece piece = ahead.take();
    int left = end - start;
    if (left <= ReadAhead.HEADROOM) {
      moveTo(piece.bytes, ReadAhead.HEADROOM - left);
    } else {
      moveTo(new byte[left + piece.length()], 0);
      System.arraycopy(piece.bytes, ReadAhead.HEADROOM, buffer, end, piece.length());
    }
    end += piece.length();
    IOException failure = piece.failure();
    if (failure != null) {
      failed(failure);
    }
    ended = piece.last();
    if (!ended) {
      ahead.proceed();
    }
  }

  private void moveTo(byte[] target, int offset) {
    System.arraycopy(buffer, start, target, offset, end - start);
    dropped += start - offset;
    end += offset - start;
    start = offset;
    buffer = target;
  }

  private void failed(IOException cause) throws IOException {
    if (cause instanceof InterruptedIOException
        || cause instanceof ClosedByInterruptException
        || cause instanceof CaptureFormatException) {
      throw cause;
    }
    ended = true;
    failure = cause;
  }

  /** The rest as a stream, its first bytes already read; {@code available} looks ahead. */
  InputStream asStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        if (!has(1)) {
          return end();
        }
        return buffer[start++] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!has(1)) {
          return end();
        }
        int count = Math.min(length, buffered());
        System.arraycopy(buffer, start, target, offset, count);
        start += count;
        return count;
      }

      @Override
      public int available() throws IOException {
        return has(1) ? buffered() : 0;
      }

      private int end() throws IOException {
        if (failure != null) {
          throw failure;
        }
        return -1;
      }

      @Override
      public void close() throws IOException {
        ByteSource.this.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    stop();
    in.close();
  }
}
