package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a conversation while the capture is read: counters, and the sequence space as
 * positions. Position 0 is the first byte after the SYN, or the first one seen; positions do not
 * wrap (RFC 9293 sequence numbers do).
 */
final class FlowBuilder {
  /** Of a direction without any frame. */
  static final TcpConversation.Flow NOTHING =
      new TcpConversation.Flow(
          0,
          0,
          0,
          0,
          0,
          PacketHeaders.ABSENT,
          false,
          null,
          null,
          null,
          null,
          List.of(),
          null,
          TcpConversation.Delivery.NONE);

  /** More holes than that at a time: the oldest counts as lost for good. */
  private static final int MAX_HOLES = 16;

  /** Retransmitted segments that are remembered, as evidence of loss. */
  private static final int MAX_RETRANSMISSIONS = 16;

  /** Shorter times without payload are no pause (ns). */
  private static final long PAUSE = 1_000_000_000L;

  /** Farther from what is expected than any window: not of this conversation. */
  static final long FAR = 1L << 30;

  private long frames;
  private long payloadBytes;
  private long dataSegments;
  private long retransmittedSegments;
  private long forgottenHoles;
  private int ttl = PacketHeaders.ABSENT;
  private int mss;
  private long mac = PacketHeaders.ABSENT;
  private boolean acknowledged;
  private @Nullable FrameRef firstData;
  private @Nullable FrameRef fin;
  private long finPosition;
  private @Nullable FrameRef rst;
  private @Nullable List<FrameRef> retransmissions;
  private @Nullable Deliveries deliveries;
  private int lastDataFile;
  private long lastDataNumber;
  private long lastDataTime;
  private long latestDataTime = FrameRef.NO_TIME;
  private long freshTime = FrameRef.NO_TIME;
  private long pauseFrom = FrameRef.NO_TIME;
  private long pauseTo = FrameRef.NO_TIME;

  private boolean anchored;
  private boolean anchoredBySyn;
  private int nextSequence;
  private long next;
  private long base;
  private long resentUpTo = Long.MIN_VALUE;
  private long @Nullable [] holes;
  private int holeCount;

  /** Counts a frame of this direction. */
  void see(PacketHeaders headers) {
    frames++;
    ttl = headers.ttl();
    if (headers.isSyn() || headers.isSynAck()) {
      mss = Deliveries.mss(headers);
    }
    if (mac == PacketHeaders.ABSENT) {
      mac = headers.sourceMac();
    }
  }

  /** A SYN or SYN-ACK tells where the sequence begins; taken as long as no payload came. */
  void anchorBySyn(long sequence) {
    if (payloadBytes == 0) {
      anchor(sequence + 1);
      anchoredBySyn = true;
    }
  }

  /** Where no SYN is in view the first segment tells. */
  void anchor(long sequence) {
    anchored = true;
    anchoredBySyn = false;
    nextSequence = (int) sequence;
    next = 0;
    base = 0;
    holeCount = 0;
  }

  boolean isAnchored() {
    return anchored;
  }

  boolean hasPayload() {
    return payloadBytes > 0;
  }

  long position(long sequence) {
    return next + ((int) sequence - nextSequence);
  }

  /** Position behind the last byte seen or acknowledged. */
  long next() {
    return next;
  }

  /** Whether a sequence number is near what comes next. */
  boolean fits(long sequence, long tolerance) {
    return !anchored || Math.abs(position(sequence) - next) <= tolerance;
  }

  /** RFC 9293 keep-alive: the last byte once more, or an empty segment there. */
  boolean isKeepAlive(long position, int length) {
    return length <= 1 && position == next - 1;
  }

  /** Too far away to be of this direction. */
  boolean isOutside(long position) {
    return Math.abs(position - next) > FAR;
  }

  /** A segment begins here: what was not seen before it is missing. */
  void reach(Frame frame, long position) {
    // One further is where a FIN stood.
    if (position > next + 1 && !isOutside(position)) {
      deliveries().jumped(frame, next);
      addHole(next, position);
      advance(position);
    }
  }

  /** Takes a segment with payload into account; keep-alives are none. */
  void payload(Frame frame, long position, int length) {
    dataSegments++;
    Deliveries sent = deliveries();
    if (position > next) {
      sent.jumped(frame, next);
    }
    long fresh = take(position, position + length);
    sent.sent(frame, position, length, fresh == 0);
    payloadBytes += fresh;
    long time = ConversationTracker.time(frame);
    // What is older than data seen before it was not sent again: the capture is out of order.
    boolean older = time != FrameRef.NO_TIME && time < latestDataTime;
    if (fresh == 0 && !older && position + length > resentUpTo) {
      retransmittedSegments++;
      remember(frame);
    }
    if (fresh > 0 && time != FrameRef.NO_TIME) {
      fresh(time);
    }
    lastData(frame, time);
  }

  private void lastData(Frame frame, long time) {
    if (firstData == null) {
      firstData = ConversationTracker.reference(frame);
    }
    lastDataFile = frame.file();
    lastDataNumber = frame.number();
    lastDataTime = time;
    latestDataTime = Math.max(latestDataTime, time);
  }

  /** Whether a segment with this sequence number is the next one in order. */
  boolean expects(long sequence) {
    return anchored && nextSequence == (int) sequence && mac != PacketHeaders.ABSENT;
  }

  /** Whether an acknowledgment number is within what was seen, the place of a FIN included. */
  boolean mayHaveSent(long acknowledgment) {
    int beyond = (int) acknowledgment - nextSequence;
    return anchored && beyond <= 1 && beyond >= -FAR;
  }

