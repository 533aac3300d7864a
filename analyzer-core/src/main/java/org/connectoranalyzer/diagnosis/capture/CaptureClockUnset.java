package org.connectoranalyzer.diagnosis.capture;

import java.time.Instant;
import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * Traffic of a connector in a capture with times before 2010, older than anything that a connector
 * runs on: the recorder's clock was not set, or a converter lost the date. Gaps still count.
 */
public final class CaptureClockUnset implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-CLOCK-UNSET", Severity.INFO, Owner.CAPTURE);

  private static final long SECOND = 1_000_000_000L;

  /** 2010-01-01T00:00:00Z. */
  private static final long LEAST = 1_262_304_000L * SECOND;

  /** Whether a frame has a time that can be right. */
  public static boolean isPlausible(FrameRef frame) {
    return frame.hasTime() && frame.time() >= LEAST;
  }

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    long start = trace.health().startTime();
    if (start == FrameRef.NO_TIME || start >= LEAST || connector.clients().isEmpty()) {
      return new Examination.Clear();
    }
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .fact("firstTime", Instant.ofEpochSecond(Math.floorDiv(start, SECOND)).toString())
                .fact("hides", List.of("date"))
                .build()));
  }
}
