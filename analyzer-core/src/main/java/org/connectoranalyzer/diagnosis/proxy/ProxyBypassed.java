package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.proxy.ServiceAndUpdater.Split;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.diagnosis.tcp.HostOpenings;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A proxy was told, or this client uses one for connector hosts, and yet it goes directly to a
 * required host on 443. An error where such a host is reached by no way at all, else a warning;
 * where only one of the two services goes directly, and loses nothing, that is {@link
 * UpdaterNotUsingProxy}. Service Bus' own TCP ports (tried directly by design) and port 80 tell
 * nothing here.
 */
public final class ProxyBypassed implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-BYPASSED", Severity.ERROR, Owner.CONNECTOR);

  private static final Set<String> EXPLAINING =
      Set.of("CONFIG-NOT-EFFECTIVE", "CONFIG-PROXY-ADDRESS-INVALID");

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    return examine(trace, connector, List.of());
  }

  /** What a file that is not in force explains is no second finding, even where it works. */
  @Override
  public Examination examine(Trace trace, ConnectorView connector, List<Candidate> before) {
    if (connector.intendedMode() == Mode.DIRECT) {
      return new Examination.NotApplicable("directIntended");
    }
    boolean meant = isMeant(connector);
    boolean anyProxy = meant;
    Map<Client, List<HostOpenings>> direct = direct(connector);
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : connector.clients()) {
      Proxy proxy = proxyOf(connector, client);
      if (meant || proxy != null) {
        anyProxy = true;
        ServiceAndUpdater ways =
            ServiceAndUpdater.of(connector, client, direct.getOrDefault(client, List.of()));
        if (ways.split() == Split.NONE || !ways.works(connector)) {
          ways.direct().stream()
              .filter(host -> !isExplained(connector, host, before))
              .forEach(host -> candidates.add(candidate(connector, proxy, host, ways)));
        }
      }
    }
    return anyProxy ? Examination.of(candidates) : new Examination.NotApplicable("noProxy");
  }

  /** Required hosts on 443 that each client goes to directly; no bypass list says so. */
  static Map<Client, List<HostOpenings>> direct(ConnectorView view) {
    Map<Client, List<HostOpenings>> direct = new LinkedHashMap<>();
    for (HostOpenings host : HostOpenings.vital(view)) {
      if (host.port() == 443 && !isBypassed(view, host)) {
        direct.computeIfAbsent(host.client(), client -> new ArrayList<>()).add(host);
      }
    }
    return direct;
  }

  /** The user said that a proxy is to be used. */
  static boolean isMeant(ConnectorView view) {
    return view.intendedMode() == Mode.PROXY
        || !view.options().proxies().isEmpty()
        || !view.options().proxyPorts().isEmpty();
  }

  private static boolean isExplained(
      ConnectorView view, HostOpenings host, List<Candidate> before) {
    boolean works = view.reached(host.client(), host.host(), host.port());
    return before.stream()
        .filter(candidate -> EXPLAINING.contains(candidate.diagnosis().code()))
        .filter(c -> works || c.severity() == Severity.ERROR || c.unfinished())
        .anyMatch(
            candidate ->
                host.contacts().stream()
                    .map(contact -> Item.connection(contact.connection().id()))
                    .allMatch(candidate.explains()::contains));
  }

  /** The bypass list of the program's own file leaves the host out: it goes directly by design. */
  private static boolean isBypassed(ConnectorView view, HostOpenings host) {
    Role program = view.endpoints().isUpdater(host.host()) ? Role.UPDATER : Role.SERVICE;
    ProxySetting setting = view.options().configuration().inForce(program);
    return setting != null
        && view.clients().size() == 1
        && setting.bypasses(host.host(), host.port());
  }

  /** The proxy that this client asks for connector hosts; else the one that was told. */
  private static @Nullable Proxy proxyOf(ConnectorView view, Client client) {
    return view.contacts(client).stream()
        .filter(contact -> contact.vital() && contact.proxy() != null)
        .map(contact -> Objects.requireNonNull(contact.proxy()))
        .findFirst()
        .or(() -> view.proxies().stream().filter(told -> isTold(view, told)).findFirst())
        .orElse(null);
  }

  /** A proxy in a file is the connector's where the connector is meant to use one. */
  private static boolean isTold(ConnectorView view, Proxy proxy) {
    return switch (proxy.source()) {
      case OPTION, WPAD -> true;
      case CONFIG -> view.intendedMode() == Mode.PROXY;
      case CONNECT, CANDIDATE -> false;
    };
  }

  private static Candidate candidate(
      ConnectorView view, @Nullable Proxy proxy, HostOpenings host, ServiceAndUpdater ways) {
    Client client = host.client();
    boolean reached = view.reached(client, host.host(), host.port());
    boolean pending = host.contacts().stream().anyMatch(contact -> isPending(view, contact));
    boolean unfinished = !reached && (host.opened() ? pending : !host.decided());
    boolean fails = !reached && !unfinished;
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.DIRECT, client.address(), host.subject())
            .port(host.port())
            .severity(fails ? Severity.ERROR : Severity.WARNING)
            .unfinished(unfinished)
            .host(host.host())
            .occurrences(host.contacts().size())
            .count("directConnections", host.contacts().size())
            .count("failedAttempts", host.failures().size())
            .fact("directFails", fails)
            .fact("serverAddresses", addresses(host.contacts()))
            .fact("proxy", proxy == null ? null : proxy.subject())
            .fact("updaterHosts", ways.updaterHosts().isEmpty() ? null : ways.updaterHosts())
            .fact("proxySource", proxy == null || isTold(view, proxy) ? "told" : "traffic")
            .variant(fails ? "" : unfinished ? "undecided" : "works")
            .flowFilter(flowFilter(client));
    if (unfinished) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    }
    if (proxy != null) {
      candidate.evidence(Lines.naming(view, proxy));
    }
    describe(candidate, host.contacts(), !reached);
    return candidate.build();
  }

  /** Opened, not closed, and active so shortly before the end that data may yet follow. */
  private static boolean isPending(ConnectorView view, Contact contact) {
    return contact.connection().established()
        && contact.connection().ending() == null
        && view.endTime() - contact.connection().endTime() < Waiting.PATIENCE;
  }

  private static List<String> addresses(List<Contact> tries) {
    return tries.stream()
        .map(contact -> contact.connection().server().address().toString())
        .distinct()
        .toList();
  }

  private static void describe(Candidate.Builder candidate, List<Contact> tries, boolean lost) {
    for (Contact contact : tries) {
      for (SynAttempt attempt : contact.connection().attempts()) {
        if (attempt.outcome() == SynAttempt.Outcome.ESTABLISHED) {
          candidate.evidence(opening(contact, attempt));
        } else {
          candidate.evidence(FailedOpening.evidence(contact.connection(), attempt));
        }
      }
      if (lost || !contact.connection().established()) {
        candidate.explains(Item.connection(contact.connection().id()));
        TlsHandshake tls = contact.tls();
        if (tls != null) {
          candidate.explains(Item.tls(tls.id()));
        }
      }
    }
  }

  private static Evidence opening(Contact contact, SynAttempt attempt) {
    return Evidence.of(contact.connection(), attempt.syn(), Side.CLIENT, "syn", Facts.NONE);
  }

  static String flowFilter(Client client) {
    String field = client.address().version() == 6 ? "ipv6.addr" : "ip.addr";
    return field + " == " + client.address() + " && tcp.port == 443";
  }
}
