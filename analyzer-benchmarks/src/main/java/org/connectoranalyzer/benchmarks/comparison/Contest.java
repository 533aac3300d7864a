package org.connectoranalyzer.benchmarks.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several commands that do the same work, measured in turn, so that a busy moment of the machine
 * hits all of them. The first is the analyzer.
 */
final class Contest {
  private final String task;
  private final List<Command> commands = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final Map<String, Measurement> medians = new LinkedHashMap<>();

  Contest(String task, Command analyzer) {
    this.task = task;
    commands.add(analyzer);
  }

  /** Adds a command if the programs that it needs are installed; the table says if not. */
  Contest against(Command peer, String... programs) {
    if (Command.installed(programs)) {
      commands.add(peer);
    } else {
      missing.add(peer.name());
    }
    return this;
  }

  /** Measures all, {@code rounds} times. */
  Contest run(Stopwatch stopwatch, int rounds) throws IOException, InterruptedException {
    Map<Command, List<Measurement>> measured = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Command command : commands) {
        if (round < command.rounds()) {
          measured
              .computeIfAbsent(command, key -> new ArrayList<>())
              .add(stopwatch.measure(command));
        }
      }
    }
    measured.forEach(
        (command, runs) -> medians.put(command.name(), Measurement.median(runs, command.share())));
    return this;
  }

  String task() {
    return task;
  }

  /** Medians by command, in order. */
  Map<String, Measurement> medians() {
    return medians;
  }

  List<String> missing() {
    return missing;
  }

  Measurement ours() {
    return medians.values().iterator().next();
  }

  /** How many times as long as the analyzer that command takes; NaN if it is missing. */
  double ratio(String command) {
    Measurement other = medians.get(command);
    return other == null ? Double.NaN : other.wall() / ours().wall();
  }
}
