package org.connectoranalyzer.diagnosis.proxy;

import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Wpad;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.DnsLookup;

/**
 * The ways that the script of automatic discovery names for one client: a client tries one after
 * the other, so that a failing one is not the end of it.
 */
final class ScriptWays {
  /** How soon a client goes on: giving up a silent proxy takes 21 s. */
  private static final long GOES_ON = 30_000_000_000L;

  /** A name that does not resolve is given up sooner. */
  private static final long ASKED = 10_000_000_000L;

  private ScriptWays() {}

  /** Whether there are several, and the client tried one of them shortly before the end. */
  static boolean mayGoOn(ConnectorView view, Client client) {
    Wpad wpad = view.wpad(client);
    List<HostPort> told = wpad.told();
    if (told.size() + (wpad.allowsDirect() ? 1 : 0) < 2) {
      return false;
    }
    boolean asking = false;
    long last = FrameRef.NO_TIME;
    for (DnsLookup lookup : view.lookups(client)) {
      if (told.stream().anyMatch(proxy -> proxy.isAskedBy(lookup.name()))) {
        FrameRef query = lookup.lastQuery();
        asking |= query.hasTime() && view.endTime() - query.time() < ASKED;
      }
    }
    for (TcpConversation connection : view.connections(client)) {
      Proxy proxy = view.proxyAt(connection.server());
      if (proxy != null && proxy.source() == Proxy.Source.WPAD) {
        last = Math.max(last, connection.endTime());
      }
    }
    for (Contact contact : view.contacts(client)) {
      if (contact.direct() && contact.vital()) {
        last = Math.max(last, contact.connection().endTime());
      }
    }
    return asking || (last != FrameRef.NO_TIME && view.endTime() - last < GOES_ON);
  }
}
