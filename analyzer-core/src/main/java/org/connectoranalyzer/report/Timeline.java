package org.connectoranalyzer.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.connector.Furthest;
import org.jspecify.annotations.Nullable;

/**
 * The connector's connections on one axis of time, by the host that each is meant for, in the order
 * of their starts. Times are seconds since frame 1.
 *
 * @param seconds length of the axis: {@value #PARTS} parts of a round length
 * @param moreHosts that are left out
 */
record Timeline(double seconds, List<Host> hosts, int moreHosts) {
  static final int PARTS = 5;

  private static final int MOST_HOSTS = 24;
  private static final int MOST_CONNECTIONS = 6;

  /** What belongs to the connector, of all roles that a connection can have. */
  private static final Set<String> ROLES =
      Set.of("connector", "proxy", "candidate", "revocation", "serviceBusTcp");

  /**
   * A host and port, and the first connections for it.
   *
   * @param proxied whether they go to a proxy, or to what seems to be one
   */
  record Host(String name, boolean proxied, List<Lane> lanes, int more) {}

  /**
   * One connection.
   *
   * @param syns of all attempts, repeated ones too
   * @param opened null if never
   * @param asked the last CONNECT in it, null without one; {@code tunnel} when it was let through
   */
  record Lane(
      ConnectionEntry connection,
      double start,
      double end,
      List<Double> syns,
      @Nullable Double opened,
      @Nullable ConnectEntry asked,
      @Nullable Double tunnel) {
    boolean reached() {
      return connection.furthest() == Furthest.DATA;
    }
  }

  /** Null where there is nothing to show. */
  static @Nullable Timeline of(Analysis analysis) {
    Instant start = analysis.capture().firstFrameTime();
    if (start == null) {
      return null;
    }
    Drawing drawing = new Drawing(analysis, start);
    Map<String, List<ConnectionEntry>> byHost = new LinkedHashMap<>();
    for (ConnectionEntry connection : analysis.connections()) {
      if (ROLES.contains(connection.role()) && connection.startTime() != null) {
        byHost.computeIfAbsent(host(connection), key -> new ArrayList<>()).add(connection);
      }
    }
    List<Host> hosts = new ArrayList<>();
    byHost.values().stream()
        .limit(MOST_HOSTS)
        .forEach(connections -> hosts.add(drawing.host(connections)));
    return hosts.isEmpty()
        ? null
        : new Timeline(axis(hosts), hosts, Math.max(0, byHost.size() - MOST_HOSTS));
  }

  /** Whom it is meant for: the target of its tunnel, else the server, by name where it has one. */
  private static String host(ConnectionEntry connection) {
    String server = connection.server();
    String named =
        connection.host() == null
            ? server
            : connection.host() + server.substring(server.lastIndexOf(':'));
    return connection.tunnelTarget() == null ? named : connection.tunnelTarget();
  }

  /** Up to the last start and a little more; what fails is shown up to its end. */
  private static double axis(List<Host> hosts) {
    double lastStart = 0;
    double lastEnd = 0;
    double lastFailure = 0;
    for (Host host : hosts) {
      for (Lane lane : host.lanes()) {
        lastStart = Math.max(lastStart, lane.start());
        lastEnd = Math.max(lastEnd, lane.end());
        lastFailure = Math.max(lastFailure, lane.reached() ? 0 : lane.end());
      }
    }
    double needed = Math.min(lastEnd, Math.max(lastFailure, lastStart * 1.25 + 5));
    return rounded(needed / PARTS) * PARTS;
  }

  /** The next of 1, 2, 5, 10 … milliseconds, from there on of minutes, of hours. */
  static double rounded(double seconds) {
    double unit = seconds > 1800 ? 3600 : seconds > 30 ? 60 : 0.001;
    while (true) {
      for (int step : new int[] {1, 2, 3, 5}) {
        if (seconds <= unit * step && (step != 3 || unit >= 1)) {
          return unit * step;
        }
      }
      unit *= 10;
    }
  }

  /** Takes what belongs to a connection from the report's other lists. */
  private static final class Drawing {
    private final Instant zero;
    private final Map<String, List<SynRetransmission>> repeated = new LinkedHashMap<>();
    private final Map<String, List<ConnectEntry>> connects = new LinkedHashMap<>();

    Drawing(Analysis analysis, Instant zero) {
      this.zero = zero;
      for (SynRetransmission syn : analysis.synRetransmissions()) {
        String ends = syn.client() + " " + syn.server();
        repeated.computeIfAbsent(ends, key -> new ArrayList<>()).add(syn);
      }
      for (ConnectEntry connect : analysis.connects()) {
        String ends = connect.client() + " " + connect.proxy();
        connects.computeIfAbsent(ends, key -> new ArrayList<>()).add(connect);
      }
    }

    Host host(List<ConnectionEntry> connections) {
      ConnectionEntry first = connections.get(0);
      boolean proxied = first.role().equals("proxy") || first.role().equals("candidate");
      int shown = Math.min(MOST_CONNECTIONS, connections.size());
      List<Lane> lanes = connections.subList(0, shown).stream().map(this::lane).toList();
      return new Host(Timeline.host(first), proxied, lanes, connections.size() - shown);
    }

    private double since(Instant time) {
      Duration since = Duration.between(zero, time);
      return since.getSeconds() + since.getNano() / 1e9;
    }

    /** The latter's second if the former is not known. */
    private double since(@Nullable Instant time, double otherwise) {
      return time == null ? otherwise : since(time);
    }

    private Lane lane(ConnectionEntry connection) {
      double start = since(connection.startTime(), 0);
      double end = since(connection.endTime(), start);
      List<Double> syns = new ArrayList<>();
      Double opened = null;
      for (ConnectionEntry.Attempt attempt : connection.attempts()) {
        if (attempt.synTime() != null) {
          syns.add(since(attempt.synTime()));
        }
        if (attempt.outcome() == ConnectionEntry.Outcome.ESTABLISHED) {
          opened = since(attempt.answerTime(), start);
        } else if (attempt.outcome() == ConnectionEntry.Outcome.NOT_CAPTURED) {
          opened = start;
        }
      }
      String ends = connection.client() + " " + connection.server();
      for (SynRetransmission syn : repeated.getOrDefault(ends, List.of())) {
        if (isPart(syn.time(), start, end)) {
          syns.add(since(syn.time(), start));
        }
      }
      ConnectEntry asked = null;
      Double tunnel = null;
      for (ConnectEntry connect : connects.getOrDefault(ends, List.of())) {
        if (isPart(connect.requestTime(), start, end)) {
          asked = connect;
          boolean open = JsonNames.of(connect.outcome()).equals("established");
          tunnel = open ? Double.valueOf(since(connect.responseTime(), end)) : tunnel;
        }
      }
      return new Lane(connection, start, end, syns, opened, asked, tunnel);
    }

    /** Ports are used again: by another connection at another time. */
    private boolean isPart(@Nullable Instant time, double start, double end) {
      return time != null && since(time) >= start && since(time) <= end;
    }
  }
}
