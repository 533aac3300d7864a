package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.Conversations.Conversation;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.jspecify.annotations.Nullable;

/** Gathers what a ladder may show of a finding: for each conversation its packets in order. */
final class LadderPackets {
  private static final Set<String> CLOSING = Set.of("fin", "rst");

  private final Conversations conversations;
  private final Messages words;

  LadderPackets(Conversations conversations, Messages words) {
    this.conversations = conversations;
    this.words = words;
  }

  /** One end of a packet and what it is to the finding. */
  record End(Ladder.Role role, String end) {
    /** A client is one machine whatever its ports; a server is an address with its port. */
    End machine() {
      return role == Ladder.Role.CLIENT ? new End(role, Ends.address(end)) : this;
    }
  }

  /**
   * One packet on its way to a row.
   *
   * @param port of the conversation's client
   * @param cited whether the finding cites it
   */
  record Packet(
      FrameNumber frame,
      @Nullable Instant time,
      String port,
      End from,
      End to,
      Ladder.Kind kind,
      String label,
      Ladder.Mark mark,
      boolean cited) {
    /** The same frame, cited for another thing as well. */
    Packet and(Packet other, Messages words) {
      return new Packet(
          frame,
          time,
          port,
          from,
          to,
          kind == Ladder.Kind.LOST ? kind : other.kind,
          words.joined(List.of(label, other.label)),
          mark.compareTo(other.mark) > 0 ? mark : other.mark,
          true);
    }
  }

  /** Conversations in the order of their first cited frame. */
  List<List<Packet>> of(FindingEntry finding) {
    Map<Conversation, TreeMap<FrameNumber, Packet>> all = new LinkedHashMap<>();
    Conversation last = null;
    for (EvidenceEntry cited : finding.evidence()) {
      if (cited.frame() == null || cited.from() == null || cited.to() == null) {
        continue;
      }
      // An ICMP message has no ports: it answers what stands before it.
      Conversation own = conversations.of(cited, finding.client());
      if (own == null) {
        own = last != null ? last : unknown(cited.from(), cited.to());
      }
      all.computeIfAbsent(own, c -> new TreeMap<>())
          .merge(cited.frame(), cited(own, cited), (one, other) -> one.and(other, words));
      last = own;
    }
    Set<FrameNumber> closing = new TreeSet<>();
    for (EvidenceEntry cited : finding.evidence()) {
      if (cited.frame() != null && CLOSING.contains(cited.kind())) {
        closing.add(cited.frame());
      }
    }
    List<List<Packet>> packets = new ArrayList<>();
    all.forEach(
        (conversation, own) -> {
          boolean closes = own.keySet().stream().anyMatch(closing::contains);
          addContext(conversation, own);
          if (!closes) {
            addEnd(conversation, own);
          }
          packets.add(List.copyOf(own.values()));
        });
    return packets;
  }

  private static Conversation unknown(String from, String to) {
    return new Conversation(to, from, Ladder.Role.ROUTER, null);
  }

  private Packet cited(Conversation conversation, EvidenceEntry cited) {
    FrameNumber frame = Objects.requireNonNull(cited.frame());
    boolean lost = conversations.isLost(cited) || cited.kind().equals("droppedByHost");
    return new Packet(
        frame,
        cited.time(),
        Ends.port(conversation.client()),
        end(conversation, Objects.requireNonNull(cited.from())),
        end(conversation, Objects.requireNonNull(cited.to())),
        lost ? Ladder.Kind.LOST : Ladder.Kind.ARRIVED,
        label(conversation, frame, cited.kind(), cited.note()),
        mark(cited.kind(), cited.facts()),
        true);
  }

  private static End end(Conversation conversation, String end) {
    if (Ends.address(end).equals(Ends.address(conversation.client()))) {
      return new End(Ladder.Role.CLIENT, end);
    }
    boolean server = end.equals(conversation.server());
    return new End(server ? conversation.role() : Ladder.Role.ROUTER, end);
  }

  private String label(Conversation conversation, FrameNumber frame, String kind, String label) {
    boolean asks = kind.equals("connectRequest") || kind.equals("clientHello");
    return asks && conversations.isUnanswered(conversation, frame)
        ? words.text("ladder.unanswered", Facts.of("label", label))
        : label;
  }

  private static Ladder.Mark mark(String kind, Facts facts) {
    return switch (kind) {
      case "synRetransmission", "retransmission", "dnsRetry" -> Ladder.Mark.REPEATED;
      case "rst", "icmp", "tlsAlert", "droppedByHost" -> Ladder.Mark.REFUSAL;
      case "connectResponse", "httpResponse" ->
          facts.number("status", 0) >= 300 ? Ladder.Mark.REFUSAL : Ladder.Mark.NONE;
      default -> Ladder.Mark.NONE;
    };
  }

  private void addContext(Conversation conversation, Map<FrameNumber, Packet> packets) {
    End client = new End(Ladder.Role.CLIENT, conversation.client());
    End server = new End(conversation.role(), conversation.server());
    for (Conversations.Packet packet : conversations.context(conversation)) {
      String label = words.text("evidence." + packet.kind(), packet.facts());
      packets.putIfAbsent(
          packet.frame(),
          new Packet(
              packet.frame(),
              packet.time(),
              Ends.port(client.end()),
              packet.fromClient() ? client : server,
              packet.fromClient() ? server : client,
              packet.lost() ? Ladder.Kind.LOST : Ladder.Kind.ARRIVED,
              label(conversation, packet.frame(), packet.kind(), label),
              mark(packet.kind(), packet.facts()),
              false));
    }
  }

  /** Where no cited frame closes the connection, its last frame says that it was closed. */
  private void addEnd(Conversation conversation, Map<FrameNumber, Packet> packets) {
    ConnectionEntry connection = conversation.connection();
    if (connection == null || connection.closedBy() == null) {
      return;
    }
    boolean byClient = connection.closedBy() == Side.CLIENT;
    Ladder.Role by = byClient ? Ladder.Role.CLIENT : conversation.role();
    packets.putIfAbsent(
        connection.lastFrame(),
        new Packet(
            connection.lastFrame(),
            connection.endTime(),
            Ends.port(conversation.client()),
            new End(Ladder.Role.CLIENT, conversation.client()),
            new End(conversation.role(), conversation.server()),
            Ladder.Kind.END,
            words.text("ladder.end", Facts.of("by", words.text("ladder." + JsonNames.of(by)))),
            Ladder.Mark.NONE,
            false));
  }
}
