package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.conversation.StreamDissector.Beginning;
import org.connectoranalyzer.packet.DecodeStatus;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes conversations of frames: {@link #accept} takes each frame of a recording once, in capture
 * order, {@link #finish} gives what they amount to. Allocates nothing for a frame of a known
 * conversation in order. Not thread-safe; of no use after {@code finish}. No content makes it
 * throw; what exceeds its bounds is forgotten and counted.
 */
public final class ConversationTracker {
  private static final int DNS = 53;
  private static final int RECENT_SETS = 1 << 13;

  private final StreamDissector.Factory factory;
  private final Roles roles;
  private final ConversationTable table;
  private final PayloadBudget budget;
  private final Handshakes handshakes = new Handshakes();
  private final IcmpErrors icmpErrors = new IcmpErrors();
  private final FrameCounts counts = new FrameCounts();

  /** Openings, ends and datagrams are few; apart from bulk data they are remembered far longer. */
  private final RecentPackets recentControl = new RecentPackets(RECENT_SETS);

  private final RecentPackets recentData = new RecentPackets(RECENT_SETS);
  private final HeaderPrediction prediction;
  private int nextId = 1;
  private long forgotten;
  private long forgottenConnectorPorts;
  private long forgottenStreams;
  private boolean hostDropsSeen;

  public ConversationTracker(TrackerOptions options, StreamDissector.Factory factory) {
    this.factory = factory;
    this.roles = new Roles(options.proxyPorts());
    this.table = new ConversationTable(options);
    this.budget = new PayloadBudget(options);
    this.prediction = new HeaderPrediction(table, counts, recentData);
  }

  /** Takes the next frame if it holds what was expected next; else {@link #accept} has to. */
  public boolean predicted(Frame frame) {
    return !frame.droppedByHost() && prediction.take(frame);
  }

  /** Takes the next frame and what was decoded of it; neither is kept. */
  public void accept(Frame frame, PacketHeaders headers) {
    counts.count(frame, headers);
    if (headers.status() != DecodeStatus.DECODED) {
      return;
    }
    if (headers.isSyn()) {
      syn(frame, headers, ConversationTable.sourceEnd(headers));
    } else if (isCopy(frame, headers)) {
      counts.duplicate();
    } else if (headers.isTcp()) {
      tcp(frame, headers, ConversationTable.sourceEnd(headers));
    } else if (headers.isUdp()) {
      udp(frame, headers);
    } else if (headers.isIcmpError()) {
      icmpErrors.take(frame, headers, table, handshakes);
    }
    hostDropsSeen |= frame.droppedByHost();
    if (hostDropsSeen && headers.isTcp()) {
      judgedByHost(frame, headers, ConversationTable.sourceEnd(headers));
    }
  }

  /** Whether or not it is a copy: a recorder may show a packet several times, the drop last. */
  private void judgedByHost(Frame frame, PacketHeaders headers, int end) {
    ConversationBuilder conversation = table.find(headers, end);
    if (conversation == null) {
      return;
    }
    if (frame.droppedByHost()) {
      conversation.droppedByHost(frame, headers, end);
    } else {
      conversation.passedByHost(frame, headers, end);
    }
  }

  /** The time of a frame, {@link FrameRef#NO_TIME} if it has none. */
  static long time(Frame frame) {
    return frame.hasTime() ? frame.time() : FrameRef.NO_TIME;
  }

  static FrameRef reference(Frame frame) {
    return new FrameRef(frame.file(), frame.number(), time(frame));
  }

  private boolean isCopy(Frame frame, PacketHeaders headers) {
    boolean bulk = headers.isTcp() && !headers.isSynAck() && !headers.isRst() && !headers.isFin();
    RecentPackets recent = bulk ? recentData : recentControl;
    long signature = Sighting.signature(headers);
    return recent.isCopy(signature, Sighting.window(headers), time(frame), frame.packetId());
  }

  private void syn(Frame frame, PacketHeaders syn, int end) {
    ConversationBuilder latest = table.find(syn, end);
    switch (handshakes.known(frame, syn, end, latest)) {
      case COPY -> counts.duplicate();
      case RETRANSMISSION -> {}
      case NEW -> {
        ConversationBuilder conversation = opened(frame, syn, end, latest);
        handshakes.begin(frame, syn, end, conversation);
        if (syn.payloadLength() > 0) {
          payload(frame, syn, end, conversation, Long.MIN_VALUE);
        }
      }
    }
  }

  private ConversationBuilder opened(
      Frame frame, PacketHeaders syn, int end, @Nullable ConversationBuilder latest) {
    if (latest == null) {
      return open(frame, syn, end, end, null);
    }
    if (handshakes.joins(latest, syn, end)) {
      return latest;
    }
    boolean crossing =
        latest.attempt() != null && latest.clientEnd() != end && latest.takesAttempts();
    if (!crossing) {
      return open(frame, syn, end, end, latest);
    }
    makeRoom();
    ConversationBuilder beside = new ConversationBuilder(nextId++, frame, syn, end, end);
    table.addBeside(latest, beside);
    return beside;
  }

  private ConversationBuilder open(
      Frame frame,
      PacketHeaders headers,
      int end,
      int clientEnd,
      @Nullable ConversationBuilder previous) {
    makeRoom();
    ConversationBuilder opened = new ConversationBuilder(nextId++, frame, headers, end, clientEnd);
    opened.previous(previous == null || previous.isForgotten() ? null : previous);
    table.add(opened);
    return opened;
  }

  private void makeRoom() {
    if (table.isFull()) {
      table.makeRoom(this::forgotten);
    }
  }

  private void forgotten(ConversationBuilder conversation) {
    forgotten++;
    if (roles.isConnectorPort(conversation.serverPort())) {
      forgottenConnectorPorts++;
    }
  }

  private void tcp(Frame frame, PacketHeaders headers, int end) {
    ConversationBuilder latest = table.find(headers, end);
    if (headers.isSynAck()) {
      synAck(frame, headers, end, latest);
      return;
    }
    if (latest == null) {
      int client = roles.guessClient(end, headers.sourcePort(), headers.destinationPort());
      latest = open(frame, headers, end, client, null);
    }
    ConversationBuilder conversation = Segments.owner(latest, headers, end);
    if (headers.isRst()) {
      rst(frame, headers, end, conversation);
    } else {
      segment(frame, headers, end, conversation);
    }
  }

  private void synAck(
      Frame frame, PacketHeaders synAck, int end, @Nullable ConversationBuilder latest) {
    ConversationBuilder conversation = latest;
    if (conversation == null || !handshakes.knows(conversation, synAck, end)) {
      conversation = open(frame, synAck, end, 1 - end, latest);
      conversation.clientIs(1 - end);
    }
    if (!handshakes.synAck(frame, synAck, end, conversation, ends(conversation))) {
      counts.duplicate();
    }
  }

  private static Endpoint[] ends(ConversationBuilder conversation) {
    return new Endpoint[] {conversation.endpoint(0), conversation.endpoint(1)};
  }

  private void rst(Frame frame, PacketHeaders rst, int end, ConversationBuilder conversation) {
    Handshakes.RstKind kind = handshakes.rst(frame, rst, end, conversation, ends(conversation));
    if (kind == Handshakes.RstKind.COPY) {
      counts.duplicate();
      return;
    }
    FlowBuilder flow = conversation.see(frame, rst, end);
    boolean opening = conversation.attempt() != null && !conversation.isEstablished();
    if (kind == Handshakes.RstKind.OPENING || (!opening && Segments.isNear(flow, rst))) {
      FrameRef reference = reference(frame);
      flow.rst(reference);
      conversation.end(end, true, reference, rst.ttl());
      PayloadStream stream = conversation.stream();
      if (stream != null) {
        stream.reset(end, reference);
      }
    }
  }

  private void segment(
      Frame frame, PacketHeaders segment, int end, ConversationBuilder conversation) {
    FlowBuilder flow = conversation.see(frame, segment, end);
    if (conversation.attempt() != null && !conversation.isEstablished()) {
      handshakes.segment(frame, segment, end, conversation);
    }
    boolean begun = Segments.anchor(flow, segment);
    flow.reach(frame, flow.position(segment.sequence()));
    long needs = Segments.acknowledge(frame, conversation, segment, end);
    if (segment.payloadLength() > 0) {
      if (begun) {
        beginMidStream(conversation, end);
      }
      conversation.markData();
      payload(frame, segment, end, conversation, needs);
    }
    if (segment.isFin()) {
      fin(frame, segment, end, conversation, flow);
    }
  }

  private void beginMidStream(ConversationBuilder conversation, int end) {
    PayloadStream stream = stream(conversation);
    if (stream != null) {
      stream.beginTentatively(end);
    }
  }

  private void payload(
      Frame frame, PacketHeaders segment, int end, ConversationBuilder conversation, long needs) {
    FlowBuilder flow = conversation.flow(end);
    if (flow == null) {
      return;
    }
    long position = flow.position(segment.sequence() + (segment.isSyn() ? 1 : 0));
    if (flow.isKeepAlive(position, segment.payloadLength()) || flow.isOutside(position)) {
      return;
    }
    flow.payload(frame, position, segment.payloadLength());
    PayloadStream stream = stream(conversation);
    if (stream != null) {
      stream.segment(frame, segment, end, position, needs);
    }
  }

  private @Nullable PayloadStream stream(ConversationBuilder conversation) {
    if (!conversation.isStreamDecided()) {
      int client = conversation.clientEnd();
      StreamDissector dissector =
          factory.open(
              conversation.id(),
              conversation.endpoint(client),
              conversation.endpoint(1 - client),
              conversation.attempt() == null ? Beginning.CAPTURE : Beginning.CONNECTION);
      PayloadStream opened = dissector == null ? null : opened(dissector, client);
      conversation.stream(opened);
      if (opened != null) {
        tellEarlyFin(conversation, opened, 0);
        tellEarlyFin(conversation, opened, 1);
      }
    }
    return conversation.stream();
  }

  private PayloadStream opened(StreamDissector dissector, int client) {
    if (table.isFullOfStreams()) {
      long before = forgotten;
      table.makeStreamRoom(this::forgotten);
      forgottenStreams += forgotten - before;
    }
    table.streamOpened();
    return new PayloadStream(dissector, budget, client);
  }

  /** A FIN may stand before the payload that it ends, and before any other. */
  private static void tellEarlyFin(
      ConversationBuilder conversation, PayloadStream stream, int end) {
    FlowBuilder flow = conversation.flow(end);
    FrameRef fin = flow == null ? null : flow.fin();
    if (flow != null && fin != null) {
      stream.fin(end, flow.finPosition(), fin);
    }
  }

  private static void fin(
      Frame frame, PacketHeaders fin, int end, ConversationBuilder owner, FlowBuilder flow) {
    FrameRef reference = reference(frame);
    long position = flow.position(fin.sequence()) + fin.payloadLength();
    flow.fin(reference, position);
    owner.end(end, false, reference, fin.ttl());
    PayloadStream stream = owner.stream();
    if (stream != null) {
      stream.fin(end, position, reference);
    }
  }

  private void udp(Frame frame, PacketHeaders headers) {
    boolean dns = headers.sourcePort() == DNS || headers.destinationPort() == DNS;
    if (!dns || headers.payloadCaptured() == 0) {
      return;
    }
    PayloadChunk chunk = budget.chunk();
    chunk.bytes().wrapSlice(headers.bytes(), headers.payloadOffset(), headers.payloadCaptured());
    chunk.at(frame.file(), frame.number(), time(frame));
    factory.datagram(
        IcmpErrors.source(headers), IcmpErrors.destination(headers), headers.sourceMac(), chunk);
  }

  /** Ends all streams and builds the records. */
  public Conversations finish() {
    for (int i = 0; i < table.count(); i++) {
      PayloadStream stream = table.get(i).stream();
      if (stream != null) {
        stream.flush();
      }
    }
    List<IcmpRejection> icmp = icmpErrors.build(table);
    table.clearTuples();
    List<TcpConversation> tcp = new ArrayList<>(table.count());
    for (int i = 0; i < table.count(); i++) {
      tcp.add(table.giveAway(i).build(counts.recordingEnd()));
    }
    return counts.conversations(
        tcp, icmp, forgotten, forgottenConnectorPorts, forgottenStreams, budget.exceeded());
  }
}
