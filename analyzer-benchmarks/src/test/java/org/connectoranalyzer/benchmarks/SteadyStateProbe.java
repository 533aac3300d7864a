package org.connectoranalyzer.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import org.connectoranalyzer.benchmarks.workload.Mix;
import org.connectoranalyzer.benchmarks.workload.Workload;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.ConversationTracker;
import org.connectoranalyzer.conversation.TrackerOptions;
import org.connectoranalyzer.exchange.Dissectors;
import org.connectoranalyzer.packet.HeaderDecoder;

/**
 * A program of its own: reads, decodes and tracks packets of connections that stay the same, and
 * prints how many bytes its thread allocated for those behind the warm-up.
 */
final class SteadyStateProbe {
  static final int PACKETS = 5_000_000;

  private static final int WARM_UP = 500_000;
  private static final long MORE_THAN_ENOUGH = 8_000_000_000L;

  private SteadyStateProbe() {}

  public static void main(String[] args) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Dissectors dissectors = new Dissectors(Limits.standard());
    TrackerOptions options = TrackerOptions.defaults().withProxyPorts(Set.of());
    ConversationTracker tracker = new ConversationTracker(options, dissectors);
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(Workload.of(Mix.STEADY, MORE_THAN_ENOUGH), "-")) {
      read(WARM_UP, recording, frame, decoder, tracker);
      long before = threads.getCurrentThreadAllocatedBytes();
      read(PACKETS, recording, frame, decoder, tracker);
      System.out.println(threads.getCurrentThreadAllocatedBytes() - before);
    }
  }

  private static void read(
      int packets,
      Recording recording,
      Frame frame,
      HeaderDecoder decoder,
      ConversationTracker tracker)
      throws IOException {
    for (int i = 0; i < packets; i++) {
      if (!recording.next(frame)) {
        throw new IllegalStateException("the workload ended after " + frame.number() + " packets");
      }
      tracker.accept(frame, decoder.decode(frame));
    }
  }
}
