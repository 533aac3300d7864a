package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in pieces on a caller's executor: while one piece is used the next one is filled.
 * What the executor has not begun when it is needed, the user's thread does itself, so that a busy
 * or refusing one costs nothing but speed. Used by one thread; holds two pieces, whatever comes.
 */
final class ReadAhead implements Closeable {
  /** Free bytes before those of a piece, where the user puts what is left of the piece before. */
  static final int HEADROOM = SourceReader.LONGEST_KEPT + 64;

  private static final int PIECE = 1 << 20;

  /** After a piece that nobody else filled, so many are not offered to the executor. */
  private static final int UNOFFERED = 32;

  private final InputStream in;
  private final Executor executor;
  private FutureTask<Piece> filling;
  private Piece used = new Piece();
  private Piece free = used;
  private boolean offered;
  private int unoffered;
  private volatile boolean closed;

  /** Bytes that were read together, behind the headroom. */
  static final class Piece {
    final byte[] bytes = new byte[HEADROOM + PIECE];
    private int length;
    private boolean last;
    private @Nullable IOException failure;
    private @Nullable Thread filler;

    int length() {
      return length;
    }

    /** Whether the stream ends behind it. */
    boolean last() {
      return last;
    }

    /** Why the stream ends there, where that is not its proper end. */
    @Nullable IOException failure() {
      return failure;
    }
  }

  /** Reads on from where the stream stands; until closed, the stream is this object's alone. */
  ReadAhead(InputStream in, Executor executor) {
    this.in = in;
    this.executor = executor;
    Piece first = new Piece();
    filling = new FutureTask<>(() -> fill(first));
    offer();
  }

  /**
   * The next piece; the one before stays as it is until {@link #proceed}. {@link
   * InterruptedIOException} where the thread is interrupted while it waits.
   */
  Piece take() throws IOException {
    filling.run();
    Piece piece;
    try {
      piece = filling.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    } catch (ExecutionException e) {
      throw unchecked(e);
    }
    if (offered && piece.filler == Thread.currentThread()) {
      unoffered = UNOFFERED;
    }
    free = used;
    used = piece;
    return piece;
  }

  /** Has the piece before the one last taken filled anew. */
  void proceed() {
    Piece next = free;
    filling = new FutureTask<>(() -> fill(next));
    offer();
  }

  private void offer() {
    offered = unoffered == 0;
    if (!offered) {
      unoffered--;
      return;
    }
    try {
      executor.execute(filling);
    } catch (RejectedExecutionException e) {
      unoffered = UNOFFERED;
    }
  }

  private Piece fill(Piece piece) {
    piece.filler = Thread.currentThread();
    piece.length = 0;
    try {
      while (piece.length < PIECE && !piece.last && !closed) {
        int step = Math.min(ByteSource.STEP, PIECE - piece.length);
        int read = in.read(piece.bytes, HEADROOM + piece.length, step);
        if (read < 0) {
          piece.last = true;
        } else {
          piece.length += read;
        }
      }
    } catch (IOException e) {
      piece.failure = e;
      piece.last = true;
    }
    return piece;
  }

  private static RuntimeException unchecked(ExecutionException thrown) {
    Throwable cause = thrown.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }

  /** Leaves the stream, once nobody reads it any more; what was read ahead is lost. */
  @Override
  public void close() {
    closed = true;
    filling.run();
    boolean interrupted = false;
    while (!filling.isDone()) {
      try {
        filling.get();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
