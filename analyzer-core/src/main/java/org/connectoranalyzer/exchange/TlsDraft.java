package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.exchange.TlsHandshake.ClientCertificate;
import org.connectoranalyzer.exchange.TlsHandshake.TlsOutcome;
import org.jspecify.annotations.Nullable;

/** A TLS session in the making; becomes a {@link TlsHandshake}. */
final class TlsDraft implements Draft {
  private static final int FATAL = 2;
  private static final int MOST_ALERTS = 16;

  private final Link link;
  private final @Nullable ConnectDraft tunnel;
  private final Tls13Flights flights = new Tls13Flights();
  private final List<Alert> alerts = new ArrayList<>();
  private @Nullable FrameRef start;
  private @Nullable FrameRef clientHelloFrame;
  private @Nullable FrameRef serverHelloFrame;
  private @Nullable TlsHello clientHello;
  private @Nullable TlsHello serverHello;
  private @Nullable CertificateList chain;
  private @Nullable FrameRef certificateRequest;
  private @Nullable FrameRef helloDone;
  private @Nullable CertificateList clientChain;
  private @Nullable FrameRef clientCipher;
  private @Nullable FrameRef serverCipher;
  private @Nullable FrameRef lastServerRecord;
  private @Nullable FrameRef dataFromClient;
  private @Nullable FrameRef dataFromServer;

  /** A message was seen that a resumed session of TLS 1.2 does not have. */
  private boolean inFull;

  /** Part of the server's flight is not in the capture. */
  private boolean flightCut;

  private boolean serverSpoke;
  private long text;
  private int id;

  TlsDraft(Link link, @Nullable ConnectDraft tunnel) {
    this.link = link;
    this.tunnel = tunnel;
  }

  // Records.

  /** A record begins. */
  void record(Side from, int type, FrameRef frame) {
    if (start == null) {
      start = frame;
    }
    if (from == Side.SERVER) {
      lastServerRecord = frame;
      serverSpoke |= clientCipher != null && type != TlsRecordStream.ALERT;
    }
  }

  /** It is whole. */
  void recordEnds(Side from, int type, FrameRef frame) {
    if (from == Side.SERVER) {
      lastServerRecord = frame;
    }
    if (type == TlsRecordStream.CHANGE_CIPHER_SPEC) {
      cipherChanges(from, frame);
    } else if (type == TlsRecordStream.APPLICATION_DATA && from == Side.CLIENT) {
      flights.clientRecordEnds(frame);
    }
  }

  private void cipherChanges(Side from, FrameRef frame) {
    if (from == Side.CLIENT) {
      clientCipher = clientCipher == null ? frame : clientCipher;
    } else {
      serverCipher = serverCipher == null ? frame : serverCipher;
    }
  }

  /**
   * A record of type application_data. Up to TLS 1.2 that is what it says, in TLS 1.3 it may be
   * part of the handshake.
   */
  void encrypted(Side from, int length, FrameRef frame) {
    if (!mayBe13()) {
      data(from, frame);
    } else if (from == Side.SERVER) {
      boolean data = flights.fromServer(length);
      FrameRef inFlight = flights.dataInFlight();
      if (inFlight != null) {
        data(Side.CLIENT, inFlight);
      }
      if (data && dataFromClient != null) {
        data(from, frame);
      }
    } else if ((serverHello != null || flights.begun()) && flights.fromClient(length, frame)) {
      data(from, frame);
    }
  }

  private boolean mayBe13() {
    if (serverHello != null && serverHello.version() >= 0) {
      return serverHello.version() >= TlsHello.TLS_1_3;
    }
    return clientHello != null && clientHello.versions().contains(TlsHello.TLS_1_3);
  }

  /** Application data is known to begin here. */
  void data(Side from, FrameRef frame) {
    if (from == Side.CLIENT) {
      dataFromClient = dataFromClient == null ? frame : dataFromClient;
    } else {
      dataFromServer = dataFromServer == null ? frame : dataFromServer;
    }
  }

  /** Takes down a readable alert; false if these two bytes are none. */
  boolean alert(Side from, int level, int number, FrameRef frame) {
    String name = TlsAlerts.name(number);
    if (level < 1 || level > FATAL || name == null || alerts.size() >= MOST_ALERTS) {
      return false;
    }
    alerts.add(new Alert(frame, from, level == FATAL, number, name));
    return true;
  }

  // Handshake messages.

  void clientHello(TlsHello hello, FrameRef frame) {
    if (clientHello == null) {
      long lists = hello.listsSize();
      if (link.log.keepText(lists)) {
        text += lists;
      } else {
        hello.dropLists();
      }
      clientHello = hello;
      clientHelloFrame = frame;
    }
  }

  void serverHello(TlsHello hello, FrameRef frame) {
    if (serverHello == null) {
      serverHello = hello;
      serverHelloFrame = frame;
    }
  }

