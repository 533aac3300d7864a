package org.connectoranalyzer.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * The complete report as JSON (schema: {@code report-1.0.schema.json} beside this class); an {@link
 * Analysis} stands in its capture's object. Same report, same bytes.
 */
final class JsonWriter implements ReportWriter {
  @Override
  public String format() {
    return "json";
  }

  @Override
  public void write(Report report, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    JsonForm.document(json -> write(json, report), options, out);
  }

  private static void write(JsonGenerator json, Report report) throws IOException {
    json.writeStringField("schemaVersion", report.schemaVersion());
    json.writeFieldName("tool");
    JsonForm.of(json).write(report.tool());
    json.writeArrayFieldStart("captures");
    for (CaptureReport capture : report.captures()) {
      write(json, capture);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, CaptureReport capture) throws IOException {
    JsonForm form = new JsonForm(json, capture.joined());
    json.writeStartObject();
    json.writeFieldName("files");
    form.write(capture.files());
    json.writeStringField("status", JsonNames.of(capture.status()));
    json.writeStringField("language", capture.language());
    if (capture.error() != null) {
      json.writeFieldName("error");
      form.write(capture.error());
    }
    if (capture.analysis() != null) {
      form.writeComponents(capture.analysis());
    }
    json.writeEndObject();
  }
}
