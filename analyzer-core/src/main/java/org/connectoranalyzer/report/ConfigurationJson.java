package org.connectoranalyzer.report;

import java.io.IOException;

/**
 * The complete report of configuration files as JSON (schema: {@code configuration-1.0.schema.json}
 * beside this class). Same report, same bytes.
 */
final class ConfigurationJson implements ConfigurationWriter {
  @Override
  public String format() {
    return "json";
  }

  @Override
  public void write(
      ConfigurationReport report, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    JsonForm.document(json -> JsonForm.of(json).writeComponents(report), options, out);
  }
}
