package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TcpConversation} while the capture is read. Its two ends are 0 and 1 in the canonical
 * order of {@link ConversationTable}; which is the client may be learnt late.
 */
final class ConversationBuilder {
  /** Attempts of one conversation; a further ISN begins another conversation. */
  private static final int MOST_ATTEMPTS = 64;

  /** How its roles are known. */
  enum Roles {
    BY_PORT,
    BY_HANDSHAKE
  }

  private final int id;
  private final int ipVersion;
  private final long high0;
  private final long low0;
  private final long high1;
  private final long low1;
  private final int ports;
  private final int interfaceIndex;
  private final int firstFile;
  private final long firstNumber;
  private final long firstTime;
  private int lastFile;
  private long lastNumber;
  private long lastTime;
  private long startTime = Long.MAX_VALUE;
  private long endTime = FrameRef.NO_TIME;
  private int clientEnd;
  private Roles roles = Roles.BY_PORT;
  private @Nullable FlowBuilder flow0;
  private @Nullable FlowBuilder flow1;
  private @Nullable AttemptBuilder attempt;
  private int attempts;
  private boolean established;
  private boolean hasData;
  private @Nullable FrameRef ending;
  private int endingEnd;
  private boolean endingReset;
  private int endingTtl;
  private @Nullable FrameRef lastData0;
  private @Nullable FrameRef lastData1;
  private @Nullable PayloadStream stream;
  private boolean streamDecided;
  private @Nullable ConversationBuilder previous;
  private boolean beside;
  private boolean forgotten;
  private long clientStart = PacketHeaders.ABSENT;
  private @Nullable HostDrops hostDrops;

  /** A conversation of this packet's five-tuple; {@code clientEnd} is a guess until told. */
  ConversationBuilder(int id, Frame frame, PacketHeaders headers, int sourceEnd, int clientEnd) {
    this.id = id;
    this.ipVersion = headers.ipVersion();
    boolean lower = sourceEnd == 0;
    this.high0 = lower ? headers.sourceHigh() : headers.destinationHigh();
    this.low0 = lower ? headers.sourceLow() : headers.destinationLow();
    this.high1 = lower ? headers.destinationHigh() : headers.sourceHigh();
    this.low1 = lower ? headers.destinationLow() : headers.sourceLow();
    this.ports = ConversationTable.ports(headers, sourceEnd);
    this.interfaceIndex = frame.interfaceIndex();
    this.firstFile = frame.file();
    this.firstNumber = frame.number();
    this.firstTime = ConversationTracker.time(frame);
    this.clientEnd = clientEnd;
  }

  int id() {
    return id;
  }

  /** The recording machine dropped this packet of it, which an end sent. */
  void droppedByHost(Frame frame, PacketHeaders headers, int end) {
    HostDrops drops = hostDrops == null ? new HostDrops() : hostDrops;
    drops.add(frame, headers, end);
    hostDrops = drops;
  }

  /** The recording machine let this packet of it pass. */
  void passedByHost(Frame frame, PacketHeaders headers, int end) {
    if (hostDrops != null) {
      hostDrops.passed(frame, headers, end);
    }
  }

  boolean hasTuple(PacketHeaders headers, int sourceEnd, int canonicalPorts) {
    if (ports != canonicalPorts || ipVersion != headers.ipVersion()) {
      return false;
    }
    return sourceEnd == 0
        ? isBetween(
            headers.sourceHigh(),
            headers.sourceLow(),
            headers.destinationHigh(),
            headers.destinationLow())
        : isBetween(
            headers.destinationHigh(),
            headers.destinationLow(),
            headers.sourceHigh(),
            headers.sourceLow());
  }

  private boolean isBetween(long firstHigh, long firstLow, long secondHigh, long secondLow) {
    return low0 == firstLow && low1 == secondLow && high0 == firstHigh && high1 == secondHigh;
  }

  /** Whether this is its five-tuple, of IPv4 addresses. */
  boolean hasTuple(long firstLow, long secondLow, int canonicalPorts) {
    return ports == canonicalPorts && low0 == firstLow && low1 == secondLow && ipVersion == 4;
  }

