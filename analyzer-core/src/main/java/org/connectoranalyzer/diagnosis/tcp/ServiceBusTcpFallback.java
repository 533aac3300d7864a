package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * Direct tries of Service Bus' own TCP ports (5671, 5672, 808, 828, 9350 to 9354) failed, and
 * signalling works over 443 all the same, or a proxy is in use: by design, Service Bus prefers TCP
 * and falls back to HTTPS (relay port settings). Where 443 fails too, that is the cause.
 */
public final class ServiceBusTcpFallback implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("SERVICE-BUS-TCP-FALLBACK", Severity.INFO, Owner.NONE);

  private static final int HTTPS = 443;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    Map<Way443, Boolean> fallBacks = new LinkedHashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (Contact contact : connector.contacts()) {
      if (connector.isServiceBusTcp(contact) && !contact.otherAgent()) {
        List<FailedOpening> failures = failures(contact.connection());
        Requirement row = connector.endpoints().match(contact.host(), HTTPS);
        if (!failures.isEmpty()
            && row != null
            && fallBacks.computeIfAbsent(
                new Way443(contact.client(), row), way -> fallsBack(connector, way))) {
          candidates.add(candidate(contact, row, failures));
        }
      }
    }
    return Examination.of(candidates);
  }

  /** The way over 443 that one client falls back to for the namespaces of one row. */
  private record Way443(Client client, Requirement row) {}

  private static List<FailedOpening> failures(TcpConversation connection) {
    return connection.established()
        ? List.of()
        : connection.attempts().stream()
            .map(attempt -> new FailedOpening(connection, attempt))
            .filter(failure -> failure.ended() || failure.retransmitted())
            .toList();
  }

  /** Same or sibling namespace answered TLS on 443, or everything goes through a proxy. */
  private static boolean fallsBack(ConnectorView connector, Way443 way) {
    Mode mode = connector.mode(way.client);
    return mode == Mode.PROXY
        || mode == Mode.MIXED
        || connector.contacts(way.client).stream()
            .anyMatch(
                c ->
                    way.row.matches(c.host(), c.port())
                        && c.furthest().compareTo(Furthest.TLS) >= 0
                        && !c.otherAgent());
  }

  private static Candidate candidate(
      Contact contact, Requirement row, List<FailedOpening> failures) {
    IpAddress server = contact.connection().server().address();
    Candidate.Builder candidate =
        Candidate.of(
                DIAGNOSIS,
                Way.DIRECT,
                contact.client().address(),
                row.pattern() + ":" + contact.port())
            .port(contact.port())
            .host(contact.host())
            .occurrences(failures.size())
            .flow(List.of(server), contact.port());
    OpeningCandidates.describe(candidate, failures);
    return candidate.build();
  }
}
