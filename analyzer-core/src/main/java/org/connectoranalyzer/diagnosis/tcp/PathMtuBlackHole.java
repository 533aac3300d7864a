package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Connections to required hosts, or to the proxy on the way to them, that open and then get stuck:
 * full-size segments of one side never arrive, smaller ones do (RFC 2923 §2.1). Where some
 * full-size segment arrives from the same machine in the same direction it is ordinary loss. Hosts
 * that fall silent after the ClientHello beside such a server belong to it.
 */
public final class PathMtuBlackHole implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PATH-MTU-BLACK-HOLE", Severity.ERROR, Owner.NETWORK);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  /** Connections that share a client, a way and, for proxies, the proxy. */
  private record Path(Client client, Way way, String proxy) {
    static Path of(Contact contact) {
      return contact.proxy() == null
          ? new Path(contact.client(), Way.DIRECT, "")
          : new Path(contact.client(), Way.PROXY, contact.proxy().subject());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Path p
          && way == p.way
          && client.equals(p.client)
          && proxy.equals(p.proxy);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * client.hashCode() + way.hashCode()) + proxy.hashCode();
    }
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    Map<Path, List<Contact>> paths = new LinkedHashMap<>();
    boolean opened = false;
    for (Contact contact : connector.contacts()) {
      if (contact.vital() && contact.port() != 80) {
        opened |= contact.connection().established();
        paths.computeIfAbsent(Path.of(contact), path -> new ArrayList<>()).add(contact);
      }
    }
    if (!opened) {
      return new Examination.NotApplicable("nothingOpened");
    }
    Surroundings around = Surroundings.of(trace, connector);
    List<Candidate> candidates = new ArrayList<>();
    paths.forEach((path, contacts) -> judge(connector, path, contacts, around, candidates));
    return Examination.of(candidates);
  }

  private static void judge(
      ConnectorView view,
      Path path,
      List<Contact> contacts,
      Surroundings around,
      List<Candidate> candidates) {
    List<StoppedFlow> stopped = stopped(view, contacts, around);
    for (Map.Entry<String, List<StoppedFlow>> host : byHost(stopped).entrySet()) {
      candidates.add(candidate(view, path, host.getValue()));
    }
    StoppedFlow shown =
        stopped.stream()
            .filter(flow -> flow.from() == Side.SERVER && flow.ended(view.endTime()))
            .findFirst()
            .orElse(null);
    if (shown != null) {
      for (Contact contact : contacts) {
        if (fellSilent(view, contact) && !shown.arrives(around.largest(contact, Side.SERVER))) {
          candidates.add(beside(contact, shown));
        }
      }
    }
  }

  /** What one server gets from a client, or the client from it. */
  private record Direction(Client client, Endpoint server, Side from) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Direction d
          && from == d.from
          && client.equals(d.client)
          && server.equals(d.server);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * client.hashCode() + server.hashCode()) + from.hashCode();
    }
  }

  /**
   * What else bears on the flows, read once.
   *
   * @param arrived payload bytes of the largest segment that arrived
   * @param tooBig ICMP errors about the size of packets, by connection
   */
  private record Surroundings(
      Map<Direction, Integer> arrived, Map<Integer, List<IcmpRejection>> tooBig) {
    static Surroundings of(Trace trace, ConnectorView view) {
      Map<Direction, Integer> arrived = new LinkedHashMap<>();
      for (Client client : view.clients()) {
        for (TcpConversation connection : view.connections(client)) {
          for (Side from : Side.values()) {
            int largest = connection.flow(from).delivery().largestAcknowledged();
            arrived.merge(new Direction(client, connection.server(), from), largest, Math::max);
          }
        }
      }
      Map<Integer, List<IcmpRejection>> tooBig = new LinkedHashMap<>();
      for (IcmpRejection icmp : trace.icmp()) {
        if (icmp.isPacketTooBig()) {
          tooBig.computeIfAbsent(icmp.connection(), id -> new ArrayList<>()).add(icmp);
        }
      }
      return new Surroundings(arrived, tooBig);
    }

    int largest(Contact contact, Side from) {
      Endpoint server = contact.connection().server();
      return arrived.getOrDefault(new Direction(contact.client(), server, from), 0);
    }
  }

  /** The stuck flows of one path, where at least one of them lasts. */
  private static List<StoppedFlow> stopped(
      ConnectorView view, List<Contact> contacts, Surroundings around) {
    List<StoppedFlow> stopped = new ArrayList<>();
    for (Contact contact : contacts) {
      if (!contact.reached()) {
        int connection = contact.connection().id();
        StoppedFlow.of(contact, around.tooBig.getOrDefault(connection, List.of()))
            .filter(flow -> !flow.arrives(around.largest(contact, flow.from())))
            .ifPresent(stopped::add);
      }
    }
    boolean lasting = stopped.stream().anyMatch(flow -> flow.lasting(view.endTime()));
    return lasting ? stopped : List.of();
  }

  private static Map<String, List<StoppedFlow>> byHost(List<StoppedFlow> stopped) {
    Map<String, List<StoppedFlow>> hosts = new LinkedHashMap<>();
    for (StoppedFlow flow : stopped) {
      hosts.computeIfAbsent(flow.contact().host(), host -> new ArrayList<>()).add(flow);
    }
    return hosts;
  }

  private static Candidate candidate(ConnectorView view, Path path, List<StoppedFlow> flows) {
    StoppedFlow first = flows.get(0);
    StoppedFlow told = flows.stream().filter(f -> f.tooBig() != null).findFirst().orElse(first);
    Contact contact = first.contact();
    Candidate.Builder candidate =
        begin(path, contact)
            .host(contact.host())
            .variant(variant(told))
            .count("connections", flows.size())
            .occurrences(flows.size())
            .fact("direction", first.from() == Side.CLIENT ? "fromClient" : "fromServer")
            .fact("smallestLost", flows.stream().mapToInt(StoppedFlow::lost).min().orElse(0))
            .fact("largestPassed", flows.stream().mapToInt(StoppedFlow::passed).max().orElse(0))
            .fact("mss", mss(first))
            .fact("packetLost", first.lost() + first.headers())
            .fact("packetPassed", first.passed() + first.headers())
            .fact("mtu", told.mtu())
            .fact("router", told.tooBig() == null ? null : told.tooBig().from().toString())
            .fact("repeats", flows.stream().mapToInt(f -> f.stop().repeats()).max().orElse(0))
            .fact("waitedMs", longest(view, flows));
    Set<IpAddress> servers = new LinkedHashSet<>();
    for (StoppedFlow flow : flows) {
      servers.add(flow.connection().server().address());
      candidate.evidence(flow.evidence());
      explain(candidate, flow.contact());
    }
    weigh(view, candidate, flows);
    return candidate
        .fact("addresses", servers.stream().map(IpAddress::toString).toList())
        .flow(servers, contact.connection().server().port())
        .build();
  }

  private static Candidate.Builder begin(Path path, Contact contact) {
    return contact.proxy() == null
        ? Candidate.of(DIAGNOSIS, Way.DIRECT, path.client().address(), contact.subject())
            .port(contact.port())
        : Candidate.of(DIAGNOSIS, Way.PROXY, path.client().address(), path.proxy())
            .port(contact.proxy().port());
  }

  /** ICMP that the sender did not heed; else whose segments do not arrive. */
  private static String variant(StoppedFlow flow) {
    if (flow.tooBig() != null) {
      return "icmpIgnored";
    }
    return flow.from() == Side.CLIENT ? "fromClient" : "";
  }

  private static long longest(ConnectorView view, List<StoppedFlow> flows) {
    return flows.stream().mapToLong(flow -> flow.waited(view.endTime())).max().orElse(0)
        / 1_000_000;
  }

  /** What the receiver announced. */
  private static @Nullable Integer mss(StoppedFlow flow) {
    int mss = flow.connection().flow(flow.from().other()).delivery().mss();
    return mss == 0 ? null : mss;
  }

  private static void weigh(
      ConnectorView view, Candidate.Builder candidate, List<StoppedFlow> flows) {
    Contact contact = flows.get(0).contact();
    boolean ended = flows.stream().anyMatch(flow -> flow.ended(view.endTime()));
    if (view.reached(contact)) {
      candidate.reachedOtherwise();
    } else if (!ended) {
      candidate.undecided();
    } else if (flows.stream().anyMatch(StoppedFlow::jumped)) {
      candidate.confidence(Confidence.HIGH, "laterSegmentsArrived");
    } else if (flows.stream().anyMatch(flow -> flow.stop().answers() > 0)) {
      candidate.confidence(Confidence.HIGH, "stillAnswered");
    } else {
      candidate.confidence(Confidence.MEDIUM, "onlySmallerArrived");
    }
  }

  private static void explain(Candidate.Builder candidate, Contact contact) {
    TlsHandshake tls = contact.tls();
    if (tls != null) {
      candidate.explains(Item.tls(tls.id()));
    } else if (contact.connect() != null) {
      candidate.explains(Item.connect(contact.connect().id()));
    } else {
      candidate.explains(Item.connection(contact.connection().id()));
    }
  }

  /** Nothing followed the ClientHello until the client gave up, or for so long. */
  private static boolean fellSilent(ConnectorView view, Contact contact) {
    TlsHandshake tls = contact.tls();
    FrameRef hello = tls == null ? null : tls.clientHello();
    TcpConversation connection = contact.connection();
    Ending ending = connection.ending();
    return hello != null
        && !spokeAfter(connection, hello)
        && connection.fromServer().missingBytes() == 0
        && !view.reached(contact)
        && (ending == null
            ? hello.distance(view.endTime()) >= Waiting.PATIENCE
            : ending.by() == Side.CLIENT);
  }

  private static boolean spokeAfter(TcpConversation connection, FrameRef hello) {
    FrameRef last = connection.fromServer().lastData();
    return last != null && last.compareTo(hello) > 0;
  }

  private static Candidate beside(Contact contact, StoppedFlow shown) {
    TcpConversation connection = contact.connection();
    TlsHandshake tls = Objects.requireNonNull(contact.tls());
    Candidate.Builder candidate =
        begin(Path.of(contact), contact)
            .host(contact.host())
            .variant(variant(shown))
            .count("connections", 1)
            .fact("addresses", List.of(connection.server().address().toString()))
            .confidence(Confidence.MEDIUM, "otherHostsShow")
            .flow(List.of(connection.server().address()), contact.port())
            .evidence(Evidence.clientHello(connection, tls));
    explain(candidate, contact);
    return candidate.build();
  }
}
