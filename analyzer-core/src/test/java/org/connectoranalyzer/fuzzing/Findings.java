package org.connectoranalyzer.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Inputs that broke a promise once: a folder a target, one file an input. */
final class Findings {
  static final Path FOLDER = Path.of("src/test/resources/org/connectoranalyzer/fuzzing");

  private Findings() {}

  /** Those of one target, sorted; empty where there was none. */
  static List<Path> of(FuzzTarget target) throws IOException {
    Path folder = FOLDER.resolve(target.name());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Keeps an input that the search wrote; the replay runs it from now on. */
  static void keep(FuzzTarget target, Path input) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(target.name()));
    Files.copy(
        input,
        folder.resolve(input.getFileName() + ".bin"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
