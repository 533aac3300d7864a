package org.connectoranalyzer.conversation;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/**
 * All conversations kept: an open-addressing table from five-tuple (both directions alike) to the
 * latest one, and all in order of first frames. When full, a quarter is given up at once: lone
 * unanswered SYNs first, then those whose payload nobody reads, those with payload, those with
 * repeated SYNs, and last the important ones; of a kind the oldest first. Likewise among those with
 * payload alone, where they are too many.
 */
final class ConversationTable {
  private static final int FIRST_SIZE = 1 << 10;
  private static final int SHARE_GIVEN_UP = 4;

  private final TrackerOptions options;
  private @Nullable ConversationBuilder[] slots = new ConversationBuilder[FIRST_SIZE];
  private @Nullable ConversationBuilder[] all = new ConversationBuilder[FIRST_SIZE];
  private int used;
  private int count;
  private int streams;

  /** What was found last: packets come in trains. */
  private @Nullable ConversationBuilder found;

  /** What is given up first has the least. */
  private enum Worth {
    LONE_SYN,
    UNREAD,
    READ,
    REPEATED_SYN
  }

  ConversationTable(TrackerOptions options) {
    this.options = options;
  }

  /** Canonical end of the source: 0 where its address and port are the lower ones, else 1. */
  static int sourceEnd(PacketHeaders headers) {
    int order = Long.compareUnsigned(headers.sourceHigh(), headers.destinationHigh());
    if (order == 0) {
      order = Long.compareUnsigned(headers.sourceLow(), headers.destinationLow());
    }
    if (order == 0) {
      order = Integer.compare(headers.sourcePort(), headers.destinationPort());
    }
    return order <= 0 ? 0 : 1;
  }

  /** The same for IPv4 and TCP, each source in the upper half of its word. */
  static int sourceEnd(long addresses, int ports) {
    int order = Long.compare(addresses >>> 32, addresses & 0xFFFF_FFFFL);
    return order < 0 || (order == 0 && ports >>> 16 <= (ports & 0xFFFF)) ? 0 : 1;
  }

  /** Both ports, that of end 0 in the upper half. */
  static int ports(PacketHeaders headers, int sourceEnd) {
    return sourceEnd == 0
        ? headers.sourcePort() << 16 | headers.destinationPort()
        : headers.destinationPort() << 16 | headers.sourcePort();
  }

  /**
   * Each word is mixed in after a multiplication, or a capture could be made whose addresses all
   * fall together; the highs first, since those of IPv4 are known beforehand. The ports stand low,
   * so that the multiplication carries both of them into the low bits.
   */
  static long hash(long high0, long low0, long high1, long low1, int ports) {
    long high = (high0 ^ HashSeed.VALUE) * 0x9E37_79B9_7F4A_7C15L;
    high = (high ^ high >>> 32 ^ high1) * 0xD6E8_FEB8_6659_FD93L;
    long hash = (high ^ high >>> 32 ^ low0) * 0x9E37_79B9_7F4A_7C15L;
    hash = (hash ^ hash >>> 32 ^ low1) * 0xD6E8_FEB8_6659_FD93L;
    hash = (hash ^ hash >>> 32 ^ Integer.toUnsignedLong(ports)) * 0x9E37_79B9_7F4A_7C15L;
    return hash ^ hash >>> 32;
  }

  /** The latest conversation of a packet's five-tuple; {@code end} is that of the source. */
  @Nullable ConversationBuilder find(PacketHeaders headers, int end) {
    boolean lower = end == 0;
    int ports = ports(headers, end);
    ConversationBuilder before = found;
    if (before != null && before.hasTuple(headers, end, ports)) {
      return before;
    }
    long hash =
        hash(
            lower ? headers.sourceHigh() : headers.destinationHigh(),
            lower ? headers.sourceLow() : headers.destinationLow(),
            lower ? headers.destinationHigh() : headers.sourceHigh(),
            lower ? headers.destinationLow() : headers.sourceLow(),
            ports);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    ConversationBuilder one = slots[slot];
    while (one != null && !one.hasTuple(headers, end, ports)) {
      slot = slot + 1 & mask;
      one = slots[slot];
    }
    found = one;
    return one;
  }

  /**
   * The same for IPv4 and TCP, each source in the upper half of its word. A search of its own: with
   * all six words of a five-tuple handed on, a large capture takes a tenth longer.
   */
  @Nullable ConversationBuilder find(long addresses, int sourcePorts, int end) {
    int shift = 32 * end;
    long low0 = addresses >>> (32 - shift) & 0xFFFF_FFFFL;
    long low1 = addresses >>> shift & 0xFFFF_FFFFL;
    int ports = Integer.rotateLeft(sourcePorts, 16 * end);
    ConversationBuilder before = found;
    if (before != null && before.hasTuple(low0, low1, ports)) {
      return before;
    }
    int mask = slots.length - 1;
    int slot = (int) hash(0, low0, 0, low1, ports) & mask;
    ConversationBuilder one = slots[slot];
    while (one != null && !one.hasTuple(low0, low1, ports)) {
      slot = slot + 1 & mask;
      one = slots[slot];
    }
    found = one;
    return one;
  }

