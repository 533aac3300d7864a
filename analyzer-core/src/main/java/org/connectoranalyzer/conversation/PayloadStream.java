package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.conversation.PayloadLane.Piece;
import org.connectoranalyzer.packet.PacketHeaders;

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
  private final PayloadLane[] lanes;

  /** What the dissector said last that it wants; it may say otherwise when it is told something. */
  private final boolean[] wanted;

  private int waited;
  private boolean done;

  PayloadStream(StreamDissector dissector, PayloadBudget budget, int clientEnd) {
    this.dissector = dissector;
    this.budget = budget;
    this.clientEnd = clientEnd;
    this.lanes = new PayloadLane[] {new PayloadLane(budget), new PayloadLane(budget)};
    this.wanted = new boolean[2];
    ask();
  }

  private void ask() {
    wanted[0] = dissector.wants(side(0));
    wanted[1] = dissector.wants(side(1));
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
    lanes[end].tentative(true);
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
    PayloadLane lane = lanes[end];
    lane.zero((int) headers.sequence() + (headers.isSyn() ? 1 : 0) - (int) position);
    if (!wanted[end]) {
      leaveOut(end, position + headers.payloadLength());
      drain();
      return;
    }
    boolean first = lane.isTentative() && !lane.isWaiting();
    lane.settle(position);
    lanes[1 - end].settle(Long.MAX_VALUE);
    if (!first && !lane.isWaiting() && position <= lane.delivered() && isMet(end, needs)) {
      deliverNow(frame, headers, end, position);
    } else {
      lane.hold(frame, headers, position, needs);
    }
    if (isWaiting()) {
      drain();
      losePatience();
    }
  }

  /** Whether payload of an end, if it is the next in order, is only counted. */
  boolean isUnread(int end) {
    return done || (!wanted[end] && !isWaiting() && !lanes[end].hasFin());
  }

  /** Passes over payload of an end that {@link #isUnread}. */
  void pass(int end, long to) {
    if (!done) {
      lanes[end].deliveredTo(Math.max(lanes[end].delivered(), to));
      lanes[end].tentative(false);
    }
  }

  private void leaveOut(int end, long to) {
    PayloadLane lane = lanes[end];
    lane.deliveredTo(Math.max(lane.delivered(), to));
    lane.tentative(false);
    lane.drop();
    tellFin(end);
  }

  private boolean isWaiting() {
    return lanes[0].isWaiting() || lanes[1].isWaiting();
  }

  /** One more than delivered is met as well: it is the place of a FIN. */
  private boolean isMet(int end, long needs) {
    PayloadLane other = lanes[1 - end];
    return other.isAbsent() || needs <= other.delivered() + 1;
  }

  private void deliverNow(Frame frame, PacketHeaders headers, int end, long position) {
    PayloadChunk chunk = budget.chunk();
    chunk.at(frame.file(), frame.number(), ConversationTracker.time(frame));
    int captured = headers.payloadCaptured();
    int offset = captured == 0 ? 0 : headers.payloadOffset();
    deliver(end, position, headers.bytes(), offset, captured, headers.payloadLength());
  }

  private void deliver(
      int end, long position, ByteView bytes, int offset, int captured, int length) {
    PayloadLane lane = lanes[end];
    if (lane.delivered() >= position + length) {
      return;
    }
    int known = (int) Math.max(0, lane.delivered() - position);
    lane.deliveredTo(position + length);
    if (captured > known) {
      budget.chunk().bytes().wrapSlice(bytes, offset + known, captured - known);
      budget.chunk().sequence(lane.sequence(position + known));
      dissector.data(side(end), budget.chunk());
    }
    int there = Math.max(known, captured);
    if (there < length) {
      dissector.gap(side(end), length - there);
    }
    ask();
    tellFin(end);
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
    boolean any = false;
    while (!done && isReady(end)) {
      deliverFirst(end);
      any = true;
    }
    return any;
  }

  private void deliverFirst(int end) {
    Piece piece = lanes[end].removeFirst();
    if (!wanted[end]) {
      leaveOut(end, piece.position() + piece.length());
      return;
    }
    FrameRef frame = piece.frame();
    budget.chunk().at(frame.file(), frame.number(), frame.time());
    byte[] bytes = piece.bytes();
    deliver(end, piece.position(), budget.wrap(bytes), 0, bytes.length, piece.length());
  }

  private void losePatience() {
    waited++;
    boolean overdue = waited > PATIENCE;
    for (int end = 0; end < lanes.length; end++) {
      while (lanes[end].isFull() || (overdue && isOverdue(end))) {
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
    PayloadLane lane = lanes[end];
    return lane.isWaiting() && (!isMet(end, lane.first().needs()) || lane.isHoleAcknowledged());
  }

  /** Delivers the first piece of a direction, with a gap in place of what it waits for. */
  private void force(int end) {
    PayloadLane lane = lanes[end];
    PayloadLane other = lanes[1 - end];
    lane.tentative(false);
    waited = 0;
    Piece piece = lane.first();
    if (!isMet(end, piece.needs())) {
      other.absent(!other.isWaiting());
      long there = other.isWaiting() ? other.first().position() : piece.needs();
      gapTo(1 - end, Math.min(piece.needs(), there));
      tellFin(1 - end);
    }
    gapTo(end, piece.position());
    if (!isMet(end, piece.needs()) && isReady(1 - end)) {
      return; // What it waits for comes first, now that the gap before both is told.
    }
    deliverFirst(end);
  }

  private boolean isReady(int end) {
    PayloadLane lane = lanes[end];
    return lane.isWaiting()
        && !lane.isTentative()
        && lane.first().position() <= lane.delivered()
        && isMet(end, lane.first().needs());
  }

  private void gapTo(int end, long position) {
    PayloadLane lane = lanes[end];
    long missing = position - lane.delivered();
    if (missing > 0) {
      lane.deliveredTo(position);
      dissector.gap(side(end), missing);
      ask();
    }
  }

  /** The other side acknowledged a position of this direction. */
  void acknowledged(int end, long position) {
    PayloadLane lane = lanes[end];
    lane.acknowledge(position);
    if (lane.isTentative() && lane.isWaiting()) {
      lane.settle(Long.MAX_VALUE);
      drain();
    }
  }

  /** A FIN stands behind the byte before {@code position}. */
  void fin(int end, long position, FrameRef frame) {
    PayloadLane lane = lanes[end];
    if (!lane.hasFin()) {
      lane.fin(frame, position);
      lane.settle(Long.MAX_VALUE);
      drain();
      tellFin(end);
    }
  }

  private void tellFin(int end) {
    FrameRef fin = done ? null : lanes[end].dueFin();
    if (fin != null) {
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
    lanes[0].settle(Long.MAX_VALUE);
    lanes[1].settle(Long.MAX_VALUE);
    drain();
    while (isWaiting()) {
      boolean firstMet = lanes[0].isWaiting() && isMet(0, lanes[0].first().needs());
      force(firstMet || !lanes[1].isWaiting() ? 0 : 1);
      drain();
    }
    for (int end = 0; end < lanes.length; end++) {
      if (!done && lanes[end].hasFin()) {
        gapTo(end, lanes[end].finPosition());
        tellFin(end);
      }
    }
  }

  /** Gives back what it holds; the conversation is forgotten. */
  void discard() {
    lanes[0].drop();
    lanes[1].drop();
    done = true;
    dissector.forgotten();
  }
}
