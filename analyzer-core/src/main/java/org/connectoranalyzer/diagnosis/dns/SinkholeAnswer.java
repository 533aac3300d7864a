package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.exchange.DnsLookup;
import org.jspecify.annotations.Nullable;

/**
 * Answers for one public host with addresses that no public host has: 0.0.0.0 and "::", loopback,
 * private (RFC 1918, RFC 4193, link-local); or whatever address behind an alias that says that the
 * name is blocked. Documentation ranges are none (anonymized captures), nor are IPv6 addresses that
 * embed one of the host's public IPv4 addresses (NAT64 with a local prefix, RFC 6052).
 *
 * @param lookups those that gave such an address
 * @param addresses such addresses, each once, in order
 * @param alias where the CNAME chain of such an answer ends; null without one
 * @param otherAddress whether the client got another address of the host too
 * @param byAliasOnly whether the alias alone tells it
 */
record SinkholeAnswer(
    List<DnsLookup> lookups,
    Set<IpAddress> addresses,
    @Nullable String alias,
    boolean otherAddress,
    boolean byAliasOnly) {

  /** Labels that filtering resolvers use in the names that they answer with. */
  private static final Set<String> BLOCKER_LABELS =
      Set.of("sinkhole", "blocked", "blockpage", "block-page");

  /** Of Azure's zones for private endpoints. */
  private static final String PRIVATE_LINK = "privatelink";

  /**
   * Null if there is none.
   *
   * @param working addresses at which the host exchanged data: whatever they are, they are right
   */
  static @Nullable SinkholeAnswer of(List<DnsLookup> ofOneHost, Set<IpAddress> working) {
    Set<IpAddress> publicAddresses = new LinkedHashSet<>();
    for (DnsLookup lookup : ofOneHost) {
      lookup.addresses().stream().filter(a -> !isNobodys(a)).forEach(publicAddresses::add);
    }
    List<DnsLookup> lookups = new ArrayList<>();
    Set<IpAddress> sunk = new LinkedHashSet<>();
    Set<IpAddress> others = new LinkedHashSet<>();
    boolean nobodys = false;
    String alias = null;
    for (DnsLookup lookup : ofOneHost) {
      boolean blocker = lookup.aliases().stream().anyMatch(SinkholeAnswer::namesBlocker);
      boolean here = false;
      for (IpAddress address : lookup.addresses()) {
        boolean nobody = isNobodys(address) && !embedsAny(address, publicAddresses);
        if ((nobody || blocker) && !working.contains(address)) {
          here = true;
          nobodys |= nobody;
          sunk.add(address);
        } else {
          others.add(address);
        }
      }
      if (here) {
        lookups.add(lookup);
        int last = lookup.aliases().size() - 1;
        alias = alias == null && last >= 0 ? lookup.aliases().get(last) : alias;
      }
    }
    return lookups.isEmpty()
        ? null
        : new SinkholeAnswer(List.copyOf(lookups), sunk, alias, !others.isEmpty(), !nobodys);
  }

  private static boolean isNobodys(IpAddress address) {
    return address.isUnspecified() || address.isLoopback() || address.isPrivate();
  }

  private static boolean embedsAny(IpAddress address, Set<IpAddress> publicAddresses) {
    return address.version() == 6 && publicAddresses.contains(IpAddress.v4(address.low()));
  }

  private static boolean namesBlocker(String alias) {
    return labels(alias).stream().anyMatch(BLOCKER_LABELS::contains);
  }

  private static boolean isPrivateLink(String alias) {
    return labels(alias).contains(PRIVATE_LINK);
  }

  private static List<String> labels(String name) {
    return List.of(name.split("\\.", -1));
  }

  boolean holds(IpAddress address) {
    return addresses.contains(address);
  }

  /** Whether packets to one of the addresses would leave the client. */
  boolean routable() {
    return addresses.stream().anyMatch(a -> !a.isUnspecified() && !a.isLoopback());
  }

  /** "unspecified", "loopback", "private" or "alias". */
  String kind() {
    if (byAliasOnly) {
      return "alias";
    }
    if (routable()) {
      return "private";
    }
    return addresses.stream().anyMatch(IpAddress::isUnspecified) ? "unspecified" : "loopback";
  }

  /** Which words fit: plain for a filter's null address. */
  String variant() {
    if (byAliasOnly) {
      return "alias";
    }
    if (lookups.stream()
        .flatMap(l -> l.aliases().stream())
        .anyMatch(SinkholeAnswer::isPrivateLink)) {
      return "privateLink";
    }
    return routable() ? "private" : "";
  }
}
