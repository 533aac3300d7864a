package org.connectoranalyzer.conversation;

import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The last answers that found no SYN to answer. In a capture whose frames are out of order an
 * answer may stand before its SYN; a new attempt asks here for its own. Holds a fixed number.
 */
final class EarlyAnswers {
  private static final int MOST = 64;

  private final @Nullable EarlyAnswer[] ring = new EarlyAnswer[MOST];
  private int next;
  private int count;

  /**
   * One of them.
   *
   * @param client source of the SYN that it would answer; {@code server} its destination
   * @param acknowledgment ISN + 1 of that SYN
   * @param sequence of a SYN-ACK, its sender's ISN
   */
  record EarlyAnswer(
      SynAttempt.Answer answer,
      Endpoint client,
      Endpoint server,
      long acknowledgment,
      long sequence,
      long signature,
      long window,
      long packetId) {}

  void add(EarlyAnswer answer) {
    ring[next] = answer;
    next = (next + 1) % MOST;
    count = Math.min(count + 1, MOST);
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Takes out the oldest answer to a SYN; null if none is left. */
  @Nullable EarlyAnswer take(PacketHeaders syn) {
    for (int i = 0; i < count; i++) {
      int place = (next - count + i + MOST) % MOST;
      EarlyAnswer one = ring[place];
      if (one != null && answers(one, syn)) {
        ring[place] = null;
        return one;
      }
    }
    return null;
  }

  /** Whether one of them answers a SYN. */
  boolean has(PacketHeaders syn) {
    for (EarlyAnswer one : ring) {
      if (one != null && answers(one, syn)) {
        return true;
      }
    }
    return false;
  }

  private static boolean answers(EarlyAnswer one, PacketHeaders syn) {
    int distance = (int) (one.acknowledgment - syn.sequence());
    return distance >= 1
        && distance <= 1 + syn.payloadLength()
        && is(one.client, syn.sourcePort(), syn.sourceHigh(), syn.sourceLow())
        && is(one.server, syn.destinationPort(), syn.destinationHigh(), syn.destinationLow());
  }

  private static boolean is(Endpoint endpoint, int port, long high, long low) {
    IpAddress address = endpoint.address();
    return endpoint.port() == port && address.high() == high && address.low() == low;
  }
}
