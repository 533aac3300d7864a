package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.Wpad;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.HttpFetch;
import org.jspecify.annotations.Nullable;

/**
 * The start waited for a script of automatic discovery that did not come: the client tried its
 * server (port 80) for at least 3 s without a 200, and sent the first thing of the connector only
 * after that, at most 60 s later: .NET looks for a proxy before its first request. A quick 404 or
 * RST delays nothing.
 */
final class WpadDelay {
  private static final long NOTICEABLE = 3 * Waiting.SECOND;
  private static final long PATIENCE = 60 * Waiting.SECOND;
  private static final int HTTP = 80;

  private final ConnectorView view;
  private final Client client;
  private final Wpad wpad;
  private final List<TcpConversation> failed = new ArrayList<>();
  private final List<Evidence> evidence = new ArrayList<>();
  private @Nullable FrameRef first;
  private @Nullable FrameRef last;
  private int status = -1;

  private WpadDelay(ConnectorView view, Client client, Wpad wpad) {
    this.view = view;
    this.client = client;
    this.wpad = wpad;
  }

  /** Null if the client did not wait, or for nothing. */
  static @Nullable Candidate of(ConnectorView view, Client client, Wpad wpad) {
    if (wpad.script() != null || (wpad.lookups().isEmpty() && wpad.fetches().isEmpty())) {
      return null;
    }
    WpadDelay delay = new WpadDelay(view, client, wpad);
    delay.readLookups();
    delay.readOpenings();
    delay.readFetches();
    return delay.candidate();
  }

  private void readLookups() {
    wpad.lookups().stream()
        .filter(lookup -> !lookup.addresses().isEmpty())
        .forEach(lookup -> evidence.addAll(Evidence.of(lookup)));
  }

  private void readOpenings() {
    for (TcpConversation connection : view.connections(client)) {
      if (connection.server().port() == HTTP
          && !connection.established()
          && WpadProxyUsed.isServer(wpad, connection.server().address())) {
        failed.add(connection);
        for (SynAttempt attempt : connection.attempts()) {
          FailedOpening failure = new FailedOpening(connection, attempt);
          waits(attempt.syn(), attempt.lastSyn());
          evidence.addAll(failure.evidence());
        }
      }
    }
  }

  private void readFetches() {
    for (HttpFetch fetch : wpad.fetches()) {
      TcpConversation connection = view.connection(fetch.connection());
      FrameRef response = fetch.response();
      FrameRef until = response != null ? response : lastFrame(connection);
      failed.add(connection);
      waits(fetch.request(), until == null ? fetch.request() : until);
      evidence.addAll(WpadProxyUsed.evidence(view, fetch));
      status = Math.max(status, fetch.status());
    }
  }

  private static @Nullable FrameRef lastFrame(TcpConversation connection) {
    TcpConversation.Ending ending = connection.ending();
    return ending == null ? null : ending.frame();
  }

  private void waits(FrameRef from, FrameRef until) {
    first = first == null || from.compareTo(first) < 0 ? from : first;
    last = last == null || until.compareTo(last) > 0 ? until : last;
  }

  private @Nullable Candidate candidate() {
    FrameRef began = first;
    FrameRef ended = last;
    FrameRef start = connectorsFirst();
    if (began == null || ended == null || start == null || start.compareTo(ended) < 0) {
      return null;
    }
    if (began.distance(ended) < NOTICEABLE || ended.distance(start) > PATIENCE) {
      return null;
    }
    TcpConversation tried = failed.get(0);
    String name = WpadProxyUsed.serverName(wpad, tried.server().address());
    Candidate.Builder candidate =
        Candidate.of(
                WpadProxyUsed.DIAGNOSIS,
                Way.PROXY,
                client.address(),
                name == null ? tried.server().toString() : name + ":" + HTTP)
            .port(HTTP)
            .variant("delayed")
            .confidence(Confidence.MEDIUM, "byTimingAlone")
            .fact("waitedMs", began.distance(start) / 1_000_000)
            .fact("status", status < 0 ? null : status)
            .evidence(evidence)
            .occurrences(failed.size())
            .flowFilter("tcp.port == " + HTTP);
    failed.forEach(connection -> candidate.explains(Item.connection(connection.id())));
    return candidate.build();
  }

  /** The first thing that this client sent for the connector; null if nothing. */
  private @Nullable FrameRef connectorsFirst() {
    FrameRef start = null;
    for (Contact contact : view.contacts(client)) {
      FrameRef frame = contact.connection().firstFrame();
      boolean earlier = start == null || frame.compareTo(start) < 0;
      start = contact.vital() && earlier ? frame : start;
    }
    for (DnsLookup lookup : view.lookups(client)) {
      boolean earlier = start == null || lookup.query().compareTo(start) < 0;
      start = view.endpoints().isVitalName(lookup.name()) && earlier ? lookup.query() : start;
    }
    return start;
  }
}
