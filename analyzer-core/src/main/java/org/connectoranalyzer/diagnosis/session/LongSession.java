package org.connectoranalyzer.diagnosis.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.HopDistance;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.tcp.OpeningCandidates;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.jspecify.annotations.Nullable;

/**
 * A TLS session that carried data both ways with a host where sessions are meant to stay open: the
 * WebSockets of Service Bus and the data channels, not bootstrap or other requests. Lives for one
 * examination.
 */
record LongSession(Contact contact, TlsHandshake tls) {
  private static final int HTTPS = 443;
  private static final String SIGNALLING = "signalling";

  /** What shares its fate: one client's sessions by one way, through one proxy. */
  record Route(Client client, Way way, String proxy) {}

  /** The sessions of all clients by route, in order of first frames. */
  static Map<Route, List<LongSession>> byRoute(ConnectorView view) {
    Map<Route, List<LongSession>> routes = new LinkedHashMap<>();
    for (Contact contact : view.contacts()) {
      TlsHandshake tls = contact.tls();
      if (tls != null
          && tls.established()
          && contact.vital()
          && contact.named()
          && contact.port() == HTTPS
          && view.endpoints().holdsSessions(contact.host())) {
        LongSession session = new LongSession(contact, tls);
        routes.computeIfAbsent(session.route(), r -> new ArrayList<>()).add(session);
      }
    }
    return routes;
  }

  private Route route() {
    String proxy = contact.proxy() == null ? "" : contact.proxy().subject();
    return new Route(contact.client(), contact.way(), proxy);
  }

  TcpConversation connection() {
    return contact.connection();
  }

  String host() {
    return contact.host();
  }

  /** Whether it carries Service Bus signalling; else data, of which plain requests may be part. */
  boolean isSignalling() {
    return contact.requirement() != null && contact.requirement().purpose().equals(SIGNALLING);
  }

  /** When its TLS began, ns. */
  long begin() {
    FrameRef hello = tls.clientHello();
    return hello != null && hello.hasTime() ? hello.time() : connection().startTime();
  }

  /** How long it lasted until then, ns. */
  long age(long time) {
    return distance(begin(), time);
  }

  /** The FIN or RST by which the other side ended it; null while it is open, or the client did. */
  @Nullable Ending cut() {
    Ending ending = connection().ending();
    return ending != null && ending.by() == Side.SERVER && ending.frame().hasTime() ? ending : null;
  }

  /** The last payload before that end, of either side; null only without any. */
  static @Nullable FrameRef lastData(Ending ending) {
    FrameRef client = ending.lastFromClient();
    FrameRef server = ending.lastFromServer();
    if (client == null || server == null) {
      return client == null ? server : client;
    }
    return client.compareTo(server) > 0 ? client : server;
  }

  /** Whether the last word before that end was the client's: a request that nobody answered. */
  static boolean endsUnanswered(Ending ending) {
    FrameRef last = lastData(ending);
    return last != null && last.equals(ending.lastFromClient());
  }

  /** Payload of both directions. */
  long bytes() {
    return connection().fromClient().payloadBytes() + connection().fromServer().payloadBytes();
  }

  /** Who ended it, by the hops that the packet had passed compared with the SYN-ACK. */
  Origin origin(Ending ending) {
    for (SynAttempt attempt : connection().attempts()) {
      for (SynAttempt.Answer answer : attempt.answers()) {
        if (answer.kind() == SynAttempt.AnswerKind.SYN_ACK
            && answer.ttl() >= 0
            && ending.ttl() >= 0) {
          return HopDistance.differs(answer.ttl(), ending.ttl())
              ? Origin.ON_THE_WAY
              : Origin.FAR_END;
        }
      }
    }
    return Origin.UNKNOWN;
  }

  /** Where the packet that ended a session came from. */
  enum Origin {
    /** From as far as the other end: by it, or by something close to it. */
    FAR_END,
    /** From another distance: by a device on the way. */
    ON_THE_WAY,
    UNKNOWN
  }

  /** Starts a finding about sessions of one host with this one's way, explaining nothing yet. */
  Candidate.Builder candidate(Diagnosis diagnosis) {
    return Candidate.of(diagnosis, contact.way(), contact.client().address(), contact.subject())
        .port(contact.port())
        .host(host())
        .fact("proxy", contact.proxy() == null ? null : contact.proxy().subject())
        .flowFilter(
            OpeningCandidates.flowFilter(
                Set.of(connection().server().address()), connection().server().port()));
  }

  Item item() {
    return Item.tls(tls.id());
  }

  /** A frame of this connection, sent by that side. */
  Evidence evidence(FrameRef frame, Side from, String kind, Facts facts) {
    return Evidence.of(connection(), frame, from, kind, facts);
  }

  Evidence evidence(Ending ending) {
    return Evidence.of(connection(), ending);
  }

  /** Nanoseconds from one time to a later one; 0 if it is none, saturates. */
  static long distance(long from, long to) {
    if (from >= to) {
      return 0;
    }
    long difference = to - from;
    return difference < 0 ? Long.MAX_VALUE : difference;
  }
}
