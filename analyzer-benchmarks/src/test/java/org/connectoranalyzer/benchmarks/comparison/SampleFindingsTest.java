package org.connectoranalyzer.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.benchmarks.workload.Mix;
import org.connectoranalyzer.benchmarks.workload.Workload;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.WriteOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFindingsTest {
  private static final TraceAnalyzer ANALYZER = TraceAnalyzer.standard();

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void makeWorkspace() throws IOException {
    workspace = new Workspace(Path.of("../samples"), folder);
  }

  private Path json(CaptureReport capture) {
    ReportWriter writer =
        ReportWriter.all().stream()
            .filter(w -> w.format().equals("json"))
            .findFirst()
            .orElseThrow();
    StringBuilder text = new StringBuilder();
    try {
      Report report = Report.of(ANALYZER.tool(), java.util.List.of(capture));
      writer.write(report, Messages.load(Messages.ENGLISH), WriteOptions.STANDARD, text);
      return Files.writeString(folder.resolve("report.json"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void areThoseOfTheSamplesClientAlone() throws IOException {
    Path sample = workspace.sample("syn-unanswered");
    SampleFindings findings = new SampleFindings(json(ANALYZER.analyze(sample)));
    assertThat(findings.count()).isPositive();
    Workload mixed = Workload.around(sample, Mix.CONNECTOR, 5_000_000);
    assertThat(findings.areIn(json(ANALYZER.analyze(mixed)))).isTrue();
  }

  @Test
  void areNotInAnotherCapture() throws IOException {
    Path sample = workspace.sample("syn-unanswered");
    SampleFindings findings = new SampleFindings(json(ANALYZER.analyze(sample)));
    Path other = json(ANALYZER.analyze(workspace.sample("direct-healthy")));
    assertThat(findings.areIn(other)).isFalse();
  }

  @Test
  void needACaptureThatCanBeRead() {
    Path unreadable = json(ANALYZER.analyze(folder.resolve("missing.pcap")));
    assertThatThrownBy(() -> new SampleFindings(unreadable)).hasMessageContaining("not analyzed");
  }

  @Test
  void theWorkspaceLeavesNothingBehind() throws IOException {
    Path file = workspace.write("a.pcap", Mix.REFERENCE, 10_000);
    assertThat(workspace.gzip(file)).isNotEmptyFile();
    assertThat(workspace.small("small", 80)).isDirectoryContaining("glob:**server-79-*.pcap*");
    workspace.remove();
    assertThat(folder).isEmptyDirectory();
  }
}
