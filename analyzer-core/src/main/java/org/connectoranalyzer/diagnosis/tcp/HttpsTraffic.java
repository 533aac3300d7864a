package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt.Outcome;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.jspecify.annotations.Nullable;

/**
 * How port 443 of the required hosts fares for one client: what port 80 is held against. Lives for
 * one examination.
 *
 * @param works a required host was opened on 443, or a proxy opened a tunnel to one
 * @param pending one is just being tried, so that the same trouble may yet show there
 * @param usesProxy the connector service asks a proxy, or is meant to; of the updater alone that
 *     counts only where nothing opens directly
 * @param proxy the one that it asks; null where none is known
 * @param stalls sessions that the client held up after it had the server's certificates: of those
 *     that began until a frame the one that lasts longest, by that frame
 */
record HttpsTraffic(
    boolean works,
    boolean pending,
    boolean usesProxy,
    @Nullable Proxy proxy,
    NavigableMap<FrameRef, Stall> stalls) {

  /** Revocation checks wait about 15 s for an answer; no client thinks so long by itself. */
  private static final long LONG = 10_000_000_000L;

  /**
   * A TLS session whose client let the server wait after the server's flight.
   *
   * @param from the frame that gave the client the certificates
   * @param to the client's next flight, or its closing
   */
  record Stall(Contact contact, FrameRef from, FrameRef to) {
    long lengthMs() {
      return from.distance(to) / 1_000_000;
    }

    List<Evidence> evidence() {
      TcpConversation connection = contact.connection();
      Facts host = Facts.of("sni", contact.host());
      return List.of(
          Evidence.of(connection, from, Side.SERVER, "serverHello", host),
          Evidence.of(
              connection, to, Side.CLIENT, "clientWentOn", Facts.of("afterMs", lengthMs())));
    }
  }

  static HttpsTraffic of(ConnectorView view, Client client) {
    boolean works = false;
    boolean pending = false;
    boolean opensDirectly = false;
    boolean serviceAsksProxy = false;
    Proxy proxy = null;
    List<Stall> stalls = new ArrayList<>();
    for (Contact contact : view.contacts(client)) {
      if (contact.vital() && contact.port() == 443) {
        works |=
            contact.furthest().compareTo(contact.direct() ? Furthest.TCP : Furthest.TUNNEL) >= 0;
        pending |= isPending(contact) && !view.reached(contact);
        proxy = proxy == null ? contact.proxy() : proxy;
        opensDirectly |= contact.direct() && contact.furthest() != Furthest.SYN;
        serviceAsksProxy |= !contact.direct() && isService(view, contact.host());
        Stall stall = stall(contact);
        if (stall != null) {
          stalls.add(stall);
        }
      }
    }
    boolean meant = view.intendedMode() == Mode.PROXY || !view.options().proxies().isEmpty();
    boolean uses = meant || serviceAsksProxy || (proxy != null && !opensDirectly);
    return new HttpsTraffic(works, pending, uses, proxy, longest(stalls));
  }

  private static NavigableMap<FrameRef, Stall> longest(List<Stall> stalls) {
    stalls.sort(Comparator.comparing(Stall::from));
    NavigableMap<FrameRef, Stall> longest = new TreeMap<>();
    Stall last = null;
    for (Stall stall : stalls) {
      last = last == null || stall.to().compareTo(last.to()) > 0 ? stall : last;
      longest.put(stall.from(), last);
    }
    return longest;
  }

  /** A session that was held up while one of these was tried; null if none was. */
  @Nullable Stall stallDuring(List<FrameRef> tried) {
    for (FrameRef frame : tried) {
      Map.Entry<FrameRef, Stall> begun = stalls.floorEntry(frame);
      if (begun != null && frame.compareTo(begun.getValue().to()) <= 0) {
        return begun.getValue();
      }
    }
    return null;
  }

  private static boolean isService(ConnectorView view, String host) {
    return view.endpoints().isBootstrap(host) || view.endpoints().isRuntimeBeyondBootstrap(host);
  }

  private static boolean isPending(Contact contact) {
    return contact.connect() == null
        ? contact.connection().attempts().stream()
            .anyMatch(attempt -> attempt.outcome() == Outcome.STILL_TRYING)
        : contact.connect().outcome() == ConnectOutcome.CAPTURE_ENDED;
  }

  private static @Nullable Stall stall(Contact contact) {
    TlsHandshake tls = contact.tls();
    if (tls == null) {
      return null;
    }
    FrameRef from = tls.serverHelloDone() != null ? tls.serverHelloDone() : tls.serverHello();
    FrameRef to = tls.clientFinished();
    TcpConversation.Ending ending = contact.connection().ending();
    if (to == null && ending != null && ending.by() == Side.CLIENT) {
      to = ending.frame();
    }
    if (from == null || to == null || !from.hasTime() || !to.hasTime()) {
      return null;
    }
    boolean held = from.compareTo(to) < 0 && from.distance(to) >= LONG;
    return held ? new Stall(contact, from, to) : null;
  }
}
