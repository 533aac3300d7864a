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
import org.connectoranalyzer.trace.Trace;

/**
 * Frames stand behind a later one of the same interface (merged files, per-processor buffers of
 * Windows tracing, a clock that was set). Frames are taken in capture order, gaps as absolute
 * differences, and answers paired by sequence number.
 */
public final class CaptureClockWentBack implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-CLOCK-WENT-BACK", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    long back = trace.health().clockWentBack();
    if (back == 0) {
      return new Examination.Clear();
    }
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .count("framesBack", back)
                .count("frames", trace.health().frames())
                .fact("hides", List.of("order"))
                .build()));
  }
}
