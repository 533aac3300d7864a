package org.connectoranalyzer.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.jspecify.annotations.Nullable;

/** What the lists of a report hold of each conversation, found by its two ends. */
final class Conversations {
  /** "10.20.0.10:50058 10.20.8.80:8080", client first: a port may be used again. */
  private final Map<String, List<ConnectionEntry>> connections = new LinkedHashMap<>();

  private final Map<String, List<ConnectEntry>> connects = new LinkedHashMap<>();
  private final Map<String, List<TlsHandshakeEntry>> sessions = new LinkedHashMap<>();
  private final Map<String, List<SynRetransmission>> repeated = new LinkedHashMap<>();
  private final Set<String> resolvers = new LinkedHashSet<>();
  private final Set<String> unansweredNames = new LinkedHashSet<>();
  private final Set<FrameNumber> unanswered = new TreeSet<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Set<String> proxies = new LinkedHashSet<>();

  /**
   * Both ends of one, the client first.
   *
   * @param connection null where the report does not list it
   */
  record Conversation(
      String client, String server, Ladder.Role role, @Nullable ConnectionEntry connection) {
    boolean has(FrameNumber frame) {
      return connection == null
          || (frame.compareTo(connection.firstFrame()) >= 0
              && frame.compareTo(connection.lastFrame()) <= 0);
    }
  }

  /** A packet that no finding cites. */
  record Packet(
      FrameNumber frame,
      @Nullable Instant time,
      boolean fromClient,
      String kind,
      Facts facts,
      boolean lost) {}

  Conversations(Analysis analysis) {
    for (ConnectionEntry entry : analysis.connections()) {
      add(connections, entry.client(), entry.server(), entry);
      if (entry.host() != null) {
        names.putIfAbsent(entry.server(), entry.host());
      }
      if (entry.role().equals("proxy")) {
        proxies.add(entry.server());
      }
      for (ConnectionEntry.Attempt attempt : entry.attempts()) {
        if (attempt.synFrame() != null && !reached(attempt)) {
          unanswered.add(attempt.synFrame());
        }
      }
    }
    analysis.connects().forEach(entry -> add(connects, entry.client(), entry.proxy(), entry));
    analysis.tlsHandshakes().forEach(entry -> add(sessions, entry.client(), entry.server(), entry));
    for (SynRetransmission entry : analysis.synRetransmissions()) {
      add(repeated, entry.client(), entry.server(), entry);
      if (entry.cause() == SynAttempt.Cause.UNANSWERED
          || entry.cause() == SynAttempt.Cause.REJECTED) {
        unanswered.add(entry.firstFrame());
        unanswered.add(entry.frame());
      }
    }
    for (DnsLookupEntry entry : analysis.dnsLookups()) {
      resolvers.add(entry.server());
      if (entry.outcome() == DnsLookup.DnsOutcome.UNANSWERED) {
        unansweredNames.add(query(entry.client(), entry.server(), entry.name(), entry.type()));
      }
    }
    for (Analysis.ProxyEntry proxy : analysis.proxies()) {
      if (proxy.address() != null) {
        String end = Ends.of(proxy.address(), proxy.port());
        proxies.add(end);
        if (proxy.name() != null) {
          names.put(end, proxy.name());
        }
      }
    }
  }

  private static boolean reached(ConnectionEntry.Attempt attempt) {
    return attempt.outcome() != ConnectionEntry.Outcome.REJECTED && attempt.answerFrame() != null;
  }

  private static <T> void add(Map<String, List<T>> lists, String client, String server, T entry) {
    lists.computeIfAbsent(client + " " + server, ends -> new ArrayList<>()).add(entry);
  }

  private static <T> List<T> of(Map<String, List<T>> lists, String client, String server) {
    return lists.getOrDefault(client + " " + server, List.of());
  }

  private static String query(String client, String server, String name, String type) {
    return client + " " + server + " " + name + " " + type;
  }

  /** The conversation of a cited frame; null without ports (ICMP). */
  @Nullable Conversation of(EvidenceEntry cited, @Nullable String client) {
    String from = cited.from();
    String to = cited.to();
    FrameNumber frame = cited.frame();
    if (from == null || to == null || frame == null || Ends.port(from).isEmpty()) {
      return null;
    }
    Conversation found = listed(from, to, frame);
    found = found == null ? listed(to, from, frame) : found;
    if (found != null) {
      return found;
    }
    boolean toClient =
        resolvers.contains(from) || (client != null && client.equals(Ends.address(to)));
    String server = toClient ? from : to;
    return new Conversation(toClient ? to : from, server, role(server, cited.kind()), null);
  }

  private @Nullable Conversation listed(String client, String server, FrameNumber frame) {
    for (ConnectionEntry entry : of(connections, client, server)) {
      Conversation conversation = new Conversation(client, server, role(server, ""), entry);
      if (conversation.has(frame)) {
        return conversation;
      }
    }
    return null;
  }

  private Ladder.Role role(String server, String kind) {
    if (resolvers.contains(server) || kind.startsWith("dns")) {
      return Ladder.Role.DNS;
    }
    return proxies.contains(server) ? Ladder.Role.PROXY : Ladder.Role.SERVER;
  }

