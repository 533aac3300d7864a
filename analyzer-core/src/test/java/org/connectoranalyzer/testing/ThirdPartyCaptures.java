package org.connectoranalyzer.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The folder of third-party captures with what tshark found in them, which is no part of the
 * project: property {@code analyzer.captures}, else {@code shared/captures} beside the project.
 * Tests that need it are skipped where it is missing.
 */
public final class ThirdPartyCaptures {
  private final Path folder;

  private ThirdPartyCaptures(Path folder) {
    this.folder = folder;
  }

  /** One line of the index: its columns by name. */
  public record Entry(Path file, String name, Map<String, String> columns) {
    public String column(String column) {
      return columns.getOrDefault(column, "");
    }

    /** Frames that tshark counts; -1 where it gives none. */
    public long packets() {
      String told = column("packets");
      return told.matches("\\d+") ? Long.parseLong(told) : -1;
    }
  }

  /** Skips the calling test where the folder is missing. */
  public static ThirdPartyCaptures orSkip() {
    assumeTrue(
        present(), "no third-party captures at " + place() + " (set -Danalyzer.captures=FOLDER)");
    return new ThirdPartyCaptures(place());
  }

  /** Whether the folder is there, for tests that do without as well. */
  public static boolean present() {
    return Files.isRegularFile(place().resolve("index.tsv"));
  }

  private static Path place() {
    return Path.of(System.getProperty("analyzer.captures", "../../shared/captures"));
  }

  /** Every capture in the order of the index. */
  public List<Entry> entries() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("index.tsv"));
    List<String> names = List.of(lines.get(0).split("\t", -1));
    List<Entry> entries = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      Map<String, String> columns =
          IntStream.range(0, Math.min(cells.length, names.size()))
              .boxed()
              .collect(Collectors.toMap(names::get, i -> cells[i]));
      entries.add(new Entry(folder.resolve("files").resolve(cells[0]), cells[0], columns));
    }
    return entries;
  }

  /** The folder itself. */
  public Path folder() {
    return folder;
  }
}
