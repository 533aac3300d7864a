package org.connectoranalyzer.diagnosis;

import java.util.Comparator;
import org.connectoranalyzer.conversation.FrameRef;

/**
 * One frame that proves something.
 *
 * @param from sender, "address:port" or "address"; {@code to} receiver
 * @param kind what the frame is: "syn", "synRetransmission", "synAck", "rst", "fin", "icmp",
 *     "connectRequest", "connectResponse", "clientHello", "serverHello", "dnsQuery", "dnsRetry",
 *     "dnsResponse", "data" …
 */
public record FrameEvidence(FrameRef frame, String from, String to, String kind, Facts facts)
    implements Evidence {
  static final Comparator<FrameEvidence> ORDER =
      Comparator.comparing(FrameEvidence::frame).thenComparing(FrameEvidence::kind);
}