  /** The latest conversation between two endpoints of the same IP version. */
  @Nullable ConversationBuilder find(Endpoint one, Endpoint other) {
    boolean ordered = one.compareTo(other) <= 0;
    Endpoint first = ordered ? one : other;
    Endpoint second = ordered ? other : one;
    IpAddress low = first.address();
    IpAddress high = second.address();
    int ports = first.port() << 16 | second.port();
    int mask = slots.length - 1;
    int slot = (int) hash(low.high(), low.low(), high.high(), high.low(), ports) & mask;
    ConversationBuilder found = slots[slot];
    while (found != null
        && !(found.endpoint(0).equals(first) && found.endpoint(1).equals(second))) {
      slot = slot + 1 & mask;
      found = slots[slot];
    }
    return found;
  }

  /** Whether nothing can be added before {@link #makeRoom}. */
  boolean isFull() {
    return count >= options.conversations();
  }

  /** Adds a conversation, the latest of its five-tuple from now on. */
  void add(ConversationBuilder conversation) {
    append(conversation);
    put(conversation);
  }

  /** Adds a conversation that stands beside the latest one of its five-tuple. */
  void addBeside(ConversationBuilder latest, ConversationBuilder conversation) {
    append(conversation);
    conversation.previous(latest.previous());
    latest.previous(conversation);
    conversation.markBeside();
  }

  private void append(ConversationBuilder conversation) {
    if (count == all.length) {
      all = Arrays.copyOf(all, Math.min(2 * count, options.conversations()));
    }
    all[count++] = conversation;
  }

  private void put(ConversationBuilder conversation) {
    found = null;
    if (2 * used >= slots.length) {
      grow();
    }
    int mask = slots.length - 1;
    int slot = (int) conversation.hash() & mask;
    ConversationBuilder one = slots[slot];
    while (one != null && !one.hasTupleOf(conversation)) {
      slot = slot + 1 & mask;
      one = slots[slot];
    }
    used += one == null ? 1 : 0;
    slots[slot] = conversation;
  }

  private void grow() {
    ConversationBuilder[] old = slots;
    slots = new ConversationBuilder[2 * old.length];
    used = 0;
    for (ConversationBuilder one : old) {
      if (one != null) {
        put(one);
      }
    }
  }

  /** Gives up a share of the conversations; {@code forgotten} is told of each. */
  void makeRoom(Consumer<ConversationBuilder> forgotten) {
    giveUp(count / SHARE_GIVEN_UP, one -> true, forgotten);
  }

  /** Whether no payload of one more conversation can be read before {@link #makeStreamRoom}. */
  boolean isFullOfStreams() {
    return streams >= options.streams();
  }

  /** The payload of one more conversation is read. */
  void streamOpened() {
    streams++;
  }

  /** Gives up a share of the conversations whose payload was read. */
  void makeStreamRoom(Consumer<ConversationBuilder> forgotten) {
    giveUp(streams / SHARE_GIVEN_UP, one -> one.stream() != null, forgotten);
  }

  private void giveUp(
      int share, Predicate<ConversationBuilder> among, Consumer<ConversationBuilder> forgotten) {
    int toGo = Math.max(1, share);
    for (Worth worth : Worth.values()) {
      toGo =
          giveUpOldest(
              toGo, one -> among.test(one) && worth(one) == worth && !isImportant(one), forgotten);
    }
    giveUpOldest(toGo, among, forgotten);
    compact();
  }

  /** Says how many are still to go. */
  private int giveUpOldest(
      int toGo, Predicate<ConversationBuilder> among, Consumer<ConversationBuilder> forgotten) {
    int left = toGo;
    for (int i = 0; left > 0 && i < count; i++) {
      ConversationBuilder one = all[i];
      if (one != null && !one.isForgotten() && among.test(one)) {
        one.forget();
        forgotten.accept(one);
        left--;
      }
    }
    return left;
  }

  private static Worth worth(ConversationBuilder one) {
    if (one.isUnansweredLoneSyn()) {
      return Worth.LONE_SYN;
    }
    if (one.hasRepeatedSyn()) {
      return Worth.REPEATED_SYN;
    }
    return one.stream() == null ? Worth.UNREAD : Worth.READ;
  }

  private boolean isImportant(ConversationBuilder one) {
    return options.important().test(one.endpoint(0).address())
        || options.important().test(one.endpoint(1).address());
  }

  private void compact() {
    found = null;
    Arrays.fill(slots, null);
    used = 0;
    streams = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      ConversationBuilder one = all[i];
      if (one != null && !one.isForgotten()) {
        all[kept++] = one;
        streams += one.stream() == null ? 0 : 1;
        ConversationBuilder before = one.previous();
        while (before != null && before.isForgotten()) {
          before = before.previous();
        }
        one.previous(before);
      }
    }
    Arrays.fill(all, kept, count, null);
    count = kept;
    for (int i = 0; i < count; i++) {
      ConversationBuilder one = all[i];
      if (one != null && !one.isBeside()) {
        put(one);
      }
    }
  }

  int count() {
    return count;
  }

  /** The {@code index}-th in order of first frames. */
  ConversationBuilder get(int index) {
    ConversationBuilder one = all[index];
    if (one == null) {
      throw new IllegalStateException("conversation " + index + " was given away");
    }
    return one;
  }

  /** Takes the {@code index}-th out, so that its memory is free once it is built. */
  ConversationBuilder giveAway(int index) {
    ConversationBuilder one = get(index);
    all[index] = null;
    return one;
  }

  /** Lets go of the table; {@link #find} finds nothing from now on. */
  void clearTuples() {
    slots = new ConversationBuilder[2];
    used = 0;
    found = null;
  }
}
