package org.connectoranalyzer.diagnosis.capture;

import java.util.List;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;

/**
 * At least half of the connector's connections that carry more than SYNs show frames of one side
 * only: the mirror port or the route hides the other direction. A lone SYN, repeated or taken back
 * or not, is no sign of it.
 */
public final class CaptureOneWay implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("CAPTURE-ONE-WAY", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  private static final int HTTPS = 443;

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<TcpConversation> telling =
        trace.conversations().stream()
            .filter(c -> isConnectors(connector, c) && carriesMoreThanSyns(c))
            .toList();
    List<TcpConversation> oneWay = telling.stream().filter(CaptureOneWay::hidesASide).toList();
    if (oneWay.isEmpty() || oneWay.size() * 2 < telling.size()) {
      return new Examination.Clear();
    }
    boolean fromClient = oneWay.stream().anyMatch(c -> c.fromClient().frames() > 0);
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
            .count("connections", oneWay.size())
            .occurrences(oneWay.size())
            .fact("seen", fromClient ? "client" : "server")
            .variant(fromClient ? "" : "serverOnly")
            .fact("hides", List.of(fromClient ? "answers" : "requests"));
    for (TcpConversation connection : oneWay) {
      candidate.evidence(
          Evidence.of(
              connection,
              connection.firstFrame(),
              fromClient ? Side.CLIENT : Side.SERVER,
              "frame",
              Facts.NONE));
    }
    return Examination.of(List.of(candidate.build()));
  }

  private static boolean isConnectors(ConnectorView connector, TcpConversation connection) {
    String role = connector.role(connection);
    return role.equals("connector")
        || role.equals("proxy")
        || role.equals("candidate")
        || (connector.clients().isEmpty() && connection.server().port() == HTTPS);
  }

  /** Whether both sides must have spoken, and the capture has one of them alone. */
  static boolean isOneWay(TcpConversation connection) {
    return hidesASide(connection) && carriesMoreThanSyns(connection);
  }

  private static boolean hidesASide(TcpConversation connection) {
    return connection.fromClient().frames() == 0 || connection.fromServer().frames() == 0;
  }

  private static boolean carriesMoreThanSyns(TcpConversation connection) {
    long syns = connection.attempts().stream().mapToLong(a -> 1 + a.retransmissions().size()).sum();
    long resets = connection.fromClient().rst() == null ? 0 : 1;
    return connection.fromClient().frames() > syns + resets || connection.fromServer().frames() > 0;
  }
}
