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

/** Reading stopped at bytes that are not of the capture format; what came before is read. */
public final class CaptureCorrupt implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("CAPTURE-CORRUPT", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    CaptureHealth.Damage damage = trace.health().damage();
    if (damage == null) {
      return new Examination.Clear();
    }
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .count("frames", trace.health().frames())
                .fact("file", damage.file())
                .fact("offset", damage.offset())
                .fact("expected", damage.expected())
                .fact("found", damage.found())
                .fact("hides", List.of("everythingAfter"))
                .build()));
  }
}
