package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/** One direction of a {@link PayloadStream}: what was delivered, and what waits. */
final class PayloadLane {
  private final PayloadBudget budget;

  /** Sorted by position, without overlap. */
  private final List<Piece> pieces = new ArrayList<>(0);

  private int zero;
  private long delivered;
  private long acknowledged;
  private long held;
  private long finPosition;
  private @Nullable FrameRef fin;
  private boolean finTold;
  private boolean tentative;
  private boolean absent;

  /** Bytes that wait. */
  static final class Piece {
    /** What a piece costs beside its bytes; cut ones have few or none. */
    private static final int OVERHEAD = 64;

    private final long position;
    private final long needs;
    private final byte[] bytes;
    private final int length;
    private final FrameRef frame;

    Piece(long position, long needs, byte[] bytes, int length, FrameRef frame) {
      this.position = position;
      this.needs = needs;
      this.bytes = bytes;
      this.length = length;
      this.frame = frame;
    }

    long position() {
      return position;
    }

    /** Position of the other direction to be delivered before. */
    long needs() {
      return needs;
    }

    /** Those captured, the first of {@link #length}. */
    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }

    FrameRef frame() {
      return frame;
    }

    private int cost() {
      return bytes.length + OVERHEAD;
    }
  }

  PayloadLane(PayloadBudget budget) {
    this.budget = budget;
  }

  /** Sequence number of position 0, the same for all segments. */
  void zero(int sequence) {
    zero = sequence;
  }

  int sequence(long position) {
    return zero + (int) position;
  }

  /** Position up to which all was delivered, or is a gap. */
  long delivered() {
    return delivered;
  }

  void deliveredTo(long position) {
    delivered = position;
  }

  boolean isWaiting() {
    return !pieces.isEmpty();
  }

  /** The earliest piece; there must be one. */
  Piece first() {
    return pieces.get(0);
  }

  Piece removeFirst() {
    Piece piece = pieces.remove(0);
    release(piece.cost());
    return piece;
  }

  boolean isFull() {
    return held > budget.window();
  }

  void drop() {
    release(held);
    pieces.clear();
  }

  private void release(long cost) {
    held -= cost;
    budget.release(cost);
  }

  /** The other side has all before a position. */
  void acknowledge(long position) {
    acknowledged = Math.max(acknowledged, position);
  }

  /** What the first piece waits for was acknowledged: it is lost to the capture, or late. */
  boolean isHoleAcknowledged() {
    return acknowledged >= first().position;
  }

  /** Its first segment waits for the next frame, in case one before it follows. */
  boolean isTentative() {
    return tentative;
  }

  void tentative(boolean begins) {
    tentative = begins;
  }

  /**
   * A direction begun without SYN begins at its earliest segment among the first two; {@code next}
   * is the second one's position, {@link Long#MAX_VALUE} if another frame follows.
   */
  void settle(long next) {
    if (tentative && !pieces.isEmpty()) {
      tentative = false;
      long first = first().position;
      delivered = next < first && first - next <= budget.window() ? next : first;
    }
  }

  /** The other direction no longer waits for this one: the capture lacks it. */
  boolean isAbsent() {
    return absent;
  }

  void absent(boolean lacking) {
    absent |= lacking;
  }

  /** A FIN stands behind the byte before {@code position}; only the first counts. */
  void fin(FrameRef frame, long position) {
    if (fin == null) {
      fin = frame;
      finPosition = position;
    }
  }

  boolean hasFin() {
    return fin != null;
  }

  long finPosition() {
    return finPosition;
  }

  /** The FIN, once, when all before it was delivered; else null. */
  @Nullable FrameRef dueFin() {
    if (fin == null || finTold || !pieces.isEmpty() || delivered < finPosition) {
      return null;
    }
    finTold = true;
    return fin;
  }

  /**
   * Keeps those parts of a segment that are not held yet: the first frame to bring bytes counts.
   */
  void hold(Frame frame, PacketHeaders headers, long position, long needs) {
    long from = tentative ? position : Math.max(position, delivered);
    long to = position + headers.payloadLength();
    int index = 0;
    while (from < to) {
      Piece next = index < pieces.size() ? pieces.get(index) : null;
      long until = next == null ? to : Math.min(to, next.position);
      if (from < until) {
        add(index, piece(frame, headers, position, from, until, needs));
        index++;
      }
      if (next == null) {
        return;
      }
      from = Math.max(from, next.position + next.length);
      index++;
    }
  }

  private void add(int index, Piece piece) {
    pieces.add(index, piece);
    held += piece.cost();
    budget.take(piece.cost());
  }

  private static Piece piece(
      Frame frame, PacketHeaders headers, long position, long from, long until, long needs) {
    int skipped = (int) (from - position);
    int length = (int) (until - from);
    int captured = Math.max(0, Math.min(length, headers.payloadCaptured() - skipped));
    byte[] bytes = new byte[captured];
    if (captured > 0) {
      headers.bytes().copyTo(headers.payloadOffset() + skipped, bytes, 0, captured);
    }
    return new Piece(from, needs, bytes, length, ConversationTracker.reference(frame));
  }
}
