package org.connectoranalyzer.report;

import java.io.IOException;

/**
 * The complete comparison as JSON (schema: {@code comparison-1.0.schema.json} beside this class).
 * Same comparison, same bytes.
 */
final class ComparisonJson implements ComparisonWriter {
  @Override
  public String format() {
    return "json";
  }

  @Override
  public void write(Comparison comparison, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    JsonForm.document(json -> JsonForm.of(json).writeComponents(comparison), options, out);
  }
}