  boolean hasTupleOf(ConversationBuilder other) {
    return ports == other.ports
        && ipVersion == other.ipVersion
        && isBetween(other.high0, other.low0, other.high1, other.low1);
  }

  long hash() {
    return ConversationTable.hash(high0, low0, high1, low1, ports);
  }

  Endpoint endpoint(int end) {
    long high = end == 0 ? high0 : high1;
    long low = end == 0 ? low0 : low1;
    return new Endpoint(ipVersion == 4 ? IpAddress.v4(low) : IpAddress.v6(high, low), port(end));
  }

  int port(int end) {
    return end == 0 ? ports >>> 16 : ports & 0xFFFF;
  }

  int serverPort() {
    return port(1 - clientEnd);
  }

  int clientEnd() {
    return clientEnd;
  }

  /** A SYN-ACK stands before its SYN, and names the client's first byte. */
  void clientStartsAt(long sequence) {
    clientStart = sequence;
  }

  /**
   * The client's position that a segment of the server acknowledges while nothing of the client was
   * seen; {@link Long#MIN_VALUE} if nothing tells.
   */
  long needsOfClient(PacketHeaders segment, int end) {
    FlowBuilder client = flow(clientEnd);
    boolean told = clientStart != PacketHeaders.ABSENT && end != clientEnd && segment.isAck();
    return told && (client == null || !client.isAnchored())
        ? (int) (segment.acknowledgment() - clientStart)
        : Long.MIN_VALUE;
  }

  /** A SYN or SYN-ACK tells who is the client. */
  void clientIs(int end) {
    clientEnd = end;
    roles = Roles.BY_HANDSHAKE;
  }

  /** Earlier conversation of the same five-tuple; null if none is kept. */
  @Nullable ConversationBuilder previous() {
    return previous;
  }

  void previous(@Nullable ConversationBuilder conversation) {
    previous = conversation;
  }

  /** It stands beside the latest conversation of its five-tuple (simultaneous open). */
  void markBeside() {
    beside = true;
  }

  boolean isBeside() {
    return beside;
  }

  boolean isForgotten() {
    return forgotten;
  }

  void forget() {
    forgotten = true;
    if (stream != null) {
      stream.discard();
    }
  }

  @Nullable FlowBuilder flow(int end) {
    return end == 0 ? flow0 : flow1;
  }

  /** Counts a frame that is no copy; gives its direction. */
  FlowBuilder see(Frame frame, PacketHeaders headers, int end) {
    last(frame);
    FlowBuilder flow = flow(end);
    if (flow == null) {
      flow = new FlowBuilder();
      if (end == 0) {
        flow0 = flow;
      } else {
        flow1 = flow;
      }
    }
    flow.see(headers);
    return flow;
  }

  /** Takes the segment that comes next in order, whose payload nobody reads. */
  void next(Frame frame, int end, int timeToLive, long acknowledgment, int payload) {
    last(frame);
    FlowBuilder flow = end == 0 ? flow0 : flow1;
    FlowBuilder other = end == 0 ? flow1 : flow0;
    if (flow == null || other == null) {
      throw new IllegalStateException("a conversation of one direction expects nothing");
    }
    flow.next(frame, timeToLive, payload);
    hasData |= payload > 0;
    long position = other.position(acknowledgment);
    other.acknowledge(frame, payload == 0, position);
    if (stream != null) {
      stream.acknowledged(1 - end, position);
      if (payload > 0) {
        stream.pass(end, flow.next());
      }
    }
  }

  /** No opening is under way. */
  boolean isOpen() {
    return attempt == null || established;
  }

  /** Payload of an end is only counted if it is the next in order. */
  boolean isUnread(int end) {
    return streamDecided && (stream == null || stream.isUnread(end));
  }

  private void last(Frame frame) {
    lastFile = frame.file();
    lastNumber = frame.number();
    lastTime = ConversationTracker.time(frame);
    if (frame.hasTime()) {
      startTime = Math.min(startTime, lastTime);
      endTime = Math.max(endTime, lastTime);
    }
  }

