package org.connectoranalyzer.diagnosis.proxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.exchange.DnsLookup;

/**
 * Which names are of the intranet, as far as one client's traffic tells: without a dot, under a
 * suffix that the Internet does not have, resolved by its DNS to private addresses alone, or a
 * private address itself. Lives for one examination.
 */
final class IntranetName {
  /** RFC 6762, RFC 8375, ICANN's .internal, and what RFC 6762 appendix G finds in use. */
  private static final List<String> SUFFIXES =
      List.of(
          ".local", ".internal", ".home.arpa", ".corp", ".lan", ".intranet", ".private", ".home");

  private final Map<String, Set<IpAddress>> resolved = new TreeMap<>();

  private IntranetName() {}

  /** What this client's DNS says. */
  static IntranetName of(ConnectorView view, Client client) {
    IntranetName names = new IntranetName();
    for (DnsLookup lookup : view.lookups(client)) {
      if (!lookup.addresses().isEmpty()) {
        names
            .resolved
            .computeIfAbsent(lookup.name(), name -> new LinkedHashSet<>())
            .addAll(lookup.addresses());
      }
    }
    return names;
  }

  /** Whether the host, lower-case, is one. */
  boolean matches(String host) {
    if (host.isEmpty()) {
      return false;
    }
    return IpAddress.parse(host)
        .map(IpAddress::isPrivate)
        .orElseGet(
            () ->
                host.indexOf('.') < 0
                    || SUFFIXES.stream().anyMatch(host::endsWith)
                    || resolvesPrivately(host));
  }

  private boolean resolvesPrivately(String host) {
    Set<IpAddress> addresses = resolved.getOrDefault(host, Set.of());
    return !addresses.isEmpty() && addresses.stream().allMatch(IpAddress::isPrivate);
  }
}
