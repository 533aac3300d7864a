package org.connectoranalyzer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.DisplayCharset;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.SafeText;

/**
 * One line on a terminal that is written over again and again, from the second second on; gone when
 * closed. Called by several threads.
 */
final class ProgressLine implements AnalysisListener, AutoCloseable {
  private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int WIDEST = 80;

  private final PrintWriter err;
  private final Messages words;
  private final int captures;
  private final int width;
  private final DisplayCharset display;
  private final LongSupplier clock;
  private long next;
  private int done;
  private int shown;

  /** {@code clock} gives nanoseconds from anywhere. */
  ProgressLine(
      PrintWriter err, Messages words, int captures, Terminal terminal, LongSupplier clock) {
    this.err = err;
    this.words = words;
    this.captures = captures;
    width = Math.min(WIDEST, terminal.width());
    display = terminal.onStderr();
    this.clock = clock;
    next = clock.getAsLong() + FIRST;
  }

  @Override
  public synchronized void progress(String capture, long bytes, long total) {
    long now = clock.getAsLong();
    if (now - next < 0) {
      return;
    }
    next = now + INTERVAL;
    Facts facts = Facts.of("megabytes", bytes >> 20);
    if (captures > 1) {
      facts = facts.with("done", done).with("count", captures);
    }
    if (total > 0) {
      facts = facts.with("percent", Math.min(100, bytes * 100 / total));
    }
    String file = SafeText.of(capture);
    String line = words.text("cli.progress", facts.with("file", file));
    int excess = display.columns(display.fit(line)) - (width - 1);
    show(excess <= 0 ? line : words.text("cli.progress", facts.with("file", end(file, excess))));
  }

  /** The end of a name, which tells more than its beginning, shorter by some columns. */
  private String end(String name, int excess) {
    String dots = "\u2026";
    int room = display.columns(display.fit(name)) - excess - display.columns(display.fit(dots));
    String end = name;
    while (!end.isEmpty() && display.columns(display.fit(end)) > room) {
      end = end.substring(end.offsetByCodePoints(0, 1));
    }
    return dots + end;
  }

  private void show(String line) {
    String fitting = display.fit(line);
    while (display.columns(fitting) >= width) {
      fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
    }
    int columns = display.columns(fitting);
    err.print("\r" + fitting + " ".repeat(Math.max(0, shown - columns)));
    err.flush();
    shown = columns;
  }

  @Override
  public synchronized void finished(Path capture) {
    done++;
  }

  /** Takes the line away for good. */
  synchronized void end() {
    if (shown > 0) {
      show("");
      err.print("\r");
      err.flush();
      shown = 0;
    }
    next = Long.MAX_VALUE / 2 + clock.getAsLong();
  }

  @Override
  public void close() {
    end();
  }
}
