package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.jspecify.annotations.Nullable;

/** One CONNECT of one client, with the contact and the connection that it belongs to. */
record TunnelRequest(Contact contact, ConnectExchange connect) {
  TcpConversation connection() {
    return contact.connection();
  }

  boolean precedes(TunnelRequest later) {
    return connect.request().compareTo(later.connect.request()) < 0;
  }

  boolean ended(ConnectOutcome outcome) {
    return connect.outcome() == outcome;
  }

  /** A 2xx that opened a tunnel, rather than one that brought a page. */
  boolean letThrough() {
    return ended(ConnectOutcome.ESTABLISHED) && !answeredWithPage();
  }

  /**
   * A 2xx whose head announces a body, and nothing was ever sent through the tunnel: a portal's or
   * a web server's page (RFC 9110 §9.3.6 allows no body here). Some proxies announce one and open
   * the tunnel all the same.
   */
  boolean answeredWithPage() {
    boolean used = contact.tls() != null || contact.fetch() != null;
    return ended(ConnectOutcome.ESTABLISHED) && announcesBody() && !used;
  }

  /** An answer other than 2xx to a request whose target the capture cuts. */
  boolean refusedUnseen() {
    boolean refused = connect.status() > 0 && connect.status() / 100 != 2;
    return refused && connect.targetCut() && contact.requirement() == null && !contact.otherAgent();
  }

  private boolean announcesBody() {
    String type = connect.banners().getOrDefault("content-type", "");
    String length = connect.banners().getOrDefault("content-length", "").strip();
    return type.toLowerCase(Locale.ROOT).startsWith("text/html")
        || length.matches("0*[1-9][0-9]{0,17}");
  }

  /** Whether the answer came in the last seconds of the recording and nothing followed it. */
  boolean answeredAtEnd(long endTime) {
    FrameRef response = connect.response();
    return response != null && response.hasTime() && endTime - response.time() < Waiting.FOLLOW_UP;
  }

  /** Who sent the FIN or RST that stands in place of an answer; null if none did. */
  @Nullable Side closedBy() {
    FrameRef end = connect.end();
    if (end == null) {
      return null;
    }
    TcpConversation.Flow server = connection().fromServer();
    TcpConversation.Flow client = connection().fromClient();
    if (end.equals(client.fin()) || end.equals(client.rst())) {
      return Side.CLIENT;
    }
    if (end.equals(server.fin()) || end.equals(server.rst())) {
      return Side.SERVER;
    }
    TcpConversation.Ending ending = connection().ending();
    return ending == null ? Side.SERVER : ending.by();
  }

  /**
   * Whether a missing answer proves anything: the recording holds the proxy's side, without holes,
   * and nothing in the tunnel shows that there was an answer after all.
   */
  boolean silenceIsVisible(boolean framesCut) {
    TcpConversation.Flow server = connection().fromServer();
    FrameRef lastData = server.lastData();
    boolean spoke = lastData != null && lastData.compareTo(connect.requestFirst()) > 0;
    return connection().answersSeen()
        && server.missingBytes() == 0
        && contact.tls() == null
        && !(framesCut && spoke);
  }

  long waitedMs() {
    return connect.waited() / 1_000_000;
  }

  /** Server name and versions, cache errors and the like, as the answer's head gives them. */
  @Nullable String banner(String name) {
    return connect.banners().get(name);
  }

  /** The request, its answer, and the FIN or RST in place of one. */
  List<Evidence> evidence() {
    List<Evidence> frames = new ArrayList<>(Evidence.of(connection(), connect));
    FrameRef end = connect.end();
    Side by = closedBy();
    if (end != null && by != null) {
      String kind = end.equals(connection().flow(by).fin()) ? "fin" : "rst";
      frames.add(Evidence.of(connection(), end, by, kind, Facts.NONE));
    }
    return frames;
  }
}
