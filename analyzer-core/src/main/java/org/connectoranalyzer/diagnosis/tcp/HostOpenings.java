package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.SynAttempt.Outcome;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening.Kind;
import org.jspecify.annotations.Nullable;

/**
 * All direct connections that one client tried to open to one host and port, over all its
 * addresses. Detectors judge hosts by it; lives for one examination.
 */
public final class HostOpenings {
  private final Client client;
  private final Contact first;
  private final List<Contact> contacts;
  private final Supplier<ClientStory> story;
  private final ConnectorView view;

  private HostOpenings(List<Contact> contacts, Supplier<ClientStory> story, ConnectorView view) {
    this.first = contacts.get(0);
    this.client = first.client();
    this.contacts = List.copyOf(contacts);
    this.story = story;
    this.view = view;
  }

  /** Required hosts (443), in order of first frames; port 80 is judged elsewhere. */
  public static List<HostOpenings> vital(ConnectorView view) {
    return of(view, contact -> contact.vital() && contact.port() != 80);
  }

  /** Hosts of revocation and trust lists on port 80, in order of first frames. */
  static List<HostOpenings> revocation(ConnectorView view) {
    return of(view, Contact::revocation);
  }

  /** Unnamed addresses on 443, each a host of its own. */
  static List<HostOpenings> unnamed(ConnectorView view) {
    return of(view, view::isCandidate);
  }

  private static List<HostOpenings> of(ConnectorView view, Predicate<Contact> wanted) {
    record Key(Client client, String host, int port) {
      @Override
      public boolean equals(@Nullable Object other) {
        return other instanceof Key k
            && port == k.port
            && client.equals(k.client)
            && host.equals(k.host);
      }

      @Override
      public int hashCode() {
        return 31 * (31 * client.hashCode() + host.hashCode()) + port;
      }
    }
    Map<Client, ClientStory> stories = new LinkedHashMap<>();
    Map<Key, List<Contact>> groups = new LinkedHashMap<>();
    for (Contact contact : view.contacts()) {
      if (contact.direct() && wanted.test(contact)) {
        groups
            .computeIfAbsent(
                new Key(contact.client(), contact.host(), contact.port()), k -> new ArrayList<>())
            .add(contact);
      }
    }
    List<HostOpenings> hosts = new ArrayList<>();
    groups.forEach(
        (key, group) ->
            hosts.add(
                new HostOpenings(
                    group,
                    () -> stories.computeIfAbsent(key.client, c -> ClientStory.of(view, c)),
                    view)));
    return hosts;
  }

  /**
   * Hosts whose failing opening is the connector's trouble: required ones that this client reached
   * by no attempt and no way; and, for want of anything better, unnamed public addresses on 443,
   * where no required host was reached on 443 (nor an unnamed one that may be required), none fails
   * by name, and no proxy is in use. Private addresses are applications that a connector publishes.
   */
  static List<HostOpenings> down(ConnectorView view) {
    List<HostOpenings> vital = vital(view);
    List<HostOpenings> down = new ArrayList<>(vital);
    down.removeIf(host -> host.opened() || host.story.get().reached(host.first));
    for (HostOpenings host : unnamed(view)) {
      if (!host.opened()
          && host.isPublic()
          && !host.story.get().namesTell()
          && !host.story.get().usesProxy()) {
        down.add(host);
      }
    }
    return down;
  }

  /**
   * Unnamed public addresses on 443 that failed beside required hosts that were tried or resolved
   * by name, in the range of a service that carries runtime hosts of which none was: the service is
   * known, the host is not, and so it stays open whether the connector wanted it.
   */
  static List<HostOpenings> unclear(ConnectorView view) {
    List<HostOpenings> unclear = unnamed(view);
    unclear.removeIf(
        host ->
            host.opened()
                || !host.isPublic()
                || !host.story.get().namesTell()
                || host.story.get().usesProxy()
                || !host.mayBeRuntime());
    return unclear;
  }

  private boolean mayBeRuntime() {
    List<Requirement> rows = ofService();
    return rows.stream().anyMatch(row -> row.need() == Requirement.Need.RUNTIME)
        && rows.stream().noneMatch(row -> story.get().named().contains(row.pattern()));
  }

  private boolean isPublic() {
    IpAddress address = address(first);
    return !address.isPrivate() && !address.isLoopback() && !address.isMulticastOrBroadcast();
  }

