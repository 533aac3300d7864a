package org.connectoranalyzer.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of one TCP five-tuple, from its first frame until the port is reused after an
 * established connection (a new ISN after a failed attempt is a further attempt of the same one).
 * Built by {@link ConversationTracker}; immutable. Without a SYN in view {@code attempts} is empty
 * and nothing is judged about its opening.
 *
 * @param id 1-based, in order of first frames
 * @param rolesKnown whether a SYN, a SYN-ACK or the content told who is the client; else the port
 *     did
 * @param startTime least time of its frames, ns; {@link FrameRef#NO_TIME} if none has one
 * @param endTime greatest time of its frames, ns
 * @param clientMac source MAC of the client's frames as a 48-bit number; -1 unknown
 * @param ending the first RST or FIN; null while neither came
 * @param interfaceIndex interface of the first frame
 * @param hostDrops packets that the recording machine itself dropped, at most 64
 */
public record TcpConversation(
    int id,
    Endpoint client,
    Endpoint server,
    boolean rolesKnown,
    List<SynAttempt> attempts,
    FrameRef firstFrame,
    FrameRef lastFrame,
    long startTime,
    long endTime,
    Flow fromClient,
    Flow fromServer,
    long clientMac,
    @Nullable Ending ending,
    int interfaceIndex,
    List<HostDrop> hostDrops) {

  static final long COPIES_WITHIN = 100_000_000;

  /**
   * One direction. Copies of a packet count once.
   *
   * @param payloadBytes distinct payload bytes as the sequence numbers tell (seen or not cut)
   * @param dataSegments segments with payload, retransmitted ones included
   * @param retransmittedSegments segments whose whole payload was seen before and that are no
   *     copies and no keep-alives
   * @param missingBytes bytes that the other side acknowledged or that later segments jump over,
   *     but the capture does not hold
   * @param ttl of its last frame (IPv4 TTL, IPv6 hop limit); -1 none
   * @param acknowledged whether the other side acknowledged any of its payload
   * @param retransmissions the first of the retransmitted segments, at most 16
   * @param pause the last pause of a second or more before new payload; null if there was none
   * @param delivery what the other side's acknowledgments say of it
   */
  public record Flow(
      long frames,
      long payloadBytes,
      long dataSegments,
      long retransmittedSegments,
      long missingBytes,
      int ttl,
      boolean acknowledged,
      @Nullable FrameRef firstData,
      @Nullable FrameRef lastData,
      @Nullable FrameRef fin,
      @Nullable FrameRef rst,
      List<FrameRef> retransmissions,
      @Nullable Pause pause,
      Delivery delivery) {
    public Flow {
      retransmissions = List.copyOf(retransmissions);
    }
  }

  /** No new payload of a direction between these times (ns). */
  public record Pause(long from, long to) {}

  /**
   * Which sizes of segments arrive, by the other side's acknowledgments; payload bytes, 0 none.
   *
   * @param mss that this side's SYN or SYN-ACK announced; 0 unknown
   * @param largest largest segment in the capture
   * @param largestAcknowledged largest segment that the other side has; of what was sent again in
   *     other pieces, the pieces count
   * @param stop where acknowledgments stopped for good; null while they go on
   */
  public record Delivery(int mss, int largest, int largestAcknowledged, @Nullable Stop stop) {
    public static final Delivery NONE = new Delivery(0, 0, 0, null);
  }

  /**
   * The place up to which the other side has all, while more was sent: by a jump of the sequence
   * numbers, or by segments that were sent again from there.
   *
   * @param missing bytes from there on that the capture does not hold, though later ones came
   * @param repeated smallest segment that was sent again from there; 0 none
   * @param repeats how often one was
   * @param first frame that jumped, or the first repetition; {@code last} the last of these
   * @param answers segments without payload by which the other side named the place again
   * @param lastAnswer the last of them
   */
  public record Stop(
      long missing,
      int repeated,
      int repeats,
      FrameRef first,
      FrameRef last,
      int answers,
      @Nullable FrameRef lastAnswer) {}

  /**
   * Who ended it first, how and where: the first FIN or RST of the conversation.
   *
   * @param ttl remaining hops of that packet (IPv4 TTL, IPv6 hop limit), which tells a device that
   *     only poses as this side; -1 unknown
   * @param lastFromClient last payload of the client before it; {@code lastFromServer} likewise
   */
  public record Ending(
      Side by,
      boolean reset,
      FrameRef frame,
      int ttl,
      @Nullable FrameRef lastFromClient,
      @Nullable FrameRef lastFromServer) {}

  public TcpConversation {
    hostDrops = List.copyOf(hostDrops);
    attempts = List.copyOf(attempts);
  }

  /** Whether the client's own machine dropped this packet of a side, or a copy of it. */
  public boolean isDroppedAtClient(FrameRef packet, Side from) {
    return hostDrops.stream()
        .filter(drop -> drop.atClient() && drop.from() == from)
        .anyMatch(drop -> drop.frame().distance(packet) <= COPIES_WITHIN);
  }

  /** Whether that befell this packet of the client, and all that the client sent again. */
  public boolean neverLeftClient(FrameRef sent) {
    return isDroppedAtClient(sent, Side.CLIENT)
        && fromClient.retransmissions.stream().allMatch(r -> isDroppedAtClient(r, Side.CLIENT));
  }

  public Flow flow(Side side) {
    return side == Side.CLIENT ? fromClient : fromServer;
  }

  public Endpoint endpoint(Side side) {
    return side == Side.CLIENT ? client : server;
  }

  /** Whether the capture shows its opening (a SYN), so that the opening may be judged. */
  public boolean openingSeen() {
    return !attempts.isEmpty();
  }

  /** TTL or hop limit of the first SYN-ACK; -1 without one in view. */
  public int synAckTtl() {
    return attempts.stream()
        .flatMap(attempt -> attempt.answers().stream())
        .filter(answer -> answer.kind() == SynAttempt.AnswerKind.SYN_ACK)
        .mapToInt(SynAttempt.Answer::ttl)
        .findFirst()
        .orElse(-1);
  }

  /** Whether payload went in both directions or a handshake completed: something answered here. */
  public boolean established() {
    return attempts.isEmpty()
        ? fromClient.payloadBytes() > 0 && fromServer.payloadBytes() > 0
        : attempts.get(attempts.size() - 1).outcome() == SynAttempt.Outcome.ESTABLISHED;
  }

  /**
   * Whether silence of the server means anything: the capture holds its frames, and of a connection
   * that opened its SYN-ACK too. Where that one is missing, answers may be as well.
   */
  public boolean answersSeen() {
    boolean opened = openingSeen() && established();
    return fromServer.frames() > 0
        && (!opened || attempts.get(attempts.size() - 1).synAckFrame() != null);
  }
}
