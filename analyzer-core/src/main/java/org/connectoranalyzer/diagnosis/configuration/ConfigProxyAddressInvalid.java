package org.connectoranalyzer.diagnosis.configuration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.Fault;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.trace.Trace;

/**
 * A {@code proxyaddress} that .NET cannot use, or that misses its port (.NET then takes 80). Where
 * the program of that file gets nowhere, directly or at port 80, that is the consequence. A proxy
 * that answers at port 80 proves such an address right; a capture that ends before anything is
 * tried leaves it open.
 */
public final class ConfigProxyAddressInvalid implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CONFIG-PROXY-ADDRESS-INVALID", Severity.ERROR, Owner.CONNECTOR);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<ConfigurationFile> files = connector.options().configuration().files();
    if (files.isEmpty()) {
      return new Examination.NotApplicable("noConfiguration");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (ConfigurationFile file : files) {
      for (Fault fault : file.faults()) {
        HostPort proxy = file.proxy().proxy();
        if (fault.kind().isAddress() && (proxy == null || !serves(connector, proxy))) {
          Candidate.Builder candidate = candidate(connector, file, fault);
          boolean filesAlone = trace.health().files().isEmpty();
          boolean open = proxy != null && !filesAlone && !isSettled(connector, proxy);
          candidates.add((open ? candidate.undecided() : candidate).build());
        }
      }
    }
    return Examination.of(candidates);
  }

  private static boolean serves(ConnectorView view, HostPort proxy) {
    return view.contacts().stream()
        .anyMatch(contact -> isAsked(view, contact, proxy) && answersAsProxy(contact));
  }

  private static boolean isAsked(ConnectorView view, Contact contact, HostPort proxy) {
    Proxy asked = Programs.asked(contact);
    return asked != null && Lines.isSame(view, proxy, asked);
  }

  /** A web server knows no CONNECT: it answers 400, 404, 405 or 501. */
  private static boolean answersAsProxy(Contact contact) {
    ConnectExchange connect = contact.connect();
    int status = connect == null ? -1 : connect.status();
    return status / 100 == 2 || status == 403 || status == 407 || (status > 501 && status < 600);
  }

  /** Whether a connector had time to be served at the port that .NET takes, and was not. */
  private static boolean isSettled(ConnectorView view, HostPort proxy) {
    Set<Integer> vital = new LinkedHashSet<>();
    view.contacts().stream()
        .filter(contact -> contact.vital() && contact.port() == 443)
        .forEach(contact -> vital.add(contact.connection().id()));
    return view.clients().stream()
        .flatMap(client -> view.connections(client).stream())
        .filter(c -> vital.contains(c.id()) || view.proxyOf(c) != null)
        .anyMatch(c -> isOver(view, c, goesTo(view, c, proxy)));
  }

  private static boolean isOver(ConnectorView view, TcpConversation connection, boolean there) {
    FrameRef began = connection.firstFrame();
    long patience = there ? Waiting.PATIENCE : Waiting.FOLLOW_UP;
    return connection.established()
        ? !began.hasTime() || view.endTime() - began.time() >= patience
        : connection.attempts().stream()
            .anyMatch(attempt -> new FailedOpening(connection, attempt).ended());
  }

  private static boolean goesTo(ConnectorView view, TcpConversation connection, HostPort proxy) {
    Proxy server = view.proxyOf(connection);
    return server != null && Lines.isSame(view, proxy, server);
  }

  private static Candidate.Builder candidate(
      ConnectorView view, ConfigurationFile file, Fault fault) {
    LineEvidence line = FaultyLine.of(fault);
    Candidate.Builder candidate =
        Lines.candidate(DIAGNOSIS, file.role())
            .facts(line.facts())
            .fact("file", Lines.name(fault.at()))
            .fact("line", (long) fault.at().line())
            .variant(line.kind())
            .severity(Lines.severity(view, file, DIAGNOSIS))
            .evidence(line);
    Client client = Programs.only(view);
    if (client != null) {
      for (Role program : Programs.ALL) {
        ProxySetting setting = view.options().configuration().inForce(program);
        if (setting != null && setting.at().file().equals(file.name())) {
          directly(candidate, view, client, program, setting);
          if (setting.proxy() != null) {
            atAssumedPort(candidate, view, client, setting.proxy());
          }
        }
      }
    }
    return candidate;
  }

  /**
   * What goes directly instead. With the service's own hosts go those that an installer asks for as
   * well; only what gets nowhere is cited. A bypass list counts where the rest of the file does.
   */
  private static void directly(
      Candidate.Builder candidate,
      ConnectorView view,
      Client client,
      Role program,
      ProxySetting setting) {
    EndpointList endpoints = view.endpoints();
    boolean service =
        program == Role.SERVICE
            && Programs.contacts(view, client, program).stream().anyMatch(Contact::direct);
    for (Contact contact : view.contacts(client)) {
      boolean own = endpoints.isUpdater(contact.host()) ? program == Role.UPDATER : service;
      boolean meant = setting.proxy() != null && setting.bypasses(contact.host(), contact.port());
      if (own && !meant && contact.vital() && contact.port() == 443 && contact.direct()) {
        Programs.explain(candidate, contact);
        if (!view.reached(contact)) {
          candidate.host(contact.host());
          Programs.cite(candidate, contact);
        }
      }
    }
  }

  /** Tries of the port that .NET takes in place of none. */
  private static void atAssumedPort(
      Candidate.Builder candidate, ConnectorView view, Client client, HostPort proxy) {
    for (Contact contact : view.contacts(client)) {
      if (isAsked(view, contact, proxy)) {
        Programs.cite(candidate, contact);
        Programs.explain(candidate, contact);
      }
    }
    for (TcpConversation connection : view.connections(client)) {
      if (!connection.established() && goesTo(view, connection, proxy)) {
        connection
            .attempts()
            .forEach(attempt -> candidate.evidence(FailedOpening.evidence(connection, attempt)));
        candidate.explains(Item.connection(connection.id()));
      }
    }
  }
}
