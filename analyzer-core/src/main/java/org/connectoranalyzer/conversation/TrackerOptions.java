package org.connectoranalyzer.conversation;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Bounds of a {@link ConversationTracker}, and what it gives up last when they are reached.
 *
 * @param conversations most TCP conversations kept at a time; the default fits, with the records
 *     made of them, into a heap of 512 MiB
 * @param streams most of them whose payload was read: each takes several times the memory
 * @param reassemblyWindow most bytes a direction that wait for bytes missing before them
 * @param heldBytes most bytes that wait so in all conversations together
 * @param proxyPorts ports told to be a proxy's: server side where no handshake tells
 * @param important addresses whose conversations are given up last, as known when it is asked
 *     (named by DNS, used as a proxy)
 */
public record TrackerOptions(
    int conversations,
    int streams,
    int reassemblyWindow,
    long heldBytes,
    Set<Integer> proxyPorts,
    Predicate<IpAddress> important) {
  private static final int CONVERSATIONS = 250_000;
  private static final int STREAMS = 50_000;
  private static final int WINDOW = 64 << 10;
  private static final long HELD_BYTES = 32L << 20;

  public TrackerOptions {
    if (conversations < 1 || streams < 1 || reassemblyWindow < 1 || heldBytes < 1) {
      throw new IllegalArgumentException("a limit of the tracker is less than 1");
    }
    proxyPorts = Set.copyOf(proxyPorts);
  }

  public static TrackerOptions defaults() {
    return new TrackerOptions(
        CONVERSATIONS, STREAMS, WINDOW, HELD_BYTES, Set.of(), address -> false);
  }

  public TrackerOptions withConversations(int most) {
    return new TrackerOptions(most, streams, reassemblyWindow, heldBytes, proxyPorts, important);
  }

  public TrackerOptions withStreams(int most) {
    return new TrackerOptions(
        conversations, most, reassemblyWindow, heldBytes, proxyPorts, important);
  }

  public TrackerOptions withReassemblyWindow(int bytes) {
    return new TrackerOptions(conversations, streams, bytes, heldBytes, proxyPorts, important);
  }

  public TrackerOptions withHeldBytes(long bytes) {
    return new TrackerOptions(
        conversations, streams, reassemblyWindow, bytes, proxyPorts, important);
  }

  public TrackerOptions withProxyPorts(Set<Integer> ports) {
    return new TrackerOptions(
        conversations, streams, reassemblyWindow, heldBytes, ports, important);
  }

  public TrackerOptions withImportant(Predicate<IpAddress> addresses) {
    return new TrackerOptions(
        conversations, streams, reassemblyWindow, heldBytes, proxyPorts, addresses);
  }
}
