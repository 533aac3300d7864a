package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A required host that the client needs direct was asked for at least twice (a retry, or another
 * resolver), and no query for it was ever answered; given up after 5 s of silence that also last
 * twice the last gap between queries. Or the answer did not fit into UDP (RFC 7766), and the
 * resolver does not answer by TCP. Where no answer at all stands in the capture but the client goes
 * on to unnamed addresses, the answers were merely not recorded.
 */
public final class DnsNoAnswer implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("DNS-NO-ANSWER", Severity.ERROR, Owner.DNS);

  private static final long GIVEN_UP = 5_000_000_000L;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    Map<Client, Boolean> answersMissing = new LinkedHashMap<>();
    return HostLookups.examineFailed(
        trace,
        connector,
        host ->
            switch (host.outcome()) {
              case UNANSWERED ->
                  host.queriesOfOneType() > 1
                          && !answersMissing.computeIfAbsent(
                              host.client(), client -> answersMissing(connector, client))
                      ? silent(host)
                      : null;
              case TRUNCATED -> truncated(connector, host);
              case ANSWERED, NO_RECORDS, NAME_NOT_FOUND, SERVER_FAILURE -> null;
            });
  }

  /** The capture holds queries only: this client never got an answer, yet knows addresses. */
  private static boolean answersMissing(ConnectorView connector, Client client) {
    List<DnsLookup> lookups = connector.lookups(client);
    return lookups.stream().allMatch(l -> l.response() == null)
        && connector.contacts(client).stream()
            .anyMatch(c -> c.connection().firstFrame().compareTo(lookups.get(0).query()) > 0);
  }

  private static Candidate silent(HostLookups host) {
    long silence = host.silenceAfter(host.lastQuery());
    boolean gaveUp = silence >= Math.max(GIVEN_UP, 2 * host.lastGap());
    Candidate.Builder candidate =
        candidate(host, gaveUp, silence).variant(host.forRevocationAlone() ? "revocation" : "");
    if (gaveUp && host.queriesOfOneType() < 3) {
      candidate.confidence(Confidence.MEDIUM, "fewQueries");
    }
    return candidate.build();
  }

  private static Candidate.Builder candidate(HostLookups host, boolean gaveUp, long silence) {
    Candidate.Builder candidate =
        host.candidate(DIAGNOSIS, !gaveUp)
            .fact("waitedMs", (host.firstQuery().distance(host.lastQuery()) + silence) / 1_000_000)
            .fact("gaveUp", gaveUp);
    if (!gaveUp) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    }
    return candidate;
  }

  /** Null where nothing shows that TCP fails: the client may not have tried it. */
  private static @Nullable Candidate truncated(ConnectorView connector, HostLookups host) {
    Set<Endpoint> resolvers = new TreeSet<>();
    boolean asked = false;
    for (DnsLookup lookup : host.lookups()) {
      asked |= lookup.transport().equals("tcp") && lookup.outcome() == DnsOutcome.UNANSWERED;
      if (lookup.outcome() == DnsOutcome.TRUNCATED) {
        resolvers.add(lookup.server());
      }
    }
    List<FailedOpening> failures = new ArrayList<>();
    for (TcpConversation connection : connector.connections(host.client())) {
      if (resolvers.contains(connection.server())) {
        for (SynAttempt attempt : connection.attempts()) {
          FailedOpening failure = new FailedOpening(connection, attempt);
          boolean failed = attempt.outcome() != SynAttempt.Outcome.ESTABLISHED;
          if (failed && failure.kind() != FailedOpening.Kind.OPENING && !failure.lone()) {
            failures.add(failure);
          }
        }
      }
    }
    if (failures.isEmpty() && !asked) {
      return null;
    }
    long silence = host.silenceAfter(host.lastQuery());
    boolean ended =
        failures.isEmpty()
            ? silence >= GIVEN_UP
            : failures.stream().allMatch(FailedOpening::ended) && !host.waits();
    Candidate.Builder candidate = candidate(host, ended, silence).variant("tcp");
    for (FailedOpening failure : failures) {
      candidate.evidence(failure.evidence()).explains(Item.connection(failure.connection().id()));
    }
    return candidate.build();
  }
}
