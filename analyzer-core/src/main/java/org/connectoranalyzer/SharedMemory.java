package org.connectoranalyzer;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.connectoranalyzer.report.CaptureReport;

/**
 * Analyses side by side share the memory: one for which it did not suffice beside others is done
 * once more, alone, so that a capture that needs much takes no other along. One for each call.
 */
final class SharedMemory {
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  /** Runs the analysis; {@link OutOfMemoryError} where the memory does not suffice for it alone. */
  CaptureReport analyze(Supplier<CaptureReport> analysis) {
    use.readLock().lock();
    try {
      return analysis.get();
    } catch (OutOfMemoryError e) {
      // What it held is free by now, and what the others hold will be.
    } finally {
      use.readLock().unlock();
    }
    use.writeLock().lock();
    try {
      return analysis.get();
    } finally {
      use.writeLock().unlock();
    }
  }
}
