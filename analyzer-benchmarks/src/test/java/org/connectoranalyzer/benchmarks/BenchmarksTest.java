package org.connectoranalyzer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.connectoranalyzer.report.ReportWriter;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run; how fast is no matter here. */
class BenchmarksTest {
  private static final List<Class<?>> BENCHMARKS =
      List.of(ReadingBenchmark.class, WriterBenchmark.class);

  @Test
  void eachRunsOnce() throws RunnerException {
    List<String> methods = new ArrayList<>();
    for (Class<?> type : BENCHMARKS) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Benchmark.class)) {
          methods.add(type.getName() + "." + method.getName());
        }
      }
    }
    Options once =
        new OptionsBuilder()
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .timeout(TimeValue.minutes(2))
            .param("mix", "CONNECTOR")
            .param("megabytes", "1")
            .param("format", "text")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(once).run();
    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark())
        .containsExactlyInAnyOrderElementsOf(methods);
  }

  @Test
  void everyFormatIsMeasured() throws NoSuchFieldException {
    Param formats = WriterBenchmark.ReportState.class.getField("format").getAnnotation(Param.class);
    assertThat(formats.value())
        .containsExactlyElementsOf(ReportWriter.all().stream().map(ReportWriter::format).toList());
  }
}
