package org.connectoranalyzer.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.CaptureHealth;
import org.connectoranalyzer.trace.Trace;

/**
 * What of a trace proves its findings: the connections that they cite, all others to the same
 * hosts, which show what did work there, what shows how each client fared, and the lookups of the
 * names.
 */
final class Cited {
  /** Frames of a conversation that is here for one of them. */
  private static final long FEW = 200;

  private final Trace trace;
  private final ConnectorView connector;
  private final List<Finding> findings;

  /** Frames wanted of each. */
  private final Map<Integer, Long> conversations = new HashMap<>();

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
    cited.modes();
    cited.edges();
    cited.successes();
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
            add(conversation);
          }
        }
      }
    }
  }

  /** What else went to the hosts of a finding decides whether it is one. */
  private void contacts() {
    for (Contact contact : connector.contacts()) {
      if (hosts.contains(contact.host())) {
        add(contact.connection());
      }
    }
  }

  /** Of each client the least that shows that it started, or at all is one. */
  private void clients() {
    for (Client client : connector.clients()) {
      List<Contact> contacts = connector.contacts(client);
      EndpointList endpoints = connector.endpoints();
      least(contacts, c -> isReached(c) && endpoints.isBootstrap(c.host()));
      least(contacts, c -> isReached(c) && endpoints.isRuntimeBeyondBootstrap(c.host()));
      if (contacts.stream().noneMatch(this::isKept)) {
        least(contacts, Contact::vital);
      }
      if (contacts.stream().noneMatch(this::isKept)) {
        least(contacts, c -> true);
      }
    }
  }

  /** Of each client the least that shows that it uses a proxy, which tells its other traffic. */
  private void modes() {
    Set<Integer> asking = new HashSet<>();
    trace.connects().forEach(connect -> asking.add(connect.connection()));
    Comparator<TcpConversation> proof =
        Comparator.comparing((TcpConversation c) -> !asking.contains(c.id()))
            .thenComparingLong(Cited::frames);
    Map<IpAddress, TcpConversation> least = new HashMap<>();
    for (TcpConversation conversation : trace.conversations()) {
      if (connector.proxyOf(conversation) != null) {
        least.merge(conversation.client().address(), conversation, BinaryOperator.minBy(proof));
      }
    }
    for (Client client : connector.clients()) {
      client.addresses().stream().map(least::get).filter(Objects::nonNull).forEach(this::add);
    }
  }

  private static boolean isReached(Contact contact) {
    return contact.reached() && contact.named() && contact.port() == 443;
  }

  private boolean isKept(Contact contact) {
    return conversations.containsKey(contact.connection().id());
  }

  private void least(List<Contact> contacts, Predicate<Contact> which) {
    contacts.stream()
        .filter(which)
        .map(Contact::connection)
        .min(Comparator.comparingLong(Cited::frames))
        .ifPresent(this::add);
  }

  private static long frames(TcpConversation conversation) {
    return conversation.fromClient().frames() + conversation.fromServer().frames();
  }

  private void add(TcpConversation conversation) {
    conversations.put(conversation.id(), Long.MAX_VALUE);
  }

  /** Of the first and the last packet of the recording; alone they would look like a failure. */
  private void edges() {
    List<CaptureHealth.CapturedFile> files = trace.health().files();
    for (TcpConversation conversation : trace.conversations()) {
      FrameRef last = conversation.lastFrame();
      boolean begins =
          conversation.firstFrame().file() == 0 && conversation.firstFrame().number() == 1;
      boolean ends =
          last.file() == files.size() - 1 && last.number() == files.get(last.file()).frames();
      if ((begins || ends) && frames(conversation) <= FEW) {
        add(conversation);
      } else if (begins) {
        conversations.putIfAbsent(conversation.id(), FEW);
      }
    }
  }

  /** Where a wanted connection failed, the least that did not: it tells whom the failure blames. */
  private void successes() {
    Map<String, TcpConversation> least = new HashMap<>();
    for (TcpConversation conversation : trace.conversations()) {
      if (conversation.established()) {
        least.merge(
            way(conversation),
            conversation,
            BinaryOperator.minBy(Comparator.comparingLong(Cited::frames)));
      }
    }
    for (TcpConversation conversation : trace.conversations()) {
      TcpConversation success = least.get(way(conversation));
      boolean failed = conversations.containsKey(conversation.id()) && !conversation.established();
      if (failed && success != null) {
        add(success);
      }
    }
  }

  private static String way(TcpConversation conversation) {
    return conversation.client().address() + " " + conversation.server();
  }

  private void lookups() {
    Set<IpAddress> servers = new HashSet<>();
    for (TcpConversation conversation : trace.conversations()) {
      if (conversations.containsKey(conversation.id())) {
        servers.add(conversation.server().address());
        Proxy proxy = connector.proxyOf(conversation);
        if (proxy != null && proxy.name() != null) {
          hosts.add(proxy.name().toLowerCase(Locale.ROOT));
        }
      }
    }
    for (Contact contact : connector.contacts()) {
      if (conversations.containsKey(contact.connection().id())) {
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
      byEnds.getOrDefault(ends, List.of()).forEach(this::add);
    }
  }
}
