package org.connectoranalyzer.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.WriteOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A report in each format. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WriterBenchmark {
  /** A report to write, and the writer. */
  @State(Scope.Benchmark)
  public static class ReportState {
    @Param({"text", "oneline", "json", "jsonl", "markdown", "html", "sarif", "junit"})
    public String format = "text";

    private final TraceAnalyzer analyzer = TraceAnalyzer.standard();
    private Report report = Report.of(analyzer.tool(), List.of());
    private ReportWriter writer = ReportWriter.all().get(0);
    private final Messages words = Messages.load(Messages.ENGLISH);

    @Setup(Level.Trial)
    public void analyze(CaptureState capture) {
      report = Report.of(analyzer.analyze(capture.open()));
      writer =
          ReportWriter.all().stream()
              .filter(w -> w.format().equals(format))
              .findFirst()
              .orElseThrow();
    }
  }

  @Benchmark
  public int writer(ReportState state) throws IOException {
    StringBuilder out = new StringBuilder();
    state.writer.write(state.report, state.words, WriteOptions.STANDARD, out);
    return out.length();
  }
}
