package org.connectoranalyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TraceAnalyzerTest {
  private static final Path HEALTHY = Path.of("../samples/direct-healthy/direct-healthy.pcapng");
  private static final Path DENIED =
      Path.of("../samples/proxy-403-some-hosts/proxy-403-some-hosts.pcapng");
  private static final Path SILENT = Path.of("../samples/syn-unanswered/syn-unanswered.pcapng");

  @TempDir Path folder;

  @Test
  void aFileAndAStreamSayTheSame() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream stream =
        new ByteArrayInputStream(Files.readAllBytes(DENIED)) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    CaptureReport ofStream =
        TraceAnalyzer.standard().analyze(stream, DENIED.toString(), AnalysisListener.NONE);

    assertThat(ofStream).isEqualTo(TraceAnalyzer.standard().analyze(DENIED));
    assertThat(closed).as("a stream is its owner's to close").isFalse();
  }

  @Test
  void severalThreadsGiveTheReportsOfOneInTheOrderOfTheFiles() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no capture at all\n");
    List<Path> files = List.of(SILENT, text, HEALTHY, DENIED, folder.resolve("missing.pcap"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Report together = TraceAnalyzer.standard().analyzeAll(files, threads, AnalysisListener.NONE);
      Report alone = TraceAnalyzer.standard().analyzeAll(files, null, AnalysisListener.NONE);

      assertThat(together).isEqualTo(alone);
      assertThat(together.captures())
          .extracting(report -> report.files().get(0))
          .containsExactlyElementsOf(files.stream().map(Path::toString).toList());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void oneBadFileIsSaidAndHarmsNoOther() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.pcap"));
    Report report =
        TraceAnalyzer.standard().analyzeAll(List.of(empty, HEALTHY), null, AnalysisListener.NONE);

    assertThat(Objects.requireNonNull(report.captures().get(0).error()).code()).isEqualTo("empty");
    assertThat(analysis(report.captures().get(1)).verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void partsOfARingBufferAreOneRecording() throws IOException {
    byte[] first = Files.readAllBytes(HEALTHY);
    Path one = Files.write(folder.resolve("trace_00001_20261124235338.pcapng"), first);
    Path two = Files.copy(SILENT, folder.resolve("trace_00002_20261124235500.pcapng"));
    Report joined =
        TraceAnalyzer.standard().analyzeAll(List.of(one, two), null, AnalysisListener.NONE);

    assertThat(joined.captures()).hasSize(1);
    assertThat(joined.captures().get(0).files()).containsExactly(one.toString(), two.toString());
    assertThat(analysis(joined.captures().get(0)).findings())
        .filteredOn(finding -> finding.code().equals("SYN-UNANSWERED"))
        .allSatisfy(
            finding ->
                assertThat(finding.evidence())
                    .allSatisfy(item -> assertThat(item.frame().file()).isEqualTo(1)));
  }

  @Test
  void aDetectorOfTheCallersOwnIsAskedToo() {
    Diagnosis curious = new Diagnosis("X-CURIOUS", Severity.INFO, Owner.NONE);
    Detector own = detector(curious, Candidate.of(curious, Way.CAPTURE, null, "capture").build());
    CaptureReport report = TraceAnalyzer.builder().detector(own).build().analyze(HEALTHY);

    assertThat(analysis(report).findings()).extracting(FindingEntry::code).contains("X-CURIOUS");
  }

  /** A detector that runs this in place of an examination. */
  private static Detector broken(Runnable failure) {
    return new Detector() {
      @Override
      public List<Diagnosis> diagnoses() {
        return List.of(new Diagnosis("X-BROKEN", Severity.ERROR, Owner.NONE));
      }

      @Override
      public Examination examine(Trace trace, ConnectorView connector) {
        failure.run();
        return Examination.of(List.of());
      }
    };
  }

  private static int descend(int depth) {
    return depth < 0 ? 0 : descend(depth + 1) + depth;
  }

  @Test
  void aDetectorWithoutEndLeavesALineAndTheOthersGoOn() {
    Detector endless = broken(() -> descend(0));
    Analysis analysis = analysis(TraceAnalyzer.builder().detector(endless).build().analyze(SILENT));

    assertThat(analysis.findings()).extracting(FindingEntry::code).contains("SYN-UNANSWERED");
    assertThat(analysis.detectorFailures())
        .anySatisfy(failure -> assertThat(failure.message()).contains("StackOverflowError"));
  }

  /** Want of memory, or of a class, is no detector's own fault; it ends this capture alone. */
  @Test
  void anErrorBreaksOneAnalysisOff() {
    AtomicInteger called = new AtomicInteger();
    Detector second =
        broken(
            () -> {
              if (called.incrementAndGet() == 2) {
                throw new NoClassDefFoundError("on purpose");
              }
            });
    List<String> heard = new ArrayList<>();
    AnalysisListener listener =
        new AnalysisListener() {
          @Override
          public void failed(Path capture, Throwable failure) {
            heard.add(capture.getFileName() + " " + failure.getMessage());
          }
        };
    TraceAnalyzer analyzer = TraceAnalyzer.builder().detector(second).build();
    Report report = analyzer.analyzeAll(List.of(HEALTHY, SILENT, DENIED), null, listener);

    assertThat(report.captures())
        .extracting(CaptureReport::status)
        .containsExactly(
            CaptureReport.Status.ANALYZED,
            CaptureReport.Status.UNREADABLE,
            CaptureReport.Status.ANALYZED);
    assertThat(heard).containsExactly("syn-unanswered.pcapng on purpose");
  }

  /** Two run side by side, and both want memory; alone each has enough. */
  @Test
  @Timeout(120)
  void whatHadTooLittleMemoryBesideOthersIsDoneOnceMoreAlone() {
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger running = new AtomicInteger();
    AtomicInteger mostAlone = new AtomicInteger();
    Detector greedy =
        broken(
            () -> {
              running.incrementAndGet();
              try {
                if (calls.incrementAndGet() <= 2) {
                  both.await();
                  throw new OutOfMemoryError("beside another");
                }
                mostAlone.accumulateAndGet(running.get(), Math::max);
              } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
              } finally {
                running.decrementAndGet();
              }
            });
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Report report =
          TraceAnalyzer.builder()
              .detector(greedy)
              .build()
              .analyzeAll(List.of(HEALTHY, SILENT), threads, AnalysisListener.NONE);
      assertThat(report.captures())
          .extracting(CaptureReport::status)
          .containsOnly(CaptureReport.Status.ANALYZED);
    } finally {
      threads.shutdownNow();
    }
    assertThat(calls).hasValue(4);
    assertThat(mostAlone).hasValue(1);
  }

  @Test
  void whatHasTooLittleMemoryAloneIsSaidOnce() {
    List<Throwable> heard = new ArrayList<>();
    AnalysisListener listener =
        new AnalysisListener() {
          @Override
          public void failed(Path capture, Throwable failure) {
            heard.add(failure);
          }
        };
    Detector greedy =
        broken(
            () -> {
              throw new OutOfMemoryError("always");
            });
    TraceAnalyzer analyzer = TraceAnalyzer.builder().detector(greedy).build();
    Report report = analyzer.analyzeAll(List.of(HEALTHY, SILENT), Runnable::run, listener);

    assertThat(report.captures())
        .allSatisfy(
            capture ->
                assertThat(Objects.requireNonNull(capture.error()).code())
                    .isEqualTo("outOfMemory"));
    assertThat(heard).hasSize(2);
  }

  /** Bytes of the file as it is, so that a percentage makes sense; a stream has no length. */
  @Test
  void progressKnowsTheLengthOfFilesAlone() throws IOException {
    List<String> heard = new ArrayList<>();
    AnalysisListener listener =
        new AnalysisListener() {
          @Override
          public void progress(String capture, long bytes, long total) {
            heard.add(bytes + " of " + total);
          }
        };
    byte[] bytes = Files.readAllBytes(DENIED);
    Path packed = folder.resolve("c.pcapng.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write(bytes);
    }
    TraceAnalyzer analyzer = TraceAnalyzer.standard();
    analyzer.analyze(packed, listener);
    analyzer.analyzeJoined(List.of(packed, DENIED), listener);
    analyzer.analyze(new ByteArrayInputStream(bytes), "-", listener);

    long both = Files.size(packed) + bytes.length;
    assertThat(heard)
        .containsExactly(
            Files.size(packed) + " of " + Files.size(packed),
            both + " of " + both,
            bytes.length + " of -1");
  }

  @Test
  void aDetectorThatBreaksOffLeavesALineAndTheOthersGoOn() {
    Detector own =
        broken(
            () -> {
              throw new IllegalStateException("on purpose");
            });
    Analysis analysis = analysis(TraceAnalyzer.builder().detector(own).build().analyze(SILENT));

    assertThat(analysis.findings()).extracting(FindingEntry::code).contains("SYN-UNANSWERED");
    assertThat(analysis.detectorFailures())
        .anySatisfy(failure -> assertThat(failure.message()).contains("on purpose"));
  }

  @Test
  void aListenerHearsProgressAndMayCancel() {
    List<Long> heard = new ArrayList<>();
    AnalysisListener impatient =
        new AnalysisListener() {
          @Override
          public void progress(String capture, long bytes, long total) {
            heard.add(bytes);
          }

          @Override
          public boolean cancelled() {
            return true;
          }
        };

    assertThatThrownBy(() -> TraceAnalyzer.standard().analyze(HEALTHY, impatient))
        .isInstanceOf(CancellationException.class);
    assertThat(heard).isNotEmpty();
  }

  /** One of several captures is enough to end all, on whichever thread it is. */
  @Test
  @Timeout(120)
  void cancellingEndsAllAnalysesOfAnExecutor() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    AtomicBoolean cancelled = new AtomicBoolean();
    AnalysisListener afterTheFirst =
        new AnalysisListener() {
          @Override
          public boolean cancelled() {
            return cancelled.get();
          }
        };
    List<List<Path>> groups = Collections.nCopies(200, List.of(HEALTHY));
    List<CaptureReport> reports = new ArrayList<>();
    try {
      assertThatThrownBy(
              () ->
                  TraceAnalyzer.standard()
                      .analyzeGroups(
                          groups,
                          threads,
                          afterTheFirst,
                          report -> {
                            reports.add(report);
                            cancelled.set(true);
                          }))
          .isInstanceOf(CancellationException.class);
    } finally {
      threads.shutdown();
    }
    assertThat(reports).isNotEmpty().hasSizeLessThan(groups.size());
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).as("no thread goes on").isTrue();
  }

  @Test
  void onlyTheClientsAskedForAreLookedAt() {
    AnalysisOptions other = AnalysisOptions.builder().client(IpAddress.v4(0x0A14_00FFL)).build();
    Analysis analysis = analysis(TraceAnalyzer.builder().options(other).build().analyze(SILENT));

    assertThat(analysis.clients()).isEmpty();
    assertThat(analysis.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void namesOfTheOtherCloudAreNotThisOnes() {
    AnalysisOptions government = AnalysisOptions.builder().cloud(Cloud.USGOV).build();
    Analysis analysis =
        analysis(TraceAnalyzer.builder().options(government).build().analyze(HEALTHY));

    assertThat(analysis.verdict()).isNotEqualTo(Verdict.HEALTHY);
    assertThat(analysis.endpoints()).noneMatch(row -> row.pattern().equals("*.msappproxy.net"));
  }

  private static Detector detector(Diagnosis diagnosis, Candidate candidate) {
    return new Detector() {
      @Override
      public List<Diagnosis> diagnoses() {
        return List.of(diagnosis);
      }

      @Override
      public Examination examine(Trace trace, ConnectorView connector) {
        return Examination.of(List.of(candidate));
      }
    };
  }

  private static Analysis analysis(CaptureReport report) {
    return Objects.requireNonNull(report.analysis());
  }
}
