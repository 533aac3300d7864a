package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Moving window on a stream, with one fixed buffer; what the format readers read from. A stream
 * that fails in the middle ends there, {@link #failure()} says why: what came before still counts.
 */
final class ByteSource implements Closeable {
  private final InputStream in;
  private final byte[] buffer;
  private int start;
  private int end;
  private long dropped;
  private boolean ended;
  private @Nullable IOException failure;

  ByteSource(InputStream in, int capacity) {
    this.in = in;
    this.buffer = new byte[capacity];
  }

  /** Whether the window has {@code count} bytes; reads on as far as needed. */
  boolean has(int count) throws IOException {
    return end - start >= count || fill(count);
  }

  /** Bytes that are there without reading on. */
  int buffered() {
    return end - start;
  }

  /** Longest stretch that {@link #has} can give. */
  int capacity() {
    return buffer.length;
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
    if (count > buffer.length) {
      throw new IllegalArgumentException(count + " bytes never fit in " + buffer.length);
    }
    if (start + count > buffer.length || start == end) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      dropped += start;
      end -= start;
      start = 0;
    }
    while (end - start < count && !ended) {
      int read = read();
      if (read < 0) {
        ended = true;
      } else {
        end += read;
      }
    }
    return end - start >= count;
  }

  private int read() throws IOException {
    try {
      return in.read(buffer, end, buffer.length - end);
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      failure = e;
      return -1;
    }
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
    in.close();
  }
}
