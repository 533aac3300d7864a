package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.SynAttempt.Outcome;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a required host (443) or to a proxy in use that was established only after its
 * SYN had been repeated, whatever came before: silence, a RST, or a SYN-ACK that the client did not
 * take at first. Copies of one SYN are no repetition.
 */
public final class SynAnsweredLate implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("SYN-ANSWERED-LATE", Severity.WARNING, Owner.NETWORK);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : connector.clients()) {
      Map<Integer, Contact> contacts = new LinkedHashMap<>();
      connector.contacts(client).forEach(c -> contacts.putIfAbsent(c.connection().id(), c));
      for (TcpConversation connection : connector.connections(client)) {
        for (SynAttempt attempt : connection.attempts()) {
          if (attempt.outcome() == Outcome.ESTABLISHED && !attempt.retransmissions().isEmpty()) {
            Candidate.Builder candidate =
                start(connector, client, connection, contacts.get(connection.id()));
            if (candidate != null) {
              candidates.add(described(candidate, connection, attempt));
            }
          }
        }
      }
    }
    return Examination.of(candidates);
  }

  /** A proxy in use, or a required host; null if it is neither. */
  private static Candidate.@Nullable Builder start(
      ConnectorView connector,
      Client client,
      TcpConversation connection,
      @Nullable Contact contact) {
    Proxy proxy = connector.proxyOf(connection);
    if (proxy != null) {
      return Candidate.of(DIAGNOSIS, Way.PROXY, client.address(), proxy.subject());
    }
    return contact != null && contact.vital() && contact.port() != 80
        ? Candidate.of(DIAGNOSIS, Way.DIRECT, client.address(), contact.subject())
            .host(contact.host())
        : null;
  }

  private static Candidate described(
      Candidate.Builder candidate, TcpConversation connection, SynAttempt attempt) {
    IpAddress server = connection.server().address();
    int port = connection.server().port();
    return candidate
        .port(port)
        .fact("addresses", List.of(server.toString()))
        .count("connections", 1)
        .count("retransmissions", attempt.retransmissions().size())
        .fact("schedule", new FailedOpening(connection, attempt).schedule())
        .fact("lateMs", attempt.syn().distance(attempt.lastSyn()) / 1_000_000)
        .evidence(FailedOpening.evidence(connection, attempt))
        .explains(Item.connection(connection.id()))
        .flow(List.of(server), port)
        .build();
  }
}
