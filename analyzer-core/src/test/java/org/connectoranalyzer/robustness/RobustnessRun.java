package org.connectoranalyzer.robustness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.JsonReader;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.WriteOptions;

/**
 * The program of the JVM with little memory: analyzes each variant of each listed capture, writes
 * JSON and one of the other formats by turns, reads the JSON again and writes both once more, and
 * the one in Japanese.
 *
 * <p>Arguments: a list of captures (lines of number of variants, tab, name, tab, path), a folder to
 * work in. Without the list it only says how many bytes are in use after an empty capture.
 */
final class RobustnessRun {
  private static final List<String> LANGUAGES = List.of("en", "ja");
  private static final Map<Boolean, List<ReportWriter>> WRITERS =
      ReportWriter.all().stream()
          .collect(Collectors.partitioningBy(writer -> writer.format().equals("json")));
  private static final ReportWriter JSON = WRITERS.get(true).get(0);
  private static final List<ReportWriter> OTHERS = WRITERS.get(false);

  private final TraceAnalyzer english = analyzer(LANGUAGES.get(0));
  private final TraceAnalyzer japanese = analyzer(LANGUAGES.get(1));

  private final Map<String, Messages> words =
      LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), Messages::load));

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Path folder;
  private final RobustnessFigures figures = new RobustnessFigures();
  private final Watchdog watchdog = new Watchdog();
  private int turn;

  private RobustnessRun(Path folder) {
    this.folder = folder;
  }

  private static TraceAnalyzer analyzer(String language) {
    AnalysisOptions options = AnalysisOptions.builder().language(language).build();
    return TraceAnalyzer.builder().options(options).build();
  }

  public static void main(String[] arguments) throws Exception {
    RobustnessRun run = new RobustnessRun(Path.of(arguments[0]));
    if (arguments.length == 1) {
      run.idle();
    } else {
      run.all(Files.readAllLines(Path.of(arguments[1])));
    }
  }

  /** Everything is loaded, and nothing is held but what always is. */
  private void idle() throws IOException {
    Path empty = Files.write(folder.resolve("empty.pcap"), emptyPcap());
    for (int i = 0; i < OTHERS.size(); i++) {
      analyze(empty);
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    Files.writeString(folder.resolve("idle.txt"), Long.toString(used));
  }

  private static byte[] emptyPcap() {
    byte[] header = new byte[24];
    byte[] start = {(byte) 0xD4, (byte) 0xC3, (byte) 0xB2, (byte) 0xA1, 2, 0, 4, 0};
    System.arraycopy(start, 0, header, 0, start.length);
    header[18] = 4;
    header[20] = 1;
    return header;
  }

  private void all(List<String> captures) throws IOException {
    watchdog.start();
    for (String line : captures) {
      String[] cells = line.split("\t", 3);
      figures.file();
      for (int number = 0; number <= Integer.parseInt(cells[0]); number++) {
        one(new Variant(cells[1], number), Path.of(cells[2]));
      }
    }
    Files.write(folder.resolve("figures.txt"), figures.table(), UTF_8);
    Files.write(folder.resolve("failures.txt"), figures.failures(), UTF_8);
    System.exit(0);
  }

  private void one(Variant variant, Path capture) throws IOException {
    Path file = folder.resolve("variant");
    Files.write(file, variant.of(Files.readAllBytes(capture)));
    watchdog.begin(variant.toString());
    long start = System.nanoTime();
    long worked = threads.getCurrentThreadCpuTime();
    try {
      figures.ended(analyze(file));
    } catch (RuntimeException | Error | IOException e) {
      figures.failed(variant, e);
      Files.copy(file, folder.resolve("failed-" + figures.failures().size()));
    }
    figures.took(variant, System.nanoTime() - start, threads.getCurrentThreadCpuTime() - worked);
  }

  /** What became of it: "report", or the code of the error. */
  private String analyze(Path file) throws IOException {
    CaptureReport capture = english.analyze(file);
    String end = end(capture);
    ReportWriter other = OTHERS.get(turn++ % OTHERS.size());
    List<ReportWriter> writers = List.of(JSON, other);
    write(Report.of(capture), "first", writers);
    try (InputStream saved = Files.newInputStream(folder.resolve("first.json"))) {
      write(JsonReader.read(saved), "second", writers);
    }
    compare(writers);
    write(Report.of(japanese.analyze(file)), "first", List.of(other));
    return end;
  }

  private static String end(CaptureReport capture) {
    Analysis analysis = capture.analysis();
    CaptureReport.Failure error = capture.error();
    if (error != null) {
      if (error.code().equals("unreadable") || error.hint().isBlank()) {
        throw new IllegalStateException("undeclared error: " + error);
      }
      return error.code();
    }
    if (analysis == null || !analysis.detectorFailures().isEmpty()) {
      throw new IllegalStateException("detectors failed: " + analysis);
    }
    return "report";
  }

  private void write(Report report, String name, List<ReportWriter> writers) throws IOException {
    for (ReportWriter writer : writers) {
      Path file = folder.resolve(name + "." + writer.format());
      try (BufferedWriter out = Files.newBufferedWriter(file)) {
        writer.write(
            report, words.get(report.language()), WriteOptions.STANDARD, new SafeOutput(out));
      }
    }
  }

  private void compare(List<ReportWriter> writers) throws IOException {
    for (ReportWriter writer : writers) {
      String format = writer.format();
      Path first = folder.resolve("first." + format);
      if (Files.mismatch(first, folder.resolve("second." + format)) >= 0) {
        throw new IllegalStateException("a saved report comes out otherwise as " + format);
      }
    }
  }

  /** Ends the JVM, and says where it stood, if one variant takes longer than is plausible. */
  private static final class Watchdog extends Thread {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    private final Thread watched = Thread.currentThread();
    private volatile String variant = "";
    private volatile long since = System.nanoTime();

    Watchdog() {
      super("watchdog");
      setDaemon(true);
    }

    void begin(String next) {
      variant = next;
      since = System.nanoTime();
    }

    @Override
    public void run() {
      while (System.nanoTime() - since < PATIENCE) {
        try {
          TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
          return;
        }
      }
      System.out.println("hangs: " + variant);
      for (StackTraceElement frame : watched.getStackTrace()) {
        System.out.println("  at " + frame);
      }
      Runtime.getRuntime().halt(3);
    }
  }
}
