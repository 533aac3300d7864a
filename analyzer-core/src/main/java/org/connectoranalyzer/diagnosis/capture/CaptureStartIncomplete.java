package org.connectoranalyzer.diagnosis.capture;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Engine;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * A connector is in the capture, but its start is not whole: the bootstrap host, or any signalling
 * or data host, exchanged no data. No fault by itself; the engine keeps it only where it is why the
 * verdict stays open.
 */
public final class CaptureStartIncomplete implements Detector {
  private static final Diagnosis DIAGNOSIS =
      new Diagnosis(Engine.START_INCOMPLETE, Severity.INFO, Owner.CAPTURE);

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
    for (Client client : connector.clients()) {
      boolean bootstrap = false;
      boolean beyond = false;
      for (Contact contact : connector.contacts(client)) {
        boolean counts = contact.reached() && contact.named() && contact.port() == 443;
        bootstrap |= counts && connector.endpoints().isBootstrap(contact.host());
        beyond |= counts && connector.endpoints().isRuntimeBeyondBootstrap(contact.host());
      }
      if (!bootstrap || !beyond) {
        String variant =
            closedEarly(client, before)
                ? "closedEarly"
                : !bootstrap && !beyond ? "" : bootstrap ? "signalling" : "bootstrap";
        candidates.add(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture").variant(variant).build());
      }
    }
    return Examination.of(candidates);
  }

  /** Recording again shows no more where TLS 1.3 hides the reason. */
  private static boolean closedEarly(Client client, List<Candidate> before) {
    return before.stream()
        .filter(candidate -> candidate.diagnosis().code().equals("TLS-CLOSED-EARLY"))
        .anyMatch(candidate -> client.addresses().contains(candidate.client()));
  }
}
