package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Issuers;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tls.TlsContact.Talk;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Required hosts whose server certificate no session of the client shows, because TLS 1.3 encrypts
 * it (RFC 8446 §4.4.2) or every session resumes an older one: inspection can be neither shown nor
 * excluded there. What other hosts show on the same way is a hint, never more.
 */
public final class TlsCertificateNotVisible implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("TLS-CERTIFICATE-NOT-VISIBLE", Severity.INFO, Owner.NONE);

  private static final String TLS_1_3 = "TLSv1.3";
  private static final int MOST_ISSUERS = 10;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  private record Path(Client client, Way way) {
    static Path of(TlsContact session) {
      return new Path(session.client(), session.way());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Path p && way == p.way && client.equals(p.client);
    }

    @Override
    public int hashCode() {
      return 31 * client.hashCode() + way.hashCode();
    }
  }

  /** What other hosts show on the same way. */
  private static final class Hint {
    private final Set<String> leafIssuers = new LinkedHashSet<>();
    private boolean foreign;

    void add(CertificateChain chain) {
      foreign |= !chain.foreign(Issuers.standard()).isEmpty();
      if (leafIssuers.size() < MOST_ISSUERS) {
        leafIssuers.add(chain.leaf().issuer());
      }
    }
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TlsContact> sessions = TlsContact.vital(connector);
    if (sessions.isEmpty()) {
      return new Examination.NotApplicable("noTls");
    }
    Set<Talk> shown = new LinkedHashSet<>();
    Map<Path, Hint> hints = new LinkedHashMap<>();
    for (TlsContact session : sessions) {
      CertificateChain chain = CertificateChain.ofServer(session.tls());
      if (chain != null) {
        shown.add(session.talk());
        hints.computeIfAbsent(Path.of(session), r -> new Hint()).add(chain);
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    for (TlsContact session : sessions) {
      if (isHidden(session) && !shown.contains(session.talk())) {
        candidates.add(candidate(session, hints.get(Path.of(session))));
      }
    }
    return Examination.of(candidates);
  }

  private static boolean isHidden(TlsContact session) {
    boolean answered = session.tls().serverHello() != null;
    return answered && (isTls13(session) || session.tls().resumed());
  }

  private static boolean isTls13(TlsContact session) {
    return TLS_1_3.equals(session.tls().version());
  }

  private static Candidate candidate(TlsContact session, @Nullable Hint hint) {
    Candidate.Builder candidate =
        session
            .notice(DIAGNOSIS)
            .count("hiddenSessions", 1)
            .fact("hiddenBy", List.of(isTls13(session) ? TLS_1_3 : "resumption"))
            .confidence(Confidence.LOW, "certificateHidden")
            .evidence(session.hellos());
    if (hint != null) {
      candidate
          .confidence(Confidence.MEDIUM, "otherHostsShow")
          .variant(hint.foreign ? "othersInspected" : "othersClean")
          .fact("visibleIssuers", List.copyOf(hint.leafIssuers));
    }
    return candidate.build();
  }
}
