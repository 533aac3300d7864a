package org.connectoranalyzer;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.jspecify.annotations.Nullable;

/**
 * Analyses of several captures, side by side on an executor, whose reports are handed over in the
 * captures' order by the thread that calls {@link #run}; that thread does what no other has begun.
 * However many captures there are, the work begun and the reports that wait for an earlier one are
 * bounded. Used once.
 */
final class CaptureBatch {
  /** So that the threads of the executor find the next capture without waiting for one another. */
  private static final int BEGUN_PER_PROCESSOR = 2;

  private static final int MOST_AHEAD = 1_024;

  /** About 50 MB: 300 reports of small captures, two that fill their lists. */
  private static final long MOST_ENTRIES_AHEAD = 100_000;

  private final List<List<Path>> groups;
  private final Function<List<Path>, CaptureReport> analysis;
  private final @Nullable Executor executor;
  private final int mostBegun;
  private final ThreadLocal<Boolean> beginning = new ThreadLocal<>();
  private final Deque<FutureTask<CaptureReport>> ahead = new ArrayDeque<>();
  private int next;
  private int begun;
  private long entriesAhead;
  private boolean stopped;

  /**
   * @param executor null: the caller's thread does all
   */
  CaptureBatch(
      List<List<Path>> groups,
      Function<List<Path>, CaptureReport> analysis,
      @Nullable Executor executor) {
    this.groups = groups;
    this.analysis = analysis;
    this.executor = executor;
    mostBegun = BEGUN_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
  }

  /** Returns after the last report; what breaks off one hand-over breaks off all analyses. */
  void run(Consumer<CaptureReport> reports) {
    try {
      for (int i = 0; i < groups.size(); i++) {
        begin();
        FutureTask<CaptureReport> first = first();
        first.run();
        CaptureReport report = result(first);
        reports.accept(report);
        handedOver(report);
      }
    } finally {
      stop();
    }
  }

  private void begin() {
    if (beginning.get() != null) {
      // An executor that runs work at once would go down a level with each capture.
      return;
    }
    beginning.set(true);
    try {
      nextTasks().forEach(this::execute);
    } finally {
      beginning.remove();
    }
  }

  /** A sole capture is the caller's thread's, so that the executor is free to read it ahead. */
  private void execute(FutureTask<CaptureReport> task) {
    if (executor != null && groups.size() > 1) {
      try {
        executor.execute(task);
      } catch (RejectedExecutionException e) {
        // The caller's thread does it when its turn comes.
      }
    }
  }

  /** With an executor, as many as may be begun; without, the one whose turn it is. */
  private synchronized List<FutureTask<CaptureReport>> nextTasks() {
    List<FutureTask<CaptureReport>> tasks = new ArrayList<>();
    while (!stopped && next < groups.size() && (ahead.isEmpty() || mayGoAhead())) {
      List<Path> group = groups.get(next++);
      FutureTask<CaptureReport> task = new FutureTask<>(() -> analyzed(group));
      ahead.add(task);
      tasks.add(task);
      begun++;
    }
    return tasks;
  }

  private boolean mayGoAhead() {
    return executor != null
        && begun < mostBegun
        && ahead.size() < MOST_AHEAD
        && entriesAhead < MOST_ENTRIES_AHEAD;
  }

  private CaptureReport analyzed(List<Path> group) {
    long entries = 0;
    try {
      CaptureReport report = analysis.apply(group);
      entries = entries(report);
      return report;
    } finally {
      done(entries);
      begin();
    }
  }

  private synchronized void done(long entries) {
    begun--;
    entriesAhead += entries;
  }

  private synchronized FutureTask<CaptureReport> first() {
    return ahead.remove();
  }

  private synchronized void handedOver(CaptureReport report) {
    entriesAhead -= entries(report);
  }

  private synchronized void stop() {
    stopped = true;
    ahead.forEach(task -> task.cancel(true));
    ahead.clear();
  }

  /** What the memory of a report grows with. */
  private static long entries(CaptureReport report) {
    Analysis analysis = report.analysis();
    return analysis == null
        ? 1
        : (long) analysis.connections().size()
            + analysis.synRetransmissions().size()
            + analysis.connects().size()
            + analysis.tlsHandshakes().size()
            + analysis.dnsLookups().size()
            + analysis.checks().size()
            + analysis.endpoints().size()
            + analysis.findings().stream().mapToLong(f -> f.evidence().size()).sum();
  }

  private static CaptureReport result(FutureTask<CaptureReport> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
