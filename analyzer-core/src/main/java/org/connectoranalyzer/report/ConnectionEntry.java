package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.List;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of the capture.
 *
 * @param serviceTag of an unnamed server, where the list of service tags was given and has it
 * @param role what it is to the connector (see {@code ConnectorView.role})
 * @param via how it leaves: a TCP connection of the capture is itself direct, also one to a proxy
 * @param tunnelTarget target of its CONNECT, the one that was let through if any
 * @param closedBy who ended it first; null while open
 */
public record ConnectionEntry(
    int id,
    String client,
    String server,
    @Nullable String host,
    @OmitNull @Nullable String serviceTag,
    String role,
    Mode via,
    @Nullable Instant startTime,
    @Nullable Instant endTime,
    FrameNumber firstFrame,
    FrameNumber lastFrame,
    @Nullable String tunnelTarget,
    List<Attempt> attempts,
    Furthest furthest,
    @Nullable Side closedBy) {

  /**
   * One try to open it (five-tuple and ISN).
   *
   * @param synFrame null where the capture starts later
   * @param answerFrame the first answer
   * @param synTime of that frame, as {@code answerTime}; null where it has none
   */
  public record Attempt(
      @Nullable FrameNumber synFrame,
      @OmitNull @Nullable Instant synTime,
      int retransmissions,
      @Nullable FrameNumber answerFrame,
      @OmitNull @Nullable Instant answerTime,
      Outcome outcome) {}

  /** How a try ended. */
  public enum Outcome {
    ESTABLISHED,
    REFUSED,
    REJECTED,
    GAVE_UP,
    STILL_TRYING,
    SYN_ACK_IGNORED,
    /** No handshake in the capture. */
    NOT_CAPTURED
  }

  public ConnectionEntry {
    attempts = List.copyOf(attempts);
  }
}
