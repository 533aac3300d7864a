package org.connectoranalyzer.diagnosis;

import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.trace.Trace;

/**
 * Looks for one kind of trouble. Stateless: a function of the trace and what the product knows of
 * the connector. One that throws becomes a line in the report; the others go on.
 */
public interface Detector {
  /** The codes that it can give. */
  List<Diagnosis> diagnoses();

  Examination examine(Trace trace, ConnectorView connector);

  /**
   * What the engine asks: as {@link #examine(Trace, ConnectorView)}, for the few that judge the
   * recording by what the detectors enrolled before them offered.
   */
  default Examination examine(Trace trace, ConnectorView connector, List<Candidate> before) {
    return examine(trace, connector);
  }
}