  /** The host name of a server's end; null where it is not known. */
  @Nullable String name(String server) {
    return names.get(server);
  }

  /** Whether a cited packet got no answer at all, or was refused on its way. */
  boolean isLost(EvidenceEntry cited) {
    return (cited.frame() != null && unanswered.contains(cited.frame()))
        || unansweredNames.contains(
            query(
                String.valueOf(cited.from()),
                String.valueOf(cited.to()),
                String.valueOf(cited.facts().get("name")),
                String.valueOf(cited.facts().get("type"))));
  }

  /** Opening, CONNECTs and TLS of a connection, of the latter two the first few. */
  List<Packet> context(Conversation conversation) {
    List<Packet> packets = new ArrayList<>();
    if (conversation.connection() != null) {
      opening(conversation, conversation.connection(), packets);
    }
    Predicate<FrameNumber> own = conversation::has;
    of(connects, conversation.client(), conversation.server()).stream()
        .filter(entry -> own.test(entry.requestFrame()))
        .limit(Ladder.MOST_ROWS)
        .forEach(entry -> connect(entry, packets));
    of(sessions, conversation.client(), conversation.server()).stream()
        .filter(entry -> entry.clientHelloFrame() != null && own.test(entry.clientHelloFrame()))
        .limit(Ladder.MOST_ROWS)
        .forEach(entry -> session(entry, packets));
    return packets;
  }

  private void opening(
      Conversation conversation, ConnectionEntry connection, List<Packet> packets) {
    for (ConnectionEntry.Attempt attempt : connection.attempts()) {
      FrameNumber syn = attempt.synFrame();
      if (syn != null) {
        boolean lost = unanswered.contains(syn);
        packets.add(new Packet(syn, attempt.synTime(), true, "syn", Facts.NONE, lost));
        repeated(conversation, attempt, packets);
      }
      FrameNumber answer = attempt.answerFrame();
      String kind =
          switch (attempt.outcome()) {
            case ESTABLISHED, SYN_ACK_IGNORED -> "synAck";
            case REFUSED -> "rst";
            default -> "";
          };
      if (answer != null && !kind.isEmpty()) {
        packets.add(new Packet(answer, attempt.answerTime(), false, kind, Facts.NONE, false));
      }
    }
  }

  private void repeated(
      Conversation conversation, ConnectionEntry.Attempt attempt, List<Packet> packets) {
    of(repeated, conversation.client(), conversation.server()).stream()
        .filter(entry -> entry.firstFrame().equals(attempt.synFrame()))
        .limit(Ladder.MOST_ROWS)
        .forEach(
            entry -> {
              Facts after = Facts.NONE.withIfKnown("afterMs", gap(attempt.synTime(), entry.time()));
              boolean lost = unanswered.contains(entry.frame());
              packets.add(
                  new Packet(entry.frame(), entry.time(), true, "synRetransmission", after, lost));
            });
  }

  private static @Nullable Long gap(@Nullable Instant first, @Nullable Instant then) {
    return first == null || then == null ? null : Duration.between(first, then).toMillis();
  }

  private static void connect(ConnectEntry entry, List<Packet> packets) {
    packets.add(
        new Packet(
            entry.requestFrame(),
            entry.requestTime(),
            true,
            "connectRequest",
            Facts.of("target", entry.target()),
            false));
    if (entry.responseFrame() != null && entry.status() != null) {
      Facts facts = Facts.of("status", entry.status()).withIfKnown("reason", entry.reason());
      packets.add(
          new Packet(
              entry.responseFrame(), entry.responseTime(), false, "connectResponse", facts, false));
    }
  }

  private static void session(TlsHandshakeEntry entry, List<Packet> packets) {
    if (entry.clientHelloFrame() != null) {
      Facts facts = Facts.NONE.withIfKnown("sni", entry.sni());
      packets.add(new Packet(entry.clientHelloFrame(), null, true, "clientHello", facts, false));
    }
    if (entry.serverHelloFrame() != null) {
      packets.add(
          new Packet(entry.serverHelloFrame(), null, false, "serverHello", Facts.NONE, false));
    }
    entry.alerts().stream()
        .limit(Ladder.MOST_ROWS)
        .forEach(
            alert ->
                packets.add(
                    new Packet(
                        alert.frame(),
                        null,
                        alert.from() == Side.CLIENT,
                        "tlsAlert",
                        Facts.of("number", alert.number()).with("name", alert.name()),
                        false)));
  }

  /** Whether the CONNECT or ClientHello of this frame was never answered; it may have arrived. */
  boolean isUnanswered(Conversation conversation, FrameNumber frame) {
    return of(connects, conversation.client(), conversation.server()).stream()
            .anyMatch(
                entry ->
                    entry.outcome() == ConnectOutcome.UNANSWERED
                        && entry.requestFrame().equals(frame))
        || of(sessions, conversation.client(), conversation.server()).stream()
            .anyMatch(
                entry ->
                    entry.outcome() == TlsHandshake.TlsOutcome.UNANSWERED
                        && frame.equals(entry.clientHelloFrame()));
  }
}
