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

/** An interface has a link type whose frames cannot be decoded: what it recorded is not seen. */
public final class CaptureLinkTypeUnknown implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-LINK-TYPE-UNKNOWN", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    CaptureHealth health = trace.health();
    if (health.unknownLinkTypes().isEmpty()) {
      return new Examination.Clear();
    }
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .fact("linkTypes", health.unknownLinkTypes())
                .count("undecodedFrames", health.undecodedFrames())
                .count("frames", health.frames())
                .fact("hides", List.of("framesOfThatInterface"))
                .build()));
  }
}
