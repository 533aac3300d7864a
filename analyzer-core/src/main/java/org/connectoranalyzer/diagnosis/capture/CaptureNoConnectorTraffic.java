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
 * No machine of the capture sent connector traffic: no required host by name, no CONNECT, no SYN
 * that may be the connector's (domain: F35).
 */
public final class CaptureNoConnectorTraffic implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-NO-CONNECTOR-TRAFFIC", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    if (!connector.clients().isEmpty()) {
      return new Examination.Clear();
    }
    CaptureHealth health = trace.health();
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .count("frames", health.frames())
                .count("connections", trace.conversations().size())
                .count("lookups", trace.dns().size())
                .fact("durationMs", health.duration() / 1_000_000)
                .fact("hides", List.of("everything"))
                .variant(health.frames() == 0 ? "empty" : "")
                .build()));
  }
}
