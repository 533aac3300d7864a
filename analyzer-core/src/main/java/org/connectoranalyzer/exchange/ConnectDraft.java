package org.connectoranalyzer.exchange;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.HttpText.HostAndPort;
import org.jspecify.annotations.Nullable;

/** A CONNECT in the making; becomes a {@link ConnectExchange} when the recording has been read. */
final class ConnectDraft implements Asked, Draft {
  /** Silence of this length is no answer (the diagnoses' rule of given up or cut off). */
  private static final long PATIENCE = 30_000_000_000L;

  private static final int HTTP_PORT = 80;
  private static final int LONGEST_TARGET = 300;
  private static final int LONGEST_REASON = 100;

  private final Link link;
  private final Side client;
  private final FrameRef first;
  private final FrameRef request;
  private final String target;
  private final boolean targetCut;
  private final HostAndPort authority;
  private final @Nullable String credentials;
  private @Nullable ConnectDraft next;
  private @Nullable FrameRef response;
  private int status = -1;
  private @Nullable String reason;
  private List<String> schemes = List.of();
  private Map<String, String> banners = Map.of();
  private boolean hasBody;
  private boolean foreign;
  private boolean page;
  private boolean hidden;
  private long text;
  private int id;

  ConnectDraft(Link link, Side client, HttpHead head, FrameRef first, FrameRef request) {
    this.link = link;
    this.client = client;
    this.first = first;
    this.request = request;
    target = HttpText.clean(HttpText.withoutSecrets(head.target()), LONGEST_TARGET);
    targetCut = head.isTargetCut();
    authority = HttpText.hostAndPort(HttpText.authority(head.target()));
    credentials = HttpText.credentialScheme(head.value("proxy-authorization"));
    text = ExchangeLog.sizeOf(target) + ExchangeLog.sizeOf(authority.host());
  }

  /** The next CONNECT on the same connection. */
  void followedBy(ConnectDraft after) {
    next = after;
  }

  @Override
  public String method() {
    return "CONNECT";
  }

  @Override
  public void answered(HttpHead head, FrameRef frame) {
    response = frame;
    status = head.status();
    reason = HttpText.clean(head.reason(), LONGEST_REASON);
    schemes =
        HttpText.schemes(head.values(status == 401 ? "www-authenticate" : "proxy-authenticate"));
    keep(HttpText.banners(head));
    hasBody =
        HttpText.number(head.value("content-length")) > 0
            || head.value("transfer-encoding") != null
            || Objects.requireNonNullElse(head.value("content-type"), "")
                .toLowerCase(Locale.ROOT)
                .startsWith("text/");
  }

  private void keep(Map<String, String> read) {
    long size = ExchangeLog.sizeOf(read.values()) + ExchangeLog.sizeOf(schemes);
    if (link.log.keepText(size)) {
      banners = read;
      text += size;
    }
  }

  @Override
  public void answeredForeign() {
    foreign = true;
  }

  @Override
  public void answerHidden() {
    hidden = true;
  }

  /** The client sends what belongs into a tunnel: the answer was there, but not in the capture. */
  void clientWentOn() {
    hidden = true;
  }

  /**
   * The first bytes of the proxy's side in the tunnel, which are no start of TLS or HTTP: a page,
   * where the head announced a body, or where they are markup.
   */
  void tunnelBegins(ByteView bytes) {
    page = hasBody || bytes.u8(0) == '<';
  }

  IpAddress proxy() {
    return (client == Side.CLIENT ? link.server : link.client).address();
  }

  /** Who asks, as the tracker sees sides. */
  Side asker() {
    return client;
  }

  @Override
  public FrameRef start() {
    return first;
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
    return text;
  }

  @Override
  public void number(int number) {
    id = number;
  }

  int id() {
    return id;
  }

  /** Digits that the capture cuts are no port, unless they are one that is asked for. */
  int port() {
    boolean known = !targetCut || authority.port() == HTTP_PORT;
    return known ? authority.port() : -1;
  }

  int status() {
    return status;
  }

  ConnectOutcome outcome(TcpConversation conversation, long end) {
    if (status >= 0) {
      return page ? ConnectOutcome.UNEXPECTED_ANSWER : answeredOutcome();
    }
    if (foreign && conversation.openingSeen()) {
      return ConnectOutcome.NOT_HTTP;
    }
    if (hidden || conversation.fromServer().frames() == 0) {
      return ConnectOutcome.CAPTURE_ENDED;
    }
    Link.Closing closing = link.closing();
    if (closing != null) {
      if (closing.by() == client) {
        return ConnectOutcome.UNANSWERED;
      }
      return closing.reset() ? ConnectOutcome.RESET : ConnectOutcome.CLOSED;
    }
    return waited(end) >= PATIENCE ? ConnectOutcome.UNANSWERED : ConnectOutcome.CAPTURE_ENDED;
  }

  /** The contract's table of statuses. */
  private ConnectOutcome answeredOutcome() {
    return switch (status) {
      case 407 ->
          next != null && next.target.equals(target)
              ? ConnectOutcome.AUTHENTICATION_CONTINUED
              : ConnectOutcome.AUTHENTICATION_REQUIRED;
      case 401, 403, 405, 429, 451 -> ConnectOutcome.DENIED;
      case 511 -> ConnectOutcome.REDIRECTED;
      case 501 -> ConnectOutcome.UNEXPECTED_ANSWER;
      case 408 -> ConnectOutcome.UPSTREAM_FAILED;
      default ->
          switch (status / 100) {
            case 2 -> ConnectOutcome.ESTABLISHED;
            case 3 -> ConnectOutcome.REDIRECTED;
            case 5 -> ConnectOutcome.UPSTREAM_FAILED;
            default -> ConnectOutcome.UNEXPECTED_ANSWER;
          };
    };
  }

  private long waited(long end) {
    if (response != null) {
      return request.distance(response);
    }
    Link.Closing closing = link.closing();
    return request.distance(closing == null ? end : closing.frame().time());
  }

  ConnectExchange finish(TcpConversation conversation, ConnectOutcome outcome, long end) {
    Link.Closing closing = link.closing();
    boolean closedInstead = response == null && closing != null;
    return new ConnectExchange(
        id,
        link.connection,
        first,
        request,
        target,
        targetCut,
        authority.host(),
        port(),
        credentials,
        response,
        status,
        reason,
        schemes,
        banners,
        closedInstead ? Objects.requireNonNull(closing).frame() : null,
        waited(end),
        response != null || conversation.fromClient().acknowledged(),
        outcome);
  }
}
