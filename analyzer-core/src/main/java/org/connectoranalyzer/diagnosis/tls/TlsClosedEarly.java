package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tls.BrokenHandshake.Step;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3: the server's side ends the session after the client's second flight and has sent at most
 * a record of an alert's size since (RFC 8446 §4.4.2.4: a rejected client certificate looks so).
 * TLS 1.2: it does so after both sides' Finished and the client's first data, at a host that the
 * client never reached (RFC 5246 §7.4.1.1: where certificates are asked for by renegotiation).
 */
public final class TlsClosedEarly implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("TLS-CLOSED-EARLY", Severity.WARNING, Owner.CONNECTOR);

  /** After so long without a word of either side a server puts idle connections away (ns). */
  private static final long IDLE = 30_000_000_000L;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TlsContact> sessions = TlsContact.vital(connector);
    if (sessions.isEmpty()) {
      return new Examination.NotApplicable("noTls");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (BrokenHandshake broken : BrokenHandshake.of(sessions)) {
      Ending ending = broken.ending(Side.SERVER);
      FrameRef last = ending == null ? null : lastWord(connector, broken);
      if (ending != null && last != null && last.distance(ending.frame()) < IDLE) {
        candidates.add(candidate(connector, broken, ending, last));
      }
    }
    return Examination.of(candidates);
  }

  /** What the client sent before the end, if nothing but an alert can have answered it. */
  private static @Nullable FrameRef lastWord(ConnectorView view, BrokenHandshake broken) {
    TlsContact session = broken.session();
    if (broken.step() != Step.FINISHED || !broken.serverVisible()) {
      return null;
    }
    FrameRef data = session.tls().dataFromClient();
    if (broken.is13()) {
      boolean silent = !session.tls().serverSpokeAfterClientFinished();
      return silent ? (data == null ? session.tls().clientFinished() : data) : null;
    }
    boolean refused = session.tls().dataFromServer() == null && !broken.reachedOtherwise(view);
    return refused ? data : null;
  }

  private static Candidate candidate(
      ConnectorView view, BrokenHandshake broken, Ending ending, FrameRef last) {
    TlsContact session = broken.session();
    Candidate.Builder candidate =
        broken
            .candidate(view, DIAGNOSIS)
            .severity(Severity.WARNING)
            .owner(DIAGNOSIS.owner())
            .variant(broken.is13() ? "" : "tls12")
            .confidence(Confidence.MEDIUM, "reasonHidden")
            .fact("closedWith", ending.reset() ? "RST" : "FIN")
            .fact("afterMs", last.distance(ending.frame()) / 1_000_000);
    broken.tellSender(candidate, ending);
    FrameRef finished = session.tls().clientFinished();
    if (finished != null) {
      candidate.evidence(session.evidence(finished, Side.CLIENT, "clientFinished", Facts.NONE));
    }
    return candidate.evidence(session.ending()).build();
  }
}
