package org.connectoranalyzer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.FileHash;
import org.connectoranalyzer.capture.ReadOptions;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ConnectorOptions;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Engine;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.connectoranalyzer.extract.Extract;
import org.connectoranalyzer.extract.ExtractOptions;
import org.connectoranalyzer.extract.Extraction;
import org.connectoranalyzer.extract.SourceFiles;
import org.connectoranalyzer.extract.Target;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.ConfigurationAssembler;
import org.connectoranalyzer.report.ConfigurationReport;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportAssembler;
import org.connectoranalyzer.report.ReportRedaction;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Reads captures and says why a connector cannot reach its cloud service: the entry to the library.
 * Immutable and shareable between threads; opens only the files it is given, starts no thread, uses
 * no network. A file that is no capture gives a report that says so, not an exception.
 */
public final class TraceAnalyzer {
  private final AnalysisOptions options;
  private final Engine engine;
  private final Messages words;

  private TraceAnalyzer(AnalysisOptions options, List<Detector> detectors) {
    this.options = options;
    engine = new Engine(detectors);
    words = Messages.load(options.language());
  }

  /** One with all defaults. */
  public static TraceAnalyzer standard() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Analyzes one file. */
  public CaptureReport analyze(Path capture) {
    return analyze(capture, AnalysisListener.NONE);
  }

  /** Analyzes one file and tells the listener how it goes on. */
  public CaptureReport analyze(Path capture, AnalysisListener listener) {
    return analyze(capture, null, listener);
  }

  /**
   * Analyzes one file and tells the listener how it goes on.
   *
   * @param executor reads, unpacks and hashes a larger file ahead of the caller's thread, which
   *     does the rest, and all of it where the executor is busy; null: all of it
   */
  public CaptureReport analyze(
      Path capture, @Nullable Executor executor, AnalysisListener listener) {
    ReadOptions reading = reading(executor);
    return report(List.of(capture.toString()), () -> Recording.open(capture, reading), listener);
  }

  private ReadOptions reading(@Nullable Executor executor) {
    return new ReadOptions(options.fileHash(), executor, options.limits());
  }

  /** Analyzes a stream to its end and leaves it open; reports call it {@code -}. */
  public CaptureReport analyze(InputStream capture) {
    return analyze(capture, "-", AnalysisListener.NONE);
  }

  /** Analyzes a stream to its end and leaves it open. */
  public CaptureReport analyze(InputStream capture, String name, AnalysisListener listener) {
    InputStream unclosed = new Unclosed(capture);
    ReadOptions reading = reading(null);
    return report(List.of(name), () -> Recording.open(unclosed, name, reading), listener);
  }

  /** Analyzes several files as one recording, in the order of their first frames' times. */
  public CaptureReport analyzeJoined(List<Path> captures, AnalysisListener listener) {
    return analyzeJoined(captures, null, listener);
  }

  private CaptureReport analyzeJoined(
      List<Path> captures, @Nullable Executor executor, AnalysisListener listener) {
    List<String> names = captures.stream().map(Path::toString).toList();
    ReadOptions reading = reading(executor);
    return report(names, () -> Recording.join(captures, reading), listener);
  }

  /**
   * Analyzes several files, each a capture of its own, except that parts of one ring-buffer
   * recording (as dumpcap names them) are joined. Reports come in the order of the files. A defect
   * that breaks one analysis off is told to the listener and leaves the others alone, as does a
   * part of a recording that cannot be read: it gets a report of its own.
   *
   * @param executor does the work, several captures side by side, and reads a larger one ahead;
   *     null: the caller's thread does
   */
  public Report analyzeAll(
      List<Path> captures, @Nullable Executor executor, AnalysisListener listener) {
    List<List<Path>> groups = new ArrayList<>();
    Recording.ringBuffers(captures).forEach(g -> groups.addAll(Recording.splitUnreadable(g)));
    return analyzeGroups(groups, executor, listener);
  }

  /** As {@code analyzeAll}, with the files of each group joined: one report a group. */
  public Report analyzeGroups(
      List<List<Path>> groups, @Nullable Executor executor, AnalysisListener listener) {
    List<CaptureReport> reports = new ArrayList<>();
    analyzeGroups(groups, executor, listener, reports::add);
    return Report.of(tool(), reports);
  }

