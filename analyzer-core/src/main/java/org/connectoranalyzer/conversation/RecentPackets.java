package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.Frame;

/**
 * Packets seen lately, to tell copies from new packets (definition: {@link Sighting}). A set-
 * associative cache of fixed size: a packet is forgotten when four later ones fell into its set, so
 * of a small capture nearly all is remembered. Allocates nothing after its making.
 */
final class RecentPackets {
  private static final int WAYS = 4;

  /** Words of a packet: signature, time, packet id. */
  private static final int PACKET = 3;

  private static final int SET = WAYS * PACKET;

  private final long[] packets;
  private final int setMask;

  /**
   * @param sets a power of two
   */
  RecentPackets(int sets) {
    packets = new long[sets * SET];
    setMask = sets - 1;
  }

  /** Whether it is a copy of a packet seen; if not, it is remembered. */
  boolean isCopy(long signature, long window, long time, long packetId) {
    long[] all = packets;
    int set = ((int) (signature >>> 32) & setMask) * SET;
    for (int at = set; at < set + SET; at += PACKET) {
      if (all[at] == signature && isSame(at, window, time, packetId)) {
        all[at + 1] = Math.max(all[at + 1], time);
        return true;
      }
    }
    System.arraycopy(all, set, all, set + PACKET, SET - PACKET);
    all[set] = signature;
    all[set + 1] = time;
    all[set + 2] = packetId;
    return false;
  }

  private boolean isSame(int at, long window, long time, long packetId) {
    boolean samePacketId = packetId != Frame.NO_PACKET_ID && packets[at + 2] == packetId;
    return samePacketId || Sighting.distance(packets[at + 1], time) <= window;
  }
}
