package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;

/** The recorded samples beside the modules, one folder a scenario, its capture named like it. */
final class Samples {
  private static final Path FOLDER = Path.of("../samples");
  private static final List<String> KINDS = List.of(".pcapng", ".pcap", ".pcapng.gz");

  private Samples() {}

  /** Folders of all scenarios, sorted; never empty. */
  static Stream<Path> all() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      List<Path> scenarios =
          folders
              .filter(f -> KINDS.stream().anyMatch(kind -> Files.exists(named(f, kind))))
              .sorted()
              .toList();
      assertThat(scenarios).isNotEmpty();
      return scenarios.stream();
    }
  }

  static Path capture(Path sample) {
    return KINDS.stream()
        .map(kind -> named(sample, kind))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }

  private static Path named(Path sample, String kind) {
    return sample.resolve(sample.getFileName() + kind);
  }

  static Report analyze(Path sample) throws IOException {
    return analyze(sample, Messages.ENGLISH);
  }

  /**
   * With the options of the sample's {@code options.txt}, where it has one; called by file name.
   */
  static Report analyze(Path sample, String language) throws IOException {
    Path capture = capture(sample);
    try (InputStream in = Files.newInputStream(capture)) {
      return Report.of(
          TraceAnalyzer.builder()
              .options(options(sample, language))
              .build()
              .analyze(in, capture.getFileName().toString(), AnalysisListener.NONE));
    }
  }

  /** Those of the sample's {@code options.txt}, where it has one. */
  static AnalysisOptions options(Path sample, String language) throws IOException {
    AnalysisOptions.Builder options = AnalysisOptions.builder().language(language);
    Path told = sample.resolve("options.txt");
    if (Files.exists(told)) {
      String[] words = Files.readString(told).strip().split("[ :]", -1);
      assertThat(words).as("--proxy HOST:PORT").hasSize(3).startsWith("--proxy");
      options.proxy(words[1], Integer.parseInt(words[2]));
    }
    return options.build();
  }
}
