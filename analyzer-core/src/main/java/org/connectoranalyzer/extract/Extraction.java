package org.connectoranalyzer.extract;

import org.connectoranalyzer.report.CaptureReport;

/**
 * What was extracted.
 *
 * @param report of the capture; where it says that the capture cannot be read, or that it changed
 *     meanwhile, what was written is nothing to keep
 * @param frames written
 * @param overwritten frames in which credential values were overwritten
 */
public record Extraction(CaptureReport report, long frames, long overwritten) {
  /** Whether the extract is complete. */
  public boolean complete() {
    return report.analysis() != null;
  }
}
