package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Held against the schema of SARIF 2.1.0 and against what GitHub's code scanning asks for. */
class SarifWriterTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try (InputStream in = SarifWriterTest.class.getResourceAsStream("sarif-schema-2.1.0.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
          .getSchema(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Error> faults(String sarif) {
    return SCHEMA.validate(sarif, InputFormat.JSON);
  }

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  private static JsonNode run(Report report) {
    return run(report, WriteOptions.STANDARD);
  }

  private static JsonNode run(Report report, WriteOptions options) {
    String sarif = Formats.written("sarif", report, options);
    assertThat(faults(sarif)).isEmpty();
    JsonNode runs = JsonMapper.shared().readTree(sarif).get("runs");
    assertThat(runs.size()).as("GitHub refuses several runs of one tool").isEqualTo(1);
    return runs.get(0);
  }

  @Test
  void theSchemaFindsFaults() {
    String sarif = Formats.written("sarif", Report.of(ReportFixture.recording().report()));
    assertThat(faults(sarif)).isEmpty();
    assertThat(faults(sarif.replace("\"ruleId\"", "\"ruleld\""))).isNotEmpty();
    assertThat(faults(sarif.replace("\"level\": \"error\"", "\"level\": \"fatal\""))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void hasWhatCodeScanningAsksFor(Path sample) throws IOException {
    for (String language : List.of("en", "ja")) {
      Report report = Samples.analyze(sample, language);
      JsonNode run = run(report);
      Analysis analysis = Objects.requireNonNull(report.captures().get(0).analysis());
      assertThat(run.get("results").size()).isEqualTo(analysis.findings().size());
      JsonNode driver = run.get("tool").get("driver");
      for (JsonNode rule : driver.get("rules")) {
        assertThat(rule.at("/shortDescription/text").asString()).isNotBlank();
        assertThat(rule.at("/fullDescription/text").asString()).isNotBlank();
        assertThat(rule.at("/help/text").asString()).isNotBlank();
        assertThat(rule.at("/help/markdown").asString()).isNotBlank();
      }
      int i = 0;
      for (JsonNode result : run.get("results")) {
        FindingEntry finding = analysis.findings().get(i++);
        assertThat(result.at("/ruleId").asString()).isEqualTo(finding.code());
        assertThat(driver.at("/rules/" + result.get("ruleIndex").asInt() + "/id").asString())
            .isEqualTo(finding.code());
        assertThat(result.at("/message/text").asString()).isNotBlank();
        JsonNode place = result.at("/locations/0/physicalLocation");
        assertThat(place.at("/artifactLocation/uri").asString())
            .isEqualTo(report.captures().get(0).files().get(0));
        assertThat(place.at("/region/startLine").asInt()).isPositive();
        assertThat(result.at("/partialFingerprints/connectorFinding~1v1").asString())
            .isEqualTo(finding.fingerprint());
        assertThat(result.at("/partialFingerprints/primaryLocationLineHash").asString())
            .startsWith(finding.fingerprint());
      }
      assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
      assertThat(run.at("/artifacts/0/properties/verdict").asString())
          .isEqualTo(JsonNames.of(analysis.verdict()));
      assertThat(run.get("language").asString()).isEqualTo(language);
    }
  }

  @Test
  void aCaptureThatCannotBeReadIsANotification() {
    CaptureReport etl =
        ReportAssembler.unreadable(List.of("a b.etl"), "etl", Facts.NONE, Messages.load("en"));
    JsonNode run = run(Report.of(etl));
    assertThat(run.get("results").size()).isZero();
    JsonNode invocation = run.at("/invocations/0");
    assertThat(invocation.get("executionSuccessful").asBoolean()).isFalse();
    JsonNode said = invocation.at("/toolExecutionNotifications/0");
    assertThat(said.at("/level").asString()).isEqualTo("error");
    assertThat(said.at("/properties/code").asString()).isEqualTo("etl");
    assertThat(said.at("/message/text").asString()).contains("etl2pcapng");
    assertThat(said.at("/locations/0/physicalLocation/artifactLocation/uri").asString())
        .isEqualTo("a%20b.etl");
    assertThat(run.at("/artifacts/0/properties/status").asString()).isEqualTo("unreadable");
  }

  /** Its code has no page: the fixture's detector is an embedder's. */
  @Test
  void aDetectorThatBrokeOffIsANotificationAndACodeWithoutPageARule() {
    JsonNode run = run(Report.of(ReportFixture.recording().code("TEST-NO-PAGE").report()));
    assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isFalse();
    assertThat(run.at("/invocations/0/toolExecutionNotifications/0/properties/code").asString())
        .isEqualTo("words");
    assertThat(run.at("/tool/driver/rules/0/shortDescription/text").asString())
        .isEqualTo("TEST-NO-PAGE");
  }

  @Test
  void findingsBelowTheSeverityAreLeftOut() {
    Report report = Report.of(ReportFixture.recording().severity(Severity.WARNING).report());
    assertThat(run(report).at("/results/0/level").asString()).isEqualTo("warning");
    WriteOptions errors = WriteOptions.STANDARD.withMinSeverity(Severity.ERROR);
    assertThat(run(report, errors).get("results").size()).isZero();
  }

  @Test
  void frameAndFileOfAJoinedRecording() {
    Report report = Report.of(ReportFixture.recording().files("a.pcapng", "b c#.pcapng").report());
    JsonNode run = run(report);
    JsonNode place = run.at("/results/0/locations/0/physicalLocation");
    assertThat(place.at("/artifactLocation/uri").asString()).isEqualTo("b%20c%23.pcapng");
    assertThat(place.at("/region/startLine").asInt()).isEqualTo(6);
    assertThat(run.get("artifacts").size()).isEqualTo(2);
    assertThat(run.at("/results/0/properties/frames/0").asInt()).isEqualTo(6);
    assertThat(run.at("/artifacts/0/hashes/sha-256").asString()).hasSize(64);
  }

  /** In messages braces would be placeholders, and brackets before parentheses links. */
  @Test
  void textOfACaptureIsNoMarkupOfMessages() {
    Report report =
        Report.of(ReportFixture.recording().hostile("{0} [a](http://evil.example)").report());
    String sarif = Formats.written("sarif", report);
    assertThat(faults(sarif)).isEmpty();
    for (JsonNode related : run(report).at("/results/0/relatedLocations")) {
      assertThat(related.at("/message/text").asString())
          .doesNotContain("](")
          .doesNotContain(" {0}");
    }
    assertThat(run(report).at("/results/0/relatedLocations/0/message/text").asString())
        .contains("{{0}} [a] (http");
  }

  @ParameterizedTest
  @CsvSource({
    "a.pcapng, a.pcapng",
    "samples/x/y.pcap, samples/x/y.pcap",
    "/tmp/a b, file:///tmp/a%20b",
    "-, -",
    "a:b.pcap, a%3Ab.pcap",
    "C:\\x\\y z.pcap, file:///C:/x/y%20z.pcap",
    "\\\\server\\share\\x, file://server/share/x",
    "x?y#z%.pcap, x%3Fy%23z%25.pcap",
    "壊.pcap, %E5%A3%8A.pcap",
    "a\\b.pcap, a%5Cb.pcap",
  })
  void namesOfFilesAreUris(String file, String uri) {
    assertThat(SarifUri.of(file)).isEqualTo(uri);
    assertThat(URI.create(uri).toString()).isEqualTo(uri);
  }
}
