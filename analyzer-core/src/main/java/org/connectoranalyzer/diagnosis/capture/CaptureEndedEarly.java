package org.connectoranalyzer.diagnosis.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.SynAttempt.Outcome;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The capture ends while a required host that its client has not reached is still being tried: a
 * SYN, a CONNECT, a TLS handshake (30 s) or a lookup is open, an answer of the last 5 s may be
 * followed up; or another detector calls its trouble unfinished.
 */
public final class CaptureEndedEarly implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CAPTURE-ENDED-EARLY", Severity.INFO, Owner.CAPTURE);

  private static final int HTTPS = 443;
  private static final long CONNECTS_WITHIN = 10 * Waiting.SECOND;
  private static final long HANDSHAKE = 30 * Waiting.SECOND;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    return examine(trace, connector, List.of());
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector, List<Candidate> before) {
    Set<String> hosts = new TreeSet<>();
    Set<String> unnamed = new TreeSet<>();
    List<Evidence> last = new ArrayList<>();
    for (Client client : connector.clients()) {
      openContacts(connector, client, hosts, unnamed, last);
      openProxies(connector, client, unnamed, last);
      openLookups(connector, client, hosts, last);
    }
    boolean unfinished = !last.isEmpty();
    for (Candidate candidate : before) {
      if (candidate.unfinished()) {
        unfinished = true;
        hosts.addAll(candidate.hosts());
        if (candidate.hosts().isEmpty()) {
          unnamed.add(candidate.subject());
        }
        candidate.evidence().stream().max(Evidence::compareTo).ifPresent(last::add);
      }
    }
    if (!unfinished) {
      return new Examination.Clear();
    }
    Set<String> waitingFor = new TreeSet<>(hosts);
    waitingFor.addAll(unnamed);
    return Examination.of(
        List.of(
            Candidate.of(DIAGNOSIS, Way.CAPTURE, null, "capture")
                .hosts(hosts)
                .evidence(last)
                .fact("waitingFor", List.copyOf(waitingFor))
                .fact("durationMs", trace.health().duration() / 1_000_000)
                .fact("hides", List.of("howItEnded"))
                .build()));
  }

  private static void openContacts(
      ConnectorView connector,
      Client client,
      Set<String> hosts,
      Set<String> unnamed,
      List<Evidence> last) {
    boolean named = connector.contacts(client).stream().anyMatch(Contact::vital);
    for (Contact contact : connector.contacts(client)) {
      boolean candidate =
          !named && connector.isCandidate(contact) && contact.connection().openingSeen();
      if ((contact.vital() || candidate)
          && contact.port() != 80
          && isOpen(contact, connector.endTime())
          && !connector.reached(contact)) {
        if (contact.named()) {
          hosts.add(contact.host());
        } else {
          unnamed.add(contact.subject());
        }
        last.add(lastFrame(contact.connection()));
      }
    }
  }

  /** Proxies just being opened by a client that opened none. */
  private static void openProxies(
      ConnectorView connector, Client client, Set<String> unnamed, List<Evidence> last) {
    List<TcpConversation> toProxies =
        connector.connections(client).stream()
            .filter(c -> connector.proxyOf(c) != null && c.openingSeen())
            .toList();
    if (toProxies.stream().noneMatch(TcpConversation::established)) {
      toProxies.stream()
          .filter(c -> c.attempts().stream().anyMatch(CaptureEndedEarly::isOpen))
          .forEach(
              c -> {
                unnamed.add(c.server().toString());
                last.add(lastFrame(c));
              });
    }
  }

  private static Evidence lastFrame(TcpConversation connection) {
    return Evidence.of(connection, connection.lastFrame(), Side.CLIENT, "frame", Facts.NONE);
  }

  private static boolean isOpen(Contact contact, long end) {
    TcpConversation connection = contact.connection();
    if (CaptureOneWay.isOneWay(connection)) {
      return false; // What it waits for, no longer capture shows.
    }
    if (contact.direct() && !connection.established()) {
      return connection.attempts().stream().anyMatch(CaptureEndedEarly::isOpen);
    }
    ConnectExchange connect = contact.connect();
    if (connect != null && !connect.ended()) {
      return connection.ending() == null && end - connect.request().time() < HANDSHAKE;
    }
    TlsHandshake tls = contact.tls();
    if (tls != null && tls.outcome() == TlsHandshake.TlsOutcome.ALERT) {
      return false;
    }
    long idle = end - connection.endTime();
    if (connect == null || connect.outcome() == ConnectOutcome.ESTABLISHED) {
      return connection.ending() == null && idle < HANDSHAKE;
    }
    return connect.response() != null && idle < Waiting.FOLLOW_UP;
  }

  private static boolean isOpen(SynAttempt attempt) {
    return attempt.outcome() == Outcome.STILL_TRYING
        || (attempt.outcome() != Outcome.GAVE_UP && attempt.silence() < Waiting.FOLLOW_UP);
  }

  /** Names just asked for, or just answered and not yet tried; through a proxy they matter not. */
  private static void openLookups(
      ConnectorView connector, Client client, Set<String> hosts, List<Evidence> last) {
    if (connector.mode(client) == Mode.PROXY) {
      return;
    }
    Set<String> tried = new TreeSet<>();
    connector.contacts(client).forEach(contact -> tried.add(contact.host()));
    for (DnsLookup lookup : connector.lookups(client)) {
      FrameRef response = lookup.response();
      boolean open =
          response == null
              ? connector.endTime() - lastQuery(lookup).time() < Waiting.FOLLOW_UP
              : !lookup.addresses().isEmpty()
                  && connector.endTime() - response.time() < CONNECTS_WITHIN;
      if (open
          && connector.endpoints().isVitalName(lookup.name())
          && connector.endpoints().match(lookup.name(), HTTPS) != null
          && !tried.contains(lookup.name())) {
        hosts.add(lookup.name());
        last.add(evidence(lookup, response));
      }
    }
  }

  private static Evidence evidence(DnsLookup lookup, @Nullable FrameRef response) {
    String client = lookup.client().toString();
    String server = lookup.server().toString();
    Facts question = Facts.of("name", lookup.name()).with("type", lookup.type());
    return response == null
        ? new FrameEvidence(lastQuery(lookup), client, server, "dnsQuery", question)
        : new FrameEvidence(
            response, server, client, "dnsResponse", question.withIfKnown("rcode", lookup.rcode()));
  }

  private static FrameRef lastQuery(DnsLookup lookup) {
    return lookup.retries().isEmpty()
        ? lookup.query()
        : lookup.retries().get(lookup.retries().size() - 1);
  }
}
