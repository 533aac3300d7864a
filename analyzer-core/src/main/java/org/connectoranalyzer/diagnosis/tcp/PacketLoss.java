package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IcmpRejection;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the connector that reach their host (directly, or through a proxy) and repeat at
 * least 3 data segments and 2 % of all, over all connections of one client to one kind of server.
 * Segments repeated after ICMP "fragmentation needed" or "packet too big" are path-MTU discovery.
 */
public final class PacketLoss implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("PACKET-LOSS", Severity.WARNING, Owner.NETWORK);

  private static final int LEAST_SEGMENTS = 3;
  private static final int LEAST_PERCENT = 2;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  /** Connections that share a way, a port and a client, and for proxies the proxy. */
  private record Group(Client client, Way way, String subject, int port) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Group g
          && port == g.port
          && way == g.way
          && client.equals(g.client)
          && subject.equals(g.subject);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * client.hashCode() + way.hashCode()) + subject.hashCode()) + port;
    }
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    Map<Group, Map<Integer, Contact>> groups = new LinkedHashMap<>();
    for (Contact contact : connector.contacts()) {
      if (contact.vital() && contact.reached()) {
        groups
            .computeIfAbsent(group(contact), g -> new LinkedHashMap<>())
            .putIfAbsent(contact.connection().id(), contact);
      }
    }
    if (groups.isEmpty()) {
      return new Examination.NotApplicable("nothingReached");
    }
    Set<Sender> tooBig = new LinkedHashSet<>();
    trace.icmp().stream()
        .filter(IcmpRejection::isPacketTooBig)
        .forEach(icmp -> tooBig.add(new Sender(icmp.connection(), icmp.source())));
    List<Candidate> candidates = new ArrayList<>();
    groups.forEach(
        (group, contacts) -> judge(group, List.copyOf(contacts.values()), tooBig, candidates));
    return Examination.of(candidates);
  }

  private record Sender(int connection, Endpoint endpoint) {}

  private static Group group(Contact contact) {
    return contact.proxy() == null
        ? new Group(contact.client(), Way.DIRECT, "", contact.port())
        : new Group(contact.client(), Way.PROXY, contact.proxy().subject(), contact.proxy().port());
  }

  private static void judge(
      Group group, List<Contact> contacts, Set<Sender> tooBig, List<Candidate> candidates) {
    long sent = 0;
    long repeated = 0;
    List<Contact> lossy = new ArrayList<>();
    for (Contact contact : contacts) {
      long ofContact = 0;
      for (Side side : Side.values()) {
        TcpConversation connection = contact.connection();
        if (!tooBig.contains(new Sender(connection.id(), connection.endpoint(side)))) {
          sent += connection.flow(side).dataSegments();
          ofContact += connection.flow(side).retransmittedSegments();
        }
      }
      repeated += ofContact;
      if (ofContact > 0) {
        lossy.add(contact);
      }
    }
    if (repeated >= LEAST_SEGMENTS && repeated * 100 >= sent * LEAST_PERCENT) {
      candidates.add(candidate(group, lossy, tooBig, sent, repeated));
    }
  }

  private static Candidate candidate(
      Group group, List<Contact> lossy, Set<Sender> tooBig, long sent, long repeated) {
    TreeSet<IpAddress> servers = new TreeSet<>();
    String subject = group.subject().isEmpty() ? lossy.get(0).subject() : group.subject();
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, group.way(), group.client().address(), subject)
            .port(group.port())
            .count("retransmittedSegments", repeated)
            .count("dataSegments", sent)
            .fact("percent", (repeated * 100 + sent / 2) / sent)
            .occurrences(repeated);
    for (Contact contact : lossy) {
      servers.add(contact.connection().server().address());
      candidate.host(contact.host()).explains(Item.connection(contact.connection().id()));
      cite(candidate, contact.connection(), tooBig);
    }
    return candidate.flow(servers, group.port()).build();
  }

  /** The segments that were sent again, as far as the trace keeps them. */
  private static void cite(
      Candidate.Builder candidate, TcpConversation connection, Set<Sender> tooBig) {
    for (Side side : Side.values()) {
      if (!tooBig.contains(new Sender(connection.id(), connection.endpoint(side)))) {
        for (FrameRef again : connection.flow(side).retransmissions()) {
          candidate.evidence(Evidence.of(connection, again, side, "retransmission", Facts.NONE));
        }
      }
    }
  }
}
