package org.connectoranalyzer.diagnosis.dns;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * DNS gave the client, for a required public host that it needs direct, an address that no public
 * host has ({@link SinkholeAnswer}). One through which the host exchanged data is none: split DNS
 * and private paths exist. An error where nothing else answered and no other address worked; then
 * it explains the failed connections to that address, those for revocation lists included.
 */
public final class DnsSinkhole implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("DNS-SINKHOLE", Severity.ERROR, Owner.DNS);

  private static final int HTTPS = 443;

  /** Nothing is sent to 0.0.0.0 or the loopback, so nothing more is waited for. */
  private static final long FOLLOW_UP = 5 * Waiting.SECOND;

  /** How long a SYN to a private address may let wait for itself. */
  private static final long UNTRIED = 10 * Waiting.SECOND;

  private static final int ENOUGH = 3;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    return HostLookups.examine(trace, connector, host -> judge(connector, host));
  }

  private static @Nullable Candidate judge(ConnectorView connector, HostLookups host) {
    List<Contact> tries =
        connector.contacts(host.client()).stream()
            .filter(c -> c.direct() && c.port() == HTTPS && c.host().equals(host.host()))
            .toList();
    Set<IpAddress> working = new TreeSet<>();
    tries.stream().filter(Contact::reached).forEach(c -> working.add(address(c)));
    SinkholeAnswer answer = SinkholeAnswer.of(host.lookups(), working);
    if (answer == null) {
      return null;
    }
    List<Contact> sunk = tries.stream().filter(c -> answer.holds(address(c))).toList();
    boolean partly = answer.otherAddress() || connector.reached(host.client(), host.host(), HTTPS);
    boolean unfinished = !partly && !decided(connector, host, answer, sunk);
    Candidate.Builder candidate =
        host.candidate(DIAGNOSIS, answer.lookups(), unfinished)
            .fact("addresses", answer.addresses().stream().map(IpAddress::toString).toList())
            .fact("kind", answer.kind())
            .fact("alias", answer.alias())
            .count("connections", sunk.size())
            .variant(partly ? "partly" : answer.variant());
    if (partly) {
      candidate.severity(Severity.WARNING);
    }
    connector.contacts(host.client()).stream()
        .filter(c -> c.direct() && c.revocation() && answer.holds(address(c)))
        .filter(c -> !c.reached())
        .forEach(c -> candidate.host(c.host()).explains(Item.connection(c.connection().id())));
    confidence(candidate, answer, sunk, unfinished);
    describe(candidate, sunk);
    return candidate.build();
  }

  private static IpAddress address(Contact contact) {
    return contact.connection().server().address();
  }

  /** Whether nothing better may follow: no other answer, and no data from that address. */
  private static boolean decided(
      ConnectorView connector, HostLookups host, SinkholeAnswer answer, List<Contact> sunk) {
    if (sunk.stream().anyMatch(DnsSinkhole::failedToOpen)) {
      return true;
    }
    if (host.waits()) {
      return false;
    }
    if (!sunk.isEmpty()) {
      return sunk.stream().noneMatch(contact -> isPending(connector, contact));
    }
    long patience = answer.routable() ? UNTRIED : FOLLOW_UP;
    long again = answer.lookups().stream().filter(l -> l.type().equals("A")).count();
    return again >= ENOUGH
        || answer.lookups().stream()
            .anyMatch(l -> l.response() != null && host.silenceAfter(l.response()) >= patience);
  }

  private static boolean failedToOpen(Contact contact) {
    return contact.connection().attempts().stream()
        .filter(attempt -> attempt.outcome() != SynAttempt.Outcome.ESTABLISHED)
        .anyMatch(attempt -> new FailedOpening(contact.connection(), attempt).ended());
  }

  private static boolean isPending(ConnectorView connector, Contact contact) {
    if (contact.connection().established()) {
      return contact.connection().ending() == null
          && connector.endTime() - contact.connection().endTime() < Waiting.PATIENCE;
    }
    return contact.connection().attempts().stream()
        .anyMatch(attempt -> !new FailedOpening(contact.connection(), attempt).ended());
  }

  private static void confidence(
      Candidate.Builder candidate, SinkholeAnswer answer, List<Contact> sunk, boolean unfinished) {
    if (unfinished) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    } else if (answer.byAliasOnly()) {
      candidate.confidence(Confidence.MEDIUM, "blockerAlias");
    } else if (answer.routable() && sunk.isEmpty()) {
      candidate.confidence(Confidence.MEDIUM, "addressNotTried");
    }
  }

  private static void describe(Candidate.Builder candidate, List<Contact> sunk) {
    for (Contact contact : sunk) {
      candidate.explains(Item.connection(contact.connection().id()));
      if (contact.tls() != null) {
        candidate.explains(Item.tls(contact.tls().id()));
      }
      for (SynAttempt attempt : contact.connection().attempts()) {
        if (attempt.outcome() != SynAttempt.Outcome.ESTABLISHED) {
          candidate.evidence(FailedOpening.evidence(contact.connection(), attempt));
        }
      }
    }
  }
}
