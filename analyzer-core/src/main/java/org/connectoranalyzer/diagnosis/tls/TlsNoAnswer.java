package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Stop;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.tls.BrokenHandshake.Step;
import org.connectoranalyzer.diagnosis.tls.TlsContact.Route;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Nothing follows the ClientHello to a required host, acknowledged or not, for 30 s or until the
 * client gives up; or, up to TLS 1.2, the server stops in the middle of its flight or does not
 * answer the client's.
 */
public final class TlsNoAnswer implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("TLS-NO-ANSWER", Severity.ERROR, Owner.NETWORK);

  /** Servers answer within this. */
  private static final long SHORT = Waiting.SECOND;

  /** Waiting of this length is worth a word even where the capture ends before it is decided. */
  private static final long LONG = 5 * Waiting.SECOND;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  /** A session whose server owes the next step, for so long (ns). */
  private record Silence(BrokenHandshake broken, long waited, boolean ended) {
    /** The client's segment that nobody acknowledged, though it was sent again. */
    @Nullable Stop unacknowledged() {
      Stop stop = broken.session().connection().fromClient().delivery().stop();
      return stop != null && stop.repeats() > 0 ? stop : null;
    }

    boolean isAcknowledged() {
      return unacknowledged() == null && broken.session().connection().fromClient().acknowledged();
    }
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TlsContact> sessions = TlsContact.vital(connector);
    if (sessions.isEmpty()) {
      return new Examination.NotApplicable("noTls");
    }
    boolean framesCut = trace.health().truncatedFrames() > 0;
    List<Silence> silences = new ArrayList<>();
    Set<Route> decided = new LinkedHashSet<>();
    for (BrokenHandshake broken : BrokenHandshake.of(sessions)) {
      FrameRef since = owedSince(broken, framesCut);
      if (since != null && broken.ending(Side.SERVER) == null) {
        long waited = broken.waited(connector, since);
        boolean ended = broken.ending(Side.CLIENT) != null || waited >= Waiting.PATIENCE;
        silences.add(new Silence(broken, waited, ended));
        if (ended) {
          decided.add(broken.session().route());
        }
      }
    }
    AnsweringHosts answering = new AnsweringHosts(sessions);
    List<Candidate> candidates = new ArrayList<>();
    for (Silence silence : silences) {
      if (isWorthAWord(connector, silence)) {
        candidates.add(candidate(connector, silence, decided, answering));
      }
    }
    return Examination.of(candidates);
  }

  /**
   * A client that hangs up so soon that no answer can have come, or beside a session that works,
   * has not waited in vain; nor has one that just asked when the capture ended.
   */
  private static boolean isWorthAWord(ConnectorView view, Silence silence) {
    boolean reached = silence.broken.reachedOtherwise(view);
    if (!silence.ended) {
      return !reached && silence.waited >= LONG;
    }
    boolean begun = silence.broken.step() == Step.HANDSHAKE;
    long least = reached || begun ? SHORT : 2 * silence.broken.roundTrip();
    return silence.waited >= least;
  }

  /** The frame that the server leaves without an answer; null if there is none such. */
  private static @Nullable FrameRef owedSince(BrokenHandshake broken, boolean framesCut) {
    if (!broken.serverVisible()) {
      return null;
    }
    FrameRef hello = broken.clientHello();
    if (broken.step() == Step.CLIENT_HELLO) {
      return broken.serverSpokeAfter(hello) ? null : hello;
    }
    if (broken.step() != Step.HANDSHAKE || broken.is13() || framesCut) {
      return null;
    }
    TlsContact session = broken.session();
    FrameRef finished = session.tls().clientFinished();
    if (finished != null) {
      return broken.serverSpokeAfter(finished) ? null : finished;
    }
    boolean flightStopped = session.tls().serverHelloDone() == null && !session.tls().resumed();
    return flightStopped ? session.tls().lastServerRecord() : null;
  }

  private static Candidate candidate(
      ConnectorView view, Silence silence, Set<Route> decided, AnsweringHosts answering) {
    BrokenHandshake broken = silence.broken;
    TlsContact session = broken.session();
    List<String> names = answering.atSameAddress(session);
    boolean gaveUp = broken.ending(Side.CLIENT) != null;
    Stop stop = silence.unacknowledged();
    Candidate.Builder candidate =
        broken
            .candidate(view, DIAGNOSIS)
            .variant(variant(silence, names != null))
            .fact("waitedMs", silence.waited / 1_000_000)
            .fact("acknowledged", silence.isAcknowledged())
            .fact("clientGaveUp", gaveUp)
            .fact("repeats", stop == null ? null : stop.repeats())
            .fact("sameAddressHosts", names)
            .evidence(repetitions(session, stop));
    if (!silence.isAcknowledged() && session.connection().neverLeftClient(broken.clientHello())) {
      candidate.droppedLocally();
    }
    if (!broken.reachedOtherwise(view)) {
      if (!decided.contains(broken.session().route())) {
        candidate.undecided();
      } else if (silence.waited < SHORT) {
        candidate.confidence(Confidence.LOW, "shortWait");
      } else if (gaveUp) {
        candidate.confidence(Confidence.HIGH, "gaveUp");
      }
    }
    return candidate.evidence(session.ending()).build();
  }

  private static String variant(Silence silence, boolean otherNamesAnswer) {
    if (silence.broken.step() == Step.HANDSHAKE) {
      return "handshake";
    }
    if (!silence.isAcknowledged()) {
      return "unacknowledged";
    }
    if (silence.broken.session().way() == Way.TUNNEL) {
      return "tunnel";
    }
    return otherNamesAnswer ? "name" : "";
  }

  private static List<Evidence> repetitions(TlsContact session, @Nullable Stop stop) {
    List<Evidence> frames = new ArrayList<>();
    TcpConversation connection = session.connection();
    for (FrameRef again : connection.fromClient().retransmissions()) {
      if (stop != null && again.compareTo(stop.first()) >= 0) {
        frames.add(session.evidence(again, Side.CLIENT, "retransmission", Facts.NONE));
      }
    }
    return frames;
  }
}
