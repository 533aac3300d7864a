package org.connectoranalyzer.report;

import java.io.IOException;

/** The list as JSON, in the form that {@code --endpoints} takes. Same list, same bytes. */
final class AllowListJson implements AllowListWriter {
  @Override
  public String format() {
    return "json";
  }

  @Override
  public void write(AllowList list, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    JsonForm.document(json -> JsonForm.of(json).writeComponents(list), options, out);
  }
}
