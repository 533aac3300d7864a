package org.connectoranalyzer;

import java.nio.file.Path;

/** Told how an analysis goes on; called on the thread that does the work, often, so return fast. */
public interface AnalysisListener {
  /** Hears nothing and never cancels. */
  AnalysisListener NONE = new AnalysisListener() {};

  /**
   * Bytes of the capture read so far.
   *
   * @param total size of the file, -1 unknown
   */
  default void progress(String capture, long bytes, long total) {}

  /** One capture of several is done, or has failed. */
  default void finished(Path capture) {}

  /** The analysis of one capture of several broke off for a defect, or for want of memory. */
  default void failed(Path capture, Throwable failure) {}

  /**
   * Asked now and then; true ends the analysis with {@link
   * java.util.concurrent.CancellationException}.
   */
  default boolean cancelled() {
    return false;
  }
}
