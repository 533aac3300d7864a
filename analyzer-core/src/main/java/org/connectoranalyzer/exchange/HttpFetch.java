package org.connectoranalyzer.exchange;

import java.util.List;
import org.connectoranalyzer.conversation.FrameRef;
import org.jspecify.annotations.Nullable;

/**
 * One plain HTTP request other than CONNECT, and the head of its answer.
 *
 * @param id 1-based in order of the requests
 * @param connection id of its TcpConversation
 * @param connect id of the ConnectExchange whose tunnel it runs in; 0 none
 * @param host lower-case, from an absolute URI or Host; "" if neither
 * @param port asked for: of the absolute URI or Host, else the server's
 * @param path at most 256 characters, query dropped (it may hold secrets)
 * @param absolute whether the target was an absolute URI: it was sent to a proxy
 * @param status -1 if no complete status line
 * @param date when the answer was sent by its own account, ns since the epoch: Date and, from a
 *     cache, Age (RFC 9111 §4.2.3); {@link FrameRef#NO_TIME} if it has no Date
 * @param script of an automatic configuration script (WPAD, PAC) that came with 200: what it may
 *     say, "PROXY host:port" and "DIRECT", in order, at most 16; empty of anything else
 */
public record HttpFetch(
    int id,
    int connection,
    int connect,
    FrameRef request,
    String method,
    String host,
    int port,
    String path,
    boolean absolute,
    @Nullable FrameRef response,
    int status,
    long date,
    List<String> script) {
  public HttpFetch {
    script = List.copyOf(script);
  }
}
