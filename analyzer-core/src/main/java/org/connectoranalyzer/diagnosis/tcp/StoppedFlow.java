package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IcmpRejection;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Delivery;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.conversation.TcpConversation.Stop;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.diagnosis.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection that came to nothing, whose large segments never arrive while
 * smaller ones do. {@link PathMtuBlackHole} judges by it; lives for one examination.
 *
 * @param contact one of those on the connection
 * @param from who sends what does not arrive
 * @param lost payload bytes of the smallest segment that did not arrive, as far as it can be told
 * @param passed payload bytes of the largest segment that did; 0 none but empty ones
 * @param tooBig the ICMP error that told the sender to send smaller segments; null none
 */
record StoppedFlow(
    Contact contact, Side from, Stop stop, int lost, int passed, @Nullable IcmpRejection tooBig) {
  /** No path that carries cloud traffic lets less than this through (IPv6 wants 1280 bytes). */
  private static final int FULL_SIZE = 1_000;

  /** IPv4 and TCP headers without options. */
  private static final int HEADERS = 40;

  /** Where no SYN tells the MSS: that of Ethernet. */
  private static final int USUAL_MSS = 1_460;

  /** Ordinary loss is made good sooner, after some retransmission timeouts. */
  private static final long LASTING = 3 * Waiting.SECOND;

  private static final int MANY_REPEATS = 3;

  /** Most bytes by which TCP options make a segment smaller than the MSS. */
  private static final int OPTIONS = 40;

  /**
   * The direction that a connection got stuck in for its large segments; empty if none did.
   *
   * @param tooBig ICMP errors about its packets' size
   */
  static Optional<StoppedFlow> of(Contact contact, List<IcmpRejection> tooBig) {
    for (Side from : Side.values()) {
      TcpConversation connection = contact.connection();
      Delivery delivery = connection.flow(from).delivery();
      Stop stop = delivery.stop();
      if (stop != null && connection.established()) {
        int mss = connection.flow(from.other()).delivery().mss();
        boolean jumped = stop.missing() > 0;
        int lost =
            jumped ? (int) Math.min(stop.missing(), mss == 0 ? USUAL_MSS : mss) : stop.repeated();
        int passed = jumped ? delivery.largest() : delivery.largestAcknowledged();
        StoppedFlow flow =
            new StoppedFlow(
                contact, from, stop, lost, passed, unheeded(connection, from, stop, tooBig));
        boolean smallerArrived = jumped || passed > 0 || stop.answers() > 0;
        if (lost >= FULL_SIZE && passed < flow.leastLost() && smallerArrived) {
          return Optional.of(flow);
        }
      }
    }
    return Optional.empty();
  }

  /** The ICMP error that the sender got and went on after with segments as large as before. */
  private static @Nullable IcmpRejection unheeded(
      TcpConversation connection, Side from, Stop stop, List<IcmpRejection> tooBig) {
    return tooBig.stream()
        .filter(icmp -> icmp.source().equals(connection.endpoint(from)))
        .filter(icmp -> icmp.frame().compareTo(stop.last()) < 0)
        .filter(icmp -> icmp.mtu() <= 0 || stop.repeated() > icmp.mtu() - HEADERS)
        .findFirst()
        .orElse(null);
  }

  /**
   * What a lost segment had at least: where the capture does not hold it, options may have made it
   * smaller than the MSS.
   */
  private int leastLost() {
    return jumped() ? lost - OPTIONS : lost;
  }

  TcpConversation connection() {
    return contact.connection();
  }

  /** Whether later sequence numbers prove that something before them was lost. */
  boolean jumped() {
    return stop.missing() > 0;
  }

  /** Whether it went on for so long, or through so many repetitions, that it is no chance. */
  boolean lasting(long endTime) {
    return waited(endTime) >= LASTING || stop.repeats() >= MANY_REPEATS;
  }

  /** Whether the capture shows that nothing better came: somebody ended it, or 30 s went by. */
  boolean ended(long endTime) {
    return ending() != null || waited(endTime) >= Waiting.PATIENCE;
  }

  private @Nullable Ending ending() {
    Ending ending = connection().ending();
    return ending != null && ending.frame().compareTo(stop.first()) > 0 ? ending : null;
  }

  /** From the first sign to the end of the connection or of the capture, ns. */
  long waited(long endTime) {
    Ending ending = ending();
    return stop.first().distance(ending == null ? endTime : ending.frame().time());
  }

  /** Headers before the payload of a segment without options. */
  int headers() {
    return connection().server().address().version() == 4 ? HEADERS : HEADERS + 20;
  }

  /** Whether segments of that size arrive after all, by the largest that arrived elsewhere. */
  boolean arrives(int largestArrived) {
    return largestArrived >= leastLost();
  }

  /** What shows it: the jump or the repetitions, the answers between, ICMP, the end. */
  List<Evidence> evidence() {
    List<Evidence> frames = new ArrayList<>();
    if (jumped()) {
      Facts facts = Facts.of("missing", stop.missing());
      frames.add(evidence(stop.first(), from, "gap", facts));
    } else {
      for (FrameRef again : connection().flow(from).retransmissions()) {
        if (again.compareTo(stop.first()) >= 0) {
          frames.add(evidence(again, from, "retransmission", Facts.NONE));
        }
      }
    }
    if (stop.lastAnswer() != null) {
      frames.add(evidence(stop.lastAnswer(), from.other(), "repeatedAck", Facts.NONE));
    }
    if (tooBig != null) {
      Facts facts = Facts.NONE.withIfKnown("mtu", mtu());
      String to = connection().endpoint(from).address().toString();
      frames.add(
          new FrameEvidence(tooBig.frame(), tooBig.from().toString(), to, "icmpTooBig", facts));
    }
    Ending ending = ending();
    if (ending != null) {
      frames.add(Evidence.of(connection(), ending));
    }
    return frames;
  }

  /** The MTU that ICMP told; null if none did. */
  @Nullable Integer mtu() {
    return tooBig == null || tooBig.mtu() <= 0 ? null : tooBig.mtu();
  }

  private Evidence evidence(FrameRef frame, Side by, String kind, Facts facts) {
    return Evidence.of(connection(), frame, by, kind, facts);
  }
}
