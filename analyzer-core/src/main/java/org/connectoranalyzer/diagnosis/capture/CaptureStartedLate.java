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
 * Connector connections (to required hosts or proxies) are in the middle of something when they
 * first appear: their SYN is not in view. Unnamed connections on 443 tell the same where no opening
 * of a connector connection is in view at all.
 */
public final class CaptureStartedLate implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-STARTED-LATE", Severity.INFO, Owner.CAPTURE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  private static final int HTTPS = 443;

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    boolean openingSeen =
        trace.conversations().stream().anyMatch(c -> c.openingSeen() && isConnectors(connector, c));
    List<TcpConversation> late =
        trace.conversations().stream()
            .filter(c -> !c.openingSeen() && c.fromClient().frames() + c.fromServer().frames() > 0)
            .filter(c -> isConnectors(connector, c) || (!openingSeen && isUnnamed(connector, c)))
            .toList();
    if (late.isEmpty()) {
      return new Examination.Clear();
    }
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
            .count("connections", late.size())
            .occurrences(late.size())
            .fact("hides", List.of("openings", "handshakes", "names"));
    for (TcpConversation connection : late) {
      String host = connector.host(connection);
      if (host != null) {
        candidate.host(host);
      }
      candidate.evidence(
          Evidence.of(connection, connection.firstFrame(), Side.CLIENT, "frame", Facts.NONE));
    }
    return Examination.of(List.of(candidate.build()));
  }

  private static boolean isConnectors(ConnectorView connector, TcpConversation connection) {
    String role = connector.role(connection);
    return role.equals("connector") || role.equals("proxy");
  }

  private static boolean isUnnamed(ConnectorView connector, TcpConversation connection) {
    return connection.server().port() == HTTPS
        && connector.host(connection) == null
        && !connector.role(connection).equals("proxyOutgoing")
        && connection.fromClient().payloadBytes() + connection.fromServer().payloadBytes() > 0;
  }
}
