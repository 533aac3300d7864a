package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.conversation.EarlyAnswers.EarlyAnswer;
import org.connectoranalyzer.conversation.SynAttempt.Answer;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Pairs SYNs with what comes back: SYN-ACK, RST, ICMP error, first acknowledgment. Attempts are
 * told apart by five-tuple and ISN, answers belong to the attempt whose ISN they acknowledge.
 */
final class Handshakes {
  /** Earlier conversations of one five-tuple that are searched. */
  private static final int SEARCHED = 8;

  /** How far the first segments after a SYN may be from it in sequence: a first flight. */
  private static final long FIRST_FLIGHT = 1 << 16;

  private final EarlyAnswers early = new EarlyAnswers();

  /** An attempt and the conversation it belongs to. */
  private record Found(ConversationBuilder conversation, AttemptBuilder attempt) {}

  /** What a SYN turned out to be. */
  enum SynKind {
    COPY,
    RETRANSMISSION,
    /** A new ISN: see {@link #joins}. */
    NEW
  }

  /** Takes a SYN whose attempt is known; a copy has no effect. */
  SynKind known(Frame frame, PacketHeaders syn, int end, @Nullable ConversationBuilder latest) {
    ConversationBuilder one = latest;
    for (int i = 0; one != null && i < SEARCHED; i++) {
      AttemptBuilder attempt = one.attempt(end, syn.sequence());
      if (attempt != null) {
        return repeat(frame, syn, end, one, attempt);
      }
      one = one.previous();
    }
    return SynKind.NEW;
  }

  private static SynKind repeat(
      Frame frame, PacketHeaders syn, int end, ConversationBuilder owner, AttemptBuilder attempt) {
    FrameRef reference = ConversationTracker.reference(frame);
    long window = Sighting.window(syn);
    if (!attempt.repeat(reference, Sighting.signature(syn), window, frame.packetId())) {
      return SynKind.COPY;
    }
    owner.see(frame, syn, end);
    if (!owner.isEstablished()) {
      owner.reopen();
    }
    return SynKind.RETRANSMISSION;
  }

  /**
   * Whether a SYN with a new ISN is a further attempt of a conversation: none before it succeeded.
   * Without any SYN so far: what was seen of it is the answer to this one, or follows it.
   */
  boolean joins(ConversationBuilder conversation, PacketHeaders syn, int end) {
    if (conversation.attempt() != null) {
      return conversation.clientEnd() == end && conversation.takesAttempts();
    }
    FlowBuilder flow = conversation.flow(end);
    boolean follows = flow != null && flow.isAnchored() && flow.position(syn.sequence() + 1) == 0;
    return follows || (!early.isEmpty() && early.has(syn));
  }

  /** Begins an attempt, and gives it the answers that stood before it. */
  void begin(Frame frame, PacketHeaders syn, int end, ConversationBuilder conversation) {
    FlowBuilder flow = conversation.see(frame, syn, end);
    FrameRef reference = ConversationTracker.reference(frame);
    Sighting sighting = new Sighting(reference, Sighting.signature(syn), frame.packetId());
    AttemptBuilder attempt =
        new AttemptBuilder(
            end, syn.sequence(), syn.payloadLength(), sighting, conversation.attempt());
    boolean first = conversation.attempt() == null;
    boolean follows = first && flow.isAnchored() && flow.position(syn.sequence() + 1) == 0;
    conversation.add(attempt);
    conversation.clientIs(end);
    if (follows) {
      FrameRef data = flow.firstData();
      attempt.establish(data == null ? reference : data);
      conversation.establish();
    } else {
      flow.anchorBySyn(syn.sequence());
    }
    if (!early.isEmpty()) {
      takeEarly(syn, attempt);
    }
  }

  private void takeEarly(PacketHeaders syn, AttemptBuilder attempt) {
    for (EarlyAnswer one = early.take(syn); one != null; one = early.take(syn)) {
      Answer answer = one.answer();
      if (attempt.answer(answer, one.signature(), one.window(), one.packetId())
          && answer.kind() == AnswerKind.SYN_ACK) {
        attempt.synAck(answer.frame(), one.sequence());
      }
    }
  }

  /** Whether a SYN-ACK answers a known SYN, or may do so in a conversation without one. */
  boolean knows(ConversationBuilder latest, PacketHeaders synAck, int end) {
    boolean used = latest.isEstablished() || latest.hasData();
    FlowBuilder flow = latest.flow(end);
    boolean fits = flow != null && flow.fits(synAck.sequence(), FIRST_FLIGHT);
    return !used || fits || acknowledged(latest, synAck, 1 - end) != null;
  }

  /** Takes a SYN-ACK; false if it is a copy. */
  boolean synAck(
      Frame frame, PacketHeaders synAck, int end, ConversationBuilder latest, Endpoint[] ends) {
    Found found = acknowledged(latest, synAck, 1 - end);
    Answer answer = answer(AnswerKind.SYN_ACK, frame, synAck, ends[end].address());
    long signature = Sighting.signature(synAck);
    long window = Sighting.window(synAck);
    if (found == null) {
      latest.see(frame, synAck, end).anchorBySyn(synAck.sequence());
      remember(answer, synAck, ends[1 - end], ends[end], frame.packetId());
      if (latest.attempt() == null) {
        latest.clientIs(1 - end);
        latest.clientStartsAt(synAck.acknowledgment());
      }
      return true;
    }
    if (!found.attempt.answer(answer, signature, window, frame.packetId())) {
      return false;
    }
    found.attempt.synAck(answer.frame(), synAck.sequence());
    found.conversation.see(frame, synAck, end).anchorBySyn(synAck.sequence());
    return true;
  }

