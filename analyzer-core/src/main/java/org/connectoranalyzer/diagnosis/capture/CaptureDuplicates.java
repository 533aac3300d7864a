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
 * At least 5 % of the frames are copies of a packet already seen (SPAN port, several interfaces,
 * pktmon's components, a file appended to itself). Copies are counted once and judged never.
 */
public final class CaptureDuplicates implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-DUPLICATES", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  private static final int LEAST_PERCENT = 5;
  private static final int MOST_NAMES = 50;

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    long copies = trace.health().duplicateFrames();
    long frames = trace.health().frames();
    if (copies == 0 || copies * 100 < frames * LEAST_PERCENT) {
      return new Examination.Clear();
    }
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
            .count("duplicateFrames", copies)
            .count("frames", frames)
            .fact("percent", copies * 100 / Math.max(1, frames))
            .fact("hides", List.of("nothing"));
    List<String> components = components(trace.health());
    if (components.size() > 1) {
      candidate.fact("components", components).variant("components");
    }
    return Examination.of(List.of(candidate.build()));
  }

  /** Interfaces with packets, where the recorder's own numbers say that packets pass several. */
  private static List<String> components(CaptureHealth health) {
    return health.packetIds()
        ? health.interfaces().stream()
            .filter(one -> one.frames() > 0)
            .map(CaptureHealth.CapturedInterface::name)
            .distinct()
            .limit(MOST_NAMES)
            .toList()
        : List.of();
  }
}
