package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.capture.FileHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {
  @ParameterizedTest
  @ValueSource(strings = {"report", "configuration", "comparison", "endpoints"})
  void theSchemaInDocsIsTheOneInTheJar(String name) throws IOException {
    assertThat(Files.readString(Path.of("../docs/" + name + "-schema.json")))
        .isEqualTo(schema(name));
  }

  @Test
  void anUnknownKeyIsNotValid() throws IOException {
    StringBuilder json = new StringBuilder();
    Report report = Report.of(ReportFixture.recording().report());
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    String wrong =
        json.toString().replaceFirst("\"occurrences\"", "\"ocurrences\": 1, \"occurrences\"");
    assertThat(JsonSchemas.faults(wrong)).isNotEmpty();
    assertThat(
            JsonSchemas.faults(json.toString().replaceFirst("\"suppressed\": 0", "\"frames\": 0")))
        .isNotEmpty();
  }

  @Test
  void aReportWithoutHashOfTheFileIsValidAndComesBack() throws IOException {
    Path sample = Path.of("../samples/proxy-407/proxy-407.pcapng");
    AnalysisOptions options = AnalysisOptions.builder().fileHash(FileHash.NONE).build();
    Report report = Report.of(TraceAnalyzer.builder().options(options).build().analyze(sample));
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);

    assertThat(json).contains("\"sha256\": null");
    assertThat(JsonSchemas.faults(json.toString())).isEmpty();
    assertThat(JsonReader.read(new ByteArrayInputStream(json.toString().getBytes(UTF_8))))
        .isEqualTo(report);
  }

  /**
   * Every kind of object is closed or says what its values are: a key that the schema does not name
   * is a fault.
   */
  @ParameterizedTest
  @ValueSource(strings = {"report", "configuration", "comparison", "endpoints"})
  void everyObjectIsClosed(String name) throws IOException {
    List<Integer> open = new ArrayList<>();
    Deque<boolean[]> objects = new ArrayDeque<>();
    try (JsonParser json = new JsonFactory().createParser(schema(name))) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          objects.push(new boolean[2]);
        } else if (token == JsonToken.VALUE_STRING && "type".equals(json.currentName())) {
          objects.element()[0] = json.getText().equals("object");
        } else if (token == JsonToken.FIELD_NAME
            && json.currentName().equals("additionalProperties")) {
          objects.element()[1] = true;
        } else if (token == JsonToken.END_OBJECT) {
          boolean[] object = objects.pop();
          if (object[0] && !object[1]) {
            open.add(json.currentLocation().getLineNr());
          }
        }
      }
    }
    assertThat(open).as("lines where an open object ends").isEmpty();
  }

  private static String schema(String name) throws IOException {
    try (InputStream in = Report.class.getResourceAsStream(name + "-1.0.schema.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }
}
