package org.connectoranalyzer.diagnosis.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Engine;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;

/**
 * A connector is in the capture, but its start is not whole: the bootstrap host, or any signalling
 * or data host, exchanged no data. No fault by itself; the engine keeps it only where it is why the
 * verdict stays open.
 */
public final class CaptureStartIncomplete implements Detector {
  private static final Diagnosis DIAGNOSIS =
      new Diagnosis(Engine.START_INCOMPLETE, Severity.INFO, Owner.CAPTURE);

  /** Once may be chance. */
  private static final int AGAIN = 2;

  private static final long AT_ONCE = 5_000_000_000L;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    return examine(trace, connector, List.of());
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector, List<Candidate> before) {
    List<Candidate> candidates = new ArrayList<>();
    Set<IpAddress> closedEarly = closedEarly(before);
    for (Client client : connector.clients()) {
      boolean bootstrap = false;
      boolean beyond = false;
      for (Contact contact : connector.contacts(client)) {
        boolean counts = contact.reached() && contact.named() && contact.port() == 443;
        bootstrap |= counts && connector.endpoints().isBootstrap(contact.host());
        beyond |= counts && connector.endpoints().isRuntimeBeyondBootstrap(contact.host());
      }
      if (!bootstrap || !beyond) {
        candidates.add(candidate(connector, client, closedEarly, bootstrap, beyond));
      }
    }
    return Examination.of(candidates);
  }

  private static Candidate candidate(
      ConnectorView view,
      Client client,
      Set<IpAddress> closedEarly,
      boolean bootstrap,
      boolean beyond) {
    Candidate.Builder candidate = Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture");
    if (client.addresses().stream().anyMatch(closedEarly::contains)) {
      return candidate.variant("closedEarly").build();
    }
    List<Contact> left =
        view.contacts(client).stream().filter(c -> leftByClient(c) && !view.reached(c)).toList();
    if (left.size() >= AGAIN) {
      Set<String> hosts = new TreeSet<>();
      left.forEach(contact -> hosts.add(contact.host()));
      return candidate
          .variant("leftByClient")
          .fact("leftHosts", List.copyOf(hosts))
          .fact("leftSessions", left.size())
          .build();
    }
    return candidate
        .variant(!bootstrap && !beyond ? "" : bootstrap ? "signalling" : "bootstrap")
        .build();
  }

  /** The client closes TLS 1.3 as soon as it has the server's flight, for a reason it encrypts. */
  private static boolean leftByClient(Contact contact) {
    TlsHandshake tls = contact.tls();
    Ending ending = contact.connection().ending();
    return tls != null
        && ending != null
        && contact.vital()
        && contact.port() == 443
        && "TLSv1.3".equals(tls.version())
        && tls.lastServerRecord() != null
        && !tls.established()
        && ending.by() == Side.CLIENT
        && tls.lastServerRecord().distance(ending.frame()) < AT_ONCE;
  }

  /** Recording again shows no more where TLS 1.3 hides the reason. */
  private static Set<IpAddress> closedEarly(List<Candidate> before) {
    Set<IpAddress> clients = new TreeSet<>();
    for (Candidate candidate : before) {
      if (candidate.diagnosis().code().equals("TLS-CLOSED-EARLY") && candidate.client() != null) {
        clients.add(candidate.client());
      }
    }
    return clients;
  }
}
