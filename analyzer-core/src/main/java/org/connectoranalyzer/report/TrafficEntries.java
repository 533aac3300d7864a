package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/** The traffic as the report lists it: connections, repeated SYNs, CONNECTs, TLS, DNS. */
final class TrafficEntries {
  private static final String UNRELATED = "unrelated";

  private final Trace trace;
  private final ConnectorView connector;
  private final ListBounds bounds;
  private final Map<Integer, String> roles = new LinkedHashMap<>();
  private final Map<Integer, List<Contact>> contacts;
  private final Map<Integer, List<ConnectExchange>> connects;
  private final Map<Integer, List<TlsHandshake>> sessions;

  TrafficEntries(Trace trace, ConnectorView connector, ListBounds bounds) {
    this.trace = trace;
    this.connector = connector;
    this.bounds = bounds;
    trace.conversations().forEach(c -> roles.put(c.id(), connector.role(c)));
    contacts = by(connector.contacts(), contact -> contact.connection().id());
    connects = by(trace.connects(), ConnectExchange::connection);
    sessions = by(trace.tls(), TlsHandshake::connection);
  }

  private static <T> Map<Integer, List<T>> by(List<T> items, Function<T, Integer> connection) {
    return items.stream().collect(Collectors.groupingBy(connection));
  }

  private boolean isOwn(int connection) {
    return !UNRELATED.equals(roles.get(connection));
  }

  List<ConnectionEntry> connections() {
    return bounds.keep("connections", trace.conversations(), c -> isOwn(c.id())).stream()
        .map(this::connection)
        .toList();
  }

  private ConnectionEntry connection(TcpConversation connection) {
    return new ConnectionEntry(
        connection.id(),
        connection.client().toString(),
        connection.server().toString(),
        host(connection),
        serviceTag(connection),
        roles.getOrDefault(connection.id(), UNRELATED),
        Mode.DIRECT,
        time(connection.startTime()),
        time(connection.endTime()),
        FrameNumber.of(connection.firstFrame()),
        FrameNumber.of(connection.lastFrame()),
        tunnelTarget(connection.id()),
        attempts(connection),
        furthest(connection),
        connection.ending() == null ? null : connection.ending().by());
  }

  private @Nullable String host(TcpConversation connection) {
    String host = connector.host(connection);
    return host == null ? null : SafeText.of(host);
  }

  private @Nullable String serviceTag(TcpConversation connection) {
    String tag =
        connector.host(connection) == null
            ? connector.serviceTag(connection.server().address())
            : null;
    return tag == null ? null : SafeText.of(tag);
  }

  private @Nullable String tunnelTarget(int connection) {
    String target = null;
    for (ConnectExchange connect : connects.getOrDefault(connection, List.of())) {
      target = SafeText.of(connect.target());
      if (connect.outcome() == ConnectOutcome.ESTABLISHED) {
        break;
      }
    }
    return target;
  }

  private List<ConnectionEntry.Attempt> attempts(TcpConversation connection) {
    if (!connection.openingSeen()) {
      return List.of(
          new ConnectionEntry.Attempt(
              null, null, 0, null, null, ConnectionEntry.Outcome.NOT_CAPTURED));
    }
    return bounds.keep("connections.attempts", connection.attempts()).stream()
        .map(TrafficEntries::attempt)
        .toList();
  }

  private static ConnectionEntry.Attempt attempt(SynAttempt attempt) {
    FrameRef answer = answer(attempt);
    return new ConnectionEntry.Attempt(
        FrameNumber.of(attempt.syn()),
        time(attempt.syn().time()),
        attempt.retransmissions().size(),
        FrameNumber.orNull(answer),
        timeOrNull(answer),
        ConnectionEntry.Outcome.valueOf(attempt.outcome().name()));
  }

  private static @Nullable FrameRef answer(SynAttempt attempt) {
    boolean established = attempt.outcome() == SynAttempt.Outcome.ESTABLISHED;
    return attempt.answers().isEmpty() || (established && attempt.synAckFrame() != null)
        ? attempt.synAckFrame()
        : attempt.answers().get(0).frame();
  }

  /** How far its contacts came; of traffic that is no contact, what its exchanges show. */
  private Furthest furthest(TcpConversation connection) {
    int id = connection.id();
    Stream<Furthest> tries = contacts.getOrDefault(id, List.of()).stream().map(Contact::furthest);
    return tries.max(Comparator.naturalOrder()).orElseGet(() -> furthestUnnamed(connection));
  }

  private Furthest furthestUnnamed(TcpConversation connection) {
    if (!connection.established()) {
      return connection.openingSeen() ? Furthest.SYN : Furthest.TCP;
    }
    List<TlsHandshake> tls = sessions.getOrDefault(connection.id(), List.of());
    List<ConnectExchange> asked = connects.getOrDefault(connection.id(), List.of());
    if (tls.stream().anyMatch(TlsHandshake::established)) {
      return Furthest.DATA;
    } else if (tls.stream().anyMatch(session -> session.serverHello() != null)) {
      return Furthest.TLS;
    } else if (asked.stream().anyMatch(c -> c.outcome() == ConnectOutcome.ESTABLISHED)) {
      return Furthest.TUNNEL;
    }
    boolean talked =
        connection.fromClient().payloadBytes() > 0 && connection.fromServer().payloadBytes() > 0;
    return talked && asked.isEmpty() && tls.isEmpty() ? Furthest.DATA : Furthest.TCP;
  }

