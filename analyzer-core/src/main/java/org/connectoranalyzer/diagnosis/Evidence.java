package org.connectoranalyzer.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.exchange.DnsLookup;

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

  /** The frames of one lookup: the question, its repetitions, and the answer if there is one. */
  public static List<Evidence> of(DnsLookup lookup) {
    String client = lookup.client().toString();
    String server = lookup.server().toString();
    Facts name = Facts.of("name", lookup.name()).with("type", lookup.type());
    List<Evidence> frames = new ArrayList<>();
    frames.add(new Evidence(lookup.query(), client, server, "dnsQuery", name));
    for (FrameRef retry : lookup.retries()) {
      frames.add(new Evidence(retry, client, server, "dnsRetry", name));
    }
    FrameRef response = lookup.response();
    if (response != null) {
      Facts answer = name.withIfKnown("rcode", lookup.rcode());
      if (!lookup.addresses().isEmpty()) {
        answer = answer.with("addresses", lookup.addresses());
      }
      frames.add(new Evidence(response, server, client, "dnsResponse", answer));
    }
    return frames;
  }

  @Override
  public int compareTo(Evidence other) {
    return ORDER.compare(this, other);
  }
}
