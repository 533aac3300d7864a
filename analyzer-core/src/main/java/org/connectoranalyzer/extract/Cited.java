package org.connectoranalyzer.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.Trace;

/**
 * What of a trace proves its findings: the connections that they cite, all others to the same
 * hosts, which show what did work there, what shows how each client fared, and the lookups of the
 * names.
 */
final class Cited {
  private final Trace trace;
  private final ConnectorView connector;
  private final List<Finding> findings;
  private final Set<Integer> conversations = new HashSet<>();
  private final Set<String> hosts = new HashSet<>();
  private final List<FrameRef> frames = new ArrayList<>();
  private final Map<String, List<TcpConversation>> byEnds = new HashMap<>();

  private Cited(Trace trace, ConnectorView connector, List<Finding> findings) {
    this.trace = trace;
    this.connector = connector;
    this.findings = findings;
    for (TcpConversation conversation : trace.conversations()) {
      byEnds.computeIfAbsent(ends(conversation), any -> new ArrayList<>()).add(conversation);
    }
  }

  /** The frames that an extract of these findings consists of. */
  static Selection selection(Trace trace, ConnectorView connector, List<Finding> findings) {
    Cited cited = new Cited(trace, connector, findings);
    cited.evidence();
    cited.contacts();
    cited.clients();
    cited.lookups();
    return Selection.of(trace, cited.conversations, cited.frames);
  }

  private static String ends(TcpConversation conversation) {
    return ends(conversation.client().toString(), conversation.server().toString());
  }

  private static String ends(String one, String other) {
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }

  private void evidence() {
    for (Finding finding : findings) {
      finding.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
      for (FrameEvidence evidence : finding.frames()) {
        frames.add(evidence.frame());
        for (TcpConversation conversation :
            byEnds.getOrDefault(ends(evidence.from(), evidence.to()), List.of())) {
          boolean inside =
              conversation.firstFrame().compareTo(evidence.frame()) <= 0
                  && evidence.frame().compareTo(conversation.lastFrame()) <= 0;
          if (inside) {
            conversations.add(conversation.id());
          }
        }
      }
    }
  }

  /** What else went to the hosts of a finding decides whether it is one. */
  private void contacts() {
    for (Contact contact : connector.contacts()) {
      if (hosts.contains(contact.host())) {
        conversations.add(contact.connection().id());
      }
    }
  }

  /** Of each client the least that shows that it started, or at all is one. */
  private void clients() {
    for (Client client : connector.clients()) {
      List<Contact> contacts = connector.contacts(client);
      least(contacts, c -> c.reached() && connector.endpoints().isBootstrap(c.host()));
      least(contacts, c -> c.reached() && connector.endpoints().isRuntimeBeyondBootstrap(c.host()));
      if (contacts.stream().noneMatch(c -> conversations.contains(c.connection().id()))) {
        least(contacts, Contact::vital);
      }
    }
  }

  private void least(List<Contact> contacts, Predicate<Contact> which) {
    contacts.stream()
        .filter(c -> c.port() == 443 && which.test(c))
        .map(Contact::connection)
        .min(Comparator.comparingLong(c -> c.fromClient().frames() + c.fromServer().frames()))
        .ifPresent(c -> conversations.add(c.id()));
  }

  private void lookups() {
    Set<IpAddress> servers = new HashSet<>();
    for (TcpConversation conversation : trace.conversations()) {
      if (conversations.contains(conversation.id())) {
        servers.add(conversation.server().address());
        Proxy proxy = connector.proxyOf(conversation);
        if (proxy != null && proxy.name() != null) {
          hosts.add(proxy.name().toLowerCase(Locale.ROOT));
        }
      }
    }
    for (Contact contact : connector.contacts()) {
      if (conversations.contains(contact.connection().id())) {
        hosts.add(contact.host());
      }
    }
    for (DnsLookup lookup : trace.dns()) {
      if (isNamed(lookup) || lookup.addresses().stream().anyMatch(servers::contains)) {
        add(lookup);
      }
    }
  }

  /** Also by a name that a resolver's search list made of it. */
  private boolean isNamed(DnsLookup lookup) {
    String name = lookup.name();
    for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
      if (hosts.contains(name.substring(0, dot))) {
        return true;
      }
    }
    return hosts.contains(name) || lookup.aliases().stream().anyMatch(hosts::contains);
  }

  private void add(DnsLookup lookup) {
    frames.add(lookup.query());
    frames.addAll(lookup.retries());
    FrameRef response = lookup.response();
    if (response != null) {
      frames.add(response);
    }
    if (lookup.transport().equals("tcp")) {
      String ends = ends(lookup.client().toString(), lookup.server().toString());
      byEnds.getOrDefault(ends, List.of()).forEach(c -> conversations.add(c.id()));
    }
  }
}
