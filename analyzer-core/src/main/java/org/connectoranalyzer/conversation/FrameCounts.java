package org.connectoranalyzer.conversation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.LinkTypes;
import org.connectoranalyzer.packet.Encapsulation;
import org.connectoranalyzer.packet.PacketHeaders;

/** Counts what the frames of a recording say of the recording itself. */
final class FrameCounts {
  private static final long CLOCK_TOLERANCE = 1_000_000L;
  private static final int MOST_INTERFACES = 1 << 12;
  private static final int MOST_LINK_TYPES = 100;
  private static final List<Encapsulation> ALL = List.of(Encapsulation.values());

  private final Set<Integer> unknownLinkTypes = new LinkedHashSet<>();
  private long[] lastTimes = {};
  private final RecordingEnd recordingEnd = new RecordingEnd();
  private long duplicates;
  private long truncated;
  private long undecoded;
  private long other;
  private long laterFragments;
  private long clockWentBack;
  private long hostDropped;
  private boolean packetIds;
  private long nestedTooDeep;
  private final long[] encapsulated = new long[ALL.size()];

  /**
   * Counts a frame with a whole header.
   *
   * @param cut the capture holds less of the packet than its IP length says
   */
  void count(Frame frame, boolean cut) {
    if (frame.hasTime()) {
      recordingEnd.add(frame);
      clock(frame.interfaceIndex(), frame.time());
    }
    if (frame.droppedByHost()) {
      hostDropped++;
    }
    if (cut) {
      truncated++;
    }
  }

  void count(Frame frame, PacketHeaders headers) {
    count(frame, headers.packetTruncated());
    packetIds |= frame.packetId() != Frame.NO_PACKET_ID;
    switch (headers.status()) {
      case DECODED -> {
        laterFragments += headers.laterFragment() ? 1 : 0;
        if (headers.encapsulations() != 0) {
          encapsulated(headers.encapsulations());
        }
      }
      case NOT_IP, PACKETLESS -> other++;
      case TRUNCATED -> {
        undecoded++;
        truncated += headers.packetTruncated() ? 0 : 1;
      }
      case MALFORMED -> undecoded++;
      case NESTED_TOO_DEEP -> {
        undecoded++;
        nestedTooDeep++;
      }
      case UNKNOWN_LINK_TYPE -> {
        undecoded++;
        if (unknownLinkTypes.size() < MOST_LINK_TYPES) {
          unknownLinkTypes.add(frame.linkType());
        }
      }
    }
  }

  private void encapsulated(int encapsulations) {
    for (int i = 0; i < encapsulated.length; i++) {
      encapsulated[i] += ALL.get(i).in(encapsulations) ? 1 : 0;
    }
  }

  private Map<Encapsulation, Long> encapsulations() {
    Map<Encapsulation, Long> frames = new EnumMap<>(Encapsulation.class);
    for (int i = 0; i < encapsulated.length; i++) {
      if (encapsulated[i] > 0) {
        frames.put(ALL.get(i), encapsulated[i]);
      }
    }
    return frames;
  }

  private void clock(int interfaceIndex, long time) {
    int index = Math.min(Math.max(interfaceIndex, 0), MOST_INTERFACES - 1);
    if (index >= lastTimes.length) {
      int old = lastTimes.length;
      lastTimes = Arrays.copyOf(lastTimes, Math.max(index + 1, 2 * old));
      Arrays.fill(lastTimes, old, lastTimes.length, FrameRef.NO_TIME);
    }
    long last = lastTimes[index];
    if (last != FrameRef.NO_TIME
        && time < last
        && Sighting.distance(last, time) > CLOCK_TOLERANCE) {
      clockWentBack++;
    }
    lastTimes[index] = time;
  }

  void duplicate() {
    duplicates++;
  }

  /** How far the frames go on. */
  RecordingEnd recordingEnd() {
    return recordingEnd;
  }

  Conversations conversations(
      List<TcpConversation> tcp,
      List<IcmpRejection> icmp,
      long forgotten,
      long forgottenConnectorPorts,
      long forgottenStreams,
      long waitedNoLonger) {
    return new Conversations(
        tcp,
        icmp,
        duplicates,
        truncated,
        undecoded,
        other,
        laterFragments,
        clockWentBack,
        forgotten,
        forgottenConnectorPorts,
        forgottenStreams,
        waitedNoLonger,
        hostDropped,
        packetIds,
        nestedTooDeep,
        encapsulations(),
        unknownLinkTypes.stream().map(LinkTypes::name).toList());
  }
}
