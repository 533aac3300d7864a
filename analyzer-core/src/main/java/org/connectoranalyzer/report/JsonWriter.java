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
  public boolean showsFileHash() {
    return true;
  }

  @Override
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    return document(head, JsonForm.generator(options, out), out);
  }

  /** Begins a document in the generator's layout. */
  static ReportDocument document(Report head, JsonGenerator json, Appendable out)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("schemaVersion", head.schemaVersion());
    json.writeFieldName("tool");
    JsonForm.of(json).write(head.tool());
    json.writeArrayFieldStart("captures");
    return new ReportDocument() {
      @Override
      public void add(CaptureReport capture) throws IOException {
        write(json, capture);
      }

      @Override
      public void end() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        out.append('\n');
      }
    };
  }

  private static void write(JsonGenerator json, CaptureReport capture) throws IOException {
    JsonForm form = new JsonForm(json, capture.joined());
    json.writeStartObject();
    json.writeFieldName("files");
    form.write(capture.files());
    json.writeStringField("status", JsonNames.of(capture.status()));
    json.writeStringField("language", capture.language());
    if (capture.redacted()) {
      json.writeBooleanField("redacted", true);
    }
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
