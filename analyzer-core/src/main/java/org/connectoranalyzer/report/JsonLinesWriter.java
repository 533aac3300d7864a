package org.connectoranalyzer.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;

/**
 * One line a capture, written as soon as it is analyzed: each line is a complete report of one
 * capture, by the same schema as {@link JsonWriter}'s document and read by the same reader.
 */
final class JsonLinesWriter implements ReportWriter {
  @Override
  public String format() {
    return "jsonl";
  }

  @Override
  public boolean showsFileHash() {
    return true;
  }

  @Override
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out) {
    return new ReportDocument() {
      @Override
      public void add(CaptureReport capture) throws IOException {
        JsonGenerator json = JsonForm.generator(options, out);
        json.setPrettyPrinter(new MinimalPrettyPrinter());
        ReportDocument line = JsonWriter.document(head, json, out);
        line.add(capture);
        line.end();
      }

      @Override
      public void end() {}
    };
  }
}
