package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the search begins with and what it found keep every promise, without the search's agent. */
class FuzzReplayTest {
  @TestFactory
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  Stream<DynamicTest> seedsKeepEveryPromise() {
    return FuzzTarget.ALL.stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> replaySeeds(target)));
  }

  private static void replaySeeds(FuzzTarget target) throws IOException {
    List<byte[]> seeds = target.seeds().toList();
    assertThat(seeds).isNotEmpty();
    for (byte[] seed : seeds) {
      target.run(seed);
    }
    target.run(new byte[0]);
  }

  @TestFactory
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  Stream<DynamicTest> whatWasFoundOnceIsNotFoundAgain() throws IOException {
    return FuzzTarget.ALL.stream()
        .flatMap(
            target -> {
              try {
                return Findings.of(target).stream().map(input -> replay(target, input));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  private static DynamicTest replay(FuzzTarget target, Path input) {
    return DynamicTest.dynamicTest(
        target.name() + " " + input.getFileName(), () -> target.run(Files.readAllBytes(input)));
  }

  @Test
  void targetsHaveNamesOfTheirOwn() {
    assertThat(FuzzTarget.ALL)
        .extracting(FuzzTarget::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z]+"));
    assertThatThrownBy(() -> FuzzTarget.named("none")).hasMessageContaining("none");
  }

  @Test
  void everyFolderOfFindingsIsOfATarget() throws IOException {
    if (Files.isDirectory(Findings.FOLDER)) {
      try (Stream<Path> folders = Files.list(Findings.FOLDER)) {
        assertThat(folders)
            .allSatisfy(
                folder ->
                    assertThat(FuzzTarget.named(folder.getFileName().toString())).isNotNull());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[2J", "a\rb", "\u202e", "\u200b", "\u0085", "\ud800", "\u2028"})
  void harmInADocumentIsSeen(String text) {
    assertThatThrownBy(() -> Outputs.harmless(text)).isInstanceOf(AssertionError.class);
  }

  @Test
  void plainTextIsHarmless() {
    assertThat(Outputs.harmless("ab\n … 日本語 😀\n")).isNotEmpty();
  }
}
