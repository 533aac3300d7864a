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
 * The recorder says that it lost packets (pcapng Interface Statistics Block, {@code isb_ifdrop}): a
 * missing answer may have been one of them.
 */
public final class CapturePacketsDropped implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-PACKETS-DROPPED", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    long dropped =
        trace.health().interfaces().stream()
            .mapToLong(CaptureHealth.CapturedInterface::dropped)
            .filter(count -> count > 0)
            .sum();
    if (dropped == 0) {
      return new Examination.Clear();
    }
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .count("dropped", dropped)
                .count("frames", trace.health().frames())
                .fact("hides", List.of("answers"))
                .build()));
  }
}
