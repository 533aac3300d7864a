package org.connectoranalyzer.exchange;

import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.exchange.HttpText.HostAndPort;
import org.jspecify.annotations.Nullable;

/** A plain HTTP request in the making; becomes a {@link HttpFetch}. */
final class FetchDraft implements Asked, Draft {
  private static final int LONGEST_PATH = 256;
  private static final int HTTP_PORT = 80;

  private final Link link;
  private final @Nullable ConnectDraft tunnel;
  private final FrameRef request;
  private final String method;
  private final String host;
  private final int port;
  private final String path;
  private final boolean absolute;
  private @Nullable FrameRef response;
  private int status = -1;
  private @Nullable ProxyScript script;
  private long date = FrameRef.NO_TIME;
  private int id;

  FetchDraft(Link link, @Nullable ConnectDraft tunnel, HttpHead head, FrameRef request) {
    this.link = link;
    this.tunnel = tunnel;
    this.request = request;
    method = head.method();
    String target = HttpText.withoutQuery(head.target());
    int start = HttpText.authorityStart(target);
    absolute = start > 0 && !target.startsWith("/");
    int slash = absolute ? target.indexOf('/', start) : 0;
    String field = head.value("host");
    String authority =
        absolute
            ? target.substring(start, slash < 0 ? target.length() : slash)
            : field == null ? "" : HttpText.authority(field);
    HostAndPort asked = HttpText.hostAndPort(authority);
    host = asked.host();
    port = asked.port() >= 0 ? asked.port() : standardPort(target);
    path = HttpText.clean(slash < 0 ? "/" : target.substring(slash), LONGEST_PATH);
  }

  private int standardPort(String target) {
    if (absolute) {
      return target.toLowerCase(Locale.ROOT).startsWith("https:") ? 443 : HTTP_PORT;
    }
    return tunnel == null ? link.server.port() : tunnel.port();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public void answered(HttpHead head, FrameRef frame) {
    response = frame;
    status = head.status();
    date = HttpText.sentAt(head);
    script = ProxyScript.isOne(path, status) ? new ProxyScript() : null;
  }

  @Override
  public @Nullable ProxyScript script() {
    return script;
  }

  @Override
  public FrameRef start() {
    return request;
  }

  @Override
  public int connection() {
    return link.connection;
  }

  @Override
  public boolean isForgotten() {
    return link.isForgotten();
  }

  @Override
  public long text() {
    return ExchangeLog.sizeOf(host) + ExchangeLog.sizeOf(path);
  }

  @Override
  public void number(int number) {
    id = number;
  }

  HttpFetch finish() {
    return new HttpFetch(
        id,
        link.connection,
        tunnel == null ? 0 : tunnel.id(),
        request,
        method,
        host,
        port,
        path,
        absolute,
        response,
        status,
        date,
        script == null ? List.of() : script.answers());
  }
}
