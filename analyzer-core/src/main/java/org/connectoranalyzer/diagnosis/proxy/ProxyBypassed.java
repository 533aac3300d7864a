package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A proxy was told, or this client uses one for connector hosts, and yet it goes directly to a
 * required host on 443. An error where such a host is reached by no way at all, else a warning.
 * Service Bus' own TCP ports (tried directly by design) and port 80 tell nothing here.
 */
public final class ProxyBypassed implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-BYPASSED", Severity.ERROR, Owner.CONNECTOR);

  /** How often an unfinished attempt must have ended the same way before it counts as ended. */
  private static final int ENOUGH = 3;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    if (connector.options().intendedMode() == Mode.DIRECT) {
      return new Examination.NotApplicable("directIntended");
    }
    boolean meant = isMeant(connector);
    boolean anyProxy = meant;
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : connector.clients()) {
      Proxy proxy = proxyOf(connector, client);
      if (meant || proxy != null) {
        anyProxy = true;
        direct(connector, client)
            .values()
            .forEach(tries -> candidates.add(candidate(connector, proxy, tries)));
      }
    }
    return anyProxy ? Examination.of(candidates) : new Examination.NotApplicable("noProxy");
  }

  /** The user said that a proxy is to be used. */
  private static boolean isMeant(ConnectorView view) {
    return view.options().intendedMode() == Mode.PROXY
        || !view.options().proxies().isEmpty()
        || !view.options().proxyPorts().isEmpty();
  }

  /** The proxy that this client asks for connector hosts; else the one that was told. */
  private static @Nullable Proxy proxyOf(ConnectorView view, Client client) {
    return view.contacts(client).stream()
        .filter(contact -> contact.vital() && contact.proxy() != null)
        .map(contact -> Objects.requireNonNull(contact.proxy()))
        .findFirst()
        .or(() -> view.proxies().stream().filter(ProxyBypassed::isTold).findFirst())
        .orElse(null);
  }

  private static boolean isTold(Proxy proxy) {
    return switch (proxy.source()) {
      case OPTION, CONFIG, WPAD -> true;
      case CONNECT, CANDIDATE -> false;
    };
  }

  private static Map<String, List<Contact>> direct(ConnectorView view, Client client) {
    Map<String, List<Contact>> tries = new LinkedHashMap<>();
    for (Contact contact : view.contacts(client)) {
      if (contact.direct() && contact.vital() && contact.port() == 443) {
        tries.computeIfAbsent(contact.host(), host -> new ArrayList<>()).add(contact);
      }
    }
    return tries;
  }

  private static Candidate candidate(
      ConnectorView view, @Nullable Proxy proxy, List<Contact> tries) {
    Contact first = tries.get(0);
    Client client = first.client();
    List<FailedOpening> failures =
        ProxyUnreachable.failures(tries.stream().map(Contact::connection).toList());
    boolean fails =
        !view.reached(client, first.host(), first.port())
            && (!failures.isEmpty() || tries.stream().anyMatch(ProxyBypassed::closedEarly));
    boolean unfinished = fails && isUndecided(view, tries, failures);
    Candidate.Builder candidate =
        (proxy == null
                ? Candidate.of(DIAGNOSIS, Way.DIRECT, client.address(), first.subject())
                : Candidate.of(DIAGNOSIS, Way.PROXY, client.address(), proxy.subject()))
            .port(proxy == null ? first.port() : proxy.port())
            .severity(fails && !unfinished ? Severity.ERROR : Severity.WARNING)
            .unfinished(unfinished)
            .host(first.host())
            .occurrences(tries.size())
            .count("directConnections", tries.size())
            .count("failedAttempts", failures.size())
            .fact("directFails", fails)
            .fact("serverAddresses", addresses(tries))
            .fact("proxySource", proxy == null || isTold(proxy) ? "told" : "traffic")
            .variant(fails ? "" : "works")
            .flowFilter(flowFilter(client));
    if (unfinished) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    }
    describe(candidate, tries, fails);
    return candidate.build();
  }

  /** Opened, and ended before data went both ways. */
  private static boolean closedEarly(Contact contact) {
    return contact.connection().established()
        && !contact.reached()
        && contact.connection().ending() != null;
  }

  private static boolean isUndecided(
      ConnectorView view, List<Contact> tries, List<FailedOpening> failures) {
    if (failures.size() >= ENOUGH || tries.stream().anyMatch(ProxyBypassed::closedEarly)) {
      return false;
    }
    Contact last = tries.get(tries.size() - 1);
    return failures.stream().noneMatch(FailedOpening::ended)
        || ProxyUnreachable.hasUntriedAddress(
            view, last.client(), last.connection().server().address());
  }

  private static List<String> addresses(List<Contact> tries) {
    return tries.stream()
        .map(contact -> contact.connection().server().address().toString())
        .distinct()
        .toList();
  }

  private static void describe(Candidate.Builder candidate, List<Contact> tries, boolean fails) {
    for (Contact contact : tries) {
      for (SynAttempt attempt : contact.connection().attempts()) {
        if (attempt.outcome() == SynAttempt.Outcome.ESTABLISHED) {
          candidate.evidence(opening(contact, attempt));
        } else {
          candidate.evidence(FailedOpening.evidence(contact.connection(), attempt));
        }
      }
      if (fails || !contact.connection().established()) {
        candidate.explains(Item.connection(contact.connection().id()));
      }
    }
  }

  private static Evidence opening(Contact contact, SynAttempt attempt) {
    return new Evidence(
        attempt.syn(),
        contact.connection().client().toString(),
        contact.connection().server().toString(),
        "syn",
        Facts.NONE);
  }

  private static String flowFilter(Client client) {
    String field = client.address().version() == 6 ? "ipv6.addr" : "ip.addr";
    return field + " == " + client.address() + " && tcp.port == 443";
  }
}
