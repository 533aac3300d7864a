package org.connectoranalyzer.agreement;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.connectoranalyzer.testing.TraceScript;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.jspecify.annotations.Nullable;

/** What the program says of a capture. */
final class OurFacts {
  /** Names of RFC 1035 and 2136 to their numbers; others are "RCODE" and the number. */
  private static final List<String> RCODES =
      List.of(
          "NOERROR",
          "FORMERR",
          "SERVFAIL",
          "NXDOMAIN",
          "NOTIMP",
          "REFUSED",
          "YXDOMAIN",
          "YXRRSET",
          "NXRRSET",
          "NOTAUTH",
          "NOTZONE");

  private final Facts facts = new Facts();
  private final Map<Integer, TcpConversation> connections = new HashMap<>();

  private OurFacts() {}

  static Facts read(Entry entry) throws IOException {
    OurFacts ours = new OurFacts();
    try (Recording recording = Recording.open(entry.file())) {
      ours.take(new TraceBuilder(Limits.standard(), Set.of()).build(recording, Progress.NONE));
    } catch (CaptureFormatException e) {
      ours.facts.add(Kind.FRAMES, "refused", e.kind());
    }
    return ours.facts;
  }

  private void take(Trace trace) {
    facts.add(Kind.FRAMES, trace.health().frames());
    trace.conversations().forEach(c -> connections.put(c.id(), c));
    opened(trace);
    trace.connects().forEach(this::connect);
    trace.tls().forEach(this::tls);
    trace.dns().forEach(this::lookup);
  }

  private void opened(Trace trace) {
    Map<String, TreeMap<FrameRef, SynAttempt>> attempts = new TreeMap<>();
    for (TcpConversation connection : trace.conversations()) {
      String ends = ends(connection.client(), connection.server());
      for (SynAttempt attempt : connection.attempts()) {
        attempts.computeIfAbsent(ends, key -> new TreeMap<>()).put(attempt.syn(), attempt);
        for (FrameRef again : attempt.retransmissions()) {
          facts.add(
              Kind.SYN_RETRANSMISSION,
              again.number(),
              ends,
              attempt.isn(),
              seconds(again.time() - attempt.syn().time()));
        }
      }
    }
    for (TreeMap<FrameRef, SynAttempt> ofOne : attempts.values()) {
      FrameRef before = null;
      for (SynAttempt attempt : ofOne.values()) {
        if (before != null) {
          facts.add(Kind.NEW_ISN, attempt.syn().number(), before.number());
        }
        before = attempt.lastSyn();
      }
    }
  }

  private static String seconds(long nanoseconds) {
    return TsharkFacts.seconds(BigDecimal.valueOf(nanoseconds, 9).toPlainString());
  }

  private void connect(ConnectExchange connect) {
    TcpConversation connection = connection(connect.connection());
    facts.add(
        Kind.CONNECT,
        connect.request().number(),
        ends(connection.client(), connection.server()),
        connect.target(),
        TraceScript.number(connect.response()),
        connect.status());
  }

  private void tls(TlsHandshake session) {
    TcpConversation connection = connection(session.connection());
    Endpoint client = connection.client();
    Endpoint server = connection.server();
    if (session.clientHello() != null) {
      String sni = Objects.requireNonNullElse(session.sni(), "");
      facts.add(Kind.CLIENT_HELLO, session.clientHello().number(), ends(client, server), sni);
    }
    if (session.serverHello() != null) {
      facts.add(Kind.SERVER_HELLO, session.serverHello().number(), ends(server, client));
    }
    chain(session.certificateFrame(), server, session.certificates());
    chain(session.clientCertificateFrame(), client, session.clientCertificates());
    for (Alert alert : session.alerts()) {
      Endpoint from = alert.from() == Side.CLIENT ? client : server;
      facts.add(
          Kind.ALERT, alert.frame().number(), from(from), alert.fatal() ? 2 : 1, alert.number());
    }
  }

  private void chain(@Nullable FrameRef frame, Endpoint from, List<Certificate> chain) {
    for (Certificate certificate : chain) {
      facts.add(
          Kind.CERTIFICATE,
          frame == null ? "cut" : frame.number(),
          from(from),
          certificate.subject(),
          "|",
          certificate.issuer(),
          "|",
          Instant.ofEpochSecond(0, certificate.notBefore()),
          "|",
          Instant.ofEpochSecond(0, certificate.notAfter()));
    }
  }

  private void lookup(DnsLookup lookup) {
    String rcode = Objects.requireNonNullElse(lookup.rcode(), "NOERROR");
    if (!rcode.equals("NOERROR")) {
      int known = RCODES.indexOf(rcode);
      facts.add(
          Kind.DNS_FAILURE,
          TraceScript.number(lookup.response()),
          ends(lookup.server(), lookup.client()),
          known < 0 ? rcode.replace("RCODE", "") : known,
          lookup.name());
    }
  }

  private TcpConversation connection(int id) {
    return Objects.requireNonNull(connections.get(id));
  }

  private static String from(Endpoint end) {
    return end.address() + " " + end.port();
  }

  private static String ends(Endpoint from, Endpoint to) {
    return from(from) + " > " + from(to);
  }
}
