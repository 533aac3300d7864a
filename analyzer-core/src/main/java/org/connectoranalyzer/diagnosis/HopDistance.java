package org.connectoranalyzer.diagnosis;

/**
 * How many routers a packet has passed, by its TTL or hop limit: counted from the usual starts 64,
 * 128 and 255. Tells a device on the way from the machine that it poses as.
 */
public final class HopDistance {
  /**
   * A packet that comes from so many hops nearer or farther is another machine's; one or two may be
   * another path, or a load balancer and the machine behind it.
   */
  public static final int OTHER_MACHINE = 3;

  private HopDistance() {}

  /** Hops already passed. */
  public static int of(int ttl) {
    return (ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255) - ttl;
  }

  /** Whether packets with these TTLs (-1 unknown) come from different machines. */
  public static boolean differs(int ttl, int otherTtl) {
    return ttl >= 0 && otherTtl >= 0 && Math.abs(of(ttl) - of(otherTtl)) >= OTHER_MACHINE;
  }
}
