package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.Frame;

/**
 * Packets seen lately, to tell copies from new packets (definition: {@link Sighting}). A set-
 * associative cache of fixed size: a packet is forgotten when four later ones fell into its set, so
 * of a small capture nearly all is remembered. Allocates nothing after its making.
 */
final class RecentPackets {
  private static final int WAYS = 4;

  private final long[] signatures;
  private final long[] times;
  private final long[] packetIds;
  private final int setMask;

  /**
   * @param sets a power of two
   */
  RecentPackets(int sets) {
    signatures = new long[sets * WAYS];
    times = new long[sets * WAYS];
    packetIds = new long[sets * WAYS];
    setMask = sets - 1;
  }

  /** Whether it is a copy of a packet seen; if not, it is remembered. */
  boolean isCopy(long signature, long window, long time, long packetId) {
    int set = ((int) (signature >>> 32) & setMask) * WAYS;
    for (int way = set; way < set + WAYS; way++) {
      if (signatures[way] == signature && isSame(way, window, time, packetId)) {
        times[way] = Math.max(times[way], time);
        return true;
      }
    }
    for (int way = set + WAYS - 1; way > set; way--) {
      signatures[way] = signatures[way - 1];
      times[way] = times[way - 1];
      packetIds[way] = packetIds[way - 1];
    }
    signatures[set] = signature;
    times[set] = time;
    packetIds[set] = packetId;
    return false;
  }

  private boolean isSame(int way, long window, long time, long packetId) {
    boolean samePacketId = packetId != Frame.NO_PACKET_ID && packetIds[way] == packetId;
    return samePacketId || Sighting.distance(times[way], time) <= window;
  }
}