  /** Addresses that DNS gave this client for the host and that it never tried. */
  private Set<IpAddress> untried() {
    Set<IpAddress> untried = story.get().addresses(first.host());
    contacts.forEach(contact -> untried.remove(address(contact)));
    return untried;
  }

  static IpAddress address(Contact contact) {
    return contact.connection().server().address();
  }

  public Client client() {
    return client;
  }

  public String host() {
    return first.host();
  }

  boolean named() {
    return first.named();
  }

  /** The service whose range an unnamed address lies in; null where none is known. */
  @Nullable String serviceTag() {
    return named() ? null : view.serviceTag(address(first));
  }

  /** The required hosts that this service carries. */
  List<Requirement> ofService() {
    String tag = serviceTag();
    return tag == null ? List.of() : view.requiredOf(tag);
  }

  public int port() {
    return first.port();
  }

  /** "*.msappproxy.net:443", or "address:443" for an unnamed one. */
  public String subject() {
    return first.subject();
  }

  /** Every direct try of it, in order, at least one. */
  public List<Contact> contacts() {
    return contacts;
  }

  /** Whether any connection to it was established. */
  public boolean opened() {
    return contacts.stream().anyMatch(HostOpenings::opened);
  }

  static boolean opened(Contact contact) {
    return contact.connection().established() || contact.furthest() != Furthest.SYN;
  }

  /** Addresses with an established connection, sorted. */
  Set<IpAddress> openedAddresses() {
    Set<IpAddress> opened = new TreeSet<>();
    contacts.stream().filter(HostOpenings::opened).forEach(c -> opened.add(address(c)));
    return opened;
  }

  /** Every attempt that came to nothing (or has not yet), in order. */
  public List<FailedOpening> failures() {
    List<FailedOpening> failures = new ArrayList<>();
    for (Contact contact : contacts) {
      for (SynAttempt attempt : contact.connection().attempts()) {
        if (attempt.outcome() != Outcome.ESTABLISHED) {
          failures.add(new FailedOpening(contact.connection(), attempt));
        }
      }
    }
    return failures;
  }

  /**
   * The failures of one kind. Routers limit the rate of ICMP errors: silent attempts count as
   * rejected where another attempt of the same family was. An attempt whose end was not seen goes
   * with the one before it at the same address.
   */
  List<FailedOpening> failures(Kind kind) {
    List<FailedOpening> all = failures();
    Set<Integer> rejectedFamilies = new LinkedHashSet<>();
    Map<IpAddress, Kind> ended = new LinkedHashMap<>();
    for (FailedOpening failure : all) {
      if (failure.kind() == Kind.REJECTED) {
        rejectedFamilies.add(failure.address().version());
      }
      if (failure.ended()) {
        ended.putIfAbsent(failure.address(), failure.kind());
      }
    }
    List<FailedOpening> ofKind = new ArrayList<>();
    for (FailedOpening failure : all) {
      Kind own = failure.kind();
      if (own == Kind.UNANSWERED) {
        own =
            rejectedFamilies.contains(failure.address().version())
                ? Kind.REJECTED
                : failure.ended() ? own : ended.getOrDefault(failure.address(), own);
      }
      if (own == kind) {
        ofKind.add(failure);
      }
    }
    return ofKind;
  }

  /**
   * Whether the end was seen: every address of the DNS answer was tried and failed to the end; or
   * two other attempts for the same address already ended so.
   */
  public boolean decided() {
    Map<IpAddress, List<FailedOpening>> byAddress = new LinkedHashMap<>();
    for (FailedOpening failure : failures()) {
      byAddress.computeIfAbsent(failure.address(), a -> new ArrayList<>()).add(failure);
    }
    boolean allEnded =
        !byAddress.isEmpty()
            && byAddress.values().stream().allMatch(HostOpenings::anyEnded)
            && untried().isEmpty();
    return allEnded || byAddress.values().stream().anyMatch(HostOpenings::endedAgainAndAgain);
  }

  private static boolean anyEnded(Collection<FailedOpening> failures) {
    return failures.stream().anyMatch(FailedOpening::ended);
  }

  private static boolean endedAgainAndAgain(Collection<FailedOpening> failures) {
    return failures.size() > 2 && failures.stream().filter(FailedOpening::ended).count() >= 2;
  }
}
