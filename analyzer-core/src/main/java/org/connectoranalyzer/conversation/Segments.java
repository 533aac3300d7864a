package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;

/** Where a segment without SYN stands in the sequence space of its conversation. */
final class Segments {
  /** Farther from what is expected than this: of another conversation on the same ports. */
  private static final long NEAR = 1L << 20;

  private Segments() {}

  /** The conversation that a segment belongs to: the latest, or an earlier one it was late for. */
  static ConversationBuilder owner(ConversationBuilder latest, PacketHeaders segment, int end) {
    ConversationBuilder before = latest.previous();
    if (before == null || fits(latest, segment, end) || !fits(before, segment, end)) {
      return latest;
    }
    return before;
  }

  private static boolean fits(ConversationBuilder conversation, PacketHeaders segment, int end) {
    FlowBuilder flow = conversation.flow(end);
    if (flow != null && flow.isAnchored()) {
      return flow.fits(segment.sequence(), NEAR);
    }
    FlowBuilder other = conversation.flow(1 - end);
    return other == null || !segment.isAck() || other.fits(segment.acknowledgment(), NEAR);
  }

  static boolean isNear(FlowBuilder flow, PacketHeaders segment) {
    return flow.fits(segment.sequence(), NEAR);
  }

  /**
   * Makes the first segment of a direction the place to count from; also where a SYN told another
   * one before and no payload came (a middlebox that answers SYNs itself). Whether it did.
   */
  static boolean anchor(FlowBuilder flow, PacketHeaders segment) {
    boolean known = flow.isAnchored() && (flow.hasPayload() || isNear(flow, segment));
    if (!known) {
      flow.anchor(segment.sequence());
    }
    return !known;
  }

  /**
   * Tells the other direction what is acknowledged of it; gives that position, {@link
   * Long#MIN_VALUE} if there is none.
   */
  static long acknowledge(
      Frame frame, ConversationBuilder conversation, PacketHeaders segment, int end) {
    FlowBuilder other = conversation.flow(1 - end);
    if (!segment.isAck()
        || other == null
        || !other.isAnchored()
        || !other.fits(segment.acknowledgment(), FlowBuilder.FAR)) {
      return conversation.needsOfClient(segment, end);
    }
    long position = other.position(segment.acknowledgment());
    other.acknowledge(frame, segment, position);
    PayloadStream stream = conversation.stream();
    if (stream != null) {
      stream.acknowledged(1 - end, position);
    }
    return position;
  }
}
