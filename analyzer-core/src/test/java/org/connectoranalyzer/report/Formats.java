package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Writes reports in any enrolled format. */
final class Formats {
  private Formats() {}

  static List<String> names() {
    return ReportWriter.all().stream().map(ReportWriter::format).toList();
  }

  static String written(String format, Report report) {
    return written(format, report, WriteOptions.STANDARD);
  }

  static String written(String format, Report report, WriteOptions options) {
    StringBuilder out = new StringBuilder();
    ReportWriter writer =
        ReportWriter.all().stream()
            .filter(w -> w.format().equals(format))
            .findFirst()
            .orElseThrow();
    try {
      writer.write(report, Messages.load(report.language()), options, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString();
  }

  /** As it comes back from its JSON. */
  static Report saved(Report report) throws IOException {
    return JsonReader.read(new ByteArrayInputStream(written("json", report).getBytes(UTF_8)));
  }
}
