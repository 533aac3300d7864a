package org.connectoranalyzer.diagnosis.tcp;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.exchange.DnsLookup;
import org.jspecify.annotations.Nullable;

/**
 * What else a client did, as far as it bears on its hosts; read once for all of them.
 *
 * @param answers addresses that DNS gave it, by name and alias
 * @param reached hosts that it exchanged data with by any way, as "host:port"
 * @param triesV6 whether it opens IPv6 connections at all
 * @param namesTell whether required hosts were tried or resolved, or an unnamed one works: then an
 *     unnamed address that fails tells nothing
 * @param named patterns of required hosts that were tried or asked for by name
 * @param usesProxy whether it uses or is meant to use a proxy
 */
record ClientStory(
    Map<String, Set<IpAddress>> answers,
    Set<String> reached,
    boolean triesV6,
    boolean namesTell,
    Set<String> named,
    boolean usesProxy) {

  /** The story of one client of the view. */
  static ClientStory of(ConnectorView view, Client client) {
    Map<String, Set<IpAddress>> answers = new TreeMap<>();
    Set<String> named = new TreeSet<>();
    boolean namesTell = false;
    for (DnsLookup lookup : view.lookups(client)) {
      if (!lookup.addresses().isEmpty()) {
        learn(answers, lookup.name(), lookup);
        lookup.aliases().forEach(alias -> learn(answers, alias, lookup));
      }
      learn(named, view.endpoints().match(lookup.name(), 443));
      namesTell |= tells(lookup) && view.endpoints().isVitalName(lookup.name());
    }
    Set<String> reached = new LinkedHashSet<>();
    for (Contact contact : view.contacts(client)) {
      if (contact.reached()) {
        reached.add(key(contact));
      }
      learn(named, contact.requirement());
      namesTell |= contact.vital() || (view.isCandidate(contact) && contact.reached());
    }
    boolean triesV6 =
        view.connections(client).stream().anyMatch(c -> c.server().address().version() == 6);
    Mode mode = view.mode(client);
    boolean usesProxy =
        mode == Mode.PROXY
            || mode == Mode.MIXED
            || view.intendedMode() == Mode.PROXY
            || !view.options().proxies().isEmpty();
    return new ClientStory(answers, reached, triesV6, namesTell, named, usesProxy);
  }

  /** An answer without addresses, or one whose addresses the snap length cut off, names nothing. */
  private static boolean tells(DnsLookup lookup) {
    return switch (lookup.outcome()) {
      case ANSWERED -> !lookup.addresses().isEmpty();
      case NAME_NOT_FOUND, SERVER_FAILURE -> true;
      case UNANSWERED, NO_RECORDS, TRUNCATED -> false;
    };
  }

  private static void learn(Map<String, Set<IpAddress>> answers, String name, DnsLookup lookup) {
    answers.computeIfAbsent(name, n -> new TreeSet<>()).addAll(lookup.addresses());
  }

  private static void learn(Set<String> named, @Nullable Requirement row) {
    if (row != null) {
      named.add(row.pattern());
    }
  }

  private static String key(Contact contact) {
    return contact.host() + ":" + contact.port();
  }

  boolean reached(Contact contact) {
    return reached.contains(key(contact));
  }

  /** Addresses of the host that it may try: IPv6 ones only if it opens such connections at all. */
  Set<IpAddress> addresses(String host) {
    Set<IpAddress> addresses = new TreeSet<>(answers.getOrDefault(host, Set.of()));
    addresses.removeIf(address -> address.version() == 6 && !triesV6);
    return addresses;
  }
}
