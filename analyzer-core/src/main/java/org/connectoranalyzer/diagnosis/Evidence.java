package org.connectoranalyzer.diagnosis;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.exchange.TlsHandshake;

/** What proves something: a frame of the capture, or a line of a configuration file. */
public sealed interface Evidence extends Comparable<Evidence> permits LineEvidence, FrameEvidence {
  /** What it is; the words have one note for each kind ({@code evidence.<kind>}). */
  String kind();

  /** Fill the note's holes. */
  Facts facts();

  /** Lines of files before frames; these in the capture's order. */
  @Override
  default int compareTo(Evidence other) {
    if (this instanceof FrameEvidence frame && other instanceof FrameEvidence later) {
      return FrameEvidence.ORDER.compare(frame, later);
    }
    if (this instanceof LineEvidence line && other instanceof LineEvidence later) {
      return LineEvidence.ORDER.compare(line, later);
    }
    return this instanceof LineEvidence ? -1 : 1;
  }

  /** A frame of a connection that one side sent. */
  static Evidence of(
      TcpConversation connection, FrameRef frame, Side from, String kind, Facts facts) {
    String sender = connection.endpoint(from).toString();
    String receiver = connection.endpoint(from.other()).toString();
    return new FrameEvidence(frame, sender, receiver, kind, facts);
  }

  /** The FIN or RST that began a connection's end. */
  static Evidence of(TcpConversation connection, Ending ending) {
    return of(connection, ending.frame(), ending.by(), ending.reset() ? "rst" : "fin", Facts.NONE);
  }

  /** The ClientHello of a session on a connection; empty where the capture lacks it. */
  static List<Evidence> clientHello(TcpConversation connection, TlsHandshake tls) {
    FrameRef hello = tls.clientHello();
    Facts name = Facts.NONE.withIfKnown("sni", tls.sni());
    return hello == null
        ? List.of()
        : List.of(of(connection, hello, Side.CLIENT, "clientHello", name));
  }

  /** A CONNECT and its answer if there is one. */
  static List<Evidence> of(TcpConversation connection, ConnectExchange connect) {
    Facts target = Facts.of("target", connect.target());
    Evidence request = of(connection, connect.request(), Side.CLIENT, "connectRequest", target);
    FrameRef response = connect.response();
    if (response == null) {
      return List.of(request);
    }
    Facts answer = Facts.of("status", connect.status()).withIfKnown("reason", connect.reason());
    return List.of(request, of(connection, response, Side.SERVER, "connectResponse", answer));
  }

  /** A plain request for what {@code target} says, and its answer if there is one. */
  static List<Evidence> of(TcpConversation connection, HttpFetch fetch, String target) {
    Facts asked = Facts.of("target", target);
    Evidence request = of(connection, fetch.request(), Side.CLIENT, "httpRequest", asked);
    FrameRef response = fetch.response();
    if (response == null) {
      return List.of(request);
    }
    Facts answer = Facts.of("status", fetch.status());
    return List.of(request, of(connection, response, Side.SERVER, "httpResponse", answer));
  }

  /** The frames of one lookup: the question, its repetitions, and the answer if there is one. */
  static List<Evidence> of(DnsLookup lookup) {
    String client = lookup.client().toString();
    String server = lookup.server().toString();
    Facts name = Facts.of("name", lookup.name()).with("type", lookup.type());
    List<Evidence> frames = new ArrayList<>();
    frames.add(new FrameEvidence(lookup.query(), client, server, "dnsQuery", name));
    for (FrameRef retry : lookup.retries()) {
      frames.add(new FrameEvidence(retry, client, server, "dnsRetry", name));
    }
    FrameRef response = lookup.response();
    if (response != null) {
      Facts answer = name.withIfKnown("rcode", lookup.rcode());
      if (!lookup.addresses().isEmpty()) {
        answer = answer.with("addresses", lookup.addresses());
      }
      frames.add(new FrameEvidence(response, server, client, "dnsResponse", answer));
    }
    return frames;
  }
}
