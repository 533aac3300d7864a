package org.connectoranalyzer.diagnosis.configuration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.ProxySetting.Kind;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.jspecify.annotations.Nullable;

/**
 * What one program does against the setting in force for it. Lives for one examination.
 *
 * @param program SERVICE or UPDATER
 * @param contacts those that go the other way, in order, at least one
 */
record Contradiction(
    ConnectorView view, Client client, Role program, ProxySetting setting, List<Contact> contacts) {

  /** Whether the setting names a way that traffic can contradict. */
  static boolean isTold(@Nullable ProxySetting setting) {
    return setting != null && (setting.kind() == Kind.NONE || setting.proxy() != null);
  }

  /** Whether the address itself is at fault: then that is the cause. */
  static boolean isAtFault(ConnectorView view, ProxySetting setting) {
    return view.options().configuration().files().stream()
        .filter(file -> file.name().equals(setting.at().file()))
        .flatMap(file -> file.faults().stream())
        .anyMatch(fault -> fault.kind().isAddress());
  }

  /** Null where the program does as it is told, or nothing tells it. */
  static @Nullable Contradiction of(ConnectorView view, Client client, Role program) {
    ProxySetting setting = view.options().configuration().inForce(program);
    if (setting == null || !isTold(setting) || isAtFault(view, setting)) {
      return null;
    }
    List<Contact> all = Programs.contacts(view, client, program);
    List<Contact> asking = all.stream().filter(c -> Programs.asked(c) != null).toList();
    HostPort told = setting.proxy();
    List<Contact> against;
    if (told == null) {
      against = asking;
    } else if (reaches(view, client, program, told)) {
      against = List.of();
    } else {
      against = asking.isEmpty() ? all.stream().filter(c -> goesPast(c, setting)).toList() : asking;
    }
    return against.isEmpty() ? null : new Contradiction(view, client, program, setting, against);
  }

  /**
   * Whether any connection goes to the named proxy, or to one that may be it. What the other
   * program asks for proves nothing; nor do revocation checks, which go by WinHTTP's setting.
   */
  static boolean reaches(ConnectorView view, Client client, Role program, HostPort told) {
    Role other = program == Role.SERVICE ? Role.UPDATER : Role.SERVICE;
    Set<Integer> others = new TreeSet<>();
    Programs.contacts(view, client, other).stream()
        .filter(contact -> contact.connect() != null)
        .forEach(contact -> others.add(contact.connection().id()));
    Map<Integer, Boolean> checks = new LinkedHashMap<>();
    view.contacts(client)
        .forEach(c -> checks.merge(c.connection().id(), c.revocation(), Boolean::logicalAnd));
    return view.connections(client).stream()
        .filter(connection -> !others.contains(connection.id()))
        .filter(connection -> !checks.getOrDefault(connection.id(), false))
        .map(view::proxyOf)
        .anyMatch(
            proxy ->
                proxy != null
                    && (Lines.isSame(view, told, proxy) || Lines.maybeSame(view, told, proxy)));
  }

  /** A host that the bypass list leaves out goes directly by configuration. */
  private static boolean goesPast(Contact contact, ProxySetting setting) {
    return contact.direct() && !setting.bypasses(contact.host(), contact.port());
  }

  /** The proxy that was asked; null where all went directly. */
  @Nullable Proxy asked() {
    return Programs.asked(contacts.get(0));
  }

  /**
   * Whether the capture goes on long enough to see the named proxy asked after all, and the direct
   * try is over. That a proxy is asked which no file names needs no waiting.
   */
  boolean decided() {
    Contact first = contacts.get(0);
    if (setting.proxy() == null) {
      return true;
    }
    FrameRef begun =
        first.connect() == null ? first.connection().firstFrame() : first.connect().request();
    boolean waited = !begun.hasTime() || view.endTime() - begun.time() >= Waiting.FOLLOW_UP;
    return waited && (asked() != null || contacts.stream().anyMatch(Contradiction::isOver));
  }

  private static boolean isOver(Contact contact) {
    return contact.connection().established() || FailedOpening.anyEnded(contact.connection());
  }

  /** Whether the way that a contact goes is part of this: the updater explains its own alone. */
  boolean explains(Contact contact) {
    boolean alike = (Programs.asked(contact) == null) == (asked() == null);
    boolean own =
        program == Role.UPDATER ? view.endpoints().isUpdater(contact.host()) : !isMeant(contact);
    return alike
        && own
        && (asked() == null
            ? contact.vital() && contact.port() == 443 && goesPast(contact, setting)
            : contact.vital() || isOnPort80(contact));
  }

  /** A tunnel to port 80 of a listed host: Windows' own checks ask without one. */
  private boolean isOnPort80(Contact contact) {
    return contact.port() == 80
        && !contact.otherAgent()
        && view.endpoints().isListedName(contact.host());
  }

  /** Whether a connection that never opened is part of this: to any proxy, where one is asked. */
  boolean explains(TcpConversation connection) {
    return asked() != null
        && program == Role.SERVICE
        && !connection.established()
        && view.proxyAt(connection.server()) != null;
  }

  /** Whether nothing got through on this way, and something surely did not. */
  boolean fails() {
    return contacts.stream().noneMatch(Contact::reached)
        && contacts.stream().anyMatch(asked() == null ? Contradiction::isShut : this::isRefused);
  }

  private static boolean isShut(Contact contact) {
    return !contact.connection().established() && isOver(contact);
  }

  /** An answer in the last seconds may yet be followed up. */
  private boolean isRefused(Contact contact) {
    ConnectExchange connect = contact.connect();
    FrameRef response = connect == null ? null : connect.response();
    return connect != null
        && response != null
        && connect.status() / 100 != 2
        && response.hasTime()
        && view.endTime() - response.time() >= Waiting.FOLLOW_UP;
  }

  /** The updater has a file of its own, and it may be in force. */
  private boolean isMeant(Contact contact) {
    ProxySetting updater = view.options().configuration().inForce(Role.UPDATER);
    Proxy asked = Programs.asked(contact);
    if (updater == null || !view.endpoints().isUpdater(contact.host())) {
      return false;
    }
    HostPort told = updater.proxy();
    return asked == null
        ? updater.kind() != Kind.FIXED
        : told == null ? updater.kind() != Kind.NONE : Lines.isSame(view, told, asked);
  }
}
