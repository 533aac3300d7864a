package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.List;
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
import org.connectoranalyzer.diagnosis.tls.BrokenHandshake.Step;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Nothing follows the ClientHello to a required host, acknowledged or not, for 30 s or until the
 * client gives up; or, up to TLS 1.2, the server stops in the middle of its flight or does not
 * answer the client's.
 */
public final class TlsNoAnswer implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("TLS-NO-ANSWER", Severity.ERROR, Owner.NETWORK);

  private static final long SECOND = 1_000_000_000L;

  /** Waiting of this length is worth a word even where the capture ends before it is decided. */
  private static final long LONG = 5 * SECOND;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  /** A session whose server owes the next step since that frame. */
  private record Silence(BrokenHandshake broken, FrameRef since, long waited, boolean ended) {
    boolean isAbout(TlsContact session) {
      TlsContact own = broken.session();
      return own.client().equals(session.client())
          && own.way() == session.way()
          && own.host().equals(session.host());
    }

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
    for (BrokenHandshake broken : BrokenHandshake.of(sessions)) {
      FrameRef since = owedSince(broken, framesCut);
      if (since != null && broken.ending(Side.SERVER) == null) {
        long waited = broken.waited(connector, since);
        boolean ended = broken.ending(Side.CLIENT) != null || waited >= TlsContact.PATIENCE;
        silences.add(new Silence(broken, since, waited, ended));
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Silence silence : silences) {
      boolean reached = silence.broken.reachedOtherwise(connector);
      boolean worthIt = reached ? silence.waited >= SECOND : silence.waited >= LONG;
      if (silence.ended ? !reached || worthIt : !reached && worthIt) {
        candidates.add(candidate(connector, silence, silences, sessions));
      }
    }
    return Examination.of(candidates);
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
      ConnectorView view, Silence silence, List<Silence> silences, List<TlsContact> sessions) {
    BrokenHandshake broken = silence.broken;
    TlsContact session = broken.session();
    List<String> names = broken.otherNames(sessions);
    boolean gaveUp = broken.ending(Side.CLIENT) != null;
    Stop stop = silence.unacknowledged();
    Candidate.Builder candidate =
        broken
            .candidate(view, DIAGNOSIS)
            .variant(variant(silence, names))
            .fact("waitedMs", silence.waited / 1_000_000)
            .fact("acknowledged", silence.isAcknowledged())
            .fact("clientGaveUp", gaveUp)
            .fact("repeats", stop == null ? null : stop.repeats())
            .fact("sameAddressHosts", names.isEmpty() ? null : names)
            .evidence(repetitions(session, stop));
    if (!broken.reachedOtherwise(view)) {
      boolean decided = silences.stream().anyMatch(other -> other.ended && other.isAbout(session));
      if (!decided) {
        candidate.severity(Severity.WARNING).unfinished(true);
        candidate.confidence(Confidence.LOW, "captureEnded");
      } else if (gaveUp) {
        candidate.confidence(Confidence.HIGH, "gaveUp");
      }
    }
    return candidate.evidence(session.ending()).build();
  }

  private static String variant(Silence silence, List<String> names) {
    if (silence.broken.step() == Step.HANDSHAKE) {
      return "handshake";
    }
    if (!silence.isAcknowledged()) {
      return "unacknowledged";
    }
    if (silence.broken.session().way() == Way.TUNNEL) {
      return "tunnel";
    }
    return names.isEmpty() ? "" : "name";
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
