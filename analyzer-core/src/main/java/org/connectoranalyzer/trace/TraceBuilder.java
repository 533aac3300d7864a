package org.connectoranalyzer.trace;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.connectoranalyzer.capture.AddressName;
import org.connectoranalyzer.capture.CaptureDamage;
import org.connectoranalyzer.capture.CaptureSummary;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.capture.RecordedFile;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.ConversationTracker;
import org.connectoranalyzer.conversation.Conversations;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TrackerOptions;
import org.connectoranalyzer.exchange.Dissectors;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.packet.Encapsulation;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.trace.CaptureHealth.CapturedFile;
import org.connectoranalyzer.trace.CaptureHealth.CapturedInterface;
import org.connectoranalyzer.trace.CaptureHealth.Damage;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording once, from its first frame to its last, into a {@link Trace}; the façade calls
 * it. Damage in the recording ends up in the trace's health. Immutable; each call is independent.
 */
public final class TraceBuilder {
  private static final int FRAMES_BETWEEN_LOOKS = 8_192;

  private final Limits limits;
  private final Set<Integer> proxyPorts;

  /** Told now and then how far the reading is. */
  public interface Progress {
    /** Hears nothing and goes on. */
    Progress NONE = (bytes, total) -> true;

    /**
     * Bytes read so far, of {@code total} (-1 unknown); false ends the reading with {@link
     * CancellationException}.
     */
    boolean goOn(long bytes, long total);
  }

  /**
   * @param proxyPorts ports told to be a proxy's
   */
  public TraceBuilder(Limits limits, Set<Integer> proxyPorts) {
    this.limits = limits;
    this.proxyPorts = Set.copyOf(proxyPorts);
  }

  /** Reads all of it; the caller closes it. {@link IOException} where the stream is interrupted. */
  public Trace build(Recording recording, Progress progress) throws IOException {
    Dissectors dissectors = new Dissectors(limits);
    ConversationTracker tracker = new ConversationTracker(options(dissectors), dissectors);
    HeaderDecoder headers = new HeaderDecoder(limits);
    Frame frame = new Frame();
    Times times = new Times();
    long total = recording.totalBytes();
    long frames = 0;
    while (recording.next(frame)) {
      times.add(frame.hasTime() ? frame.time() : FrameRef.NO_TIME);
      if (!tracker.predicted(frame)) {
        tracker.accept(frame, headers.decode(frame));
      }
      frames++;
      if (frames % FRAMES_BETWEEN_LOOKS == 0) {
        look(progress, recording, total);
      }
    }
    look(progress, recording, total);
    Conversations conversations = tracker.finish();
    Exchanges exchanges = dissectors.finish(conversations, times.greatest);
    Map<String, Long> reached = reachedByReading(recording);
    reached(reached, Limit.RECORDED_NAMES, namesOmitted(recording));
    reached(reached, Limit.ENCAPSULATIONS, conversations.nestedTooDeep());
    reached(reached, Limit.FLOWS, conversations.forgotten() - conversations.forgottenStreams());
    reached(reached, Limit.STREAMS, conversations.forgottenStreams());
    reached(reached, Limit.HELD_BYTES, conversations.waitedNoLonger() + dissectors.messagesCut());
    reached(reached, Limit.MESSAGE_HEAD, dissectors.headsTooLong());
    reached(reached, Limit.CERTIFICATES, dissectors.certificatesOmitted());
    reached(reached, Limit.EXCHANGES, exchanges.forgotten());
    reached(reached, Limit.EXCHANGE_TEXT, dissectors.textsOmitted());
    return new Trace(
        health(recording, conversations, times, frames, reached),
        conversations.tcp(),
        conversations.icmp(),
        exchanges,
        recordedNames(recording));
  }

  private static void look(Progress progress, Recording recording, long total) {
    if (!progress.goOn(recording.bytesRead(), total)) {
      throw new CancellationException();
    }
  }

  private TrackerOptions options(Dissectors dissectors) {
    return TrackerOptions.defaults()
        .withConversations(limits.size(Limit.FLOWS))
        .withStreams(limits.size(Limit.STREAMS))
        .withReassemblyWindow(limits.size(Limit.REASSEMBLY_WINDOW))
        .withHeldBytes(limits.get(Limit.HELD_BYTES))
        .withProxyPorts(proxyPorts)
        .withImportant(dissectors::isServer);
  }

