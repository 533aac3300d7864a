package org.connectoranalyzer.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One try to open a connection: every SYN with one five-tuple and one ISN (initial sequence
 * number). A further SYN with the same key that is no copy of a packet already seen is a
 * retransmission, however short the gap; another ISN on the five-tuple is another attempt.
 * Wireshark differs: it calls copies retransmissions too.
 *
 * @param synAckFrame first SYN-ACK that answers it, whether or not the client took it
 * @param answers every RST, SYN-ACK and ICMP error that answers it, in capture order, at most 16
 * @param establishedFrame the client's first acknowledgment of the SYN-ACK
 * @param silence nanoseconds from the last SYN to the end of the recording
 */
public record SynAttempt(
    long isn,
    FrameRef syn,
    List<FrameRef> retransmissions,
    List<Answer> answers,
    @Nullable FrameRef synAckFrame,
    @Nullable FrameRef establishedFrame,
    Outcome outcome,
    Cause cause,
    long silence) {

  /** How it ended, by what the capture shows. */
  public enum Outcome {
    ESTABLISHED,
    /** RST in answer, and never established. Zeek: REJ. */
    REFUSED,
    /** An ICMP error quotes one of its SYNs, and nothing better came. */
    REJECTED,
    /** No answer, and silence of at least twice the last gap was observed. Zeek: S0. */
    GAVE_UP,
    /** No answer yet when the capture ended. */
    STILL_TRYING,
    /** A SYN-ACK came, but the client went on sending SYNs or resets and never established. */
    SYN_ACK_IGNORED
  }

  /** Why SYNs were repeated; of the attempt, the first that holds. */
  public enum Cause {
    /** A SYN-ACK came before a further SYN. */
    SYN_ACK_IGNORED,
    REFUSED,
    REJECTED,
    /** Finally answered by a SYN-ACK. */
    ANSWERED_LATE,
    UNANSWERED
  }

  /** What came back. */
  public enum AnswerKind {
    SYN_ACK,
    RST,
    ICMP
  }

  /**
   * One answer. ICMP: {@code from} is the router or host that sent it, type and code are its own;
   * else they are -1.
   *
   * @param ttl remaining hops (IPv4 TTL, IPv6 hop limit)
   */
  public record Answer(
      AnswerKind kind, FrameRef frame, IpAddress from, int ttl, int icmpType, int icmpCode) {}

  public SynAttempt {
    retransmissions = List.copyOf(retransmissions);
    answers = List.copyOf(answers);
  }

  /** The last SYN of the attempt. */
  public FrameRef lastSyn() {
    return retransmissions.isEmpty() ? syn : retransmissions.get(retransmissions.size() - 1);
  }

  /** Whether its end was seen: anything but {@link Outcome#STILL_TRYING}. */
  public boolean ended() {
    return outcome != Outcome.STILL_TRYING;
  }
}
