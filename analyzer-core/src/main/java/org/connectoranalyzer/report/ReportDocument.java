package org.connectoranalyzer.report;

import java.io.IOException;

/**
 * A document in the making: captures are added in order, then it is ended. Each is written, or
 * shortened to what the document says of it, when it is added; none is kept. Not thread-safe.
 */
public interface ReportDocument {
  void add(CaptureReport capture) throws IOException;

  /** Writes what is still missing; the target stays open. */
  void end() throws IOException;
}
