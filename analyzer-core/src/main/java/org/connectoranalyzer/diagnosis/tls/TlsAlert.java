package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Issuers;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.trace.Trace;

/**
 * A readable fatal alert ends a session with a required host before data went both ways (RFC 8446
 * §6.2). Alerts that are encrypted cannot be read; close_notify is none; protocol_version of a
 * server is {@link TlsVersionTooOld}. {@link AlertMeaning} has what it means and who must act.
 */
public final class TlsAlert implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("TLS-ALERT", Severity.ERROR, Owner.NETWORK);

  private static final int CLOSE_NOTIFY = 0;
  private static final int PROTOCOL_VERSION = 70;

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
    for (TlsContact session : sessions) {
      Alert alert = session.fatalAlert();
      if (alert != null && !session.established() && counts(alert)) {
        candidates.add(candidate(connector, session, alert));
      }
    }
    return Examination.of(candidates);
  }

  private static boolean counts(Alert alert) {
    boolean version = alert.number() == PROTOCOL_VERSION && alert.from() == Side.SERVER;
    return alert.number() != CLOSE_NOTIFY && !version;
  }

  private Candidate candidate(ConnectorView view, TlsContact session, Alert alert) {
    AlertMeaning meaning = AlertMeaning.of(session, alert, Issuers.standard());
    Candidate.Builder candidate =
        session
            .candidate(DIAGNOSIS)
            .owner(meaning.owner(session))
            .variant(meaning.variant())
            .fact("number", alert.number())
            .fact("name", alert.name())
            .fact("from", alert.from() == Side.CLIENT ? "client" : "server")
            .fact("alerts", List.of(alert.number() + " (" + alert.name() + ")"))
            .fact("tlsVersion", session.tls().version())
            .count("sessions", 1)
            .evidence(session.hellos());
    FrameRef certificate = session.tls().clientCertificateFrame();
    if (certificate != null && meaning == AlertMeaning.CLIENT_CERTIFICATE) {
      boolean sent = !session.tls().clientCertificates().isEmpty();
      String kind = sent ? "clientCertificate" : "emptyCertificate";
      Facts issuer =
          sent
              ? Facts.of("issuer", session.tls().clientCertificates().get(0).issuer())
              : Facts.NONE;
      candidate.evidence(session.evidence(certificate, Side.CLIENT, kind, issuer));
    }
    if (view.reached(session.contact())) {
      candidate.reachedOtherwise();
    }
    return candidate.evidence(session.ending()).build();
  }
}
