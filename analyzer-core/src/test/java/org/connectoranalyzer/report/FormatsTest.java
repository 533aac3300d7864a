package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for each format, and how a few telling reports look in those that are no JSON. */
class FormatsTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/org/connectoranalyzer/report/formats");

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  /** From the report saved in either language, the bytes are those of the direct output. */
  @ParameterizedTest
  @MethodSource("samples")
  void aSavedReportGivesTheSameBytes(Path sample) throws IOException {
    for (String saved : List.of("en", "ja")) {
      Report read = Formats.saved(Samples.analyze(sample, saved));
      for (String language : List.of("en", "ja")) {
        Report direct = Samples.analyze(sample, language);
        ReportTranslation translation = new ReportTranslation(Messages.load(language));
        Report told =
            new Report(
                read.schemaVersion(),
                read.tool(),
                read.captures().stream().map(translation::of).toList());
        for (String format : Formats.names()) {
          assertThat(Formats.written(format, told))
              .as(format + " in " + language + " of " + saved)
              .isEqualTo(Formats.written(format, direct));
        }
      }
    }
  }

  private static Map<String, Report> reports(String language) throws IOException {
    Map<String, Report> reports = new LinkedHashMap<>();
    for (String sample : List.of("proxy-407", "syn-unanswered", "direct-healthy", "late-start")) {
      reports.put(sample, Samples.analyze(Path.of("../samples", sample), language));
    }
    CaptureReport joined =
        ReportFixture.recording().files("a_00001.pcapng", "a 2.pcapng").report(language);
    CaptureReport unreadable =
        ReportAssembler.unreadable(List.of("t.etl"), "etl", Facts.NONE, Messages.load(language));
    reports.put("several", Report.of(reports.get("proxy-407").tool(), List.of(joined, unreadable)));
    return reports;
  }

  @ParameterizedTest
  @ValueSource(strings = {"oneline", "markdown", "sarif", "junit"})
  void looksAsExpected(String format) throws IOException {
    List<String> changed = new ArrayList<>();
    for (String language : List.of("en", "ja")) {
      for (Map.Entry<String, Report> report : reports(language).entrySet()) {
        boolean rules = format.equals("sarif") && !report.getKey().equals("proxy-407");
        if (rules && !report.getKey().equals("several")) {
          continue;
        }
        Path golden = GOLDEN.resolve(report.getKey() + "." + language + "." + format);
        String written = Formats.written(format, report.getValue());
        if (Boolean.getBoolean("golden.update")) {
          Files.createDirectories(GOLDEN);
          if (!Files.exists(golden) || !Files.readString(golden).equals(written)) {
            changed.add(golden.toString());
          }
          Files.writeString(golden, written);
        } else {
          assertThat(written).isEqualTo(Files.readString(golden));
        }
      }
    }
    assertThat(changed).as("rewritten: review the difference").isEmpty();
  }

  @Test
  void eachLineOfJsonlIsAReportOfOneCapture() throws IOException {
    Report several = reports("en").get("several");
    List<String> lines = Formats.written("jsonl", several).lines().toList();
    assertThat(lines).hasSize(2);
    for (int i = 0; i < lines.size(); i++) {
      JsonSchemas.assertValid(lines.get(i));
      Report read = JsonReader.read(new ByteArrayInputStream(lines.get(i).getBytes(UTF_8)));
      assertThat(read).isEqualTo(Report.of(several.tool(), List.of(several.captures().get(i))));
    }
  }

  @Test
  void nothingIsKeptOfACaptureThatIsWritten() throws IOException {
    Report report = Report.of(ReportFixture.recording().report());
    for (String format : List.of("oneline", "jsonl", "markdown")) {
      StringBuilder out = new StringBuilder();
      ReportWriter writer =
          ReportWriter.all().stream()
              .filter(w -> w.format().equals(format))
              .findFirst()
              .orElseThrow();
      ReportDocument document =
          writer.begin(report, Messages.load("en"), WriteOptions.STANDARD, out);
      document.add(report.captures().get(0));
      int length = out.length();
      document.end();
      assertThat(out).as(format).hasSize(length).isNotEmpty();
    }
  }

  /** A report of no capture, as of an empty folder, is a document all the same. */
  @Test
  void noCaptureIsADocument() {
    Report none = Report.of(Report.Tool.current(), List.of());
    assertThat(Formats.written("oneline", none)).isEmpty();
    assertThat(Formats.written("jsonl", none)).isEmpty();
    assertThat(Formats.written("markdown", none)).isEmpty();
    assertThat(Formats.written("junit", none)).contains("<testsuites").endsWith("\n");
    assertThat(SarifWriterTest.faults(Formats.written("sarif", none))).isEmpty();
  }

  /** Every format ends its lines with LF, has no blanks there, and is ASCII where it must be. */
  @ParameterizedTest
  @MethodSource("formats")
  void fitsThePlace(String format) throws IOException {
    for (String language : List.of("en", "ja")) {
      Report report = Samples.analyze(Path.of("../samples/proxy-407"), language);
      assertThat(Formats.written(format, report)).endsWith("\n").doesNotContain("\r", " \n");
      WriteOptions ascii = WriteOptions.STANDARD.withDisplay(DisplayCharset.ASCII);
      assertThat(Formats.written(format, report, ascii).chars().filter(c -> c > 0x7e)).isEmpty();
    }
  }

  static List<String> formats() {
    return Formats.names();
  }

  /** A baseline knows the error: no format calls it one. */
  @Test
  void knownFindingsAreNoFailures() throws IOException {
    Report report = known(Samples.analyze(Path.of("../samples/proxy-407")));
    assertThat(Formats.written("oneline", report))
        .startsWith("proxy-407.pcapng:24: suppressed PROXY-AUTHENTICATION-REQUIRED ")
        .doesNotContain(": error ");
    assertThat(Formats.written("junit", report))
        .contains("failures=\"0\"")
        .contains("no failure: agreed &lt;b&gt;");
    assertThat(Formats.written("markdown", report)).contains("no failure: agreed \\<b\\>");
    String sarif = Formats.written("sarif", report);
    assertThat(SarifWriterTest.faults(sarif)).isEmpty();
    assertThat(sarif)
        .contains("\"kind\": \"external\"", "\"justification\": \"agreed <b>\"", "2030-01-31");
    for (String format : Formats.names()) {
      assertThat(Formats.written(format, Formats.saved(report)))
          .isEqualTo(Formats.written(format, report));
    }
  }

  private static Report known(Report report) {
    CaptureReport capture = report.captures().get(0);
    Analysis analysis = Objects.requireNonNull(capture.analysis());
    FindingEntry.Suppression suppression = new FindingEntry.Suppression("agreed <b>", "2030-01-31");
    Analysis told =
        analysis.withKnown(
            analysis.headline(),
            analysis.findings().stream().map(finding -> finding.with(suppression)).toList(),
            analysis.findings().size());
    return Report.of(
        report.tool(), List.of(new CaptureReport(capture.files(), capture.language(), null, told)));
  }

  @Test
  void aRedactedReportSaysSo() throws IOException {
    Report report = Samples.analyze(Path.of("../samples/proxy-407"));
    CaptureReport unreadable =
        ReportAssembler.unreadable(List.of("t.etl"), "etl", Facts.NONE, Messages.load("en"));
    for (CaptureReport capture : List.of(report.captures().get(0), unreadable)) {
      Report before = Report.of(report.tool(), List.of(capture));
      Report redacted = Report.of(report.tool(), List.of(capture.asRedacted()));
      for (String format : Formats.names()) {
        String told =
            switch (format) {
              case "text", "html", "markdown" -> "Redacted: addresses, names and ids";
              case "oneline" -> " (redacted)\n";
              case "junit" -> "name=\"redacted\" value=\"true\"";
              case "jsonl" -> "\"redacted\":true";
              default -> "\"redacted\": true";
            };
        assertThat(Formats.written(format, redacted)).as(format).contains(told);
        assertThat(Formats.written(format, before)).as(format).doesNotContain(told);
        assertThat(Formats.written(format, Formats.saved(redacted)))
            .isEqualTo(Formats.written(format, redacted));
      }
      assertThat(SarifWriterTest.faults(Formats.written("sarif", redacted))).isEmpty();
    }
  }
}
