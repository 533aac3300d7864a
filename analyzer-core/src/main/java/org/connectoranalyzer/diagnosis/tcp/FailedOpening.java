package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.SynAttempt.Answer;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.diagnosis.Waiting;

/** One attempt to open a connection that was not established, with the frames that show it. */
public record FailedOpening(TcpConversation connection, SynAttempt attempt) {
  /** By what came back. */
  public enum Kind {
    SYN_ACK_IGNORED,
    REJECTED,
    REFUSED,
    UNANSWERED,
    /** A SYN-ACK came right before the end of the capture: nothing is known yet. */
    OPENING
  }

  public Kind kind() {
    return switch (attempt.outcome()) {
      case SYN_ACK_IGNORED -> Kind.SYN_ACK_IGNORED;
      case REJECTED -> Kind.REJECTED;
      case REFUSED -> Kind.REFUSED;
      case ESTABLISHED, GAVE_UP -> Kind.UNANSWERED;
      case STILL_TRYING ->
          attempt.synAckFrame() == null
              ? Kind.UNANSWERED
              : retransmitted() ? Kind.SYN_ACK_IGNORED : Kind.OPENING;
    };
  }

  public IpAddress address() {
    return connection.server().address();
  }

  /**
   * Whether the capture shows that nothing better came. Silence: at least twice the last gap. RST:
   * 5 s went by, or a repeated SYN was refused too. ICMP, or a SYN-ACK that the client did not
   * take: 5 s and twice the last gap; a client's own RST is final.
   */
  public boolean ended() {
    return switch (attempt.outcome()) {
      case ESTABLISHED, GAVE_UP -> true;
      case STILL_TRYING -> false;
      case REFUSED -> sinceLastAnswer() >= Waiting.FOLLOW_UP || answers(AnswerKind.RST) > 1;
      case REJECTED -> waitedLongEnough();
      case SYN_ACK_IGNORED -> waitedLongEnough() || connection.fromClient().rst() != null;
    };
  }

  /** The answer may have come long after the SYN. */
  private long sinceLastAnswer() {
    FrameRef last = attempt.lastSyn();
    long since = attempt.silence();
    for (Answer answer : attempt.answers()) {
      long later = answer.frame().time() - last.time();
      if (answer.frame().hasTime() && last.hasTime() && later > 0) {
        since = Math.min(since, Math.max(0, attempt.silence() - later));
      }
    }
    return since;
  }

  private boolean waitedLongEnough() {
    return attempt.silence() >= Math.max(Waiting.FOLLOW_UP, 2 * lastGap());
  }

  private long lastGap() {
    List<FrameRef> syns = syns();
    int last = syns.size() - 1;
    return last < 1 ? 0 : syns.get(last).distance(syns.get(last - 1));
  }

  /** How many SYN-ACKs came. */
  long synAcks() {
    return answers(AnswerKind.SYN_ACK);
  }

  private long answers(AnswerKind kind) {
    return attempt.answers().stream().filter(answer -> answer.kind() == kind).count();
  }

  /** First SYN and its retransmissions. */
  public List<FrameRef> syns() {
    List<FrameRef> syns = new ArrayList<>();
    syns.add(attempt.syn());
    syns.addAll(attempt.retransmissions());
    return syns;
  }

  public boolean retransmitted() {
    return !attempt.retransmissions().isEmpty();
  }

  /**
   * Whether the client's own machine dropped every SYN of it, as its recorder says: nothing of it
   * went out.
   */
  public boolean droppedLocally() {
    return syns().stream().allMatch(syn -> connection.isDroppedAtClient(syn, Side.CLIENT));
  }

  /** Whether the client's own machine dropped every SYN-ACK that came. */
  boolean answersDroppedLocally() {
    return attempt.answers().stream()
        .filter(answer -> answer.kind() == AnswerKind.SYN_ACK)
        .allMatch(answer -> connection.isDroppedAtClient(answer.frame(), Side.SERVER));
  }

  /** Client went on for so long in vain: from its first SYN to the end of the observed silence. */
  public long waitedMs() {
    long observed = attempt.syn().distance(attempt.lastSyn()) + attempt.silence();
    return observed / 1_000_000;
  }

  /** When SYNs were sent, in seconds after the first: "0, 1, 3". */
  public String schedule() {
    StringBuilder text = new StringBuilder();
    for (FrameRef syn : syns()) {
      long tenths = (syn.distance(attempt.syn()) + Waiting.SECOND / 20) / (Waiting.SECOND / 10);
      text.append(text.length() == 0 ? "" : ", ").append(tenths / 10);
      if (tenths % 10 != 0) {
        text.append('.').append(tenths % 10);
      }
    }
    return text.toString();
  }

  /** Every SYN and every answer, in order of frames. */
  public List<Evidence> evidence() {
    return evidence(connection, attempt);
  }

  /** Every SYN of an attempt and every answer to it, in order of frames. */
  public static List<Evidence> evidence(TcpConversation connection, SynAttempt attempt) {
    List<Evidence> frames = new ArrayList<>();
    frames.add(Evidence.of(connection, attempt.syn(), Side.CLIENT, "syn", Facts.NONE));
    for (FrameRef again : attempt.retransmissions()) {
      Facts facts = Facts.of("afterMs", again.distance(attempt.syn()) / 1_000_000);
      frames.add(Evidence.of(connection, again, Side.CLIENT, "synRetransmission", facts));
    }
    attempt.answers().forEach(answer -> frames.add(evidence(connection, answer)));
    frames.sort(null);
    return frames;
  }

  private static Evidence evidence(TcpConversation connection, Answer answer) {
    return switch (answer.kind()) {
      case SYN_ACK -> Evidence.of(connection, answer.frame(), Side.SERVER, "synAck", Facts.NONE);
      case RST -> Evidence.of(connection, answer.frame(), Side.SERVER, "rst", Facts.NONE);
      case ICMP ->
          new FrameEvidence(
              answer.frame(),
              answer.from().toString(),
              connection.client().address().toString(),
              "icmp",
              Facts.of("type", answer.icmpType()).with("code", answer.icmpCode()));
    };
  }

  /** Whether any attempt to open a connection was seen to end in failure. */
  public static boolean anyEnded(TcpConversation connection) {
    return connection.attempts().stream()
        .filter(attempt -> attempt.outcome() != SynAttempt.Outcome.ESTABLISHED)
        .anyMatch(attempt -> new FailedOpening(connection, attempt).ended());
  }

  /**
   * A SYN that nobody answered and that the client did not repeat: it may have raced (RFC 8305).
   */
  public boolean lone() {
    return kind() == Kind.UNANSWERED && !retransmitted();
  }

  /**
   * Whether it proves by itself that the address fails beside another that works: repeated in vain,
   * or finally refused or rejected. A lone SYN, or a SYN-ACK that the client had no more use for,
   * proves nothing.
   */
  boolean proves() {
    return retransmitted() || (ended() && (kind() == Kind.REFUSED || kind() == Kind.REJECTED));
  }

  /** Addresses to which at least two lone SYNs were sent in vain: there a lone SYN tells, too. */
  static Set<IpAddress> deaf(List<FailedOpening> failures) {
    Set<IpAddress> once = new LinkedHashSet<>();
    Set<IpAddress> twice = new LinkedHashSet<>();
    for (FailedOpening failure : failures) {
      if (failure.lone() && failure.ended() && !once.add(failure.address())) {
        twice.add(failure.address());
      }
    }
    return twice;
  }
}
