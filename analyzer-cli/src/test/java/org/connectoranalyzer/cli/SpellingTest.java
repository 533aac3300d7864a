package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is offered in place of a word that is none. */
class SpellingTest {
  private static final List<String> FORMATS =
      List.of("text", "oneline", "json", "jsonl", "markdown", "html", "sarif", "junit");

  @ParameterizedTest
  @CsvSource({
    "jsno, json",
    "josn, json",
    "JSON, json",
    "sarfi, sarif",
    "htlm, html",
    "txt, text",
    "md, markdown",
    "markdown2, markdown",
    "mark, markdown",
  })
  void findsTheNearest(String word, String meant) {
    assertThat(Spelling.nearest(word, FORMATS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"yaml", "pdf", "x", "''", "markup-language"})
  void guessesNothingFarAway(String word) {
    assertThat(Spelling.nearest(word, FORMATS)).isEmpty();
  }

  @Test
  void aMissingFileIsHeldAgainstItsNeighbours(@TempDir Path folder) throws IOException {
    Path there = Files.createFile(folder.resolve("connector-start.pcapng"));
    Files.createFile(folder.resolve("x.txt"));
    assertThat(Spelling.nearestFile(folder.resolve("conector-start.pcapng"))).contains(there);
    assertThat(Spelling.nearestFile(folder.resolve("Connector-Start.pcap"))).contains(there);
    assertThat(Spelling.nearestFile(folder.resolve("another.pcapng"))).isEmpty();
    assertThat(Spelling.nearestFile(folder.resolve("y.txt")))
        .as("all short names are near")
        .isEmpty();
    assertThat(Spelling.nearestFile(folder.resolve("no/start.pcapng"))).isEmpty();
    assertThat(Spelling.nearestFile(Path.of("/"))).isEmpty();
  }
}
