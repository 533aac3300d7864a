package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Requirement.Need;
import org.jspecify.annotations.Nullable;

/**
 * One host and port that one client asked one proxy node for.
 *
 * @param requests its CONNECTs, in order, at least one
 */
record TunnelTarget(String host, int port, List<TunnelRequest> requests) {

  /** What tells targets apart. */
  record Key(String host, int port) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key k && port == k.port && host.equals(k.host);
    }

    @Override
    public int hashCode() {
      return 31 * host.hashCode() + port;
    }
  }

  /** The targets of one client's contacts at one node, in order of the first requests. */
  static Map<Key, TunnelTarget> of(List<Contact> contacts) {
    Map<Key, List<TunnelRequest>> asked = new LinkedHashMap<>();
    for (Contact contact : contacts) {
      if (contact.connect() != null) {
        asked
            .computeIfAbsent(new Key(contact.host(), contact.port()), key -> new ArrayList<>())
            .add(new TunnelRequest(contact, contact.connect()));
      }
    }
    Map<Key, TunnelTarget> targets = new LinkedHashMap<>();
    asked.forEach(
        (key, requests) ->
            targets.put(key, new TunnelTarget(key.host, key.port, List.copyOf(requests))));
    return targets;
  }

  private Contact contact() {
    return requests.get(0).contact();
  }

  /**
   * Whether the connector cannot do without it. A refusal counts also where the capture hides whom
   * it is about.
   */
  boolean vital() {
    return contact().vital() || requests.stream().anyMatch(TunnelRequest::refusedUnseen);
  }

  /** Whether the capture shows no more than the beginning of the name. */
  boolean hidden() {
    return !contact().vital() && requests.get(0).connect().targetCut();
  }

  /**
   * Port 80 of a host on the list: revocation lists, or a WebSocket that the client opens on port
   * 80. No trouble of its own here, but part of the same cause on 443.
   */
  boolean listedOnPort80(ConnectorView view) {
    if (port != 80 || contact().otherAgent()) {
      return false;
    }
    Requirement row = contact().requirement();
    return row == null ? view.endpoints().isVitalName(host) : row.need() != Need.OPTIONAL;
  }

  boolean letThrough() {
    return requests.stream().anyMatch(TunnelRequest::letThrough);
  }

  /** The last request that the node let through; null if it let none. */
  @Nullable TunnelRequest lastLetThrough() {
    TunnelRequest last = null;
    for (TunnelRequest request : requests) {
      boolean later =
          last == null || request.connect().request().compareTo(last.connect().request()) > 0;
      last = later && request.letThrough() ? request : last;
    }
    return last;
  }
}
