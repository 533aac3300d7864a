package org.connectoranalyzer.trace;

import java.util.List;
import java.util.Map;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.conversation.FrameRef;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the recording itself: what it holds, and what it hides. Damage is data here,
 * never an exception.
 *
 * @param files one entry a file, in reading order
 * @param frames numbered frames of all files
 * @param capturedBytes bytes of packets that the files hold
 * @param firstFrameTime of frame 1; {@link FrameRef#NO_TIME} if it has none; {@code lastFrameTime}
 *     of the last
 * @param startTime least time of all frames, ns; {@code endTime} the greatest
 * @param damage first damage by file: "offset", "expected", "found"; empty if none
 * @param localTime times of a file are local ones of a zone that it does not name
 * @param packetIds whether packets are numbered, so that interfaces may be components of Windows
 * @param encapsulations frames by what their packet was inside of ("VXLAN"); one may be in several
 * @param limitsReached names of limits with how often each was hit, in order of the limits' table
 */
public record CaptureHealth(
    String format,
    List<CapturedFile> files,
    List<CapturedInterface> interfaces,
    long frames,
    long capturedBytes,
    long firstFrameTime,
    long lastFrameTime,
    long startTime,
    long endTime,
    boolean cutShort,
    @Nullable Damage damage,
    boolean localTime,
    long duplicateFrames,
    long truncatedFrames,
    long undecodedFrames,
    long otherFrames,
    long laterFragments,
    long clockWentBack,
    long forgotten,
    long forgottenConnectorPorts,
    long hostDropped,
    boolean packetIds,
    Map<String, Long> encapsulations,
    List<String> unknownLinkTypes,
    Map<String, Long> limitsReached) {

  /** Whether a limit ended the unpacking of a file: what came after is as lost as in a cut one. */
  public boolean unpackingStopped() {
    return limitsReached.containsKey(Limit.UNPACKED_SIZE.text())
        || limitsReached.containsKey(Limit.UNPACKED_RATIO.text());
  }

  /** No recording at all. */
  static final CaptureHealth EMPTY =
      new CaptureHealth(
          "",
          List.of(),
          List.of(),
          0,
          0,
          FrameRef.NO_TIME,
          FrameRef.NO_TIME,
          FrameRef.NO_TIME,
          FrameRef.NO_TIME,
          false,
          null,
          false,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          false,
          Map.of(),
          List.of(),
          Map.of());

  /** One file as given, with the SHA-256 of its bytes in hex, null where it was not computed. */
  public record CapturedFile(String name, @Nullable String sha256, long frames) {}

  /** One interface; {@code dropped} as its statistics block says, 0 if it says nothing. */
  public record CapturedInterface(
      String name, String linkType, long snapLength, long frames, long dropped) {}

  /** Where reading stopped, and why. */
  public record Damage(String file, long offset, String expected, String found) {}

  public CaptureHealth {
    files = List.copyOf(files);
    interfaces = List.copyOf(interfaces);
    unknownLinkTypes = List.copyOf(unknownLinkTypes);
  }

  /** Whether reading stopped because the file describes too many interfaces. */
  public boolean interfacesStopped() {
    return limitsReached.containsKey(Limit.INTERFACES.text());
  }

  /** Nanoseconds between the least and the greatest time; 0 if no frame has one; saturates. */
  public long duration() {
    long duration = startTime == FrameRef.NO_TIME ? 0 : endTime - startTime;
    return duration < 0 ? Long.MAX_VALUE : duration;
  }
}
