package org.connectoranalyzer.extract;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.packet.PacketHeaders;

/**
 * A field of the Internet checksum (RFC 1071) and the bytes that it covers, two ranges: a header
 * with what follows it, and the addresses of the pseudo header. A change is worked in as RFC 1624
 * says, without a look at the rest.
 */
record Checksum(int field, int start, int end, int addresses, int addressesEnd, Kind kind) {
  enum Kind {
    WHOLE,
    /** UDP: 0 would say that there is none. */
    NEVER_ZERO,
    /** What the sender left for its card to complete: the plain sum over the pseudo header. */
    PSEUDO_HEADER
  }

  /** Whether a change of this byte changes the checksum. */
  boolean covers(int offset) {
    boolean inAddresses = offset >= addresses && offset < addressesEnd;
    boolean inside = offset >= start && offset < end && offset != field && offset != field + 1;
    return inAddresses || (inside && kind != Kind.PSEUDO_HEADER);
  }

  /** The field's value once a byte that it covers has changed. */
  int after(int value, int offset, int old, int now) {
    boolean inAddresses = offset >= addresses && offset < addressesEnd;
    boolean high = (offset - (inAddresses ? addresses : start)) % 2 == 0;
    int before = high ? old << 8 : old;
    int behind = high ? now << 8 : now;
    boolean plain = kind == Kind.PSEUDO_HEADER;
    int sum = folded((plain ? value : ~value & 0xFFFF) + (~before & 0xFFFF) + behind);
    int changed = plain ? sum : ~sum & 0xFFFF;
    return changed == 0 && kind == Kind.NEVER_ZERO ? 0xFFFF : changed;
  }

  private static int folded(int sum) {
    int once = (sum & 0xFFFF) + (sum >>> 16);
    return (once & 0xFFFF) + (once >>> 16);
  }

  /** Whether the field holds the sum of the pseudo header, with the length or without (TSO). */
  static boolean isPseudoHeaderAlone(
      ByteView bytes, int addresses, int addressesEnd, int protocol, int length, int field) {
    if (protocol == PacketHeaders.ICMPV6 || !bytes.has(addresses, addressesEnd - addresses)) {
      return false;
    }
    int sum = protocol;
    for (int i = addresses; i < addressesEnd; i += 2) {
      sum += bytes.u16(i);
    }
    int value = bytes.u16(field);
    return value == folded(sum) || value == folded(sum + (length & 0xFFFF) + (length >>> 16));
  }
}
