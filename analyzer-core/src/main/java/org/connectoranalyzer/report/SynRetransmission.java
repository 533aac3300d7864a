package org.connectoranalyzer.report;

import java.time.Instant;
import org.connectoranalyzer.conversation.SynAttempt;
import org.jspecify.annotations.Nullable;

/**
 * One repeated SYN of any TCP port, by {@link SynAttempt}'s definition.
 *
 * @param time null for a frame without one
 * @param firstFrame the SYN that it repeats
 * @param cause of the whole attempt
 */
public record SynRetransmission(
    FrameNumber frame,
    @OmitNull @Nullable Instant time,
    FrameNumber firstFrame,
    String client,
    String server,
    @Nullable String host,
    SynAttempt.Cause cause) {}
