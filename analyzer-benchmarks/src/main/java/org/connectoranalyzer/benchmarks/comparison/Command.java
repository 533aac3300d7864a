package org.connectoranalyzer.benchmarks.comparison;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is run once for one measurement.
 *
 * @param name as the table has it
 * @param words the program, by its name on the path or its file, and its arguments
 * @param exitCodes that mean it did its work
 * @param rounds at most so many measurements, for what takes long
 * @param share part of the work that a run does; what was measured is divided by it
 */
record Command(String name, List<String> words, Set<Integer> exitCodes, int rounds, double share) {

  static Command of(String name, String... words) {
    return new Command(name, List.of(words), Set.of(0), Integer.MAX_VALUE, 1);
  }

  Command withExitCodes(Integer... codes) {
    return new Command(name, words, Set.of(codes), rounds, share);
  }

  Command withRounds(int most) {
    return new Command(name, words, exitCodes, most, share);
  }

  Command withShare(double part) {
    return new Command(name, words, exitCodes, rounds, part);
  }

  /** Whether all of these programs can be found. */
  static boolean installed(String... programs) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(programs)
        .allMatch(
            program ->
                Stream.of(path.split(File.pathSeparator, -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))));
  }
}
