package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.HttpFetch;
import org.jspecify.annotations.Nullable;

/**
 * A request for revocation or trust lists that was sent on port 80, directly or through a proxy,
 * and got no server's answer. What a server of such lists says, 404 and 304 included, is an answer.
 */
record RevocationRequest(Contact contact, Trouble trouble) {
  /** CryptoAPI waits about 15 s; a client that closes sooner may have had another reason. */
  private static final long CLIENTS_PATIENCE = 10 * Waiting.SECOND;

  /** What came in place of the answer. */
  enum Trouble {
    /** The proxy's policy: 401, 403, 405, 429, 451. */
    DENIED,
    /** 407. */
    AUTHENTICATION,
    /** The proxy did not get there: 408, 5xx. */
    UPSTREAM,
    /** The other side closed or reset, or never said anything. */
    CUT
  }

  /** Reads a contact; null where it is no such request, or got its answer. */
  static @Nullable RevocationRequest of(Contact contact, long endTime) {
    if (!contact.revocation() || contact.furthest() == Furthest.DATA) {
      return null;
    }
    int status = statusOf(contact);
    if (status > 0) {
      Trouble trouble = troubleOf(status);
      return trouble == null ? null : new RevocationRequest(contact, trouble);
    }
    return isCut(contact, endTime) ? new RevocationRequest(contact, Trouble.CUT) : null;
  }

  private static int statusOf(Contact contact) {
    ConnectExchange connect = contact.connect();
    HttpFetch fetch = contact.fetch();
    return connect != null ? connect.status() : fetch == null ? -1 : fetch.status();
  }

  private static @Nullable Trouble troubleOf(int status) {
    return switch (status) {
      case 401, 403, 405, 429, 451 -> Trouble.DENIED;
      case 407 -> Trouble.AUTHENTICATION;
      default -> status == 408 || status / 100 == 5 ? Trouble.UPSTREAM : null;
    };
  }

  /** Nothing at all came from the other side, as far as the capture holds that side. */
  private static boolean isCut(Contact contact, long endTime) {
    ConnectExchange connect = contact.connect();
    if (connect != null) {
      return connect.outcome() == ConnectOutcome.CLOSED
          || connect.outcome() == ConnectOutcome.RESET
          || connect.outcome() == ConnectOutcome.UNANSWERED;
    }
    HttpFetch fetch = contact.fetch();
    TcpConversation connection = contact.connection();
    if (fetch == null
        || !connection.answersSeen()
        || connection.fromServer().payloadBytes() > 0
        || connection.fromServer().missingBytes() > 0) {
      return false;
    }
    TcpConversation.Ending ending = connection.ending();
    if (ending == null) {
      return waited(fetch, endTime) >= Waiting.PATIENCE;
    }
    return ending.by() == Side.SERVER || waited(fetch, ending.frame().time()) >= CLIENTS_PATIENCE;
  }

  private static long waited(HttpFetch fetch, long until) {
    return fetch.request().hasTime() ? until - fetch.request().time() : 0;
  }

  /** The frame that decides: the answer, or the request where none came. */
  FrameRef request() {
    ConnectExchange connect = contact.connect();
    HttpFetch fetch = contact.fetch();
    return connect != null
        ? connect.request()
        : fetch != null ? fetch.request() : contact.connection().firstFrame();
  }

  private @Nullable FrameRef response() {
    ConnectExchange connect = contact.connect();
    HttpFetch fetch = contact.fetch();
    return connect != null ? connect.response() : fetch == null ? null : fetch.response();
  }

  /** "403", or null where nothing came. */
  @Nullable Integer status() {
    int status = statusOf(contact);
    return status > 0 ? status : null;
  }

  /** Whether a 407 came so shortly before the end of the capture that it may yet be followed up. */
  boolean unfinished(long endTime) {
    FrameRef response = response();
    return trouble == Trouble.AUTHENTICATION
        && response != null
        && response.hasTime()
        && endTime - response.time() < Waiting.FOLLOW_UP;
  }

  /** What it explains: its CONNECT, its GET, or for want of both its connection. */
  Item item() {
    ConnectExchange connect = contact.connect();
    HttpFetch fetch = contact.fetch();
    return connect != null
        ? Item.connect(connect.id())
        : fetch != null ? Item.http(fetch.id()) : Item.connection(contact.connection().id());
  }

  /** The request and what came back. */
  List<Evidence> evidence() {
    TcpConversation connection = contact.connection();
    String asked = contact.host() + ":" + contact.port();
    List<Evidence> frames = new ArrayList<>();
    HttpFetch fetch = contact.fetch();
    if (contact.connect() == null && fetch != null) {
      frames.addAll(Evidence.of(connection, fetch, asked));
    } else {
      Facts target = Facts.of("target", asked);
      frames.add(Evidence.of(connection, request(), Side.CLIENT, "connectRequest", target));
      FrameRef response = response();
      if (response != null) {
        Facts answer = Facts.NONE.withIfKnown("status", status());
        frames.add(Evidence.of(connection, response, Side.SERVER, "connectResponse", answer));
      }
    }
    TcpConversation.Ending ending = connection.ending();
    if (trouble == Trouble.CUT && ending != null) {
      frames.add(Evidence.of(connection, ending));
    }
    return frames;
  }
}
