package org.connectoranalyzer.diagnosis.proxy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Why a proxy could not get out, by the best that the capture offers: its own outgoing traffic, the
 * error that its answer's head names, the reason phrase, the status, the time it took.
 *
 * @param name "resolve", "refused", "timedOut", "unreachable", "noDestination" (Squid: no address
 *     and no parent to ask), "tls", "inspection" or "unknown"
 * @param from what tells: "traffic", "header", "reason", "status", "delay" or "nothing"
 * @param servers addresses that the proxy itself tried in vain
 * @param frames of the proxy's own failing traffic
 * @param items of the trace that this explains
 */
record UpstreamCause(
    String name, String from, List<String> servers, List<Evidence> frames, List<Item> items) {

  static final UpstreamCause UNKNOWN = of("unknown", "nothing");

  /** A refusal or a failed lookup takes less; a connection that times out takes more. */
  private static final long SLOW = 20 * Waiting.SECOND;

  /** Squid names its error page and the errno of the failed call: "ERR_CONNECT_FAIL 111". */
  private static final Pattern SQUID = Pattern.compile("(ERR_[A-Z_]+)(?:\\s+(\\d{1,5}))?");

  /** RFC 9209: "proxy; error=dns_error". */
  private static final Pattern PROXY_STATUS = Pattern.compile("error=\"?([a-z_]+)");

  private static UpstreamCause of(String name, String from) {
    return new UpstreamCause(name, from, List.of(), List.of(), List.of());
  }

  /** The cause of one request's failure. */
  static UpstreamCause of(
      ConnectorView view, ProxyTraffic traffic, ProxyNode node, TunnelRequest request) {
    UpstreamCause cause = fromTraffic(view, traffic, node, request);
    if (cause == null) {
      cause = fromSquid(request.banner("x-squid-error"));
    }
    if (cause == null) {
      cause = fromProxyStatus(request.banner("proxy-status"));
    }
    if (cause == null) {
      cause = fromReason(request.connect().reason());
    }
    if (cause == null) {
      cause = fromStatus(request);
    }
    return cause == null ? UNKNOWN : cause;
  }

  private static @Nullable UpstreamCause fromTraffic(
      ConnectorView view, ProxyTraffic traffic, ProxyNode node, TunnelRequest request) {
    List<TcpConversation> outgoing =
        traffic.connections(node, request).stream().filter(c -> isFor(view, c, request)).toList();
    List<FailedOpening> failures = ProxyUnreachable.failures(outgoing);
    return failures.isEmpty()
        ? fromLookups(traffic, node, request)
        : new UpstreamCause(
            name(failures.get(failures.size() - 1).kind()),
            "traffic",
            failures.stream().map(f -> f.connection().server().toString()).distinct().toList(),
            failures.stream().flatMap(f -> f.evidence().stream()).toList(),
            failures.stream().map(f -> Item.connection(f.connection().id())).distinct().toList());
  }

  private static String name(FailedOpening.Kind kind) {
    return switch (kind) {
      case REFUSED -> "refused";
      case REJECTED -> "unreachable";
      case UNANSWERED, SYN_ACK_IGNORED, OPENING -> "timedOut";
    };
  }

  /**
   * Same port, the target's address by name (or one that nothing names), while it was asked for.
   */
  private static boolean isFor(
      ConnectorView view, TcpConversation connection, TunnelRequest request) {
    Set<String> names = view.names(connection.server().address());
    boolean named = names.contains(request.contact().host());
    boolean literal = connection.server().address().toString().equals(request.contact().host());
    return (named || literal || names.isEmpty()) && overlaps(connection, request);
  }

  private static boolean overlaps(TcpConversation connection, TunnelRequest request) {
    FrameRef asked = request.connect().request();
    FrameRef answered = request.connect().response();
    if (!connection.firstFrame().hasTime() || !asked.hasTime()) {
      return true;
    }
    boolean before = connection.startTime() < asked.time() - Waiting.SECOND;
    boolean after = answered != null && connection.startTime() > answered.time();
    return !before && !after;
  }

  private static @Nullable UpstreamCause fromLookups(
      ProxyTraffic traffic, ProxyNode node, TunnelRequest request) {
    List<DnsLookup> lookups = traffic.lookups(node, request.contact().host());
    List<DnsLookup> failed =
        lookups.stream()
            .filter(
                lookup ->
                    lookup.outcome() != DnsOutcome.ANSWERED
                        && lookup.outcome() != DnsOutcome.NO_RECORDS
                        && lookup.outcome() != DnsOutcome.TRUNCATED)
            .toList();
    boolean answered = lookups.stream().anyMatch(l -> l.outcome() == DnsOutcome.ANSWERED);
    if (answered || failed.isEmpty()) {
      return null;
    }
    return new UpstreamCause(
        "resolve",
        "traffic",
        failed.stream().map(lookup -> lookup.server().toString()).distinct().toList(),
        failed.stream().flatMap(lookup -> Evidence.of(lookup).stream()).toList(),
        failed.stream().map(lookup -> Item.dns(lookup.id())).toList());
  }

  private static @Nullable UpstreamCause fromSquid(@Nullable String banner) {
    Matcher squid = SQUID.matcher(banner == null ? "" : banner);
    if (!squid.find()) {
      return null;
    }
    String errno = squid.group(2) == null ? "" : squid.group(2);
    String name =
        switch (squid.group(1)) {
          case "ERR_DNS_FAIL" -> "resolve";
          case "ERR_CONNECT_FAIL" -> ofErrno(errno);
          case "ERR_READ_TIMEOUT", "ERR_LIFETIME_EXP", "ERR_GATEWAY_FAILURE" -> "timedOut";
          case "ERR_SECURE_CONNECT_FAIL" -> "tls";
          case "ERR_CANNOT_FORWARD" -> "noDestination";
          default -> null;
        };
    return name == null ? null : of(name, "header");
  }

  /** Numbers of Linux, FreeBSD and Windows. */
  private static @Nullable String ofErrno(String errno) {
    return switch (errno) {
      case "111", "61", "10061" -> "refused";
      case "110", "60", "10060" -> "timedOut";
      case "101", "113", "51", "65", "10051", "10065" -> "unreachable";
      default -> null;
    };
  }

  private static @Nullable UpstreamCause fromProxyStatus(@Nullable String banner) {
    Matcher error = PROXY_STATUS.matcher(banner == null ? "" : banner);
    if (!error.find()) {
      return null;
    }
    String name =
        switch (error.group(1)) {
          case "dns_error", "dns_timeout" -> "resolve";
          case "connection_refused", "connection_terminated" -> "refused";
          case "connection_timeout", "connection_read_timeout", "http_response_timeout" ->
              "timedOut";
          case "destination_not_found", "destination_unavailable", "destination_ip_unroutable" ->
              "unreachable";
          case "tls_protocol_error", "tls_certificate_error", "tls_alert_received" -> "tls";
          default -> null;
        };
    return name == null ? null : of(name, "header");
  }

  private static @Nullable UpstreamCause fromReason(@Nullable String reason) {
    String text = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
    if (text.contains("client certificate")) {
      return of("inspection", "reason");
    }
    if (text.contains("dns") || text.contains("resolv") || text.contains("host was not found")) {
      return of("resolve", "reason");
    }
    if (text.contains("refused")) {
      return of("refused", "reason");
    }
    return text.contains("unreachable") ? of("unreachable", "reason") : null;
  }

  private static @Nullable UpstreamCause fromStatus(TunnelRequest request) {
    int status = request.connect().status();
    if (status == 504 || status == 408) {
      return of("timedOut", "status");
    }
    return request.connect().waited() >= SLOW ? of("timedOut", "delay") : null;
  }
}
