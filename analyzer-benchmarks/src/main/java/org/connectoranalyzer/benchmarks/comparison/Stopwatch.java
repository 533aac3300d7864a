package org.connectoranalyzer.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs processes and measures them: wall time itself, the rest through GNU time, and where that is
 * not installed by looking at the process every few milliseconds. What they print is thrown away.
 */
final class Stopwatch {
  private static final int LOOK_EVERY_MILLISECONDS = 3;
  private static final Path GNU_TIME = Path.of("/usr/bin/time");

  private final Path folder;
  private final Duration longest;
  private final boolean hasGnuTime = Files.isExecutable(GNU_TIME);

  /**
   * @param folder for what GNU time writes
   * @param longest a process that takes longer is ended
   */
  Stopwatch(Path folder, Duration longest) {
    this.folder = folder;
    this.longest = longest;
  }

  /** Runs it once; {@link IllegalStateException} where it fails or takes too long. */
  Measurement measure(Command command) throws IOException, InterruptedException {
    Path times = folder.resolve("times");
    List<String> words = new ArrayList<>();
    if (hasGnuTime) {
      words.addAll(List.of(GNU_TIME.toString(), "-q", "-f", "%U %S %M", "-o", times.toString()));
    }
    words.addAll(command.words());
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.from(folder.resolve("nothing").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Files.write(folder.resolve("nothing"), new byte[0]);
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      Watch watch = new Watch(process);
      boolean ended = hasGnuTime ? waitFor(process) : watch.untilItEnds(longest);
      double wall = (System.nanoTime() - start) / 1e9;
      if (!ended || !command.exitCodes().contains(process.exitValue())) {
        throw new IllegalStateException(
            command.name() + (ended ? " failed with " + process.exitValue() : " took too long"));
      }
      return hasGnuTime ? read(times, wall) : new Measurement(wall, watch.cpu, watch.peak);
    } finally {
      end(process);
    }
  }

  /** Ends it and what it started, and waits until they are gone. */
  private static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : all) {
      one.onExit().completeOnTimeout(one, 10, TimeUnit.SECONDS).join();
    }
  }

  private boolean waitFor(Process process) throws InterruptedException {
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Measurement read(Path times, double wall) throws IOException {
    String[] values = Files.readString(times).strip().split(" ", -1);
    double cpu = Double.parseDouble(values[0]) + Double.parseDouble(values[1]);
    return new Measurement(wall, cpu, Double.parseDouble(values[2]));
  }

  /** What can be seen of a process from outside; its children are not. */
  private static final class Watch {
    private final Process process;
    private double cpu;
    private double peak;

    Watch(Process process) {
      this.process = process;
    }

    boolean untilItEnds(Duration longest) throws InterruptedException {
      long end = System.nanoTime() + longest.toNanos();
      while (!process.waitFor(LOOK_EVERY_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        look();
        if (System.nanoTime() > end) {
          return false;
        }
      }
      return true;
    }

    private void look() {
      process.info().totalCpuDuration().ifPresent(taken -> cpu = taken.toNanos() / 1e9);
      try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
        status
            .filter(line -> line.startsWith("VmHWM:"))
            .forEach(line -> peak = Double.parseDouble(line.replaceAll("\\D", "")));
      } catch (IOException | java.io.UncheckedIOException e) {
        // It has just ended, or this is not Linux: what was seen before stands.
      }
    }
  }
}
