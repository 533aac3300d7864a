package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.List;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.jspecify.annotations.Nullable;

/**
 * One CONNECT request of any port and what came back.
 *
 * @param requestFrame completes the request's head; {@code responseFrame} the final answer's
 * @param requestTime of that frame, as {@code responseTime}; null where it has none
 * @param status null if no complete status line came
 */
public record ConnectEntry(
    FrameNumber requestFirstFrame,
    FrameNumber requestFrame,
    @OmitNull @Nullable Instant requestTime,
    String target,
    String client,
    String proxy,
    @Nullable FrameNumber responseFrame,
    @OmitNull @Nullable Instant responseTime,
    @Nullable Integer status,
    @Nullable String reason,
    List<String> schemes,
    ConnectOutcome outcome) {
  public ConnectEntry {
    schemes = List.copyOf(schemes);
  }
}
