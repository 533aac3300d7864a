package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.SynAttempt.Answer;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.HopDistance;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A required host on 443 that this client never opened, and RSTs answered its SYNs. Zeek: REJ.
 * Windows sends the same SYN again after a RST, at a constant gap; Wireshark calls that a
 * retransmission, it is no unanswered SYN.
 */
public final class SynRefused implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("SYN-REFUSED", Severity.ERROR, Owner.NETWORK);

  private static final long SURELY_FAR_NS = 5_000_000;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    RealServers real = RealServers.of(trace);
    List<Candidate> candidates = new ArrayList<>();
    for (HostOpenings host : HostOpenings.down(connector)) {
      List<FailedOpening> refused = host.failures(FailedOpening.Kind.REFUSED);
      if (!refused.isEmpty()) {
        candidates.add(candidate(host, refused, real));
      }
    }
    return Examination.of(candidates);
  }

  private static Candidate candidate(
      HostOpenings host, List<FailedOpening> refused, RealServers real) {
    Candidate.Builder candidate = OpeningCandidates.down(DIAGNOSIS, host, refused);
    List<Answer> resets =
        refused.stream()
            .flatMap(f -> f.attempt().answers().stream())
            .filter(answer -> answer.kind() == AnswerKind.RST)
            .toList();
    candidate.count("resets", resets.size());
    if (!resets.isEmpty()) {
      Answer reset = resets.get(0);
      long roundTrip = roundTrip(refused, reset);
      candidate.fact("rstTtl", reset.ttl()).fact("rstAfterMs", roundTrip / 1_000_000);
      if (fromNearby(reset, roundTrip, refused.get(0).address(), real)) {
        candidate.variant("middlebox");
      }
    }
    return candidate.build();
  }

  private static long roundTrip(List<FailedOpening> refused, Answer reset) {
    return refused.stream()
        .flatMap(failure -> failure.syns().stream())
        .filter(syn -> syn.compareTo(reset.frame()) < 0)
        .mapToLong(syn -> syn.distance(reset.frame()))
        .min()
        .orElse(0);
  }

  /**
   * Whether something on the way sent the RST: the same address answers other ports from another
   * distance, or real servers are far (5 ms and more, three hops and more farther) and this is
   * near.
   */
  private static boolean fromNearby(
      Answer reset, long roundTrip, IpAddress server, RealServers real) {
    int hops = HopDistance.of(reset.ttl());
    Integer sameServer = real.hopsTo.get(server);
    if (sameServer != null) {
      return Math.abs(sameServer - hops) >= HopDistance.OTHER_MACHINE;
    }
    return real.farthestHops >= hops + HopDistance.OTHER_MACHINE
        && hops <= 2
        && real.nearest >= SURELY_FAR_NS
        && roundTrip < real.nearest / 4;
  }

  /**
   * How far the public servers are that answered, read once for all hosts.
   *
   * @param farthestHops -1 where there are none
   * @param nearest shortest time from a SYN to its SYN-ACK, ns; 0 where there are none
   */
  private record RealServers(Map<IpAddress, Integer> hopsTo, int farthestHops, long nearest) {
    static RealServers of(Trace trace) {
      Map<IpAddress, Integer> hopsTo = new LinkedHashMap<>();
      int farthest = -1;
      long nearest = Long.MAX_VALUE;
      for (TcpConversation connection : trace.conversations()) {
        Answer synAck = synAck(connection);
        IpAddress server = connection.server().address();
        if (synAck != null && !server.isPrivate()) {
          hopsTo.put(server, HopDistance.of(synAck.ttl()));
          farthest = Math.max(farthest, HopDistance.of(synAck.ttl()));
          FrameRef syn = connection.attempts().get(0).lastSyn();
          nearest = Math.min(nearest, synAck.frame().distance(syn));
        }
      }
      return new RealServers(hopsTo, farthest, farthest < 0 ? 0 : nearest);
    }
  }

  private static @Nullable Answer synAck(TcpConversation connection) {
    if (!connection.established()) {
      return null;
    }
    for (SynAttempt attempt : connection.attempts()) {
      for (Answer answer : attempt.answers()) {
        if (answer.kind() == AnswerKind.SYN_ACK) {
          return answer;
        }
      }
    }
    return null;
  }
}
