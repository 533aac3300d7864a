package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Requirement;
import org.jspecify.annotations.Nullable;

/**
 * The required-endpoint table: what became of each row of the list. A row is reached if every
 * client that tried it exchanged application data with one of its hosts, else failed.
 */
final class EndpointTable {
  private EndpointTable() {}

  static List<Analysis.EndpointEntry> of(ConnectorView connector, ListBounds bounds) {
    Map<Requirement, List<Contact>> tries = new LinkedHashMap<>();
    connector.endpoints().requirements().forEach(row -> tries.put(row, new ArrayList<>()));
    for (Contact contact : connector.contacts()) {
      Requirement row = contact.requirement();
      if (row != null && !contact.otherAgent() && tells(contact) && tries.containsKey(row)) {
        tries.get(row).add(contact);
      }
    }
    List<Analysis.EndpointEntry> table = new ArrayList<>();
    tries.forEach((row, contacts) -> table.add(entry(row, contacts, bounds)));
    return table;
  }

  /** A connection from before the capture whose content tells nothing has not failed. */
  private static boolean tells(Contact contact) {
    return contact.reached()
        || contact.connection().openingSeen()
        || contact.connect() != null
        || contact.tls() != null
        || contact.fetch() != null;
  }

  private static Analysis.EndpointEntry entry(
      Requirement row, List<Contact> contacts, ListBounds bounds) {
    List<Contact> decisive = decisive(contacts);
    Furthest furthest = null;
    Mode via = null;
    for (Contact contact : decisive) {
      if (furthest == null || contact.furthest().compareTo(furthest) > 0) {
        furthest = contact.furthest();
        via = null;
      }
      if (contact.furthest() == furthest) {
        via = joined(via, contact.direct() ? Mode.DIRECT : Mode.PROXY);
      }
    }
    Set<String> hosts = new TreeSet<>();
    contacts.forEach(contact -> hosts.add(SafeText.of(contact.host())));
    return new Analysis.EndpointEntry(
        SafeText.of(row.pattern()),
        row.port(),
        row.need(),
        SafeText.of(row.purpose()),
        furthest == null
            ? Analysis.EndpointEntry.Status.NOT_OBSERVED
            : furthest == Furthest.DATA
                ? Analysis.EndpointEntry.Status.REACHED
                : Analysis.EndpointEntry.Status.FAILED,
        furthest,
        via,
        bounds.keep("endpoints.hosts", List.copyOf(hosts)));
  }

  private static Mode joined(@Nullable Mode via, Mode other) {
    return via == null || via == other ? other : Mode.MIXED;
  }

  /** The contacts of the first client that never got through; all contacts if there is none. */
  private static List<Contact> decisive(List<Contact> contacts) {
    Map<Client, List<Contact>> byClient = new LinkedHashMap<>();
    contacts.forEach(c -> byClient.computeIfAbsent(c.client(), k -> new ArrayList<>()).add(c));
    for (List<Contact> own : byClient.values()) {
      if (own.stream().noneMatch(Contact::reached)) {
        return own;
      }
    }
    return contacts;
  }
}
