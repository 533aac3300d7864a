package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TcpConversation.Ending;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.HopDistance;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.jspecify.annotations.Nullable;

/**
 * A session with a required host that its client began and that came to nothing (or has not come to
 * anything yet) without a readable fatal alert. {@link TlsReset}, {@link TlsNoAnswer} and {@link
 * TlsClosedEarly} share them out by how far they came and who ended them.
 */
record BrokenHandshake(TlsContact session) {
  /** A packet so much sooner than a round trip is not the server's. */
  private static final int SOONER = 4;

  /** Round trips below that are too short to compare (ns). */
  private static final long SURELY_FAR = 5_000_000;

  /** How far it came. */
  enum Step {
    CLIENT_HELLO,
    /** ServerHello, but not Finished of both; in TLS 1.3: of the client. */
    HANDSHAKE,
    FINISHED,
    /** Somewhere behind a ServerHello of a version that is not known. */
    UNKNOWN
  }

  /** Those of all clients, in order of first frames. */
  static List<BrokenHandshake> of(List<TlsContact> sessions) {
    List<BrokenHandshake> broken = new ArrayList<>();
    for (TlsContact session : sessions) {
      if (session.tls().clientHello() != null
          && !session.established()
          && session.fatalAlert() == null
          && !isAnsweredWithPage(session)) {
        broken.add(new BrokenHandshake(session));
      }
    }
    return broken;
  }

  /** The proxy's own answer in the tunnel is no matter of TLS. */
  private static boolean isAnsweredWithPage(TlsContact session) {
    ConnectExchange connect = session.contact().connect();
    return connect != null && connect.outcome() == ConnectOutcome.UNEXPECTED_ANSWER;
  }

  private TlsHandshake tls() {
    return session.tls();
  }

  private TcpConversation connection() {
    return session.connection();
  }

  FrameRef clientHello() {
    return Objects.requireNonNull(tls().clientHello());
  }

  boolean is13() {
    return "TLSv1.3".equals(tls().version());
  }

  Step step() {
    if (tls().serverHello() == null) {
      return Step.CLIENT_HELLO;
    }
    if (tls().version() == null) {
      return Step.UNKNOWN;
    }
    boolean finished = tls().clientFinished() != null && (is13() || tls().serverFinished() != null);
    return finished ? Step.FINISHED : Step.HANDSHAKE;
  }

  /** The first FIN or RST, if that side sent it. */
  @Nullable Ending ending(Side by) {
    Ending ending = connection().ending();
    return ending != null && ending.by() == by ? ending : null;
  }

  /**
   * Whether the client ended it when it had the server's whole flight, before its own (TLS 1.2).
   * Without the whole chain in hand nobody can say what it left at.
   */
  boolean leftByClient() {
    return step() == Step.HANDSHAKE
        && !is13()
        && tls().serverHelloDone() != null
        && tls().clientFinished() == null
        && ending(Side.CLIENT) != null
        && !tls().chainCut()
        && serverVisible();
  }

  /** Whether all that the server sent is in the capture, so that what is not there was not sent. */
  boolean serverVisible() {
    TcpConversation.Flow server = connection().fromServer();
    return server.frames() > 0 && server.missingBytes() == 0;
  }

  /** Whether the server sent any payload behind that frame. */
  boolean serverSpokeAfter(FrameRef frame) {
    FrameRef last = connection().fromServer().lastData();
    return last != null && last.compareTo(frame) > 0;
  }

  /** From a frame to the first FIN or RST, or to the end of the recording, ns. */
  long waited(ConnectorView view, FrameRef since) {
    Ending ending = connection().ending();
    return since.distance(ending == null ? view.endTime() : ending.frame().time());
  }

  boolean reachedOtherwise(ConnectorView view) {
    return view.reached(session.contact());
  }

  /** Starts the finding; a host that the client reached by another attempt is a warning. */
  Candidate.Builder candidate(ConnectorView view, Diagnosis diagnosis) {
    Candidate.Builder candidate =
        session
            .candidate(diagnosis)
            .owner(session.between())
            .count("sessions", 1)
            .fact("addresses", List.of(connection().server().address().toString()))
            .evidence(session.hellos());
    return reachedOtherwise(view) ? candidate.reachedOtherwise() : candidate;
  }

  /** Adds who sent the packet that ended it, as far as hops and time tell. */
  void tellSender(Candidate.Builder candidate, Ending ending) {
    int server = connection().synAckTtl();
    if (HopDistance.differs(ending.ttl(), server)) {
      candidate
          .fact("closingHops", HopDistance.of(ending.ttl()))
          .fact("serverHops", HopDistance.of(server));
    }
    long roundTrip = roundTrip();
    long after = clientHello().distance(ending.frame());
    if (step() == Step.CLIENT_HELLO && roundTrip >= SURELY_FAR && after < roundTrip / SOONER) {
      candidate.fact("roundTripMs", roundTrip / 1_000_000);
    }
  }

  /** From the SYN to the SYN-ACK, ns; 0 unknown. */
  long roundTrip() {
    for (SynAttempt attempt : connection().attempts()) {
      FrameRef synAck = attempt.synAckFrame();
      if (synAck != null) {
        return attempt.lastSyn().distance(synAck);
      }
    }
    return 0;
  }
}
