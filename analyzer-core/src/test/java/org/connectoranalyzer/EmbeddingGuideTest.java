package org.connectoranalyzer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.report.AllowList;
import org.connectoranalyzer.report.AllowListWriter;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.WriteOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/embedding.md shows compiles, and does what is said of it. */
class EmbeddingGuideTest {
  private static final Path SAMPLES = Path.of("../samples");
  private static final String CODE = "CONTOSO-FOREIGN-RESOLVER";

  private static String guide = "";

  @BeforeAll
  static void read() throws IOException {
    guide = Files.readString(Path.of("../docs/embedding.md"));
  }

  /** The standard list, as "endpoints -f json" writes it. */
  private static InputStream endpoints() throws IOException {
    StringBuilder json = new StringBuilder();
    for (AllowListWriter writer : AllowListWriter.all()) {
      if (writer.format().equals("json")) {
        AllowList list = AllowList.of(EndpointList.standard(Cloud.PUBLIC));
        writer.write(list, Messages.load("en"), WriteOptions.STANDARD, json);
      }
    }
    return new ByteArrayInputStream(json.toString().getBytes(UTF_8));
  }

  @Test
  void theExampleFindsWhatItsDetectorLooksFor(@TempDir Path folder) throws Exception {
    String example = ExampleCode.blocks("java", guide).get(1);
    ExampleCode.compile("NightlyCheck", example, folder);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Class<?> type = loader.loadClass("NightlyCheck");
      Object check = type.getConstructor(InputStream.class).newInstance(endpoints());
      List<Path> captures =
          List.of(
              SAMPLES.resolve("direct-healthy/direct-healthy.pcapng"),
              SAMPLES.resolve("late-start/README.md"));
      Report report = (Report) type.getMethod("run", List.class).invoke(check, captures);

      Analysis analysis = Objects.requireNonNull(report.captures().get(0).analysis());
      FindingEntry finding =
          analysis.findings().stream().filter(f -> f.code().equals(CODE)).findFirst().orElseThrow();
      assertThat(finding.title()).endsWith("are asked of a foreign resolver");
      assertThat(analysis.detectorFailures()).isEmpty();
      assertThat(analysis.verdict()).hasToString("HEALTHY");
      assertThat(report.captures().get(1).error()).isNotNull();

      type.getMethod("write", Report.class, Path.class).invoke(null, report, folder);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsAll(ReportWriter.all().stream().map(w -> "report." + w.format()).toList());
      }

      type.getMethod("stop").invoke(check);
      Report stopped = (Report) type.getMethod("run", List.class).invoke(check, captures);
      assertThat(stopped.captures()).isEmpty();
    }
  }

  @Test
  void itsPageIsTheOneThatTheTestHas() throws IOException {
    String resource = "/org/connectoranalyzer/words/en/" + CODE + ".md";
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(resource))) {
      assertThat(ExampleCode.blocks("markdown", guide))
          .containsExactly(new String(in.readAllBytes(), UTF_8));
    }
  }

  @Test
  void itsVersionIsThatOfTheLibrary() {
    assertThat(ExampleCode.blocks("xml", guide).get(0))
        .contains("<version>" + Report.Tool.current().version() + "</version>");
  }
}
