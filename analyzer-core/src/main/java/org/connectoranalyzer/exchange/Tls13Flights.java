package org.connectoranalyzer.exchange;

import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * In TLS 1.3 the handshake hides in records of type application_data behind the ServerHello. Where
 * the client's second flight ends and data begins is told by the order and size of the records.
 */
final class Tls13Flights {
  /**
   * Length of a record that holds nothing but a Finished: 4 + 32 or 48 bytes, type and tag, with
   * room for padding. Shorter ones hold an alert or EndOfEarlyData.
   */
  private static final int SHORTEST_FINISHED = 37;

  private static final int LONGEST_FINISHED = 90;

  /** No longer record is an alert (2 bytes, type and tag), padding included. */
  private static final int LONGEST_ALERT = 24;

  /** Length of a record with a session ticket, of which servers send at most a few in one burst. */
  private static final int SHORTEST_TICKET = 100;

  private static final int LONGEST_TICKET = 400;
  private static final int MOST_TICKETS = 2;

  private boolean begun;
  private boolean over;
  private int records;
  private boolean finishedFound;
  private @Nullable FrameRef finished;
  private @Nullable FrameRef first;
  private @Nullable FrameRef second;
  private @Nullable Side last;
  private int burstRecords;
  private int bursts;
  private boolean serverSpoke;

  /** The client's second flight has begun. */
  boolean begun() {
    return begun;
  }

  /**
   * A record of the client; answers whether it is data. The second flight is a Finished alone, or
   * Certificate and CertificateVerify before it in the same or in records of their own. It is over
   * with a record of a Finished' size, or when the server speaks again; what the client sends then
   * is data. If nothing in a flight has that size, its first record held the whole flight and the
   * second was data.
   */
  boolean fromClient(int length, FrameRef frame) {
    last = Side.CLIENT;
    if (over) {
      return length > LONGEST_ALERT;
    }
    begun = true;
    if (length >= SHORTEST_FINISHED) {
      records++;
      if (length <= LONGEST_FINISHED) {
        over = true;
        finishedFound = true;
      } else if (records == 2) {
        second = frame;
      }
    }
    return false;
  }

  /** The client's record is whole. */
  void clientRecordEnds(FrameRef frame) {
    if (records == 1 && first == null) {
      first = frame;
    }
    if (finishedFound && finished == null) {
      finished = frame;
    }
  }

  /**
   * A record of the server; answers whether it is data, provided that the client has sent some.
   * What it sends before the client's second flight is its own flight. Behind it come session
   * tickets, which are no data: the first records of the first burst, if they have a ticket's size.
   */
  boolean fromServer(int length) {
    Side before = last;
    last = Side.SERVER;
    if (!begun) {
      return false;
    }
    over = true;
    serverSpoke |= records > 0 && length > LONGEST_ALERT;
    if (before != Side.SERVER) {
      bursts++;
      burstRecords = 0;
    }
    burstRecords++;
    boolean ticket =
        bursts == 1
            && burstRecords <= MOST_TICKETS
            && length >= SHORTEST_TICKET
            && length <= LONGEST_TICKET;
    return !ticket && length > LONGEST_ALERT;
  }

  /** The client's record that was data if the flight had no Finished of its own. */
  @Nullable FrameRef dataInFlight() {
    return over && !finishedFound ? second : null;
  }

  /**
   * Where the client's second flight ends; null where that is not known.
   *
   * @param closed the connection was closed: nothing more belongs to it
   */
  @Nullable FrameRef end(boolean closed) {
    if (finishedFound) {
      return finished;
    }
    return over || closed ? first : null;
  }

  /** The server sent more than an alert behind the client's second flight. */
  boolean serverSpoke() {
    return serverSpoke;
  }
}