  /** Certificates of that side begin; null if it has sent some before. */
  @Nullable CertificateList certificates(Side from) {
    boolean first = (from == Side.SERVER ? chain : clientChain) == null;
    CertificateList list = first ? new CertificateList(link) : null;
    if (first && from == Side.SERVER) {
      chain = list;
    } else if (first) {
      clientChain = list;
    }
    return list;
  }

  void certificateRequest(FrameRef frame) {
    certificateRequest = frame;
  }

  void serverHelloDone(FrameRef frame) {
    helloDone = frame;
  }

  /** A message of this kind was seen; see {@link #resumed}. */
  void message(Side from, int type) {
    boolean hello = type == TlsMessages.CLIENT_HELLO || type == TlsMessages.SERVER_HELLO;
    inFull |=
        !hello && type != 0 && (from == Side.CLIENT || type != TlsMessages.NEW_SESSION_TICKET);
  }

  /** The capture lacks something that a side has sent. */
  void missing(Side from) {
    boolean inFlight = serverHello != null && helloDone == null && serverCipher == null;
    flightCut |= from == Side.SERVER && inFlight;
  }

  /** No hello is in view. */
  boolean midSession() {
    return clientHello == null && serverHello == null;
  }

  boolean isDone() {
    return dataFromClient != null && dataFromServer != null;
  }

  // The record.

  @Override
  public FrameRef start() {
    return Objects.requireNonNull(start);
  }

  @Override
  public int connection() {
    return link.connection;
  }

  @Override
  public boolean isForgotten() {
    return link.isForgotten();
  }

  @Override
  public long text() {
    return text;
  }

  @Override
  public void number(int number) {
    id = number;
  }

  TlsHandshake finish() {
    List<String> offered = new ArrayList<>();
    if (clientHello != null) {
      clientHello.versions().stream()
          .map(TlsHello::name)
          .filter(Objects::nonNull)
          .forEach(offered::add);
    }
    boolean is13 = version() >= TlsHello.TLS_1_3;
    FrameRef clientFinished = clientFinished();
    return new TlsHandshake(
        id,
        link.connection,
        tunnel == null ? 0 : tunnel.id(),
        clientHelloFrame,
        serverHelloFrame,
        clientHello == null ? null : clientHello.serverName(),
        clientHello == null ? List.of() : clientHello.protocols(),
        offered,
        clientHello == null ? List.of() : clientHello.signatureAlgorithms(),
        TlsHello.name(version()),
        resumed(),
        chain == null ? List.of() : chain.certificates(),
        chain == null || !chain.isWhole() ? null : chain.frame(),
        chainCut(),
        certificateRequest,
        helloDone,
        clientCertificate(),
        clientChain == null ? List.of() : clientChain.certificates(),
        clientChain == null || clientChain.isUnknown() ? null : clientChain.frame(),
        clientFinished,
        is13 || version() < 0 ? null : serverCipher,
        clientFinished != null && (is13 ? flights.serverSpoke() : serverSpoke),
        lastServerRecord,
        alerts,
        dataFromClient,
        dataFromServer,
        outcome());
  }

  /** Negotiated; -1 unknown. */
  private int version() {
    return serverHello == null ? -1 : serverHello.version();
  }

  /**
   * TLS 1.3: a pre-shared key was taken. Before, where no message of a full handshake was seen: the
   * server echoes the client's session id, or its ServerHello is followed by nothing but a ticket
   * and ChangeCipherSpec (RFC 5246 §7.3, RFC 5077 §3.1).
   */
  private boolean resumed() {
    if (serverHello == null) {
      return false;
    }
    if (version() >= TlsHello.TLS_1_3) {
      return serverHello.hasPreSharedKey();
    }
    boolean echoed =
        clientHello != null
            && !serverHello.session().isEmpty()
            && serverHello.session().equals(clientHello.session());
    return !inFull && (echoed || (version() >= 0 && serverCipher != null && !flightCut));
  }

  /** The server's certificates were sent, in the clear, and are not all there. */
  private boolean chainCut() {
    if (chain != null) {
      return !chain.isWhole();
    }
    return flightCut && version() >= 0 && version() < TlsHello.TLS_1_3 && !resumed();
  }

  private @Nullable FrameRef clientFinished() {
    if (version() >= TlsHello.TLS_1_3) {
      return flights.end(link.closing() != null);
    }
    return version() < 0 ? null : clientCipher;
  }

  private ClientCertificate clientCertificate() {
    if (clientChain != null && !clientChain.isUnknown()) {
      return clientChain.isEmpty() ? ClientCertificate.EMPTY : ClientCertificate.SENT;
    }
    return helloDone != null && certificateRequest == null && !flightCut
        ? ClientCertificate.NOT_ASKED
        : ClientCertificate.NOT_VISIBLE;
  }

  private TlsOutcome outcome() {
    if (isDone()) {
      return TlsOutcome.ESTABLISHED;
    }
    if (alerts.stream().anyMatch(Alert::fatal)) {
      return TlsOutcome.ALERT;
    }
    if (link.closing() != null) {
      return TlsOutcome.CLOSED;
    }
    return serverHello == null ? TlsOutcome.UNANSWERED : TlsOutcome.HANDSHAKE;
  }
}
