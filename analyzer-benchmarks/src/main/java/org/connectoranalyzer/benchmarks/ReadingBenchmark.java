package org.connectoranalyzer.benchmarks;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.ConversationTracker;
import org.connectoranalyzer.conversation.Conversations;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.StreamDissector;
import org.connectoranalyzer.conversation.TrackerOptions;
import org.connectoranalyzer.exchange.Dissectors;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the bytes of a capture to its report, a stage more with each method: what a stage costs is
 * the difference to the one before.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadingBenchmark {
  /** Records alone. */
  @Benchmark
  public long reader(CaptureState capture) throws IOException {
    Frame frame = new Frame();
    long bytes = 0;
    try (Recording recording = Recording.open(capture.open(), "-")) {
      while (recording.next(frame)) {
        bytes += frame.bytes().length();
      }
    }
    return bytes;
  }

  /** And their headers. */
  @Benchmark
  public long decoder(CaptureState capture) throws IOException {
    Frame frame = new Frame();
    HeaderDecoder decoder = new HeaderDecoder();
    long syns = 0;
    try (Recording recording = Recording.open(capture.open(), "-")) {
      while (recording.next(frame)) {
        syns += decoder.decode(frame).isSyn() ? 1 : 0;
      }
    }
    return syns;
  }

  /** And the conversations, whose payload nobody asks about. */
  @Benchmark
  public Conversations tracker(CaptureState capture) throws IOException {
    return track(capture, new NoDissector());
  }

  /** And what is said in them. */
  @Benchmark
  public Conversations dissectors(CaptureState capture) throws IOException {
    return track(capture, new Dissectors(Limits.standard()));
  }

  /** And all that becomes the trace. */
  @Benchmark
  public Trace trace(CaptureState capture) throws IOException {
    try (Recording recording = Recording.open(capture.open(), "-")) {
      return new TraceBuilder(Limits.standard(), Set.of()).build(recording, Progress.NONE);
    }
  }

  /** And what is wrong in it. */
  @Benchmark
  public CaptureReport analysis(CaptureState capture) {
    return TraceAnalyzer.standard().analyze(capture.open());
  }

  private static Conversations track(CaptureState capture, StreamDissector.Factory factory)
      throws IOException {
    Frame frame = new Frame();
    HeaderDecoder decoder = new HeaderDecoder();
    ConversationTracker tracker = new ConversationTracker(TrackerOptions.defaults(), factory);
    try (Recording recording = Recording.open(capture.open(), "-")) {
      while (recording.next(frame)) {
        tracker.accept(frame, decoder.decode(frame));
      }
    }
    return tracker.finish();
  }

  private static final class NoDissector implements StreamDissector.Factory {
    @Override
    public @Nullable StreamDissector open(
        int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
      return null;
    }

    @Override
    public void datagram(Endpoint source, Endpoint destination, long mac, PayloadChunk chunk) {}
  }
}
