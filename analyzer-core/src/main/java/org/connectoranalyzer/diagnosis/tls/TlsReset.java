package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tls.BrokenHandshake.Step;
import org.connectoranalyzer.trace.Trace;

/**
 * The server's side ends a session with a required host by FIN or RST before its ServerHello (as
 * filters do that read the server name), or later but before both sides' Finished (TLS 1.3: before
 * the client's), and no readable alert says why.
 */
public final class TlsReset implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("TLS-RESET", Severity.ERROR, Owner.NETWORK);

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
    boolean framesCut = trace.health().truncatedFrames() > 0;
    List<BrokenHandshake> ended =
        BrokenHandshake.of(sessions).stream()
            .filter(broken -> isCutOff(broken, framesCut))
            .toList();
    List<Candidate> candidates = new ArrayList<>();
    for (BrokenHandshake broken : ended) {
      Ending ending = broken.ending(Side.SERVER);
      if (ending != null) {
        candidates.add(candidate(connector, broken, ending, sessions, ended));
      }
    }
    return Examination.of(candidates);
  }

  /** What a snap length hides may have been a ServerHello or a Finished. */
  private static boolean isCutOff(BrokenHandshake broken, boolean framesCut) {
    boolean spoke = broken.serverSpokeAfter(broken.clientHello());
    return broken.step() != Step.FINISHED
        && broken.ending(Side.SERVER) != null
        && broken.serverVisible()
        && !(framesCut && spoke);
  }

  private static Candidate candidate(
      ConnectorView view,
      BrokenHandshake broken,
      Ending ending,
      List<TlsContact> sessions,
      List<BrokenHandshake> ended) {
    TlsContact session = broken.session();
    List<String> others = broken.otherHosts(sessions);
    List<String> names = broken.otherNames(sessions);
    Candidate.Builder candidate =
        broken
            .candidate(view, DIAGNOSIS)
            .variant(variant(broken, others))
            .fact("closedWith", ending.reset() ? "RST" : "FIN")
            .fact("afterMs", broken.clientHello().distance(ending.frame()) / 1_000_000)
            .fact("otherHosts", others.isEmpty() ? null : others)
            .fact("sameAddressHosts", names.isEmpty() ? null : names);
    broken.tellSender(candidate, ending);
    if (!broken.reachedOtherwise(view)) {
      boolean again = ended.stream().filter(other -> isSameHost(session, other)).count() > 1;
      candidate.confidence(
          again ? Confidence.HIGH : Confidence.MEDIUM, again ? "severalAttempts" : "seenOnce");
    }
    return candidate.evidence(session.ending()).build();
  }

  private static boolean isSameHost(TlsContact session, BrokenHandshake other) {
    return other.session().client().equals(session.client())
        && other.session().way() == session.way()
        && other.session().host().equals(session.host());
  }

  private static String variant(BrokenHandshake broken, List<String> others) {
    TlsContact session = broken.session();
    if (broken.step() == Step.HANDSHAKE) {
      boolean certificate = !session.tls().clientCertificates().isEmpty();
      return certificate ? "clientCertificate" : "handshake";
    }
    if (session.tls().lastServerRecord() == null && broken.serverSpokeAfter(broken.clientHello())) {
      return "notTls";
    }
    if (session.way() == Way.TUNNEL) {
      return "tunnel";
    }
    return others.isEmpty() ? "" : "name";
  }
}
