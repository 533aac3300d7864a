package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Issuers;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.HopDistance;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tls.TlsContact.Route;
import org.connectoranalyzer.diagnosis.tls.TlsContact.Talk;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.connectoranalyzer.exchange.TlsHandshake.ClientCertificate;
import org.connectoranalyzer.trace.Trace;

/**
 * The certificate that a required host shows (readable up to TLS 1.2) is not issued under an
 * organisation that signs for Microsoft's cloud: the issuer at the top of the chain as sent has
 * another organisation, or none. Or all issuers are known, but the certificate is plainly for other
 * names and the client gave up: another server answers. An error even where the client goes on,
 * since what opens TLS cannot pass on the connector's client certificate; a warning where the same
 * client also talks to the host's own certificate.
 */
public final class TlsInspection implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("TLS-INSPECTION", Severity.ERROR, Owner.NETWORK);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  private record Inspected(TlsContact session, CertificateChain chain) {}

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TlsContact> sessions = TlsContact.vital(connector);
    List<Inspected> inspected = new ArrayList<>();
    Set<Talk> clean = new LinkedHashSet<>();
    boolean visible = false;
    for (TlsContact session : sessions) {
      CertificateChain chain = CertificateChain.ofServer(session.tls());
      if (chain != null) {
        visible = true;
        if (isForeign(chain) || isOtherServer(session, chain)) {
          inspected.add(new Inspected(session, chain));
        } else if (session.established()) {
          clean.add(session.talk());
        }
      }
    }
    if (!visible) {
      return new Examination.NotApplicable(sessions.isEmpty() ? "noTls" : "noCertificate");
    }
    Map<Client, Integer> nearestReal = nearestReal(connector, inspected);
    Map<Route, List<TlsContact>> resumed = resumed(sessions);
    List<Candidate> candidates = new ArrayList<>();
    for (Inspected found : inspected) {
      TlsContact session = found.session;
      int nearest = nearestReal.getOrDefault(session.client(), -1);
      Candidate.Builder candidate = candidate(connector, found, nearest);
      List<TlsContact> again = resumed.remove(session.route());
      if (again != null) {
        again.forEach(other -> candidate.explains(other.item()));
      }
      if (clean.contains(session.talk())) {
        candidate.severity(Severity.WARNING).confidence(Confidence.MEDIUM, "ownCertificateToo");
      }
      candidates.add(candidate.build());
    }
    return Examination.of(candidates);
  }

  private static Map<Route, List<TlsContact>> resumed(List<TlsContact> sessions) {
    Map<Route, List<TlsContact>> resumed = new LinkedHashMap<>();
    for (TlsContact session : sessions) {
      if (session.tls().resumed()) {
        resumed.computeIfAbsent(session.route(), r -> new ArrayList<>()).add(session);
      }
    }
    return resumed;
  }

  private boolean isForeign(CertificateChain chain) {
    return !chain.foreign(Issuers.standard()).isEmpty();
  }

  /** Names of another server, and the client saw that, too: it gave up. */
  private static boolean isOtherServer(TlsContact session, CertificateChain chain) {
    return isForOthers(session, chain) && session.brokenOffBy() == Side.CLIENT;
  }

  /** Who does not say which host it means gets a server's default certificate. */
  private static boolean isForOthers(TlsContact session, CertificateChain chain) {
    String sni = session.tls().sni();
    return sni != null && !chain.isFor(sni) && !chain.isFor(session.host());
  }

  private Candidate.Builder candidate(ConnectorView view, Inspected inspected, int nearestReal) {
    TlsContact session = inspected.session;
    CertificateChain chain = inspected.chain;
    Certificate leaf = chain.leaf();
    List<Certificate> foreign = chain.foreign(Issuers.standard());
    List<Certificate> told = foreign.isEmpty() ? List.of(leaf) : foreign;
    Candidate.Builder candidate =
        session
            .candidate(DIAGNOSIS)
            .owner(session.between())
            .variant(variant(session, chain))
            .fact("issuers", told.stream().map(Certificate::issuer).distinct().toList())
            .fact("certificateSubjects", List.of(leaf.subject()))
            .count("inspectedSessions", 1);
    if (session.established()) {
      candidate.count("acceptedSessions", 1);
    }
    if (session.brokenOffBy() == Side.CLIENT) {
      candidate.count("refusedSessions", 1);
    }
    if (asksNoClientCertificate(view, session)) {
      candidate.fact("notAskingHosts", List.of(session.host()));
    }
    Alert alert = session.fatalAlert();
    if (alert != null && alert.from() == Side.CLIENT) {
      candidate.fact("clientAlerts", List.of(alert.number() + " (" + alert.name() + ")"));
    }
    if (foreign.isEmpty()) {
      candidate.confidence(Confidence.MEDIUM, "namesDiffer");
      if (view.reached(session.contact())) {
        candidate.severity(Severity.WARNING);
      }
    } else if (Issuers.standard().isKnown(leaf.issuerOrganization())) {
      candidate.confidence(Confidence.MEDIUM, "issuersMixed");
    }
    nearby(candidate, session, nearestReal);
    return candidate.evidence(evidence(session, leaf));
  }

  /** Router hops to the nearest public server that no inspected session was with. */
  private static Map<Client, Integer> nearestReal(ConnectorView view, List<Inspected> inspected) {
    Set<Integer> forged = new TreeSet<>();
    Set<Client> clients = new LinkedHashSet<>();
    for (Inspected found : inspected) {
      forged.add(found.session.connection().id());
      clients.add(found.session.client());
    }
    Map<Client, Integer> nearest = new LinkedHashMap<>();
    for (Client client : clients) {
      view.connections(client).stream()
          .filter(c -> c.established() && !forged.contains(c.id()) && isPublicServer(c))
          .map(c -> HopDistance.of(c.fromServer().ttl()))
          .min(Comparator.naturalOrder())
          .ifPresent(hops -> nearest.put(client, hops));
    }
    return nearest;
  }

  private static boolean isPublicServer(TcpConversation connection) {
    return connection.fromServer().ttl() >= 0 && !connection.server().address().isPrivate();
  }

  /** What answers in the server's name is on the way: far nearer than any real server. */
  private static void nearby(Candidate.Builder candidate, TlsContact session, int nearestReal) {
    int ttl = session.connection().fromServer().ttl();
    boolean tells = session.way() == Way.DIRECT && isPublicServer(session.connection());
    if (tells && nearestReal - HopDistance.of(ttl) >= HopDistance.OTHER_MACHINE) {
      candidate.fact("nearHops", HopDistance.of(ttl)).fact("farHops", nearestReal);
    }
  }

  private static String variant(TlsContact session, CertificateChain chain) {
    if (session.established()) {
      return "accepted";
    }
    return isForOthers(session, chain) ? "otherServer" : chain.selfSigned() ? "selfSigned" : "";
  }

  /** The real host asks for the connector's certificate; a program between cannot pass it on. */
  private static boolean asksNoClientCertificate(ConnectorView view, TlsContact session) {
    return session.tls().clientCertificate() == ClientCertificate.NOT_ASKED
        && view.endpoints().wantsClientCertificate(session.host());
  }

  private static List<Evidence> evidence(TlsContact session, Certificate leaf) {
    List<Evidence> frames = new ArrayList<>(session.opening());
    FrameRef shown = session.tls().certificateFrame();
    if (shown != null) {
      Facts issuer = Facts.of("issuer", leaf.issuer());
      frames.add(session.evidence(shown, Side.SERVER, "serverCertificate", issuer));
    }
    if (!session.established()) {
      frames.addAll(session.ending());
    }
    return frames;
  }
}
