package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Puts the payload of one conversation in order for its dissector. A segment waits for bytes
 * missing before it, and for what it acknowledges of the other direction, so that an answer that
 * stands before its request in the file comes after it here. Nothing waits for ever: a full window,
 * {@link #PATIENCE} further segments after the bytes missing were acknowledged, a RST or the end of
 * the capture turn what is missing into a gap.
 */
final class PayloadStream {
  /** Segments seen while others wait for bytes that the other side acknowledged. */
  private static final int PATIENCE = 64;

  private final StreamDissector dissector;
  private final PayloadBudget budget;
  private final int clientEnd;
  private final Lane[] lanes = {new Lane(), new Lane()};
  private int waited;
  private boolean done;

  /** One direction: what was delivered, and what waits, sorted and without overlap. */
  private static final class Lane {
    private long delivered;
    private long acknowledged;
    private long held;
    private long finPosition;
    private @Nullable FrameRef fin;
    private boolean finTold;

    /** Its first segment waits for the next frame, in case one before it follows. */
    private boolean tentative;

    /** The other direction no longer waits for it: the capture lacks it. */
    private boolean absent;

    private final List<Piece> pieces = new ArrayList<>(0);
  }

  /** Bytes that wait. {@code needs}: position in the other direction to be delivered before. */
  private static final class Piece {
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

    long end() {
      return position + length;
    }

    int cost() {
      return bytes.length + OVERHEAD;
    }
  }

  PayloadStream(StreamDissector dissector, PayloadBudget budget, int clientEnd) {
    this.dissector = dissector;
    this.budget = budget;
    this.clientEnd = clientEnd;
  }

  StreamDissector dissector() {
    return dissector;
  }

  /** The end (0 or 1) that the dissector calls the client. */
  int clientEnd() {
    return clientEnd;
  }

  private Side side(int end) {
    return end == clientEnd ? Side.CLIENT : Side.SERVER;
  }

  /** The next segment begins a direction whose SYN was not seen. */
  void beginTentatively(int end) {
    lanes[end].tentative = true;
  }

  /**
   * The payload of one segment.
   *
   * @param needs position of the other direction that it acknowledges; {@link Long#MIN_VALUE} none
   */
  void segment(Frame frame, PacketHeaders headers, int end, long position, long needs) {
    if (done) {
      return;
    }
    Lane lane = lanes[end];
    if (!dissector.wants(side(end))) {
      skip(lane, position + headers.payloadLength());
      drain();
      return;
    }
    boolean first = lane.tentative && lane.pieces.isEmpty();
    settle(end, position);
    if (!first && lane.pieces.isEmpty() && position <= lane.delivered && isMet(end, needs)) {
      deliverNow(frame, headers, end, position);
    } else {
      hold(frame, headers, lane, position, needs);
      lane.tentative = first;
    }
    if (isWaiting()) {
      drain();
      losePatience();
    }
  }

  /** A direction begun without SYN begins at its earliest segment among the first two. */
  private void settle(int end, long position) {
    for (int i = 0; i < lanes.length; i++) {
      Lane lane = lanes[i];
      if (lane.tentative && !lane.pieces.isEmpty()) {
        lane.tentative = false;
        long first = lane.pieces.get(0).position;
        boolean before = i == end && position < first && first - position <= budget.window();
        lane.delivered = before ? position : first;
      }
    }
  }

  private boolean isWaiting() {
    return !lanes[0].pieces.isEmpty() || !lanes[1].pieces.isEmpty();
  }

  /** One more than delivered is met as well: it is the place of a FIN. */
  private boolean isMet(int end, long needs) {
    Lane other = lanes[1 - end];
    return other.absent || needs <= other.delivered + 1;
  }

  private void deliverNow(Frame frame, PacketHeaders headers, int end, long position) {
    PayloadChunk chunk = budget.chunk();
    chunk.at(frame.file(), frame.number(), ConversationTracker.time(frame));
    deliver(
        end,
        position,
        headers.bytes(),
        headers.payloadCaptured() == 0 ? 0 : headers.payloadOffset(),
        headers.payloadCaptured(),
        headers.payloadLength());
  }

  private void deliver(
      int end, long position, ByteView bytes, int offset, int captured, int length) {
    Lane lane = lanes[end];
    int known = (int) Math.max(0, lane.delivered - position);
    if (lane.delivered >= position + length) {
      return;
    }
    lane.delivered = position + length;
    int there = Math.max(known, captured);
    if (captured > known) {
      budget.chunk().bytes().wrapSlice(bytes, offset + known, captured - known);
      dissector.data(side(end), budget.chunk());
    }
    if (there < length) {
      dissector.gap(side(end), length - there);
    }
    tellFin(end);
  }

  private void skip(Lane lane, long to) {
    lane.delivered = Math.max(lane.delivered, to);
    lane.tentative = false;
    dropPieces(lane);
  }

  private void dropPieces(Lane lane) {
    budget.release(lane.held);
    lane.held = 0;
    lane.pieces.clear();
  }

  /**
   * Keeps those parts of a segment that are not held yet: the first frame to bring bytes counts.
   */
  private void hold(Frame frame, PacketHeaders headers, Lane lane, long position, long needs) {
    long from = lane.tentative ? position : Math.max(position, lane.delivered);
    long to = position + headers.payloadLength();
    int index = 0;
    while (from < to) {
      Piece next = index < lane.pieces.size() ? lane.pieces.get(index) : null;
      long until = next == null ? to : Math.min(to, next.position);
      if (from < until) {
        lane.pieces.add(index, piece(frame, headers, lane, position, from, until, needs));
        index++;
      }
      if (next == null) {
        return;
      }
      from = Math.max(from, next.end());
      index++;
    }
  }

  private Piece piece(
      Frame frame,
      PacketHeaders headers,
      Lane lane,
      long position,
      long from,
      long until,
      long needs) {
    int skipped = (int) (from - position);
    int length = (int) (until - from);
    int captured = Math.max(0, Math.min(length, headers.payloadCaptured() - skipped));
    byte[] bytes = new byte[captured];
    if (captured > 0) {
      headers.bytes().copyTo(headers.payloadOffset() + skipped, bytes, 0, captured);
    }
    Piece piece = new Piece(from, needs, bytes, length, ConversationTracker.reference(frame));
    lane.held += piece.cost();
    budget.take(piece.cost());
    return piece;
  }

  /** Delivers all that waits no longer. */
  private void drain() {
    boolean progress = true;
    while (progress) {
      progress = drain(0);
      progress |= drain(1);
    }
    if (!isWaiting()) {
      waited = 0;
    }
  }

  private boolean drain(int end) {
    Lane lane = lanes[end];
    boolean any = false;
    while (!done && !lane.tentative && !lane.pieces.isEmpty()) {
      Piece piece = lane.pieces.get(0);
      if (piece.position > lane.delivered || !isMet(end, piece.needs)) {
        break;
      }
      deliverFirst(end);
      any = true;
    }
    return any;
  }

  private void deliverFirst(int end) {
    Lane lane = lanes[end];
    Piece piece = lane.pieces.remove(0);
    lane.held -= piece.cost();
    budget.release(piece.cost());
    if (!dissector.wants(side(end))) {
      skip(lane, piece.end());
      tellFin(end);
      return;
    }
    PayloadChunk chunk = budget.chunk();
    chunk.at(piece.frame.file(), piece.frame.number(), piece.frame.time());
    deliver(end, piece.position, budget.wrap(piece.bytes), 0, piece.bytes.length, piece.length);
  }

  private void losePatience() {
    waited++;
    boolean overdue = waited > PATIENCE;
    for (int end = 0; end < lanes.length; end++) {
      while (lanes[end].held > budget.window() || (overdue && isOverdue(end))) {
        force(end);
        drain();
      }
    }
    if (budget.isExceeded()) {
      flush();
    }
  }

  /** It waits for bytes that the other side has, or for a direction that the capture lacks. */
  private boolean isOverdue(int end) {
    Lane lane = lanes[end];
    if (lane.pieces.isEmpty()) {
      return false;
    }
    Piece piece = lane.pieces.get(0);
    return !isMet(end, piece.needs) || lane.acknowledged >= piece.position;
  }

  /** Delivers the first piece of a direction, with a gap in place of what it waits for. */
  private void force(int end) {
    Lane lane = lanes[end];
    Lane other = lanes[1 - end];
    lane.tentative = false;
    waited = 0;
    Piece piece = lane.pieces.get(0);
    if (!isMet(end, piece.needs)) {
      other.absent = other.pieces.isEmpty();
      long there = other.absent ? piece.needs : other.pieces.get(0).position;
      skipTo(1 - end, Math.min(piece.needs, there));
      tellFin(1 - end);
    }
    skipTo(end, piece.position);
    deliverFirst(end);
  }

  private void skipTo(int end, long position) {
    Lane lane = lanes[end];
    if (position > lane.delivered) {
      dissector.gap(side(end), position - lane.delivered);
      lane.delivered = position;
    }
  }

  /** The other side acknowledged a position of this direction. */
  void acknowledged(int end, long position) {
    Lane lane = lanes[end];
    lane.acknowledged = Math.max(lane.acknowledged, position);
    if (lane.tentative && !lane.pieces.isEmpty()) {
      settle(1 - end, 0);
      drain();
    }
  }

  /** A FIN stands behind the byte before {@code position}. */
  void fin(int end, long position, FrameRef frame) {
    Lane lane = lanes[end];
    if (lane.fin == null) {
      lane.finPosition = position;
      lane.fin = frame;
      settle(end, position);
      drain();
      tellFin(end);
    }
  }

  private void tellFin(int end) {
    Lane lane = lanes[end];
    FrameRef fin = lane.fin;
    boolean complete = lane.pieces.isEmpty() && lane.delivered >= lane.finPosition;
    if (fin != null && complete && !lane.finTold && !done) {
      lane.finTold = true;
      dissector.closed(side(end), false, fin);
    }
  }

  void reset(int end, FrameRef frame) {
    if (!done) {
      flush();
      dissector.closed(side(end), true, frame);
      done = true;
    }
  }

  /** Delivers all that waits, with gaps; at the end of the capture, and before a RST. */
  void flush() {
    lanes[0].tentative = false;
    lanes[1].tentative = false;
    drain();
    while (isWaiting()) {
      boolean firstMet = !lanes[0].pieces.isEmpty() && isMet(0, lanes[0].pieces.get(0).needs);
      force(firstMet || lanes[1].pieces.isEmpty() ? 0 : 1);
      drain();
    }
    for (int end = 0; end < lanes.length; end++) {
      tellLateFin(end);
    }
  }

  private void tellLateFin(int end) {
    Lane lane = lanes[end];
    if (!done && lane.fin != null) {
      skipTo(end, lane.finPosition);
      tellFin(end);
    }
  }

  /** Gives back what it holds; the conversation is forgotten. */
  void discard() {
    dropPieces(lanes[0]);
    dropPieces(lanes[1]);
    done = true;
  }
}
