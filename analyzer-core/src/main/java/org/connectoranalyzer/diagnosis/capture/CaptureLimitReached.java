package org.connectoranalyzer.diagnosis.capture;

import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.CaptureHealth;
import org.connectoranalyzer.trace.Trace;

/**
 * A limit that keeps memory or time bounded was hit: something was dropped and counted. The verdict
 * is no better than inconclusive if connections on connector ports were among it.
 */
public final class CaptureLimitReached implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-LIMIT-REACHED", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    CaptureHealth health = trace.health();
    if (health.limitsReached().isEmpty() && health.forgotten() == 0) {
      return new Examination.Clear();
    }
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .fact("limits", List.copyOf(health.limitsReached().keySet()))
                .count("frames", health.frames())
                .count("forgottenConnections", health.forgotten())
                .count("forgottenConnectorPorts", health.forgottenConnectorPorts())
                .fact("hides", hidden(health))
                .variant(variant(health))
                .build()));
  }

  private static String variant(CaptureHealth health) {
    if (health.forgottenConnectorPorts() > 0) {
      return "connectorPorts";
    }
    if (health.unpackingStopped()) {
      return "unpackingStopped";
    }
    if (health.interfacesStopped()) {
      return "readingStopped";
    }
    return health.forgotten() > 0 ? "connections" : "";
  }

  private static List<String> hidden(CaptureHealth health) {
    String forgotten =
        health.forgottenConnectorPorts() > 0 ? "connectorConnections" : "otherTraffic";
    if (!health.unpackingStopped() && !health.interfacesStopped()) {
      return List.of(forgotten);
    }
    return health.forgotten() > 0
        ? List.of("everythingAfter", forgotten)
        : List.of("everythingAfter");
  }
}
