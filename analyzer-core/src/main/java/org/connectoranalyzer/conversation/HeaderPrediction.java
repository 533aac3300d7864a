package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.LinkTypes;

/**
 * The short way for what most frames of a big capture are: segments of an open connection that come
 * next in order, without payload or with payload that nobody reads. TCP stacks take them apart in
 * the same way (RFC 1323 calls it header prediction). Reads an Ethernet, IPv4 and TCP header at
 * fixed offsets and accounts for it; whatever is otherwise is left alone, for the long way through
 * {@link ConversationTracker#accept}, which would have come to the same.
 */
final class HeaderPrediction {
  private static final int ETHERNET_HEADER = 14;
  private static final int IP_HEADER = 20;
  private static final int TCP_HEADER = 20;
  private static final int SHORTEST = ETHERNET_HEADER + IP_HEADER + TCP_HEADER;
  private static final int TCP = 6;

  /** EtherType, version and header length of IPv4 without options. */
  private static final long PLAIN_IPV4 = 0x0800_45;

  private static final int FRAGMENT = 0x3FFF;

  /** URG, ACK, RST, SYN, FIN: of these only ACK may be set. */
  private static final int TELLING_FLAGS = 0x37;

  private static final int ACK = 0x10;

  private final ConversationTable table;
  private final FrameCounts counts;
  private final RecentPackets recent;

  HeaderPrediction(ConversationTable table, FrameCounts counts, RecentPackets recent) {
    this.table = table;
    this.counts = counts;
    this.recent = recent;
  }

  /** Takes the frame if it is what was expected; false leaves all as it was. */
  boolean take(Frame frame) {
    ByteView bytes = frame.bytes();
    if (!bytes.has(SHORTEST) || frame.linkType() != LinkTypes.ETHERNET || !frame.hasTime()) {
      return false;
    }
    long ip = bytes.u64(12);
    long protocol = bytes.u64(20);
    long control = bytes.u64(42);
    int flags = (int) control >>> 16 & 0xFF;
    int id = (int) ip & 0xFFFF;
    if (ip >>> 40 != PLAIN_IPV4
        || (protocol >>> 32 & 0xFF) != TCP
        || (protocol >>> 48 & FRAGMENT) != 0
        || (flags & TELLING_FLAGS) != ACK
        || id == 0) {
      return false;
    }
    int total = (int) ip >>> 16;
    int header = ((int) control >>> 28) * 4;
    int payload = total - IP_HEADER - header;
    if (header < TCP_HEADER || payload < 0) {
      return false;
    }
    long addresses = bytes.u64(26);
    long numbers = bytes.u64(34);
    int ports = (int) (numbers >>> 32);
    int end = ConversationTable.sourceEnd(addresses, ports);
    ConversationBuilder conversation = table.find(addresses, ports, end);
    if (conversation == null || !isExpected(conversation, end, numbers, control, payload)) {
      return false;
    }
    counts.count(frame, bytes.length() < ETHERNET_HEADER + total);
    long places = numbers << 32 | control >>> 32;
    long signature = Sighting.place(addresses, ports, places, flags, payload, id);
    if (recent.isCopy(signature, Sighting.SAME_IDENTIFICATION, frame.time(), frame.packetId())) {
      counts.duplicate();
    } else {
      conversation.next(frame, end, (int) (protocol >>> 40) & 0xFF, control >>> 32, payload);
    }
    return true;
  }

  private static boolean isExpected(
      ConversationBuilder conversation, int end, long numbers, long control, int payload) {
    FlowBuilder flow = conversation.flow(end);
    FlowBuilder other = conversation.flow(1 - end);
    return flow != null
        && other != null
        && conversation.isOpen()
        && flow.expects(numbers)
        && other.mayHaveSent(control >>> 32)
        && (payload == 0 || conversation.isUnread(end));
  }
}
