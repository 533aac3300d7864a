package org.connectoranalyzer.robustness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every sample and every third-party capture, whole, cut, doubled and with bits flipped: each ends
 * in a report or in an error that says what to do, in a JVM whose heap is 64 MB above its idle
 * need. How long they take is told in {@code target/robustness.txt}, but fails nothing. {@code
 * -Danalyzer.robustness=N} takes N times as many variants, the same ones first.
 */
class RobustnessTest {
  private static final Path FOLDER = Path.of("target", "robustness");
  private static final int SPREAD = Integer.getInteger("analyzer.robustness", 1);
  private static final int OF_A_SAMPLE = 12;
  private static final int OF_A_THIRD_PARTY_CAPTURE = 1;
  private static final long SPARE = 64L << 20;

  @BeforeAll
  static void emptyFolder() throws IOException {
    Files.createDirectories(FOLDER);
    try (Stream<Path> left = Files.list(FOLDER)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void everyVariantEndsInAReportOrADeclaredError() throws Exception {
    Path list = Files.write(FOLDER.resolve("captures.tsv"), captures(), UTF_8);
    jvm("-Xmx256m", FOLDER.toString());
    long need = Long.parseLong(Files.readString(FOLDER.resolve("idle.txt")));
    jvm("-Xmx" + (need + SPARE) / 1024 + "k", FOLDER.toString(), list.toString());
    List<String> figures = new ArrayList<>();
    figures.add("Robustness, idle need of the heap: %.1f MB".formatted(need / 1048576.0));
    figures.addAll(Files.readAllLines(FOLDER.resolve("figures.txt")));
    figures.forEach(System.out::println);
    Files.write(Path.of("target", "robustness.txt"), figures, UTF_8);
    assertThat(FOLDER.resolve("failures.txt")).as("undeclared errors").isEmptyFile();
  }

  /** Number of variants, name and path of every capture. */
  private static List<String> captures() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> samples = Files.walk(Path.of("../samples"), 2)) {
      samples
          .filter(file -> file.toString().matches(".*[.](pcap|pcapng)([.]gz)?"))
          .sorted()
          .forEach(file -> lines.add(line(OF_A_SAMPLE, "samples/" + file.getFileName(), file)));
    }
    assertThat(lines).isNotEmpty();
    if (ThirdPartyCaptures.present()) {
      for (Entry entry : ThirdPartyCaptures.orSkip().entries()) {
        lines.add(line(OF_A_THIRD_PARTY_CAPTURE, entry.name(), entry.file()));
      }
    }
    return lines;
  }

  private static String line(int variants, String name, Path file) {
    return variants * SPREAD + "\t" + name + "\t" + file;
  }

  /** Runs it to its end; fails, with what it printed, if it does not end well. */
  private static void jvm(String heap, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(RobustnessRun.class.getName());
    command.addAll(List.of(arguments));
    Path printed = FOLDER.resolve("printed.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertThat(process.waitFor(10L * SPREAD, TimeUnit.MINUTES)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
  }
}
