package org.connectoranalyzer.diagnosis.configuration;

import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of the service or the updater, told by the hosts: the updater's are its own,
 * bootstrap and what lies beyond it are the connector's. Registration hosts are also an installer's
 * or a browser's and count for neither.
 */
final class Programs {
  /** Each with a file of its own. */
  static final List<Role> ALL = List.of(Role.SERVICE, Role.UPDATER);

  private Programs() {}

  /** What the program asked for on 443, by any way, in order. */
  static List<Contact> contacts(ConnectorView view, Client client, Role program) {
    EndpointList endpoints = view.endpoints();
    return view.contacts(client).stream()
        .filter(contact -> contact.vital() && contact.port() == 443)
        .filter(
            contact ->
                program == Role.UPDATER
                    ? endpoints.isUpdater(contact.host())
                    : endpoints.isBootstrap(contact.host())
                        || endpoints.isRuntimeBeyondBootstrap(contact.host()))
        .toList();
  }

  /** The one client in view; null where there are several: whose files they are is not known. */
  static @Nullable Client only(ConnectorView view) {
    List<Client> clients = view.clients();
    return clients.size() == 1 ? clients.get(0) : null;
  }

  /** The proxy that was asked; null for a direct try, and for a server that merely may be one. */
  static @Nullable Proxy asked(Contact contact) {
    Proxy proxy = contact.proxy();
    return proxy == null || contact.connect() == null ? null : proxy;
  }

  /** Cites how a contact began: its SYN, or its CONNECT and the answer. */
  static void cite(Candidate.Builder candidate, Contact contact) {
    ConnectExchange connect = contact.connect();
    if (connect != null) {
      candidate.evidence(Evidence.of(contact.connection(), connect));
      return;
    }
    for (SynAttempt attempt : contact.connection().attempts()) {
      if (attempt.outcome() == SynAttempt.Outcome.ESTABLISHED) {
        candidate.evidence(
            Evidence.of(contact.connection(), attempt.syn(), Side.CLIENT, "syn", Facts.NONE));
      } else {
        candidate.evidence(FailedOpening.evidence(contact.connection(), attempt));
      }
    }
  }

  /** All that a contact consists of is this candidate's trouble. */
  static void explain(Candidate.Builder candidate, Contact contact) {
    candidate.explains(Item.connection(contact.connection().id()));
    ConnectExchange connect = contact.connect();
    if (connect != null) {
      candidate.explains(Item.connect(connect.id()));
    }
    TlsHandshake tls = contact.tls();
    if (tls != null) {
      candidate.explains(Item.tls(tls.id()));
    }
  }
}