  /** The latest attempt; null if no SYN is in view. */
  @Nullable AttemptBuilder attempt() {
    return attempt;
  }

  /** The attempt with a key; null if it has none. */
  @Nullable AttemptBuilder attempt(int end, long isn) {
    AttemptBuilder one = attempt;
    while (one != null && !one.hasKey(end, isn)) {
      one = one.earlier();
    }
    return one;
  }

  boolean takesAttempts() {
    return !established && !hasData && attempts < MOST_ATTEMPTS;
  }

  void add(AttemptBuilder next) {
    if (attempt != null) {
      attempt.supersede();
    }
    attempt = next;
    attempts++;
    reopen();
  }

  /** A SYN after an end takes the end back. */
  void reopen() {
    ending = null;
  }

  boolean isEstablished() {
    return established;
  }

  void establish() {
    established = true;
  }

  boolean hasData() {
    return hasData;
  }

  void markData() {
    hasData = true;
  }

  /** The first FIN or RST. */
  void end(int end, boolean reset, FrameRef frame, int ttl) {
    if (ending == null) {
      ending = frame;
      endingTtl = ttl;
      endingEnd = end;
      endingReset = reset;
      lastData0 = flow0 == null ? null : flow0.lastData();
      lastData1 = flow1 == null ? null : flow1.lastData();
    }
  }

  @Nullable PayloadStream stream() {
    return stream;
  }

  /** Whether the factory was asked, whatever it answered. */
  boolean isStreamDecided() {
    return streamDecided;
  }

  void stream(@Nullable PayloadStream opened) {
    stream = opened;
    streamDecided = true;
  }

  boolean isUnansweredLoneSyn() {
    return attempts == 1 && attempt != null && attempt.isLoneSyn() && !hasData;
  }

  boolean hasRepeatedSyn() {
    AttemptBuilder one = attempt;
    while (one != null && !one.isRepeated()) {
      one = one.earlier();
    }
    return one != null;
  }

  TcpConversation build(RecordingEnd recordingEnd) {
    Boolean told = clientByContent();
    int client = clientEnd;
    if (roles == Roles.BY_PORT && stream != null && told != null) {
      client = told ? stream.clientEnd() : 1 - stream.clientEnd();
    }
    List<SynAttempt> built = new ArrayList<>(attempts);
    for (AttemptBuilder one = attempt; one != null; one = one.earlier()) {
      built.add(one.build(recordingEnd));
    }
    Collections.reverse(built);
    FrameRef end = ending;
    Side by = endingEnd == client ? Side.CLIENT : Side.SERVER;
    FlowBuilder clientFlow = flow(client);
    return new TcpConversation(
        id,
        endpoint(client),
        endpoint(1 - client),
        roles != Roles.BY_PORT || told != null,
        built,
        new FrameRef(firstFile, firstNumber, firstTime),
        new FrameRef(lastFile, lastNumber, lastTime),
        endTime == FrameRef.NO_TIME ? FrameRef.NO_TIME : startTime,
        endTime,
        build(clientFlow),
        build(flow(1 - client)),
        clientFlow == null ? PacketHeaders.ABSENT : clientFlow.mac(),
        end == null ? null : ending(end, by, client),
        interfaceIndex,
        hostDrops == null ? List.of() : hostDrops.build(client));
  }

  private TcpConversation.Ending ending(FrameRef frame, Side by, int client) {
    return new TcpConversation.Ending(
        by,
        endingReset,
        frame,
        endingTtl,
        client == 0 ? lastData0 : lastData1,
        client == 0 ? lastData1 : lastData0);
  }

  /** Whether content told that the stream's client is the client; null if it told nothing. */
  private @Nullable Boolean clientByContent() {
    Side told = stream == null ? null : stream.dissector().client();
    return told == null ? null : told == Side.CLIENT;
  }

  private static TcpConversation.Flow build(@Nullable FlowBuilder flow) {
    return flow == null ? FlowBuilder.NOTHING : flow.build();
  }
}
