package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.jspecify.annotations.Nullable;

/**
 * One TLS session of a client with a host that the connector cannot do without (443), direct or
 * inside a tunnel: what detectors of TLS and of sessions judge. Lives for one examination.
 */
public record TlsContact(Contact contact, TlsHandshake tls) {
  private static final int HTTPS = 443;

  /** Sessions with required hosts, of all clients in order of first frames. */
  public static List<TlsContact> vital(ConnectorView view) {
    List<TlsContact> sessions = new ArrayList<>();
    for (Contact contact : view.contacts()) {
      TlsHandshake tls = contact.tls();
      if (tls != null && contact.vital() && contact.port() == HTTPS) {
        sessions.add(new TlsContact(contact, tls));
      }
    }
    return sessions;
  }

  public Client client() {
    return contact.client();
  }

  public String host() {
    return contact.host();
  }

  public Way way() {
    return contact.way();
  }

  public TcpConversation connection() {
    return contact.connection();
  }

  /** Whom it joins, by whatever way: what else these two say tells of this session, too. */
  record Talk(Client client, String host) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Talk t && client.equals(t.client) && host.equals(t.host);
    }

    @Override
    public int hashCode() {
      return 31 * client.hashCode() + host.hashCode();
    }
  }

  Talk talk() {
    return new Talk(client(), host());
  }

  /** As {@link Talk}, by one way: what stands on it meets all of its sessions. */
  record Route(Client client, Way way, String host) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Route r
          && way == r.way
          && client.equals(r.client)
          && host.equals(r.host);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * client.hashCode() + way.hashCode()) + host.hashCode();
    }
  }

  Route route() {
    return new Route(client(), way(), host());
  }

  /** The session itself; what a TLS finding explains, so that its consequences fold into it. */
  public Item item() {
    return Item.tls(tls.id());
  }

  /** Who runs what stands between: the proxy team inside a tunnel, else the network team. */
  public Owner between() {
    return way() == Way.TUNNEL ? Owner.PROXY : Owner.NETWORK;
  }

  /** Whether application data went both ways on it. */
  public boolean established() {
    return tls.established();
  }

  /** Whether the capture shows that it came to nothing: ended, or silent for so long. */
  public boolean failed(ConnectorView view) {
    return !established()
        && (fatalAlert() != null
            || connection().ending() != null
            || view.endTime() - connection().endTime() >= Waiting.PATIENCE);
  }

  /**
   * Who ended it before data went both ways: the sender of the alert, else of the first FIN or RST.
   */
  public @Nullable Side brokenOffBy() {
    Alert alert = fatalAlert();
    Ending ending = connection().ending();
    Side by = alert != null ? alert.from() : ending != null ? ending.by() : null;
    return established() ? null : by;
  }

  /** The first readable fatal alert; null if none. */
  public @Nullable Alert fatalAlert() {
    return tls.alerts().stream().filter(Alert::fatal).findFirst().orElse(null);
  }

  /** Starts a finding about trouble of this session: whom it concerns, its host, its own item. */
  Candidate.Builder candidate(Diagnosis diagnosis) {
    return notice(diagnosis).explains(item());
  }

  /** As {@link #candidate}, for what stands beside any trouble of the session. */
  public Candidate.Builder notice(Diagnosis diagnosis) {
    TcpConversation connection = connection();
    return Candidate.of(diagnosis, way(), client().address(), contact.subject())
        .port(contact.port())
        .host(host())
        .fact("proxy", contact.proxy() == null ? null : contact.proxy().subject())
        .flow(connection.server());
  }

  /** A frame of this connection, sent by that side. */
  public Evidence evidence(FrameRef frame, Side from, String kind, Facts facts) {
    return Evidence.of(connection(), frame, from, kind, facts);
  }

  /** The ClientHello, as far as it is in the capture. */
  public List<Evidence> opening() {
    return Evidence.clientHello(connection(), tls);
  }

  /** ClientHello and ServerHello, as far as they are in the capture. */
  List<Evidence> hellos() {
    List<Evidence> frames = new ArrayList<>(opening());
    FrameRef server = tls.serverHello();
    if (server != null) {
      frames.add(evidence(server, Side.SERVER, "serverHello", Facts.NONE));
    }
    return frames;
  }

  /** How it ended: the readable fatal alert, and the first FIN or RST. */
  List<Evidence> ending() {
    List<Evidence> frames = new ArrayList<>();
    Alert alert = fatalAlert();
    if (alert != null) {
      Facts facts = Facts.of("number", alert.number()).with("name", alert.name());
      frames.add(evidence(alert.frame(), alert.from(), "tlsAlert", facts));
    }
    Ending ending = connection().ending();
    if (ending != null) {
      frames.add(Evidence.of(connection(), ending));
    }
    return frames;
  }
}
