package org.connectoranalyzer.fuzzing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.report.ConfigurationReport;
import org.connectoranalyzer.report.ConfigurationWriter;
import org.connectoranalyzer.report.JsonReader;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.WriteOptions;

/** Writes documents in every format and holds them to what is promised of any. */
final class Outputs {
  private static final TraceAnalyzer ANALYZER = TraceAnalyzer.standard();
  private static final Messages WORDS = Messages.load("en");

  /** With all that text can show. */
  private static final WriteOptions DRAWN =
      WriteOptions.STANDARD.withPackets(WriteOptions.Packets.DRAWN);

  private Outputs() {}

  /** Every document of a report; the one in JSON gives the same report and the same bytes again. */
  static void check(Report report) throws IOException {
    String json = harmless(written(report, "json"));
    Report again = JsonReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
    assertThat(again).isEqualTo(report);
    assertThat(written(again, "json")).isEqualTo(json);
    for (ReportWriter writer : ReportWriter.all()) {
      assertThat(harmless(written(again, writer.format())))
          .isEqualTo(written(report, writer.format()));
    }
  }

  private static String written(Report report, String format) throws IOException {
    StringBuilder out = new StringBuilder();
    for (ReportWriter writer : ReportWriter.all()) {
      if (writer.format().equals(format)) {
        writer.write(report, WORDS, DRAWN, out);
      }
    }
    return out.toString();
  }

  /** Every document of a check of one configuration file, one behind the other. */
  static String of(ConfigurationInput input) throws IOException {
    ConfigurationReport report = ANALYZER.checkConfiguration(List.of(input));
    assertThat(report.detectorFailures()).isEmpty();
    StringBuilder out = new StringBuilder();
    for (ConfigurationWriter writer : ConfigurationWriter.all()) {
      writer.write(report, WORDS, DRAWN, out);
    }
    return harmless(out.toString());
  }

  /**
   * The text, if a terminal shows it as it stands: no control character but the line feed, nothing
   * invisible, nothing that turns the direction of writing, no half of a pair.
   */
  static String harmless(String text) {
    text.codePoints()
        .filter(Outputs::isHarmful)
        .findFirst()
        .ifPresent(
            c -> {
              throw new AssertionError("a document holds U+" + Integer.toHexString(c));
            });
    return text;
  }

  private static boolean isHarmful(int c) {
    int type = Character.getType(c);
    return c != '\n'
        && (type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR);
  }
}
