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

  /**
   * Length of a TLS 1.3 record that holds nothing but a Finished: 4 + 32 or 48 bytes, type and tag,
   * with room for padding. Shorter ones hold an alert or EndOfEarlyData.
   */
  private static final int SHORTEST_FINISHED = 37;

  private static final int LONGEST_FINISHED = 90;

  /** No longer record is an alert (2 bytes, type and tag), padding included. */
  private static final int LONGEST_ALERT = 24;

  /** Length of a record with a session ticket, of which servers send at most a few in one burst. */
  private static final int SHORTEST_TICKET = 100;

  private static final int LONGEST_TICKET = 400;
  private static final int MOST_TICKETS = 2;

  private final Link link;
  private final @Nullable ConnectDraft tunnel;
  private final List<Alert> alerts = new ArrayList<>();
  private @Nullable FrameRef start;
  private @Nullable FrameRef clientHelloFrame;
  private @Nullable FrameRef serverHelloFrame;
  private @Nullable TlsHello clientHello;
  private @Nullable TlsHello serverHello;
  private @Nullable FrameRef certificateRequest;
  private @Nullable FrameRef helloDone;
  private @Nullable Boolean clientCertificate;
  private @Nullable FrameRef dataFromClient;
  private @Nullable FrameRef dataFromServer;
  private int id;

  // TLS 1.3: the client's second flight, and the server's burst behind it.
  private boolean flightBegun;
  private boolean flightOver;
  private int flightRecords;
  private @Nullable FrameRef secondInFlight;
  private @Nullable Side last;
  private int burstRecords;
  private int bursts;

  TlsDraft(Link link, @Nullable ConnectDraft tunnel) {
    this.link = link;
    this.tunnel = tunnel;
  }

  void begins(FrameRef frame) {
    if (start == null) {
      start = frame;
    }
  }

  void clientHello(TlsHello hello, FrameRef frame) {
    if (clientHello == null) {
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

  void certificateRequest(FrameRef frame) {
    certificateRequest = frame;
  }

  void serverHelloDone(FrameRef frame) {
    helloDone = frame;
  }

  void clientCertificate(boolean sent) {
    clientCertificate = sent;
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

  /** No hello is in view. */
  boolean midSession() {
    return clientHello == null && serverHello == null;
  }

  boolean isDone() {
    return dataFromClient != null && dataFromServer != null;
  }

  /** Application data is known to begin here. */
  void data(Side from, FrameRef frame) {
    if (from == Side.CLIENT) {
      dataFromClient = dataFromClient == null ? frame : dataFromClient;
    } else {
      dataFromServer = dataFromServer == null ? frame : dataFromServer;
    }
  }

  /**
   * A record of type application_data. Up to TLS 1.2 that is what it says. In TLS 1.3 the handshake
   * hides in such records, so they are told by order and size (see {@link #fromClient13} and {@link
   * #fromServer13}).
   */
  void encrypted(Side from, int length, FrameRef frame) {
    if (!mayBe13()) {
      data(from, frame);
    } else if (serverHello != null || from == Side.SERVER || flightBegun) {
      if (from == Side.CLIENT) {
        fromClient13(length, frame);
      } else {
        fromServer13(length, frame);
      }
      last = from;
    }
  }

  private boolean mayBe13() {
    if (serverHello != null && serverHello.version() >= 0) {
      return serverHello.version() >= TlsHello.TLS_1_3;
    }
    return clientHello != null && clientHello.versions().contains(TlsHello.TLS_1_3);
  }

  /**
   * The client's second flight is a Finished alone, or Certificate and CertificateVerify before it
   * in the same or in records of their own. It is over with a record of a Finished' size, or when
   * the server speaks again; what the client sends then is data. If nothing in a flight has that
   * size, its first record held the whole flight and the second was data.
   */
  private void fromClient13(int length, FrameRef frame) {
    if (flightOver) {
      if (length > LONGEST_ALERT) {
        data(Side.CLIENT, frame);
      }
      return;
    }
    flightBegun = true;
    if (length < SHORTEST_FINISHED) {
      return;
    }
    flightRecords++;
    if (length <= LONGEST_FINISHED) {
      flightOver = true;
    } else if (flightRecords == 2) {
      secondInFlight = frame;
    }
  }

  /**
   * What the server sends before the client's second flight is its own flight. Behind it come
   * session tickets, which are no data: the first records of the first burst, if they have a
   * ticket's size. The rest is data, once the client has sent some.
   */
  private void fromServer13(int length, FrameRef frame) {
    if (!flightBegun) {
      return;
    }
    if (!flightOver) {
      flightOver = true;
      if (secondInFlight != null) {
        data(Side.CLIENT, secondInFlight);
      }
    }
    if (last != Side.SERVER) {
      bursts++;
      burstRecords = 0;
    }
    burstRecords++;
    boolean ticket =
        bursts == 1
            && burstRecords <= MOST_TICKETS
            && length >= SHORTEST_TICKET
            && length <= LONGEST_TICKET;
    if (dataFromClient != null && !ticket && length > LONGEST_ALERT) {
      data(Side.SERVER, frame);
    }
  }

  @Override
  public FrameRef start() {
    return Objects.requireNonNull(start);
  }

  @Override
  public int connection() {
    return link.connection;
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
        serverHello == null ? null : TlsHello.name(serverHello.version()),
        resumed(),
        List.of(),
        null,
        false,
        certificateRequest,
        helloDone,
        clientCertificateSeen(),
        List.of(),
        null,
        null,
        null,
        false,
        null,
        alerts,
        dataFromClient,
        dataFromServer,
        outcome());
  }

  /** TLS 1.3: a pre-shared key was taken; before: the server echoes the client's session id. */
  private boolean resumed() {
    if (serverHello == null) {
      return false;
    }
    if (serverHello.version() >= TlsHello.TLS_1_3) {
      return serverHello.hasPreSharedKey();
    }
    return clientHello != null
        && !serverHello.session().isEmpty()
        && serverHello.session().equals(clientHello.session());
  }

  private ClientCertificate clientCertificateSeen() {
    if (clientCertificate != null) {
      return clientCertificate ? ClientCertificate.SENT : ClientCertificate.EMPTY;
    }
    return helloDone != null && certificateRequest == null
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
