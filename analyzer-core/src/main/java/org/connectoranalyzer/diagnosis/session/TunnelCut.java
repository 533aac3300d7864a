package org.connectoranalyzer.diagnosis.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.session.LongSession.Origin;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Sessions with a signalling or data host that carried data both ways are ended from the other side
 * within a minute of their beginning, while they were in use, three times one after the other
 * (domain: F27). Of a data host, where requests may end after their answer, only a RST or an end in
 * place of an answer counts. An error unless a session of the host lasts.
 */
public final class TunnelCut implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("TUNNEL-CUT", Severity.ERROR, Owner.NETWORK);

  /** A session that lasted longer was of use. */
  private static final long SHORT = 60 * Waiting.SECOND;

  private static final int ENOUGH = 3;

  /** One session that was cut. */
  private record Cut(LongSession session, Ending ending) {
    long age() {
      return session.age(ending.frame().time());
    }

    long bytes() {
      return session.bytes();
    }
  }

  /** What one client tries to reach, by whatever way. */
  private record Target(Client client, String host, int port) {
    static Target of(Contact contact) {
      return new Target(contact.client(), contact.host(), contact.port());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Target t
          && port == t.port
          && client.equals(t.client)
          && host.equals(t.host);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * client.hashCode() + host.hashCode()) + port;
    }
  }

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
    Map<Target, List<Contact>> tries = new LinkedHashMap<>();
    for (Contact contact : connector.contacts()) {
      tries.computeIfAbsent(Target.of(contact), target -> new ArrayList<>()).add(contact);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (List<LongSession> sessions : routes.values()) {
      Map<String, List<Cut>> cuts = new LinkedHashMap<>();
      for (LongSession session : sessions) {
        Ending ending = session.cut();
        if (ending != null && isCut(session, ending, connector.endTime())) {
          cuts.computeIfAbsent(session.host(), host -> new ArrayList<>())
              .add(new Cut(session, ending));
        }
      }
      long bytes =
          cuts.values().stream().flatMap(List::stream).mapToLong(Cut::bytes).max().orElse(0);
      for (List<Cut> ofHost : cuts.values()) {
        List<Contact> sameHost =
            tries.getOrDefault(Target.of(ofHost.get(0).session().contact()), List.of());
        boolean lasts = lasts(ofHost, sameHost, connector.endTime());
        judge(ofHost, bytes, lasts, connector.endTime(), candidates);
      }
    }
    return Examination.of(candidates);
  }

  private static boolean isCut(LongSession session, Ending ending, long endTime) {
    return session.age(ending.frame().time()) < SHORT
        && IdleEnd.of(session, endTime) == null
        && (session.isSignalling() || ending.reset() || LongSession.endsUnanswered(ending));
  }

  /**
   * Of a host with fewer cuts in a row, these count where another host's stand by themselves.
   *
   * @param bytes the most that a cut session of the route carried
   */
  private static void judge(
      List<Cut> cuts, long bytes, boolean lasts, long endTime, List<Candidate> candidates) {
    int rounds = rounds(cuts, Long.MAX_VALUE);
    if (rounds < ENOUGH && lasts) {
      return;
    }
    long decided = endTime - Waiting.FOLLOW_UP;
    boolean open = !lasts && rounds(cuts, decided) < ENOUGH;
    Candidate.Builder candidate = candidate(cuts, bytes);
    if (lasts) {
      candidate.reachedOtherwise();
    } else if (rounds < ENOUGH) {
      candidate.severity(Severity.WARNING).accompanying();
    } else if (open) {
      candidate.undecided();
    }
    candidates.add(candidate.build());
  }

  /** How many cut sessions followed one another; those side by side count once. */
  private static int rounds(List<Cut> cuts, long until) {
    List<Cut> ordered = new ArrayList<>(cuts);
    ordered.sort((a, b) -> Long.compare(a.ending().frame().time(), b.ending().frame().time()));
    int rounds = 0;
    long end = Long.MIN_VALUE;
    for (Cut cut : ordered) {
      long time = cut.ending().frame().time();
      if (cut.session().connection().startTime() >= end && time <= until) {
        rounds++;
        end = time;
      }
    }
    return rounds;
  }

  /**
   * Whether a session of this client with the host, by whatever way, lasted longer than a cut one
   * and was still open, ended by the client, or of use for long.
   */
  private static boolean lasts(List<Cut> cuts, List<Contact> sameHost, long endTime) {
    long shortest = cuts.stream().mapToLong(Cut::age).min().orElse(0);
    return sameHost.stream()
        .filter(contact -> carriesData(contact))
        .anyMatch(contact -> lasts(contact, endTime, shortest));
  }

  private static boolean carriesData(Contact contact) {
    TlsHandshake tls = contact.tls();
    TcpConversation connection = contact.connection();
    // Of a session older than the capture, data in the middle is all that can be seen.
    return tls != null ? tls.established() : !connection.openingSeen() && connection.established();
  }

  private static boolean lasts(Contact contact, long endTime, long shortest) {
    TcpConversation connection = contact.connection();
    Ending ending = connection.ending();
    long end = ending == null ? endTime : ending.frame().time();
    long age = LongSession.distance(connection.startTime(), end);
    return age > shortest && (ending == null || ending.by() == Side.CLIENT || age >= SHORT);
  }

  private static Candidate.Builder candidate(List<Cut> cuts, long bytes) {
    LongSession first = cuts.get(0).session();
    Origin origin = origin(cuts);
    boolean tunnel = first.contact().way() == Way.TUNNEL;
    long resets = cuts.stream().filter(cut -> cut.ending().reset()).count();
    Candidate.Builder candidate =
        first
            .candidate(DIAGNOSIS)
            .variant(variant(tunnel, origin))
            .owner(tunnel && origin != Origin.ON_THE_WAY ? Owner.PROXY : Owner.NETWORK)
            .occurrences(cuts.size())
            .count("sessions", cuts.size())
            .count("resets", resets)
            .fact("cutBy", resets == 0 ? "FIN" : resets == cuts.size() ? "RST" : "FIN, RST")
            .fact("origin", name(origin))
            .fact("bytes", bytes)
            .fact("afterMs", cuts.stream().mapToLong(Cut::age).max().orElse(0) / 1_000_000);
    if (origin == Origin.ON_THE_WAY || tunnel) {
      candidate.confidence(Confidence.HIGH, "severalAttempts");
    } else {
      candidate.confidence(Confidence.MEDIUM, "whoEndedHidden");
    }
    for (Cut cut : cuts) {
      LongSession session = cut.session();
      candidate
          .explains(session.item())
          .evidence(session.evidence(cut.ending()))
          .evidence(session.opening());
    }
    return candidate;
  }

  private static Origin origin(List<Cut> cuts) {
    Origin origin = null;
    for (Cut cut : cuts) {
      Origin own = cut.session().origin(cut.ending());
      if (origin != null && origin != own) {
        return Origin.UNKNOWN;
      }
      origin = own;
    }
    return Objects.requireNonNullElse(origin, Origin.UNKNOWN);
  }

  private static String variant(boolean tunnel, Origin origin) {
    if (origin == Origin.ON_THE_WAY) {
      return tunnel ? "beforeProxy" : "onTheWay";
    }
    return tunnel ? "tunnel" : "";
  }

  private static @Nullable String name(Origin origin) {
    return switch (origin) {
      case FAR_END -> "farEnd";
      case ON_THE_WAY -> "onTheWay";
      case UNKNOWN -> null;
    };
  }
}
