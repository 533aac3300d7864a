package org.connectoranalyzer.diagnosis;

import java.util.List;
import org.connectoranalyzer.diagnosis.capture.StartIncomplete;

/** The detectors that every analysis runs; a new one is enrolled here, in one line. */
public final class StandardDetectors {
  private StandardDetectors() {}

  public static List<Detector> all() {
    return List.of(new StartIncomplete());
  }
}
