package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.testing.CaptureBytes;

/** The whole way: any bytes to a report that every format can show and JSON can bring back. */
final class AnalysisTarget implements FuzzTarget {
  private static final TraceAnalyzer ANALYZER = TraceAnalyzer.standard();
  private static final long SHORT = 20 << 10;

  @Override
  public String name() {
    return "analysis";
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Path sample : Seeds.captures()) {
      if (Files.size(sample) < SHORT) {
        seeds.add(Seeds.excerpt(sample, CaptureBytes::pcapngEthernet));
      }
    }
    return seeds.stream();
  }

  @Override
  public void run(byte[] input) throws IOException {
    CaptureReport found =
        ANALYZER.analyze(new ByteArrayInputStream(input), "input", AnalysisListener.NONE);
    Analysis analysis = found.analysis();
    if (analysis != null) {
      assertThat(analysis.detectorFailures()).isEmpty();
      check(analysis);
    }
    Outputs.check(Report.of(ANALYZER.tool(), List.of(found)));
  }

  private static void check(Analysis analysis) {
    long frames = analysis.capture().frames();
    assertThat(analysis.capture().durationMs()).isNotNegative();
    assertThat(analysis.capture().duplicateFrames()).isBetween(0L, frames);
    assertThat(analysis.capture().truncatedFrames()).isBetween(0L, frames);
    assertThat(analysis.capture().undecodedFrames()).isBetween(0L, frames);
    analysis
        .findings()
        .forEach(
            finding -> {
              assertThat(finding.title()).isNotEmpty();
              assertThat(finding.summary()).isNotEmpty().doesNotContain("{");
              assertThat(finding.occurrences()).isPositive();
            });
  }
}