  /** One repeated SYN with what it belongs to. */
  private record Repeated(TcpConversation connection, SynAttempt attempt, FrameRef frame) {}

  List<SynRetransmission> synRetransmissions() {
    List<Repeated> all = new ArrayList<>();
    for (TcpConversation connection : trace.conversations()) {
      for (SynAttempt attempt : connection.attempts()) {
        attempt.retransmissions().forEach(f -> all.add(new Repeated(connection, attempt, f)));
      }
    }
    all.sort(Comparator.comparing(Repeated::frame));
    return bounds.keep("synRetransmissions", all, r -> isOwn(r.connection().id())).stream()
        .map(
            repeated ->
                new SynRetransmission(
                    FrameNumber.of(repeated.frame()),
                    time(repeated.frame().time()),
                    FrameNumber.of(repeated.attempt().syn()),
                    repeated.connection().client().toString(),
                    repeated.connection().server().toString(),
                    host(repeated.connection()),
                    repeated.attempt().cause()))
        .toList();
  }

  List<ConnectEntry> connects() {
    return bounds.keep("connects", trace.connects(), c -> isOwn(c.connection())).stream()
        .map(this::connect)
        .toList();
  }

  private ConnectEntry connect(ConnectExchange connect) {
    TcpConversation connection = connector.connection(connect.connection());
    FrameRef response = connect.status() >= 0 ? connect.response() : null;
    return new ConnectEntry(
        FrameNumber.of(connect.requestFirst()),
        FrameNumber.of(connect.request()),
        time(connect.request().time()),
        SafeText.of(connect.target()),
        connection.client().toString(),
        connection.server().toString(),
        FrameNumber.orNull(response),
        timeOrNull(response),
        connect.status() >= 0 ? connect.status() : null,
        connect.reason() == null ? null : SafeText.of(connect.reason()),
        safe(connect.schemes()),
        connect.outcome());
  }

  List<TlsHandshakeEntry> tlsHandshakes() {
    return bounds.keep("tlsHandshakes", trace.tls(), t -> isOwn(t.connection())).stream()
        .map(this::session)
        .toList();
  }

  private TlsHandshakeEntry session(TlsHandshake session) {
    TcpConversation connection = connector.connection(session.connection());
    ConnectExchange connect = connector.connect(session.connect());
    return new TlsHandshakeEntry(
        FrameNumber.orNull(session.clientHello()),
        FrameNumber.orNull(session.serverHello()),
        connection.client().toString(),
        connection.server().toString(),
        connect == null ? null : FrameNumber.of(connect.request()),
        session.sni() == null ? null : SafeText.of(session.sni()),
        safe(session.alpn()),
        safe(session.versionsOffered()),
        session.version() == null ? null : SafeText.of(session.version()),
        session.resumed(),
        session.certificates().stream().map(this::certificate).toList(),
        session.certificateRequested(),
        session.clientCertificate(),
        bounds.keep("tlsHandshakes.alerts", session.alerts()).stream()
            .map(
                alert ->
                    new TlsHandshakeEntry.AlertEntry(
                        FrameNumber.of(alert.frame()), alert.from(), alert.number(), alert.name()))
            .toList(),
        session.outcome());
  }

  private TlsHandshakeEntry.CertificateEntry certificate(TlsHandshake.Certificate certificate) {
    String organization = certificate.issuerOrganization();
    return new TlsHandshakeEntry.CertificateEntry(
        SafeText.of(certificate.subject()),
        SafeText.of(certificate.issuer()),
        organization == null ? null : SafeText.of(organization),
        time(certificate.notBefore()),
        time(certificate.notAfter()),
        safe(bounds.keep("tlsHandshakes.certificates.names", certificate.names())));
  }

  List<DnsLookupEntry> dnsLookups() {
    EndpointList endpoints = connector.endpoints();
    return bounds.keep("dnsLookups", trace.dns(), d -> endpoints.isListedName(d.name())).stream()
        .map(TrafficEntries::lookup)
        .toList();
  }

  private static DnsLookupEntry lookup(DnsLookup lookup) {
    List<String> answers = new ArrayList<>(lookup.aliases());
    lookup.addresses().stream().map(IpAddress::toString).forEach(answers::add);
    return new DnsLookupEntry(
        FrameNumber.of(lookup.query()),
        FrameNumber.orNull(lookup.response()),
        lookup.retries().size(),
        lookup.client().toString(),
        lookup.server().toString(),
        lookup.transport(),
        SafeText.of(lookup.name()),
        SafeText.of(lookup.type()),
        lookup.rcode() == null ? null : SafeText.of(lookup.rcode()),
        safe(answers),
        lookup.outcome());
  }

  private static List<String> safe(List<String> texts) {
    return texts.stream().map(SafeText::of).toList();
  }

  private static @Nullable Instant timeOrNull(@Nullable FrameRef frame) {
    return frame == null ? null : time(frame.time());
  }

  /** Null for a frame without time. */
  static @Nullable Instant time(long nanoseconds) {
    return nanoseconds == FrameRef.NO_TIME
        ? null
        : Instant.ofEpochSecond(
            Math.floorDiv(nanoseconds, 1_000_000_000L), Math.floorMod(nanoseconds, 1_000_000_000L));
  }
}
