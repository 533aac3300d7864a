package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;

/** The {@link HostDrop}s of one conversation while the capture is read. */
final class HostDrops {
  private static final int MOST = 64;
  private static final int DIRECTION = 3;
  private static final int INBOUND = 1;
  private static final int OUTBOUND = 2;

  private final List<Dropped> dropped = new ArrayList<>(1);

  /** One of them; {@code passed} where a copy of the packet was recorded behind it, undropped. */
  private static final class Dropped {
    final FrameRef frame;
    final int end;
    final int direction;
    final long sequence;
    final int length;
    boolean passed;

    Dropped(Frame frame, PacketHeaders headers, int end) {
      this.frame = ConversationTracker.reference(frame);
      this.end = end;
      direction = frame.packetFlags() & DIRECTION;
      sequence = headers.sequence();
      length = length(headers);
    }

    boolean isCopiedBy(FrameRef later, PacketHeaders headers, int from) {
      return end == from
          && sequence == headers.sequence()
          && length == length(headers)
          && frame.distance(later) <= TcpConversation.COPIES_WITHIN;
    }

    /** What the packet takes of the sequence space; a bare acknowledgment nothing. */
    private static int length(PacketHeaders headers) {
      return headers.payloadLength() + (headers.isSyn() || headers.isSynAck() ? 1 : 0);
    }
  }

  /** The frame that this end sent. */
  void add(Frame frame, PacketHeaders headers, int end) {
    if (dropped.size() < MOST) {
      dropped.add(new Dropped(frame, headers, end));
    }
  }

  /** The frame that this end sent went its way: so did a packet of which it is a copy. */
  void passed(Frame frame, PacketHeaders headers, int end) {
    FrameRef later = ConversationTracker.reference(frame);
    for (Dropped one : dropped) {
      one.passed |= one.isCopiedBy(later, headers, end);
    }
  }

  /** The records, once it is known which end is the client. */
  List<HostDrop> build(int client) {
    List<HostDrop> built = new ArrayList<>(dropped.size());
    for (Dropped one : dropped) {
      boolean sent = one.end == client;
      boolean here = one.direction == (sent ? OUTBOUND : INBOUND);
      boolean atClient = here && one.length > 0 && !one.passed;
      built.add(new HostDrop(one.frame, sent ? Side.CLIENT : Side.SERVER, atClient));
    }
    return built;
  }
}
