package org.connectoranalyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.connectoranalyzer.report.CaptureReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureBatchTest {
  private static final Path SAMPLE = Path.of("../samples/proxy-407/proxy-407.pcapng");

  /** Work that is done when the test says so, on the test's own thread. */
  private static final class Later implements Executor {
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable work) {
      waiting.add(work);
    }

    void doAll() {
      for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
        work.run();
      }
    }
  }

  private static List<List<Path>> captures(int count) {
    return IntStream.range(0, count).mapToObj(i -> List.of(Path.of(i + ".pcap"))).toList();
  }

  private static CaptureReport small(List<Path> group) {
    return new CaptureReport(
        List.of(group.get(0).toString()),
        "en",
        new CaptureReport.Failure("empty", "", "", null),
        null);
  }

  private static List<String> names(int count) {
    return captures(count).stream().map(group -> group.get(0).toString()).toList();
  }

  private static List<String> run(
      int count, Function<List<Path>, CaptureReport> analysis, Executor executor) {
    List<String> order = new ArrayList<>();
    new CaptureBatch(captures(count), analysis, executor)
        .run(report -> order.add(report.files().get(0)));
    return order;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16})
  void threadsHandOverInTheOrderOfTheCaptures(int threads) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      AtomicInteger done = new AtomicInteger();
      Function<List<Path>, CaptureReport> analysis =
          group -> {
            done.incrementAndGet();
            return small(group);
          };
      assertThat(run(3_000, analysis, executor)).isEqualTo(names(3_000));
      assertThat(done).as("each once").hasValue(3_000);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void theCallersThreadDoesWhatNoOtherBegins() {
    assertThat(run(50, CaptureBatchTest::small, new Later())).isEqualTo(names(50));
    assertThat(run(0, CaptureBatchTest::small, new Later())).isEmpty();
  }

  @Test
  void anExecutorThatTakesNothingMore() {
    Executor full =
        work -> {
          throw new RejectedExecutionException("shut down");
        };
    assertThat(run(50, CaptureBatchTest::small, full)).isEqualTo(names(50));
  }

  @Test
  void anExecutorThatRunsAtOnce() {
    assertThat(run(20_000, CaptureBatchTest::small, Runnable::run)).isEqualTo(names(20_000));
  }

  @Test
  void fewReportsWaitForACaptureThatTakesLong() {
    CaptureReport full = TraceAnalyzer.standard().analyze(SAMPLE);
    assertThat(ahead(full)).isBetween(100, 1_000);
    assertThat(ahead(small(List.of(SAMPLE)))).isEqualTo(1_024);
  }

  /** How many others are done while the first of many captures is analyzed. */
  private static int ahead(CaptureReport report) {
    Later executor = new Later();
    AtomicInteger done = new AtomicInteger();
    List<Integer> whileFirst = new ArrayList<>();
    Function<List<Path>, CaptureReport> analysis =
        group -> {
          if (group.equals(captures(1).get(0))) {
            executor.doAll();
            whileFirst.add(done.get());
          }
          done.incrementAndGet();
          return report;
        };
    List<String> order = run(5_000, analysis, executor);
    assertThat(order).hasSize(5_000);
    assertThat(done).hasValue(5_000);
    return Objects.requireNonNull(whileFirst.get(0));
  }

  @Test
  void aReportThatIsNotTakenEndsTheWork() {
    Later executor = new Later();
    AtomicInteger done = new AtomicInteger();
    CaptureBatch batch =
        new CaptureBatch(
            captures(100),
            group -> {
              done.incrementAndGet();
              return small(group);
            },
            executor);
    assertThatThrownBy(
            () ->
                batch.run(
                    report -> {
                      throw new IllegalStateException("no room");
                    }))
        .hasMessage("no room");
    executor.doAll();
    assertThat(done).as("the first alone").hasValue(1);
  }

  @Test
  void aCancelledAnalysisEndsTheOthers() {
    Later executor = new Later();
    AtomicInteger begun = new AtomicInteger();
    Function<List<Path>, CaptureReport> analysis =
        group -> {
          if (begun.incrementAndGet() == 3) {
            throw new CancellationException("enough");
          }
          return small(group);
        };
    List<CaptureReport> reports = new ArrayList<>();
    CaptureBatch batch = new CaptureBatch(captures(100), analysis, executor);
    assertThatThrownBy(() -> batch.run(reports::add)).isInstanceOf(CancellationException.class);
    executor.doAll();
    assertThat(reports).hasSize(2);
    assertThat(begun).hasValue(3);
  }
}
