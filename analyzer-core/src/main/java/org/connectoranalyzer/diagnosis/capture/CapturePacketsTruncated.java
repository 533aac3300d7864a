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
 * At least one frame holds less of its IP packet than was sent: the snap length cut it (pktmon: 128
 * bytes unless told otherwise). Measured by the IP length, since converters write wrong frame
 * lengths.
 */
public final class CapturePacketsTruncated implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-PACKETS-TRUNCATED", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    CaptureHealth health = trace.health();
    if (health.truncatedFrames() == 0) {
      return new Examination.Clear();
    }
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
            .count("truncatedFrames", health.truncatedFrames())
            .count("frames", health.frames())
            .fact("hides", List.of("serverNames", "certificates", "httpHeaders"));
    health.interfaces().stream()
        .mapToLong(CaptureHealth.CapturedInterface::snapLength)
        .filter(length -> length > 0)
        .min()
        .ifPresent(length -> candidate.fact("snapLength", length));
    return Examination.of(List.of(candidate.build()));
  }
}
