package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tls.TlsContact.Talk;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.trace.Trace;

/**
 * The client offers a required host nothing newer than TLS 1.1, which the service has refused since
 * 2019; or the server answers protocol_version (RFC 8446 §6.2, alert 70). Of a client that offers
 * the same host TLS 1.2 elsewhere a lower offer is a second try (RFC 7507), not the cause.
 */
public final class TlsVersionTooOld implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("TLS-VERSION-TOO-OLD", Severity.ERROR, Owner.CONNECTOR);

  private static final int PROTOCOL_VERSION = 70;
  private static final Set<String> ENOUGH = Set.of("TLSv1.2", "TLSv1.3");

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TlsContact> asked =
        TlsContact.vital(connector).stream()
            .filter(session -> !session.tls().versionsOffered().isEmpty())
            .toList();
    if (asked.isEmpty()) {
      return new Examination.NotApplicable("noClientHello");
    }
    Set<Talk> modern = new LinkedHashSet<>();
    asked.stream()
        .filter(TlsVersionTooOld::offersEnough)
        .map(TlsContact::talk)
        .forEach(modern::add);
    List<Candidate> candidates = new ArrayList<>();
    for (TlsContact session : asked) {
      if (offersEnough(session) ? isRefused(session) : !modern.contains(session.talk())) {
        candidates.add(candidate(connector, session));
      }
    }
    return Examination.of(candidates);
  }

  private static boolean offersEnough(TlsContact session) {
    return session.tls().versionsOffered().stream().anyMatch(ENOUGH::contains);
  }

  private static boolean isRefused(TlsContact session) {
    Alert alert = session.fatalAlert();
    return alert != null && alert.from() == Side.SERVER && alert.number() == PROTOCOL_VERSION;
  }

  private static Candidate candidate(ConnectorView view, TlsContact session) {
    boolean enough = offersEnough(session);
    boolean undecided = !session.established() && !session.failed(view);
    boolean reached = view.reached(session.contact());
    Candidate.Builder candidate =
        session
            .candidate(DIAGNOSIS)
            .variant(enough ? "refused" : "")
            .owner(enough ? session.between() : DIAGNOSIS.owner())
            .fact("versionsOffered", session.tls().versionsOffered())
            .count("sessions", 1)
            .evidence(session.hellos());
    if (isRefused(session)) {
      candidate.count("refusals", 1);
    }
    if (reached) {
      candidate.reachedOtherwise();
    } else if (undecided) {
      candidate.undecided();
    }
    return session.established() ? candidate.build() : candidate.evidence(session.ending()).build();
  }
}
