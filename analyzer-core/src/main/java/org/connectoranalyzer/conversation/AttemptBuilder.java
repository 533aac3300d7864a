package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.conversation.SynAttempt.Answer;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.conversation.SynAttempt.Cause;
import org.connectoranalyzer.conversation.SynAttempt.Outcome;
import org.jspecify.annotations.Nullable;

/** A {@link SynAttempt} while the capture is read. */
final class AttemptBuilder {
  /** SYNs kept of one attempt; no client repeats so often. */
  private static final int MOST_SYNS = 1000;

  private static final int MOST_ANSWERS = 16;

  /** First gap of a client that repeats at all (RFC 1122 and Windows: 3 s). */
  private static final long USUAL_GAP = 3_000_000_000L;

  /** Smallest initial timeout that Windows can be set to. */
  private static final long SMALLEST_GAP = 300_000_000L;

  private final int clientEnd;
  private final int isn;
  private final int synPayload;
  private final Sighting syn;
  private final @Nullable AttemptBuilder earlier;
  private @Nullable List<Sighting> repeats;
  private @Nullable List<Heard> heard;
  private @Nullable FrameRef synAck;
  private int serverIsn;
  private boolean synAckRepeated;
  private @Nullable FrameRef established;
  private boolean resetByClient;
  private boolean superseded;

  /** An answer and what tells its copies. */
  private record Heard(Answer answer, Sighting sighting) {}

  AttemptBuilder(
      int clientEnd, long isn, int synPayload, Sighting syn, @Nullable AttemptBuilder earlier) {
    this.clientEnd = clientEnd;
    this.isn = (int) isn;
    this.synPayload = synPayload;
    this.syn = syn;
    this.earlier = earlier;
  }

  /** The attempt before it of the same conversation. */
  @Nullable AttemptBuilder earlier() {
    return earlier;
  }

  int clientEnd() {
    return clientEnd;
  }

  boolean hasKey(int end, long sequence) {
    return clientEnd == end && isn == (int) sequence;
  }

  /** Whether it is established by what the capture shows so far. */
  boolean isEstablished() {
    return established != null;
  }

  boolean isLoneSyn() {
    return repeats == null && heard == null && established == null;
  }

  boolean isRepeated() {
    return repeats != null;
  }

