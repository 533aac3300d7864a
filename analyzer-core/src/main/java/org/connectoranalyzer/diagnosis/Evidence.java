package org.connectoranalyzer.diagnosis;

import java.util.Comparator;
import org.connectoranalyzer.conversation.FrameRef;

/**
 * One frame that proves something.
 *
 * @param from sender, "address:port" or "address"; {@code to} receiver
 * @param kind what the frame is: "syn", "synRetransmission", "synAck", "rst", "fin", "icmp",
 *     "connectRequest", "connectResponse", "clientHello", "serverHello", "dnsQuery", "dnsRetry",
 *     "dnsResponse", "data" … ; the words have one note for each ({@code evidence.<kind>})
 * @param facts fill the note's holes
 */
public record Evidence(FrameRef frame, String from, String to, String kind, Facts facts)
    implements Comparable<Evidence> {
  private static final Comparator<Evidence> ORDER =
      Comparator.comparing(Evidence::frame).thenComparing(Evidence::kind);

  @Override
  public int compareTo(Evidence other) {
    return ORDER.compare(this, other);
  }
}
