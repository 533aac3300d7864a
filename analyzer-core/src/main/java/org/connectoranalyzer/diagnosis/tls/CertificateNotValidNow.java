package org.connectoranalyzer.diagnosis.tls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.capture.CaptureClockUnset;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that a session with a required host shows, of the server's path or the client's
 * own, is outside its validity (RFC 5280 §4.1.2.5) at the time of its frame: an error unless the
 * host is reached all the same. A clock that the Dates of HTTP answers contradict by more than 5
 * minutes is a warning by itself. A clock before 2010 cannot be right and tells nothing here.
 */
public final class CertificateNotValidNow implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CERTIFICATE-NOT-VALID-NOW", Severity.ERROR, Owner.CONNECTOR);

  private static final long SECOND = 1_000_000_000L;

  /** So near to its limit a recorder's clock or time zone may be what is wrong. */
  private static final long NEAR = 86_400 * SECOND;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  /** A certificate outside its validity, and the frame that shows it. */
  private record Invalid(TlsContact session, Side from, FrameRef frame, Certificate certificate) {
    boolean notYet() {
      return frame.time() < certificate.notBefore();
    }

    /** By less than a day. */
    boolean nearLimit() {
      long limit = notYet() ? certificate.notBefore() : certificate.notAfter();
      return frame.distance(limit) < NEAR;
    }

    /** Whether by the clocks of HTTP answers it would be valid. */
    boolean dueTo(@Nullable ClockSkew skew) {
      return skew != null && isValidAt(certificate, skew.corrected(frame.time()));
    }
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TlsContact> sessions = TlsContact.vital(connector);
    Map<Client, ClockSkew> skews = ClockSkew.of(trace, connector);
    Map<Client, ClockSkew> unused = new LinkedHashMap<>(skews);
    List<Candidate> candidates = new ArrayList<>();
    boolean visible = false;
    for (TlsContact session : sessions) {
      visible |= !session.tls().certificates().isEmpty();
      for (Invalid invalid : invalid(session)) {
        ClockSkew skew = skews.get(session.client());
        candidates.add(candidate(connector, invalid, skew));
        unused.remove(session.client());
      }
    }
    unused.forEach((client, skew) -> candidates.add(candidate(client, skew)));
    if (candidates.isEmpty() && !visible) {
      return new Examination.NotApplicable(sessions.isEmpty() ? "noTls" : "noCertificate");
    }
    return Examination.of(candidates);
  }

  /** The server's first certificate that is not valid, and the client's own. */
  private static List<Invalid> invalid(TlsContact session) {
    List<Invalid> invalid = new ArrayList<>();
    TlsHandshake tls = session.tls();
    CertificateChain server = CertificateChain.ofServer(tls);
    FrameRef shown = tls.certificateFrame();
    if (server != null && shown != null && CaptureClockUnset.isPlausible(shown)) {
      // A client finds another path around an authority's certificate that has expired.
      List<Certificate> judged = session.established() ? List.of(server.leaf()) : server.path();
      judged.stream()
          .filter(certificate -> !isValidAt(certificate, shown.time()))
          .findFirst()
          .ifPresent(c -> invalid.add(new Invalid(session, Side.SERVER, shown, c)));
    }
    CertificateChain client = CertificateChain.ofClient(tls);
    FrameRef sent = tls.clientCertificateFrame();
    if (client != null && sent != null && CaptureClockUnset.isPlausible(sent)) {
      if (!isValidAt(client.leaf(), sent.time())) {
        invalid.add(new Invalid(session, Side.CLIENT, sent, client.leaf()));
      }
    }
    return invalid;
  }

  /** To the end of the second that notAfter names. */
  private static boolean isValidAt(Certificate certificate, long time) {
    long from = certificate.notBefore();
    long to = certificate.notAfter();
    return (from == FrameRef.NO_TIME || time >= from)
        && (to == FrameRef.NO_TIME || to > Long.MAX_VALUE - SECOND || time < to + SECOND);
  }

  private static Candidate candidate(
      ConnectorView view, Invalid invalid, @Nullable ClockSkew skew) {
    TlsContact session = invalid.session;
    Certificate certificate = invalid.certificate;
    Candidate.Builder candidate =
        session
            .candidate(DIAGNOSIS)
            .variant(variant(invalid, skew))
            .count("sessions", 1)
            .fact("certificateSubjects", List.of(certificate.subject()))
            .fact("issuers", List.of(certificate.issuer()))
            .fact("validFrom", text(certificate.notBefore()))
            .fact("validTo", text(certificate.notAfter()))
            .fact("captureTime", text(invalid.frame.time()))
            .evidence(session.opening())
            .evidence(
                session.evidence(
                    invalid.frame,
                    invalid.from,
                    invalid.from == Side.CLIENT ? "clientCertificate" : "serverCertificate",
                    Facts.of("issuer", certificate.issuer())));
    if (skew != null) {
      candidate
          .fact("skewMs", Math.abs(skew.ahead()) / 1_000_000)
          .fact("dateServers", skew.servers())
          .evidence(skew.evidence());
    }
    weigh(view, invalid, candidate);
    return session.established() ? candidate.build() : candidate.evidence(session.ending()).build();
  }

  private static String variant(Invalid invalid, @Nullable ClockSkew skew) {
    if (invalid.dueTo(skew)) {
      return "clock";
    }
    return invalid.from == Side.CLIENT ? "client" : invalid.notYet() ? "notYet" : "";
  }

  private static void weigh(ConnectorView view, Invalid invalid, Candidate.Builder candidate) {
    TlsContact session = invalid.session;
    if (session.established()) {
      candidate.severity(Severity.WARNING).confidence(Confidence.MEDIUM, "sessionWorks");
    } else if (view.reached(session.contact())) {
      candidate.reachedOtherwise();
    } else if (!session.failed(view)) {
      candidate.undecided();
    } else if (invalid.nearLimit()) {
      candidate.confidence(Confidence.MEDIUM, "nearLimit");
    }
  }

  /** The clock alone: no certificate suffers from it yet. */
  private static Candidate candidate(Client client, ClockSkew skew) {
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CAPTURE, client.address(), "capture")
            .severity(Severity.WARNING)
            .variant(skew.ahead() > 0 ? "ahead" : "behind")
            .fact("skewMs", Math.abs(skew.ahead()) / 1_000_000)
            .fact("dateServers", skew.servers())
            .occurrences(skew.answers())
            .evidence(skew.evidence())
            .flowFilter("http.date");
    return skew.servers().size() > 1
        ? candidate.confidence(Confidence.MEDIUM, "severalClocks").build()
        : candidate.confidence(Confidence.LOW, "oneClock").build();
  }

  /** "2026-03-01T08:00:00Z"; null where the certificate does not tell. */
  static @Nullable String text(long time) {
    return time == FrameRef.NO_TIME
        ? null
        : Instant.ofEpochSecond(Math.floorDiv(time, SECOND)).toString();
  }
}
