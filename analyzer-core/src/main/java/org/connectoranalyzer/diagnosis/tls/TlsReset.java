package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
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
import org.connectoranalyzer.diagnosis.tls.TlsContact.Route;
import org.connectoranalyzer.trace.Trace;

/**
 * The server's side ends a session with a required host by FIN or RST before its ServerHello (as
 * filters do that read the server name), or later but before both sides' Finished (TLS 1.3: before
 * the client's), and no readable alert says why. Or the client does so itself, again and again, as
 * soon as it has the server's flight of TLS 1.2.
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
    List<BrokenHandshake> all = BrokenHandshake.of(sessions);
    List<BrokenHandshake> ended =
        all.stream().filter(broken -> isCutOff(broken, framesCut)).toList();
    AnsweringHosts answering = new AnsweringHosts(sessions);
    Map<Route, Integer> times = times(ended);
    List<Candidate> candidates = new ArrayList<>();
    for (BrokenHandshake broken : ended) {
      Ending ending = broken.ending(Side.SERVER);
      if (ending != null) {
        boolean again = times.getOrDefault(broken.session().route(), 0) > 1;
        candidates.add(candidate(connector, broken, ending, answering, again));
      }
    }
    candidates.addAll(refusals(connector, all));
    return Examination.of(candidates);
  }

  private static Map<Route, Integer> times(List<BrokenHandshake> handshakes) {
    Map<Route, Integer> times = new LinkedHashMap<>();
    handshakes.forEach(broken -> times.merge(broken.session().route(), 1, Integer::sum));
    return times;
  }

  /**
   * The client dislikes what it got, and does not say why. Once may be chance, and where its checks
   * for revocation come to nothing, that is the cause.
   */
  private static List<Candidate> refusals(ConnectorView view, List<BrokenHandshake> all) {
    Set<Client> unchecked = lackingRevocation(view);
    List<BrokenHandshake> refused =
        all.stream()
            .filter(BrokenHandshake::leftByClient)
            .filter(broken -> !unchecked.contains(broken.session().client()))
            .filter(broken -> !broken.reachedOtherwise(view))
            .toList();
    Map<Route, Integer> times = times(refused);
    List<Candidate> candidates = new ArrayList<>();
    for (BrokenHandshake broken : refused) {
      Ending ending = broken.ending(Side.CLIENT);
      if (ending != null && times.getOrDefault(broken.session().route(), 0) > 1) {
        candidates.add(
            broken
                .candidate(view, DIAGNOSIS)
                .owner(Owner.CONNECTOR)
                .variant("client")
                .fact("closedWith", ending.reset() ? "RST" : "FIN")
                .confidence(Confidence.MEDIUM, "severalAttempts")
                .evidence(broken.session().ending())
                .build());
      }
    }
    return candidates;
  }

  private static Set<Client> lackingRevocation(ConnectorView view) {
    return view.contacts().stream()
        .filter(contact -> contact.revocation() && !view.reached(contact))
        .map(Contact::client)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** What a snap length hides may have been a ServerHello or a Finished. */
  private static boolean isCutOff(BrokenHandshake broken, boolean framesCut) {
    boolean spoke = broken.serverSpokeAfter(broken.clientHello());
    boolean early = broken.step() == Step.CLIENT_HELLO || broken.step() == Step.HANDSHAKE;
    return early
        && broken.ending(Side.SERVER) != null
        && broken.serverVisible()
        && !(framesCut && spoke);
  }

  private static Candidate candidate(
      ConnectorView view,
      BrokenHandshake broken,
      Ending ending,
      AnsweringHosts answering,
      boolean again) {
    TlsContact session = broken.session();
    List<String> others = answering.beside(session);
    Candidate.Builder candidate =
        broken
            .candidate(view, DIAGNOSIS)
            .variant(variant(broken, others != null))
            .fact("closedWith", ending.reset() ? "RST" : "FIN")
            .fact("afterMs", broken.clientHello().distance(ending.frame()) / 1_000_000)
            .fact("otherHosts", others)
            .fact("sameAddressHosts", answering.atSameAddress(session));
    broken.tellSender(candidate, ending);
    if (!broken.reachedOtherwise(view)) {
      candidate.confidence(
          again ? Confidence.HIGH : Confidence.MEDIUM, again ? "severalAttempts" : "seenOnce");
    }
    return candidate.evidence(session.ending()).build();
  }

  private static String variant(BrokenHandshake broken, boolean othersAnswer) {
    TlsContact session = broken.session();
    if (broken.step() == Step.HANDSHAKE) {
      boolean certificate = !session.tls().clientCertificates().isEmpty();
      return certificate ? "clientCertificate" : "handshake";
    }
    if (session.tls().lastServerRecord() == null && broken.serverSpokeAfter(broken.clientHello())) {
      return session.way() == Way.TUNNEL ? "notTlsTunnel" : "notTls";
    }
    if (session.way() == Way.TUNNEL) {
      return "tunnel";
    }
    return othersAnswer ? "name" : "";
  }
}
