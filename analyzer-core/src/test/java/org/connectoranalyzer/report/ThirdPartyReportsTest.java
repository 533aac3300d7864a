package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.junit.jupiter.api.Test;

/** Captures of many origins, whole pipeline: each ends in a valid report or in a clear refusal. */
class ThirdPartyReportsTest {
  @Test
  void everyCaptureEndsInAReportOrAClearRefusal() throws IOException {
    TraceAnalyzer analyzer = TraceAnalyzer.standard();
    Map<String, Integer> ends = new TreeMap<>();
    for (ThirdPartyCaptures.Entry entry : ThirdPartyCaptures.orSkip().entries()) {
      CaptureReport capture = analyzer.analyze(entry.file());
      Report report = Report.of(capture);
      String json = written(new JsonWriter(), report);
      assertThat(JsonSchemas.faults(json)).as(entry.name()).isEmpty();
      Report saved = JsonReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
      assertThat(written(new TextWriter(), saved))
          .as(entry.name())
          .isEqualTo(written(new TextWriter(), report));
      Analysis analysis = capture.analysis();
      CaptureReport.Failure error = capture.error();
      if (analysis != null) {
        assertThat(analysis.detectorFailures()).as(entry.name()).isEmpty();
        ends.merge(analysis.verdict() + " " + analysis.headline().code(), 1, Integer::sum);
      } else if (error != null) {
        assertThat(error.code()).as(entry.name()).isNotEqualTo("unreadable");
        assertThat(error.hint()).as(entry.name()).isNotBlank();
        ends.merge("refused: " + error.code(), 1, Integer::sum);
      }
    }
    System.out.println("third-party captures end in " + ends);
  }

  private static String written(ReportWriter writer, Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    writer.write(report, Messages.load(report.language()), WriteOptions.STANDARD, out);
    return out.toString();
  }
}
