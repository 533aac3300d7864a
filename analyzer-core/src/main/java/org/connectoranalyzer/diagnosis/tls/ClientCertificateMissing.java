package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tls.TlsContact.Talk;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.exchange.TlsHandshake.ClientCertificate;
import org.connectoranalyzer.trace.Trace;

/**
 * A host that lets a connector in by its client certificate alone (bootstrap, connector data,
 * renewal) asked for one, and the client sent an empty list (RFC 5246 §7.4.6; readable up to TLS
 * 1.2): an error even where the session goes on, since the service then refuses inside it. Of other
 * hosts only where they end the session for it. Registration goes without a certificate by design.
 */
public final class ClientCertificateMissing implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CLIENT-CERTIFICATE-MISSING", Severity.ERROR, Owner.CONNECTOR);

  /** Signature algorithms with SHA-512 (RFC 8446 §4.2.3, RFC 5246 §7.4.1.4.1). */
  private static final Set<Integer> SHA_512 = Set.of(0x0601, 0x0602, 0x0603, 0x0806, 0x080B);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TlsContact> sessions = TlsContact.vital(connector);
    Map<Talk, FrameRef> sent = new LinkedHashMap<>();
    Set<Talk> worked = new LinkedHashSet<>();
    boolean visible = false;
    for (TlsContact session : sessions) {
      ClientCertificate certificate = session.tls().clientCertificate();
      FrameRef frame = session.tls().clientCertificateFrame();
      visible |= certificate != ClientCertificate.NOT_VISIBLE;
      if (certificate == ClientCertificate.SENT && frame != null) {
        sent.put(session.talk(), frame);
      }
      if (certificate != ClientCertificate.EMPTY && session.established()) {
        worked.add(session.talk());
      }
    }
    if (!visible) {
      return new Examination.NotApplicable(sessions.isEmpty() ? "noTls" : "noClientCertificate");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (TlsContact session : sessions) {
      FrameRef empty = session.tls().clientCertificateFrame();
      if (empty != null && isMissing(connector, session)) {
        FrameRef later = sent.get(session.talk());
        boolean recovered = later != null && later.compareTo(empty) > 0;
        candidates.add(candidate(session, empty, recovered || worked.contains(session.talk())));
      }
    }
    return Examination.of(candidates);
  }

  private static boolean isMissing(ConnectorView view, TlsContact session) {
    return session.tls().clientCertificate() == ClientCertificate.EMPTY
        && !view.endpoints().isRegistration(session.host())
        && (view.endpoints().wantsClientCertificate(session.host()) || isTurnedAway(session));
  }

  /** The host ended it before data went both ways, by an alert or a close. */
  private static boolean isTurnedAway(TlsContact session) {
    return session.brokenOffBy() == Side.SERVER;
  }

  private static Candidate candidate(TlsContact session, FrameRef empty, boolean recovered) {
    List<Integer> algorithms = session.tls().signatureAlgorithms();
    boolean sha512 = algorithms.isEmpty() || algorithms.stream().anyMatch(SHA_512::contains);
    Candidate.Builder candidate =
        session
            .candidate(DIAGNOSIS)
            .variant(sha512 ? "" : "sha512")
            .count("sessions", 1)
            .evidence(session.opening());
    if (session.established()) {
      candidate.count("acceptedSessions", 1);
    } else if (isTurnedAway(session)) {
      candidate.count("endedSessions", 1);
    }
    Alert alert = session.fatalAlert();
    if (alert != null && alert.from() == Side.SERVER) {
      candidate.fact("serverAlerts", List.of(alert.number() + " (" + alert.name() + ")"));
    }
    if (recovered) {
      candidate.reachedOtherwise();
    }
    FrameRef request = session.tls().certificateRequest();
    if (request != null) {
      candidate.evidence(session.evidence(request, Side.SERVER, "certificateRequest", Facts.NONE));
    }
    candidate.evidence(session.evidence(empty, Side.CLIENT, "emptyCertificate", Facts.NONE));
    return session.established() ? candidate.build() : candidate.evidence(session.ending()).build();
  }
}
