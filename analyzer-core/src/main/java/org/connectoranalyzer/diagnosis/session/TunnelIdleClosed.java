package org.connectoranalyzer.diagnosis.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * Sessions with signalling or data hosts end without a word of the TLS peer after nearly the same
 * time without data (± 10 %), at least twice by one way (domain: F28): by FIN or RST, by RST to the
 * next data, or by silence to it.
 */
public final class TunnelIdleClosed implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("TUNNEL-IDLE-CLOSED", Severity.WARNING, Owner.NETWORK);

  private static final int ENOUGH = 2;
  private static final int SURE = 3;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    Map<LongSession.Route, List<LongSession>> routes = LongSession.byRoute(connector);
    if (routes.isEmpty()) {
      return new Examination.NotApplicable("noLongSession");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (List<LongSession> sessions : routes.values()) {
      List<IdleEnd> ends = new ArrayList<>();
      for (LongSession session : sessions) {
        IdleEnd end = IdleEnd.of(session, connector.endTime());
        if (end != null) {
          ends.add(end);
        }
      }
      List<IdleEnd> alike = alike(ends);
      if (alike.size() >= ENOUGH) {
        byHost(alike).forEach(ofHost -> candidates.add(candidate(ofHost, alike)));
      }
    }
    return Examination.of(candidates);
  }

  /** The most ends whose idle times differ from the middle of theirs by 10 % at most. */
  private static List<IdleEnd> alike(List<IdleEnd> ends) {
    List<IdleEnd> ordered = new ArrayList<>(ends);
    ordered.sort(Comparator.comparingLong(IdleEnd::idle));
    List<IdleEnd> best = List.of();
    int first = 0;
    for (int last = 0; last < ordered.size(); last++) {
      while (!areAlike(ordered.get(first).idle(), ordered.get(last).idle())) {
        first++;
      }
      if (last + 1 - first > best.size()) {
        best = List.copyOf(ordered.subList(first, last + 1));
      }
    }
    return best;
  }

  private static boolean areAlike(long shorter, long longer) {
    return shorter >= longer / 11 * 9;
  }

  private static Iterable<List<IdleEnd>> byHost(List<IdleEnd> ends) {
    Map<String, List<IdleEnd>> hosts = new LinkedHashMap<>();
    for (IdleEnd end : ends) {
      hosts.computeIfAbsent(end.session().host(), host -> new ArrayList<>()).add(end);
    }
    return hosts.values();
  }

  private static Candidate candidate(List<IdleEnd> ofHost, List<IdleEnd> all) {
    LongSession first = ofHost.get(0).session();
    boolean tunnel = first.contact().way() == Way.TUNNEL;
    long shortest = all.get(0).idle() / 1_000_000;
    long longest = all.get(all.size() - 1).idle() / 1_000_000;
    Candidate.Builder candidate =
        first
            .candidate(DIAGNOSIS)
            .owner(tunnel ? Owner.PROXY : Owner.NETWORK)
            .variant(variant(tunnel, ofHost.get(0).kind()))
            .occurrences(ofHost.size())
            .count("sessions", ofHost.size())
            .fact("idleMs", (shortest + longest) / 2);
    if (all.size() >= SURE) {
      candidate.confidence(Confidence.HIGH, "severalAttempts");
    } else {
      candidate.confidence(Confidence.MEDIUM, "twoSessions");
    }
    for (IdleEnd end : ofHost) {
      candidate.explains(end.session().item()).evidence(end.evidence());
    }
    return candidate.build();
  }

  private static String variant(boolean tunnel, IdleEnd.Kind kind) {
    return switch (kind) {
      case CLOSED -> tunnel ? "tunnel" : "";
      case RESET_ON_USE -> "onUse";
      case BLACK_HOLE -> "silent";
    };
  }
}
