package org.connectoranalyzer.diagnosis.session;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.conversation.TcpConversation.Pause;
import org.connectoranalyzer.conversation.TcpConversation.Stop;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * How a session came to its end after a time without data (ns).
 *
 * @param idle from the last data to the end; where only the next data found it dead, to that
 */
record IdleEnd(LongSession session, Kind kind, long idle) {
  /** Sessions with data each 10 s, as WebSockets send, are never idle so long. */
  private static final long LEAST = 10 * Waiting.SECOND;

  /** The answer to data, an RST too, comes within this. */
  private static final long ANSWER = 3 * Waiting.SECOND;

  private static final int REPEATS = 3;

  /** What the capture shows of it. */
  enum Kind {
    /** FIN or RST out of the silence. */
    CLOSED,
    /** The first data after the silence was answered by RST. */
    RESET_ON_USE,
    /** Data after the silence was repeated and never answered. */
    BLACK_HOLE
  }

  /**
   * The idle end of a session; null if it had none. A TLS peer that closes says so right before,
   * and is no idle end therefore; a device between cannot.
   */
  static @Nullable IdleEnd of(LongSession session, long endTime) {
    Ending cut = session.cut();
    FrameRef last = cut == null ? null : LongSession.lastData(cut);
    if (cut != null && last != null) {
      long quiet = LongSession.distance(last.time(), cut.frame().time());
      if (quiet >= LEAST) {
        return isOwnEnd(session, cut) ? null : new IdleEnd(session, Kind.CLOSED, quiet);
      }
    }
    Pause pause = session.connection().fromClient().pause();
    FrameRef heard = session.connection().fromServer().lastData();
    if (pause == null || heard == null || heard.time() > pause.to()) {
      return null;
    }
    long idle = LongSession.distance(Math.max(pause.from(), heard.time()), pause.to());
    if (idle < LEAST) {
      return null;
    }
    if (cut != null) {
      boolean atOnce = LongSession.distance(pause.to(), cut.frame().time()) <= ANSWER;
      return cut.reset() && atOnce ? new IdleEnd(session, Kind.RESET_ON_USE, idle) : null;
    }
    return isSwallowed(session.connection(), pause, endTime)
        ? new IdleEnd(session, Kind.BLACK_HOLE, idle)
        : null;
  }

  /** A service may end a data connection that served its requests, as HTTP allows at any time. */
  private static boolean isOwnEnd(LongSession session, Ending ending) {
    return session.contact().direct()
        && !session.isSignalling()
        && !ending.reset()
        && session.origin(ending) == LongSession.Origin.FAR_END;
  }

  /** What the client sent after the pause was sent again and again, and nothing came back. */
  private static boolean isSwallowed(TcpConversation connection, Pause pause, long endTime) {
    Stop stop = connection.fromClient().delivery().stop();
    return stop != null
        && stop.missing() == 0
        && stop.repeats() >= REPEATS
        && stop.answers() == 0
        && stop.first().time() >= pause.to()
        && (connection.ending() != null
            || LongSession.distance(stop.last().time(), endTime) >= LEAST);
  }

  /** The last data before the silence as far as it is known, and what ended the session. */
  List<Evidence> evidence() {
    TcpConversation connection = session.connection();
    List<Evidence> frames = new ArrayList<>(session.opening());
    FrameRef heard = connection.fromServer().lastData();
    Ending ending = connection.ending();
    FrameRef last = kind == Kind.CLOSED && ending != null ? LongSession.lastData(ending) : heard;
    if (last != null) {
      Side from = last.equals(heard) ? Side.SERVER : Side.CLIENT;
      frames.add(session.evidence(last, from, "lastData", Facts.NONE));
    }
    Stop stop = connection.fromClient().delivery().stop();
    if (kind == Kind.BLACK_HOLE && stop != null) {
      frames.add(session.evidence(stop.first(), Side.CLIENT, "retransmission", Facts.NONE));
      frames.add(session.evidence(stop.last(), Side.CLIENT, "retransmission", Facts.NONE));
    }
    if (ending != null) {
      frames.add(session.evidence(ending));
    }
    return frames;
  }
}