  /** As {@link #see} and {@link #payload} for the segment that comes next, which has a time. */
  void next(Frame frame, int timeToLive, int length) {
    frames++;
    ttl = timeToLive;
    if (length > 0) {
      dataSegments++;
      deliveries().sent(frame, next, length, false);
      payloadBytes += length;
      advance(next + length);
      fresh(frame.time());
      lastData(frame, frame.time());
    }
  }

  private void fresh(long time) {
    if (freshTime != FrameRef.NO_TIME
        && time > freshTime
        && Sighting.distance(freshTime, time) >= PAUSE) {
      pauseFrom = freshTime;
      pauseTo = time;
    }
    freshTime = Math.max(freshTime, time);
  }

  private Deliveries deliveries() {
    Deliveries known = deliveries;
    if (known == null) {
      known = new Deliveries(base);
      deliveries = known;
    }
    return known;
  }

  private void remember(Frame frame) {
    List<FrameRef> list = retransmissions == null ? new ArrayList<>(2) : retransmissions;
    if (list.size() < MAX_RETRANSMISSIONS) {
      list.add(ConversationTracker.reference(frame));
      retransmissions = list;
    }
  }

  /** Marks bytes as seen; gives the number of those not seen before. */
  private long take(long from, long to) {
    long fresh = 0;
    long start = from;
    if (start < base) {
      if (anchoredBySyn) {
        start = base;
      } else {
        fresh += Math.min(to, base) - start;
        if (to < base) {
          addHole(to, base);
        }
        base = start;
      }
    }
    fresh += fillHoles(start, to);
    if (to > next) {
      long begin = Math.max(start, next);
      if (begin > next) {
        addHole(next, begin);
      }
      fresh += to - begin;
      advance(to);
    }
    return fresh;
  }

  private void advance(long to) {
    nextSequence += (int) (to - next);
    next = to;
  }

  private void addHole(long from, long to) {
    if (holes == null) {
      holes = new long[2 * MAX_HOLES];
    }
    long[] list = holes;
    if (holeCount == MAX_HOLES) {
      forgottenHoles += list[1] - list[0];
      System.arraycopy(list, 2, list, 0, list.length - 2);
      holeCount--;
    }
    list[2 * holeCount] = from;
    list[2 * holeCount + 1] = to;
    holeCount++;
  }

  private long fillHoles(long from, long to) {
    long filled = 0;
    long[] list = holes;
    for (int i = holeCount - 1; list != null && i >= 0; i--) {
      long begin = Math.max(from, list[2 * i]);
      long end = Math.min(to, list[2 * i + 1]);
      if (begin < end) {
        filled += end - begin;
        shrinkHole(list, i, begin, end);
      }
    }
    return filled;
  }

  private void shrinkHole(long[] list, int index, long begin, long end) {
    long from = list[2 * index];
    long to = list[2 * index + 1];
    if (begin == from && end == to) {
      holeCount--;
      System.arraycopy(list, 2 * index + 2, list, 2 * index, 2 * (holeCount - index));
    } else if (begin == from) {
      list[2 * index] = end;
    } else {
      list[2 * index + 1] = begin;
      if (end < to) {
        addHole(end, to);
      }
    }
  }

  /** The other side acknowledged all before a position; what was never seen of it is missing. */
  void acknowledge(Frame frame, PacketHeaders by, long position) {
    acknowledge(frame, by.payloadLength() == 0 && !by.isFin(), position);
  }

  /**
   * As the other one.
   *
   * @param bare the segment has neither payload nor FIN: it was sent to acknowledge
   */
  void acknowledge(Frame frame, boolean bare, long position) {
    if (position > next + FAR) {
      return;
    }
    if (deliveries != null) {
      deliveries.acknowledged(frame, bare, position, next);
    }
    if (position > base && payloadBytes > 0) {
      acknowledged = true;
    }
    // One more than was seen is the FIN's place, which may not be in the capture.
    if (position > next + 1) {
      addHole(next, position);
      advance(position);
    }
  }

  /** Path-MTU discovery makes it send again what it sent so far; that is no loss. */
  void willSendAgain() {
    resentUpTo = next;
  }

  /** A FIN stands behind the byte before {@code position}. */
  void fin(FrameRef frame, long position) {
    if (fin == null) {
      fin = frame;
      finPosition = position;
    }
  }

  @Nullable FrameRef fin() {
    return fin;
  }

  long finPosition() {
    return finPosition;
  }

  void rst(FrameRef frame) {
    if (rst == null) {
      rst = frame;
    }
  }

  @Nullable FrameRef lastData() {
    return firstData == null ? null : new FrameRef(lastDataFile, lastDataNumber, lastDataTime);
  }

  @Nullable FrameRef firstData() {
    return firstData;
  }

  long mac() {
    return mac;
  }

  TcpConversation.Flow build() {
    long missing = forgottenHoles;
    long missingAtStop = 0;
    long stop = deliveries == null ? 0 : deliveries.acknowledged();
    long[] list = holes;
    for (int i = 0; list != null && i < holeCount; i++) {
      missing += list[2 * i + 1] - list[2 * i];
      if (list[2 * i] <= stop && stop < list[2 * i + 1]) {
        missingAtStop = list[2 * i + 1] - stop;
      }
    }
    return new TcpConversation.Flow(
        frames,
        payloadBytes,
        dataSegments,
        retransmittedSegments,
        missing,
        ttl,
        acknowledged,
        firstData,
        lastData(),
        fin,
        rst,
        retransmissions == null ? List.of() : retransmissions,
        pauseTo == FrameRef.NO_TIME ? null : new TcpConversation.Pause(pauseFrom, pauseTo),
        deliveries == null
            ? new TcpConversation.Delivery(mss, 0, 0, null)
            : deliveries.build(mss, missingAtStop));
  }
}
