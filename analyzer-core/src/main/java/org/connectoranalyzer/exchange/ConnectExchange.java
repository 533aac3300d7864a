package org.connectoranalyzer.exchange;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.conversation.FrameRef;
import org.jspecify.annotations.Nullable;

/**
 * One {@code CONNECT host:port HTTP/1.x} request (RFC 9110 §9.3.6) and what came back. Found on any
 * port by its content. Credential values are never kept.
 *
 * @param id 1-based in order of the requests' first frames
 * @param connection id of its TcpConversation
 * @param requestFirst frame where the request begins
 * @param request frame that completes its head (brings the last missing byte of the empty line)
 * @param target verbatim as sent, control characters replaced, user information and query masked
 * @param targetCut the capture may lack the target's end
 * @param host lower-case host of the target without brackets, and {@code port}, -1 if it has none
 *     that is whole
 * @param credentials scheme of the Proxy-Authorization that was sent ("Basic", "NTLM" …); null if
 *     none
 * @param response frame that completes the final response head; null if none
 * @param status -1 if no complete status line
 * @param schemes of Proxy-Authenticate (407) or WWW-Authenticate (401), in order, each once
 * @param banners Via, Server, Proxy-Agent, X-Squid-Error, Location, Content-Type and the like, by
 *     lower-case name, sorted
 * @param end FIN or RST that stands in place of an answer, else null
 * @param waited nanoseconds from the request to the answer, or to the end of the connection or
 *     recording
 * @param acknowledged whether the proxy's TCP acknowledged the request
 */
public record ConnectExchange(
    int id,
    int connection,
    FrameRef requestFirst,
    FrameRef request,
    String target,
    boolean targetCut,
    String host,
    int port,
    @Nullable String credentials,
    @Nullable FrameRef response,
    int status,
    @Nullable String reason,
    List<String> schemes,
    Map<String, String> banners,
    @Nullable FrameRef end,
    long waited,
    boolean acknowledged,
    ConnectOutcome outcome) {

  public ConnectExchange {
    schemes = List.copyOf(schemes);
    banners = Collections.unmodifiableMap(new TreeMap<>(banners));
  }

  /** The answer's Date header, ns since the epoch; {@link FrameRef#NO_TIME} if it has none. */
  public long date() {
    return HttpText.date(banners.get("date"));
  }

  /** Whether its end was seen: an answer, a close, a reset, or silence of at least 30 s. */
  public boolean ended() {
    return outcome != ConnectOutcome.CAPTURE_ENDED;
  }
}