  private static Map<String, Long> reachedByReading(Recording recording) {
    Map<Limit, Long> sums = new TreeMap<>();
    for (CaptureSummary summary : summaries(recording.files())) {
      summary.limitsReached().forEach((limit, times) -> sums.merge(limit, times, Long::sum));
    }
    Map<String, Long> reached = new LinkedHashMap<>();
    sums.forEach((limit, times) -> reached(reached, limit, times));
    return reached;
  }

  private static void reached(Map<String, Long> reached, Limit limit, long times) {
    if (times > 0) {
      reached.put(limit.text(), times);
    }
  }

  /** First, last, least and greatest time of the frames. */
  private static final class Times {
    private boolean any;
    private long first = FrameRef.NO_TIME;
    private long last = FrameRef.NO_TIME;
    private long least = FrameRef.NO_TIME;
    private long greatest = FrameRef.NO_TIME;

    void add(long time) {
      first = any ? first : time;
      any = true;
      last = time;
      if (time != FrameRef.NO_TIME) {
        least = least == FrameRef.NO_TIME ? time : Math.min(least, time);
        greatest = Math.max(greatest, time);
      }
    }
  }

  private static CaptureHealth health(
      Recording recording,
      Conversations conversations,
      Times times,
      long frames,
      Map<String, Long> limitsReached) {
    List<RecordedFile> files = recording.files();
    List<CaptureSummary> summaries = summaries(files);
    return new CaptureHealth(
        summaries.isEmpty() ? "" : summaries.get(0).format(),
        files.stream().map(TraceBuilder::capturedFile).toList(),
        recording.interfaces().stream()
            .map(
                i ->
                    new CapturedInterface(
                        i.name(), i.linkTypeName(), i.snapLength(), i.frames(), i.dropped()))
            .toList(),
        frames,
        summaries.stream().mapToLong(CaptureSummary::capturedBytes).sum(),
        times.first,
        times.last,
        times.least,
        times.greatest,
        files.stream().anyMatch(TraceBuilder::cutShort),
        damage(files),
        summaries.stream().anyMatch(CaptureSummary::localTime),
        conversations.duplicateFrames(),
        conversations.truncatedFrames(),
        conversations.undecodedFrames(),
        conversations.otherFrames(),
        conversations.laterFragments(),
        conversations.clockWentBack(),
        conversations.forgotten(),
        conversations.forgottenConnectorPorts(),
        conversations.hostDropped(),
        conversations.packetIds(),
        byName(conversations.encapsulations()),
        conversations.unknownLinkTypes(),
        Collections.unmodifiableMap(limitsReached));
  }

  private static Map<String, Long> byName(Map<Encapsulation, Long> frames) {
    Map<String, Long> named = new LinkedHashMap<>();
    frames.forEach((encapsulation, count) -> named.put(encapsulation.text(), count));
    return Collections.unmodifiableMap(named);
  }

  /** Also where a part of a recording is missing as a whole. */
  private static boolean cutShort(RecordedFile file) {
    CaptureSummary summary = file.summary();
    return summary == null ? file.failure() != null : summary.cutShort();
  }

  private static List<CaptureSummary> summaries(List<RecordedFile> files) {
    return files.stream().map(RecordedFile::summary).filter(Objects::nonNull).toList();
  }

  private static CapturedFile capturedFile(RecordedFile file) {
    CaptureSummary summary = file.summary();
    return new CapturedFile(file.name(), file.sha256(), summary == null ? 0 : summary.frames());
  }

  private static @Nullable Damage damage(List<RecordedFile> files) {
    for (RecordedFile file : files) {
      CaptureSummary summary = file.summary();
      CaptureDamage damage = summary == null ? null : summary.damage();
      if (damage != null) {
        return new Damage(file.name(), damage.offset(), damage.expected(), damage.found());
      }
    }
    return null;
  }

  private static long namesOmitted(Recording recording) {
    return summaries(recording.files()).stream().mapToLong(CaptureSummary::namesOmitted).sum();
  }

  private static Map<IpAddress, List<String>> recordedNames(Recording recording) {
    Map<IpAddress, Set<String>> names = new LinkedHashMap<>();
    for (CaptureSummary summary : summaries(recording.files())) {
      for (AddressName entry : summary.names()) {
        IpAddress address =
            entry.ipVersion() == 4
                ? IpAddress.v4(entry.addressLow())
                : IpAddress.v6(entry.addressHigh(), entry.addressLow());
        names.computeIfAbsent(address, key -> new LinkedHashSet<>()).add(entry.name());
      }
    }
    Map<IpAddress, List<String>> lists = new LinkedHashMap<>();
    names.forEach((address, known) -> lists.put(address, List.copyOf(known)));
    return lists;
  }
}