  private static Answer answer(
      AnswerKind kind, Frame frame, PacketHeaders headers, IpAddress from) {
    return new Answer(kind, ConversationTracker.reference(frame), from, headers.ttl(), -1, -1);
  }

  private void remember(
      Answer answer, PacketHeaders headers, Endpoint client, Endpoint server, long packetId) {
    early.add(
        new EarlyAnswer(
            answer,
            client,
            server,
            headers.acknowledgment(),
            headers.sequence(),
            Sighting.signature(headers),
            Sighting.window(headers),
            packetId));
  }

  /** The attempt of {@code clientEnd} whose SYN is acknowledged. */
  private static @Nullable Found acknowledged(
      ConversationBuilder latest, PacketHeaders headers, int clientEnd) {
    ConversationBuilder one = latest;
    for (int i = 0; one != null && i < SEARCHED; i++) {
      for (AttemptBuilder a = one.attempt(); a != null; a = a.earlier()) {
        if (a.clientEnd() == clientEnd && a.isAcknowledgedBy(headers.acknowledgment())) {
          return new Found(one, a);
        }
      }
      one = one.previous();
    }
    return null;
  }

  /** What a RST did to the attempts of its conversation. */
  enum RstKind {
    COPY,
    /** Answered a SYN, or took one back. */
    OPENING,
    /** Fits no SYN that is still open. */
    OTHER
  }

  /** Takes a RST as far as it concerns an opening that was not completed. */
  RstKind rst(
      Frame frame, PacketHeaders rst, int end, ConversationBuilder latest, Endpoint[] ends) {
    for (AttemptBuilder a = latest.attempt(); a != null; a = a.earlier()) {
      if (a.isEstablished()) {
        continue;
      }
      if (a.clientEnd() == end && a.isAbandonedBy(rst.sequence())) {
        a.resetByClient();
        return RstKind.OPENING;
      }
      if (a.clientEnd() != end
          && a.isRefusedBy(rst.isAck(), rst.sequence(), rst.acknowledgment())) {
        Answer answer = answer(AnswerKind.RST, frame, rst, ends[end].address());
        long signature = Sighting.signature(rst);
        boolean isNew = a.answer(answer, signature, Sighting.window(rst), frame.packetId());
        return isNew ? RstKind.OPENING : RstKind.COPY;
      }
    }
    if (rst.isAck() && !latest.isEstablished()) {
      Answer answer = answer(AnswerKind.RST, frame, rst, ends[end].address());
      remember(answer, rst, ends[1 - end], ends[end], frame.packetId());
    }
    return RstKind.OTHER;
  }

  /** A segment without SYN or RST may be what completes an opening. */
  void segment(Frame frame, PacketHeaders segment, int end, ConversationBuilder conversation) {
    for (AttemptBuilder a = conversation.attempt(); a != null; a = a.earlier()) {
      if (segment.isAck() && completes(segment, end, a, conversation)) {
        a.establish(ConversationTracker.reference(frame));
        conversation.establish();
        return;
      }
    }
  }

  private static boolean completes(
      PacketHeaders segment, int end, AttemptBuilder attempt, ConversationBuilder conversation) {
    if (attempt.clientEnd() == end) {
      return attempt.isFollowedBy(segment.sequence(), FIRST_FLIGHT);
    }
    FlowBuilder client = conversation.flow(attempt.clientEnd());
    long sent = client == null ? 0 : Math.max(0, client.next());
    return attempt.isFollowedBy(segment.acknowledgment(), sent + FIRST_FLIGHT);
  }

  /**
   * An ICMP error that quotes a SYN of this conversation, by the quoted sequence number: false if
   * the quote is none of its SYNs.
   */
  boolean icmp(
      Frame frame, PacketHeaders icmp, int quotedEnd, ConversationBuilder latest, Answer answer) {
    ConversationBuilder one = latest;
    for (int i = 0; one != null && i < SEARCHED; i++) {
      AttemptBuilder attempt = one.attempt(quotedEnd, icmp.quoted().sequence());
      if (attempt != null) {
        long signature = Sighting.signature(icmp);
        attempt.answer(answer, signature, Sighting.window(icmp), frame.packetId());
        return true;
      }
      one = one.previous();
    }
    return false;
  }

  /** An ICMP error whose SYN may follow. */
  void icmpBefore(
      Frame frame, PacketHeaders icmp, Answer answer, Endpoint source, Endpoint destination) {
    long sequence = icmp.quoted().sequence();
    early.add(
        new EarlyAnswer(
            answer,
            source,
            destination,
            sequence + 1,
            0,
            Sighting.signature(icmp),
            Sighting.window(icmp),
            frame.packetId()));
  }
}