  /**
   * As above for any number of captures: each report is handed over on the caller's thread as soon
   * as those before it were, and not kept. Few captures are read ahead of one that takes long.
   */
  public void analyzeGroups(
      List<List<Path>> groups,
      @Nullable Executor executor,
      AnalysisListener listener,
      Consumer<CaptureReport> reports) {
    SharedMemory memory = new SharedMemory();
    Function<List<Path>, CaptureReport> analysis =
        group ->
            executor == null || groups.size() == 1 || !readsAgain(group)
                ? together(group, executor, listener)
                : memory.analyze(() -> together(group, executor, listener));
    new CaptureBatch(groups, group -> isolated(group, analysis, listener), executor).run(reports);
  }

  /** A pipe gives its bytes once. */
  private static boolean readsAgain(List<Path> group) {
    return group.stream().allMatch(file -> Files.isRegularFile(file));
  }

  private CaptureReport together(
      List<Path> group, @Nullable Executor executor, AnalysisListener listener) {
    return group.size() == 1
        ? analyze(group.get(0), executor, listener)
        : analyzeJoined(group, executor, listener);
  }

  private CaptureReport isolated(
      List<Path> group, Function<List<Path>, CaptureReport> analysis, AnalysisListener listener) {
    try {
      return analysis.apply(group);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      listener.failed(group.get(0), e);
      return broken(group.stream().map(Path::toString).toList(), e);
    } finally {
      group.forEach(listener::finished);
    }
  }

  /**
   * Checks configuration files alone, without a capture: the faults of each, where they disagree,
   * and who goes which way. Those of these options are left out; a file that could not be read is
   * in the report and leaves the others alone.
   */
  public ConfigurationReport checkConfiguration(List<ConfigurationInput> inputs) {
    Configuration configuration = ConfigurationInput.together(inputs);
    ConnectorOptions files = ConnectorOptions.of(configuration, endpoints(Trace.EMPTY));
    ConnectorView connector = ConnectorView.of(Trace.EMPTY, files);
    Diagnosed diagnosed = engine.examine(Trace.EMPTY, connector);
    return new ConfigurationAssembler(connector, diagnosed, words).report(tool(), inputs);
  }

  /** The report of a capture whose analysis broke off for a defect, or for want of memory. */
  public CaptureReport broken(List<String> names, Throwable failure) {
    String kind = failure instanceof OutOfMemoryError ? "outOfMemory" : "internal";
    Facts facts = Facts.of("detail", failure.toString());
    return ReportAssembler.unreadable(names, kind, facts, words);
  }

  /** What reports of this analyzer name as their maker. */
  public Report.Tool tool() {
    EndpointList endpoints = options.endpoints();
    return endpoints == null ? Report.Tool.current() : Report.Tool.withEndpoints(endpoints);
  }

  /**
   * Analyzes a recording, of one file or of several joined, and writes an extract of it: pcapng
   * that carries what was found as comments. The files are read several times, so pipes do not do.
   *
   * @param target stays open; to be dropped unless the extraction is complete
   * @throws IOException where the target cannot be written
   */
  public Extraction extract(
      List<Path> captures, ExtractOptions extract, OutputStream target, AnalysisListener listener)
      throws IOException {
    List<String> names = captures.stream().map(Path::toString).toList();
    RedactionOptions redacting = extract.redaction();
    ReadOptions reading =
        redacting == null
            ? reading(null)
            : new ReadOptions(FileHash.SHA_256, null, options.limits());
    SourceFiles source = new SourceFiles(captures, reading);
    TraceBuilder.Progress progress = progress(names, listener);
    try {
      return examine(
          names,
          source::open,
          progress,
          (trace, connector, diagnosed) ->
              new Extract(source, trace, connector, diagnosed, extract, options.limits(), progress)
                  .write(
                      ReportAssembler.analyzed(trace, connector, diagnosed, words),
                      words,
                      new Target(target)),
          report ->
              new Extraction(
                  redacting == null ? report : new ReportRedaction(redacting, words).of(report),
                  0,
                  0));
    } catch (Target.UnwritableException e) {
      throw e.getCause();
    }
  }

