package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * Repeated SYNs to names that no connector needs, to other Entra agents' names, and to unnamed
 * addresses that are not the connector's trouble: one line over all of them. A proxy's own
 * connections are not among them.
 */
public final class UnrelatedSynRetransmissions implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("UNRELATED-SYN-RETRANSMISSIONS", Severity.INFO, Owner.NONE);

  private static final Set<String> ROLES = Set.of("unrelated", "otherAgent", "candidate");
  private static final int MOST_CITED = 50;
  private static final int MOST_SERVERS = 20;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    Set<Integer> blamed = new LinkedHashSet<>();
    for (HostOpenings host : HostOpenings.down(connector)) {
      host.failures().forEach(failure -> blamed.add(failure.connection().id()));
    }
    List<FailedOpening> repeated = new ArrayList<>();
    for (TcpConversation connection : trace.conversations()) {
      if (!blamed.contains(connection.id()) && isLookedAt(connector, connection)) {
        for (SynAttempt attempt : connection.attempts()) {
          if (!attempt.retransmissions().isEmpty()) {
            repeated.add(new FailedOpening(connection, attempt));
          }
        }
      }
    }
    if (repeated.isEmpty()) {
      return Examination.of(List.of());
    }
    List<HostOpenings> unclear = new ArrayList<>(HostOpenings.unclear(connector));
    unclear.removeIf(
        host -> host.failures().stream().noneMatch(failure -> failure.retransmitted()));
    return Examination.of(List.of(candidate(connector, repeated, unclear)));
  }

  private static boolean isLookedAt(ConnectorView connector, TcpConversation connection) {
    Set<?> wanted = connector.options().clients();
    return (wanted.isEmpty() || wanted.contains(connection.client().address()))
        && ROLES.contains(connector.role(connection));
  }

  private static Candidate candidate(
      ConnectorView connector, List<FailedOpening> repeated, List<HostOpenings> unclear) {
    TreeSet<Endpoint> servers = new TreeSet<>();
    Map<IpAddress, String> tags = new TreeMap<>();
    Candidate.Builder candidate = Candidate.of(DIAGNOSIS, Way.DIRECT, null, "unrelated");
    long retransmissions = 0;
    for (int i = 0; i < repeated.size(); i++) {
      FailedOpening opening = repeated.get(i);
      servers.add(opening.connection().server());
      retransmissions += opening.attempt().retransmissions().size();
      candidate.explains(Item.connection(opening.connection().id()));
      String host = connector.host(opening.connection());
      if (host != null) {
        candidate.host(host);
      } else {
        learn(tags, connector, opening.address());
      }
      if (i < MOST_CITED) {
        candidate.evidence(opening.evidence());
      }
    }
    if (!unclear.isEmpty()) {
      candidate.variant("unclear");
    }
    List<Requirement> rows = unclear.stream().flatMap(host -> host.ofService().stream()).toList();
    OpeningCandidates.tell(candidate, tags, rows);
    return candidate
        .occurrences(repeated.size())
        .count("attempts", repeated.size())
        .count("retransmissions", retransmissions)
        .count("serverCount", servers.size())
        .fact("servers", servers.stream().limit(MOST_SERVERS).map(Endpoint::toString).toList())
        .flowFilter("tcp.flags.syn == 1 && tcp.flags.ack == 0")
        .build();
  }

  private static void learn(
      Map<IpAddress, String> tags, ConnectorView connector, IpAddress address) {
    String tag = tags.size() < MOST_SERVERS ? connector.serviceTag(address) : null;
    if (tag != null) {
      tags.put(address, tag);
    }
  }
}
