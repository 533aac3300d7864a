package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Wpad;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that this client uses for the connector was found by automatic discovery (WPAD): {@code
 * /wpad.dat} came, names it (or cannot be read), and only then the client went there. A warning
 * where that proxy is what fails, or where the connector is meant to go directly. A script that
 * does not come is told where the start waited for it ({@link WpadDelay}), else it is noise.
 */
public final class WpadProxyUsed implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("WPAD-PROXY-USED", Severity.INFO, Owner.NONE);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    boolean looked = false;
    List<Candidate> candidates = new ArrayList<>();
    List<ProxyNode> nodes = ProxyNode.of(connector);
    for (Client client : connector.clients()) {
      Wpad wpad = connector.wpad(client);
      looked |= !wpad.lookups().isEmpty() || !wpad.fetches().isEmpty();
      HttpFetch script = wpad.script();
      if (script != null && script.response() != null) {
        for (ProxyNode node : nodes) {
          if (node.client().equals(client)
              && isItsProxy(connector, wpad, node)
              && usedOnlyAfter(node, script)) {
            candidates.add(candidate(connector, wpad, script, node));
          }
        }
      }
      Candidate delay = WpadDelay.of(connector, client, wpad);
      if (delay != null) {
        candidates.add(delay);
      }
    }
    return looked ? Examination.of(candidates) : new Examination.NotApplicable("noWpad");
  }

  /**
   * Whether the script names this proxy; one whose text is hidden may name any that is not told.
   */
  private static boolean isItsProxy(ConnectorView view, Wpad wpad, ProxyNode node) {
    List<HostPort> told = wpad.told();
    if (told.isEmpty() && !wpad.allowsDirect()) {
      return switch (node.proxy().source()) {
        case CONNECT -> true;
        case OPTION, CONFIG, WPAD, CANDIDATE -> false;
      };
    }
    IpAddress address = node.endpoint().address();
    String name = node.proxy().name();
    return told.stream()
        .filter(proxy -> proxy.port() == node.endpoint().port())
        .anyMatch(
            proxy ->
                proxy.host().equals(name)
                    || proxy.host().equals(address.toString())
                    || view.lookups(node.client()).stream()
                        .anyMatch(
                            lookup ->
                                proxy.isAskedBy(lookup.name())
                                    && lookup.addresses().contains(address)));
  }

  private static boolean usedOnlyAfter(ProxyNode node, HttpFetch script) {
    boolean forConnector = !node.opened() || node.targets().stream().anyMatch(TunnelTarget::vital);
    return forConnector && node.connections().get(0).firstFrame().compareTo(script.request()) > 0;
  }

  private static Candidate candidate(
      ConnectorView view, Wpad wpad, HttpFetch script, ProxyNode node) {
    boolean notIntended = view.intendedMode() == Mode.DIRECT;
    boolean fails = fails(node);
    List<String> answers = script.script();
    Candidate.Builder candidate =
        node.candidate(DIAGNOSIS)
            .severity(notIntended || fails ? Severity.WARNING : Severity.INFO)
            .owner(notIntended || fails ? Owner.CONNECTOR : Owner.NONE)
            .hosts(vitalHosts(node))
            .occurrences(node.connections().size())
            .fact("script", wpad.scriptUrl())
            .fact("answers", answers.isEmpty() ? null : answers)
            .fact("fails", fails)
            .variant(notIntended ? "notIntended" : fails ? "fails" : "");
    if (answers.isEmpty()) {
      candidate.confidence(Confidence.MEDIUM, "scriptHidden");
    }
    wpad.lookups().stream()
        .filter(lookup -> !lookup.addresses().isEmpty())
        .filter(lookup -> lookup.query().compareTo(script.request()) < 0)
        .forEach(lookup -> candidate.evidence(Evidence.of(lookup)));
    candidate.evidence(evidence(view, script)).evidence(firstUse(node));
    return candidate.build();
  }

  private static List<String> vitalHosts(ProxyNode node) {
    return node.targets().stream().filter(TunnelTarget::vital).map(TunnelTarget::host).toList();
  }

  /** It cannot be opened, or never lets through what the connector cannot do without. */
  private static boolean fails(ProxyNode node) {
    if (!node.opened()) {
      return ProxyUnreachable.failures(node.connections()).stream().anyMatch(FailedOpening::ended);
    }
    return node.targets().stream()
        .anyMatch(
            target ->
                target.vital()
                    && !target.letThrough()
                    && target.requests().stream()
                        .noneMatch(request -> request.ended(ConnectOutcome.CAPTURE_ENDED)));
  }

  /** The request for the script, and its answer if there is one. */
  static List<Evidence> evidence(ConnectorView view, HttpFetch fetch) {
    return Evidence.of(view.connection(fetch.connection()), fetch, fetch.host() + fetch.path());
  }

  /** The first CONNECT; the first SYN where none was sent. */
  private static List<Evidence> firstUse(ProxyNode node) {
    TunnelRequest first = null;
    for (TunnelTarget target : node.targets()) {
      TunnelRequest request = target.requests().get(0);
      first = first == null || request.precedes(first) ? request : first;
    }
    if (first != null) {
      return first.evidence();
    }
    TcpConversation connection = node.connections().get(0);
    return connection.attempts().isEmpty()
        ? List.of()
        : FailedOpening.evidence(connection, connection.attempts().get(0));
  }

  /** The addresses that lookups of the script's server gave this client. */
  static boolean isServer(Wpad wpad, IpAddress address) {
    for (DnsLookup lookup : wpad.lookups()) {
      if (lookup.addresses().contains(address)) {
        return true;
      }
    }
    return false;
  }

  static @Nullable String serverName(Wpad wpad, IpAddress address) {
    return wpad.lookups().stream()
        .filter(lookup -> lookup.addresses().contains(address))
        .map(DnsLookup::name)
        .findFirst()
        .orElse(null);
  }
}