  /** A SYN with its key: whether it is a retransmission; else it is a copy. */
  boolean repeat(FrameRef frame, long signature, long window, long packetId) {
    if (syn.isCopiedBy(signature, window, frame.time(), packetId)) {
      return false;
    }
    List<Sighting> list = repeats == null ? new ArrayList<>(2) : repeats;
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i).isCopiedBy(signature, window, frame.time(), packetId)) {
        return false;
      }
    }
    if (list.size() < MOST_SYNS) {
      list.add(new Sighting(frame, signature, packetId));
      repeats = list;
    }
    return true;
  }

  /** Acknowledges its SYN, with or without the payload that a SYN may carry (RFC 7413). */
  boolean isAcknowledgedBy(long acknowledgment) {
    int distance = (int) acknowledgment - isn;
    return distance >= 1 && distance <= 1 + synPayload;
  }

  /** RST in answer: it acknowledges the SYN (RFC 9293), or follows the SYN-ACK. */
  boolean isRefusedBy(boolean ack, long sequence, long acknowledgment) {
    if (isAcknowledgedBy(acknowledgment)) {
      return true;
    }
    int distance = (int) sequence - serverIsn;
    return synAck == null ? !ack && sequence == 0 : distance == 0 || distance == 1;
  }

  /** RST of the client's own, by its place in the sequence. */
  boolean isAbandonedBy(long sequence) {
    int distance = (int) sequence - isn;
    return distance >= 0 && distance <= 1 + synPayload;
  }

  /** A segment of the client's that follows the SYN. */
  boolean isFollowedBy(long sequence, long tolerance) {
    int distance = (int) sequence - (isn + 1);
    return distance >= 0 && distance <= tolerance;
  }

  /** Takes an answer; false if it is a copy of one taken before. */
  boolean answer(Answer answer, long signature, long window, long packetId) {
    List<Heard> list = heard == null ? new ArrayList<>(1) : heard;
    for (Heard one : list) {
      if (one.sighting.isCopiedBy(signature, window, answer.frame().time(), packetId)) {
        return false;
      }
    }
    if (list.size() < MOST_ANSWERS) {
      list.add(new Heard(answer, new Sighting(answer.frame(), signature, packetId)));
      heard = list;
    }
    return true;
  }

  void synAck(FrameRef frame, long sequence) {
    synAckRepeated |= synAck != null;
    if (synAck == null) {
      synAck = frame;
    }
    serverIsn = (int) sequence;
  }

  void establish(FrameRef frame) {
    if (established == null) {
      established = frame;
    }
  }

  void resetByClient() {
    resetByClient = established == null;
  }

  /** A new attempt on the same five-tuple shows that this one was given up. */
  void supersede() {
    superseded = true;
  }

  /**
   * The record.
   *
   * @param recordingEnd how far the recording went on
   */
  SynAttempt build(RecordingEnd recordingEnd) {
    List<FrameRef> retransmissions =
        repeats == null ? List.of() : repeats.stream().map(Sighting::frame).toList();
    List<Answer> answers = heard == null ? List.of() : heard.stream().map(Heard::answer).toList();
    long silence = silence(retransmissions, recordingEnd);
    return new SynAttempt(
        Integer.toUnsignedLong(isn),
        syn.frame(),
        retransmissions,
        answers,
        synAck,
        established,
        outcome(answers, isOver(retransmissions, silence), repeatedAfterSynAck(retransmissions)),
        cause(answers, retransmissions),
        silence);
  }

  private long silence(List<FrameRef> retransmissions, RecordingEnd recordingEnd) {
    long last = syn.frame().time();
    FrameRef place = syn.frame();
    for (FrameRef frame : retransmissions) {
      last = Math.max(last, frame.time());
      place = frame;
    }
    long end = recordingEnd.after(place);
    return last > end ? 0 : Sighting.distance(end, last);
  }

  /** Given up: abandoned, or silent for twice the last gap while the recording went on. */
  private boolean isOver(List<FrameRef> retransmissions, long silence) {
    return resetByClient || superseded || silence / 2 >= lastGap(retransmissions);
  }

  private long lastGap(List<FrameRef> retransmissions) {
    if (retransmissions.isEmpty()) {
      return USUAL_GAP;
    }
    long[] times = new long[retransmissions.size() + 1];
    times[0] = syn.frame().time();
    for (int i = 1; i < times.length; i++) {
      times[i] = retransmissions.get(i - 1).time();
    }
    Arrays.sort(times);
    long gap = Sighting.distance(times[times.length - 1], times[times.length - 2]);
    return Math.max(gap, SMALLEST_GAP);
  }

  /**
   * A SYN-ACK that nothing contradicts is taken as the opening although the client's acknowledgment
   * is not in the capture: a client that did not take it repeats its SYN or resets.
   */
  private Outcome outcome(List<Answer> answers, boolean over, boolean synAfterSynAck) {
    if (established != null) {
      return Outcome.ESTABLISHED;
    }
    if (synAck != null && (synAfterSynAck || resetByClient || synAckRepeated)) {
      return over ? Outcome.SYN_ACK_IGNORED : Outcome.STILL_TRYING;
    }
    if (answered(answers, AnswerKind.RST)) {
      return Outcome.REFUSED;
    }
    if (synAck != null) {
      return over ? Outcome.ESTABLISHED : Outcome.STILL_TRYING;
    }
    if (answered(answers, AnswerKind.ICMP)) {
      return Outcome.REJECTED;
    }
    return over ? Outcome.GAVE_UP : Outcome.STILL_TRYING;
  }

  private Cause cause(List<Answer> answers, List<FrameRef> retransmissions) {
    if (repeatedAfterSynAck(retransmissions)) {
      return Cause.SYN_ACK_IGNORED;
    }
    if (answered(answers, AnswerKind.RST)) {
      return Cause.REFUSED;
    }
    if (answered(answers, AnswerKind.ICMP)) {
      return Cause.REJECTED;
    }
    boolean answered = synAck != null || established != null;
    return answered ? Cause.ANSWERED_LATE : Cause.UNANSWERED;
  }

  private static boolean answered(List<Answer> answers, AnswerKind kind) {
    return answers.stream().anyMatch(answer -> answer.kind() == kind);
  }

  /** By time where both frames have one, since files may be out of order. */
  private boolean repeatedAfterSynAck(List<FrameRef> retransmissions) {
    FrameRef first = synAck;
    return first != null && retransmissions.stream().anyMatch(frame -> isBefore(first, frame));
  }

  private static boolean isBefore(FrameRef one, FrameRef other) {
    boolean timed = one.hasTime() && other.hasTime() && one.time() != other.time();
    return timed ? one.time() < other.time() : one.compareTo(other) < 0;
  }
}
