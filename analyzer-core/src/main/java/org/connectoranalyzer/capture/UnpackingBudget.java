package org.connectoranalyzer.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import org.connectoranalyzer.capture.Limits.Limit;

/**
 * How much may be unpacked of one file, against those that hold gigabytes in kilobytes: so many
 * bytes in all, and, beyond some that are free, so many for each byte of the file. Counts what is
 * unpacked on every level. Used by one thread at a time.
 */
final class UnpackingBudget {
  /** Bytes that the ratio does not bound: unpacked in a second, and a short file may repeat. */
  static final long FREE = 256L << 20;

  private final long most;
  private final long ratio;
  private final LongSupplier given;
  private long unpacked;

  /** Thrown by a stream that would unpack more; all before it was handed out. */
  static final class ExceededException extends IOException {
    private final Limit limit;
    private final long allowed;

    ExceededException(Limit limit, long allowed) {
      super(limit.text() + " of " + allowed + " reached");
      this.limit = limit;
      this.allowed = allowed;
    }

    Limit limit() {
      return limit;
    }

    /** The limit's value. */
    long allowed() {
      return allowed;
    }
  }

  /**
   * @param given bytes of the file that were read so far
   */
  UnpackingBudget(Limits limits, LongSupplier given) {
    most = limits.get(Limit.UNPACKED_SIZE);
    ratio = limits.get(Limit.UNPACKED_RATIO);
    this.given = given;
  }

  /** The stream, within the budget; what its library throws on damaged data is an IOException. */
  InputStream within(InputStream in) {
    return new InputStream() {
      private boolean begun;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        long left = left();
        int read;
        try {
          read = in.read(target, offset, (int) Math.min(length, left));
        } catch (CaptureFormatException e) {
          throw begun ? new IOException("the rest cannot be unpacked", e) : e;
        } catch (RuntimeException | StackOverflowError e) {
          // The JDK steps from one gzip member to the next by a call of itself.
          throw new IOException("damaged packed data", e);
        }
        unpacked += Math.max(read, 0);
        begun |= read > 0;
        return read;
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  private long left() throws ExceededException {
    if (unpacked >= most) {
      throw new ExceededException(Limit.UNPACKED_SIZE, most);
    }
    if (unpacked >= FREE && unpacked / ratio >= given.getAsLong()) {
      throw new ExceededException(Limit.UNPACKED_RATIO, ratio);
    }
    return most - unpacked;
  }
}
