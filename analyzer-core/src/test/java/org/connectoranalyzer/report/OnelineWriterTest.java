package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnelineWriterTest {
  private static final Pattern LINE =
      Pattern.compile(
          "[^:]+:\\d+: (?:error|warning|info|healthy|inconclusive|unreadable) \\S+ \\S+ \\S.*");

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyLineHasTheFieldsAndEveryCaptureALine(Path sample) throws IOException {
    for (String language : List.of("en", "ja")) {
      String lines = Formats.written("oneline", Samples.analyze(sample, language));
      assertThat(lines.lines()).isNotEmpty().allMatch(line -> LINE.matcher(line).matches());
    }
  }

  @Test
  void aFindingStandsAtItsFirstFrame() throws IOException {
    Report report = Samples.analyze(Path.of("../samples/proxy-407"));
    assertThat(Formats.written("oneline", report).lines().findFirst())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("proxy-407.pcapng:24: error PROXY-AUTHENTICATION-REQUIRED"));
  }

  @Test
  void aFrameOfAJoinedRecordingStandsInItsFile() {
    CaptureReport joined = ReportFixture.recording().files("a 1.pcap", "b.pcap").report();
    assertThat(Formats.written("oneline", Report.of(joined))).startsWith("b.pcap:6: error ");
  }

  @Test
  void aVerdictStandsWhereNothingIsInError() throws IOException {
    assertThat(Formats.written("oneline", Samples.analyze(Path.of("../samples/direct-healthy"))))
        .contains("direct-healthy.pcapng:0: healthy HEALTHY capture The connector reaches");
    assertThat(Formats.written("oneline", Samples.analyze(Path.of("../samples/late-start"))))
        .containsPattern("late-start.pcapng:0: inconclusive [A-Z-]+ capture ");
    CaptureReport etl =
        ReportAssembler.unreadable(List.of("t.etl"), "etl", Facts.NONE, Messages.load("en"));
    assertThat(Formats.written("oneline", Report.of(etl)))
        .startsWith("t.etl:0: unreadable etl capture \"t.etl\" is a Windows event trace")
        .hasLineCount(1);
  }

  /** What is hidden leaves a line that says what the capture is. */
  @Test
  void everyCaptureHasALineThoughItsFindingsAreHidden() {
    Report report = Report.of(ReportFixture.recording().severity(Severity.WARNING).report());
    WriteOptions errors = WriteOptions.STANDARD.withMinSeverity(Severity.ERROR);
    assertThat(Formats.written("oneline", report, errors))
        .startsWith("proxy.pcapng:0: problem ")
        .hasLineCount(1);
  }

  @Test
  void aBlankOrLineFeedDoesNotShiftFields() {
    Report report = Report.of(ReportFixture.recording().hostile(" b\nerror X y").report());
    assertThat(Formats.written("oneline", report))
        .contains(" proxy.contoso.local:8080\\x20b\\x0aerror\\x20X\\x20y ")
        .hasLineCount(1);
  }

  @Test
  void colorsAreForTerminals() {
    Report report = Report.of(ReportFixture.recording().report());
    WriteOptions colored = WriteOptions.STANDARD.withStyle(WriteOptions.Style.COLORED);
    assertThat(Formats.written("oneline", report, colored))
        .contains(": \u001b[1;31merror\u001b[0m ");
    assertThat(Formats.written("oneline", report)).doesNotContain("\u001b");
  }
}
