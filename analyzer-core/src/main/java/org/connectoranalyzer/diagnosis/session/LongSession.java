package org.connectoranalyzer.diagnosis.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.HopDistance;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.tls.TlsContact;
import org.jspecify.annotations.Nullable;

/**
 * A TLS session that carried data both ways with a host where sessions are meant to stay open: the
 * WebSockets of Service Bus and the data channels, not bootstrap or other requests. Lives for one
 * examination.
 */
record LongSession(TlsContact session) {
  private static final String SIGNALLING = "signalling";

  /** What shares its fate: one client's sessions by one way, through one proxy. */
  record Route(Client client, Way way, String proxy) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Route r
          && way == r.way
          && client.equals(r.client)
          && proxy.equals(r.proxy);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * client.hashCode() + way.hashCode()) + proxy.hashCode();
    }
  }

  /** The sessions of all clients by route, in order of first frames. */
  static Map<Route, List<LongSession>> byRoute(ConnectorView view) {
    Map<Route, List<LongSession>> routes = new LinkedHashMap<>();
    for (TlsContact session : TlsContact.vital(view)) {
      Contact contact = session.contact();
      if (session.established()
          && contact.named()
          && view.endpoints().holdsSessions(contact.host())) {
        LongSession lasting = new LongSession(session);
        routes.computeIfAbsent(lasting.route(), r -> new ArrayList<>()).add(lasting);
      }
    }
    return routes;
  }

  private Route route() {
    Proxy proxy = contact().proxy();
    String name = proxy == null ? "" : proxy.subject();
    return new Route(session.client(), session.way(), name);
  }

  Contact contact() {
    return session.contact();
  }

  TcpConversation connection() {
    return session.connection();
  }

  String host() {
    return session.host();
  }

  /** Whether it carries Service Bus signalling; else data, of which plain requests may be part. */
  boolean isSignalling() {
    Requirement requirement = contact().requirement();
    return requirement != null && requirement.purpose().equals(SIGNALLING);
  }

  /** When its TLS began, ns. */
  long begin() {
    FrameRef hello = session.tls().clientHello();
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
    int server = connection().synAckTtl();
    if (server < 0 || ending.ttl() < 0) {
      return Origin.UNKNOWN;
    }
    return HopDistance.differs(server, ending.ttl()) ? Origin.ON_THE_WAY : Origin.FAR_END;
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
    return session.notice(diagnosis);
  }

  Item item() {
    return session.item();
  }

  Evidence evidence(FrameRef frame, Side from, String kind, Facts facts) {
    return session.evidence(frame, from, kind, facts);
  }

  /** The ClientHello, as far as it is in the capture. */
  List<Evidence> opening() {
    return session.opening();
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
