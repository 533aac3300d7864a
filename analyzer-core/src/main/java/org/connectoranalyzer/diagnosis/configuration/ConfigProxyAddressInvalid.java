package org.connectoranalyzer.diagnosis.configuration;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.Fault;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.Role;
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
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.trace.Trace;

/**
 * A {@code proxyaddress} that .NET cannot use, or that misses its port (.NET then takes 80). Where
 * the program of that file gets nowhere, directly or at port 80, that is the consequence. A proxy
 * that serves the connector at port 80 proves such an address right.
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
          candidates.add(candidate(connector, file, fault));
        }
      }
    }
    return Examination.of(candidates);
  }

  private static boolean serves(ConnectorView view, HostPort proxy) {
    return view.contacts().stream()
        .filter(contact -> contact.vital() && contact.furthest().compareTo(Furthest.TUNNEL) >= 0)
        .map(Programs::asked)
        .anyMatch(asked -> asked != null && Lines.isSame(view, proxy, asked));
  }

  private static Candidate candidate(ConnectorView view, ConfigurationFile file, Fault fault) {
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
          directly(candidate, view, client, program);
          if (setting.proxy() != null) {
            atAssumedPort(candidate, view, client, setting.proxy());
          }
        }
      }
    }
    return candidate.build();
  }

  /**
   * What goes directly instead. With the service's own hosts go those that an installer asks for as
   * well; only what gets nowhere is cited.
   */
  private static void directly(
      Candidate.Builder candidate, ConnectorView view, Client client, Role program) {
    EndpointList endpoints = view.endpoints();
    boolean service =
        program == Role.SERVICE
            && Programs.contacts(view, client, program).stream().anyMatch(Contact::direct);
    for (Contact contact : view.contacts(client)) {
      boolean own = endpoints.isUpdater(contact.host()) ? program == Role.UPDATER : service;
      if (own && contact.vital() && contact.port() == 443 && contact.direct()) {
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
    for (TcpConversation connection : view.connections(client)) {
      Proxy server = view.proxyOf(connection);
      if (server != null && !connection.established() && Lines.isSame(view, proxy, server)) {
        connection
            .attempts()
            .forEach(attempt -> candidate.evidence(FailedOpening.evidence(connection, attempt)));
        candidate.explains(Item.connection(connection.id()));
      }
    }
  }
}