  private CaptureReport report(
      List<String> names, Callable<Recording> opening, AnalysisListener listener) {
    return examine(
        names,
        opening,
        progress(names, listener),
        (trace, connector, diagnosed) ->
            ReportAssembler.analyzed(trace, connector, diagnosed, words),
        report -> report);
  }

  private static TraceBuilder.Progress progress(List<String> names, AnalysisListener listener) {
    return (bytes, total) -> {
      listener.progress(names.get(0), bytes, total);
      return !listener.cancelled();
    };
  }

  /** What is made of all that was found in a recording. */
  private interface Conclusion<R> {
    R conclude(Trace trace, ConnectorView connector, Diagnosed diagnosed) throws IOException;
  }

  private <R> R examine(
      List<String> names,
      Callable<Recording> opening,
      TraceBuilder.Progress progress,
      Conclusion<R> conclusion,
      Function<CaptureReport, R> unreadable) {
    try (Recording recording = opening.call()) {
      Trace trace =
          new TraceBuilder(options.limits(), options.proxyPorts()).build(recording, progress);
      ConnectorView connector = ConnectorView.of(trace, connectorOptions(trace));
      Diagnosed diagnosed = engine.examine(trace, connector);
      return conclusion.conclude(trace, connector, diagnosed);
    } catch (CaptureFormatException e) {
      return unreadable.apply(ReportAssembler.unreadable(names, e.kind(), facts(e.facts()), words));
    } catch (IOException e) {
      Facts facts = Facts.of("detail", String.valueOf(e.getMessage()));
      return unreadable.apply(ReportAssembler.unreadable(names, "unreadable", facts, words));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Facts facts(Map<String, Object> values) {
    Facts facts = Facts.NONE;
    for (Map.Entry<String, Object> value : values.entrySet()) {
      facts = facts.with(value.getKey(), value.getValue());
    }
    return facts;
  }

  private EndpointList endpoints(Trace trace) {
    EndpointList endpoints = options.endpoints();
    if (endpoints == null) {
      Cloud cloud = options.cloud();
      endpoints = EndpointList.standard(cloud == null ? cloudOf(trace) : cloud);
    }
    return endpoints;
  }

  private ConnectorOptions connectorOptions(Trace trace) {
    return new ConnectorOptions(
        options.proxies(),
        options.proxyPorts(),
        options.mode(),
        options.clients(),
        options.configuration(),
        options.serviceTags(),
        endpoints(trace));
  }

  /**
   * Public, unless the capture names runtime hosts of the US Government cloud and none of public.
   */
  private static Cloud cloudOf(Trace trace) {
    return !namesRuntime(trace, EndpointList.standard(Cloud.PUBLIC))
            && namesRuntime(trace, EndpointList.standard(Cloud.USGOV))
        ? Cloud.USGOV
        : Cloud.PUBLIC;
  }

  private static boolean namesRuntime(Trace trace, EndpointList list) {
    return trace.dns().stream().anyMatch(lookup -> list.isRuntime(lookup.name()))
        || trace.connects().stream().anyMatch(connect -> list.isRuntime(connect.host()))
        || trace.tls().stream().anyMatch(tls -> tls.sni() != null && list.isRuntime(tls.sni()));
  }

  /** Hands the bytes through, but leaves closing to its owner. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length);
    }

    @Override
    public void close() {}
  }

  /** Collects options and detectors; not thread-safe. */
  public static final class Builder {
    private AnalysisOptions options = AnalysisOptions.standard();
    private final List<Detector> detectors = new ArrayList<>(StandardDetectors.all());

    private Builder() {}

    public Builder options(AnalysisOptions options) {
      this.options = options;
      return this;
    }

    /** Adds a detector of the caller's own, after the standard ones. */
    public Builder detector(Detector detector) {
      detectors.add(detector);
      return this;
    }

    public TraceAnalyzer build() {
      return new TraceAnalyzer(options, detectors);
    }
  }
}
