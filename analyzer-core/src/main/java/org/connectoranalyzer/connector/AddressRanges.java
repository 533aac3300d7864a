package org.connectoranalyzer.connector;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.conversation.IpAddress;

/**
 * Address ranges with the tag of each, both families. Two ranges never overlap by a part: one holds
 * the other, so all ranges around an address are found from the last one that begins before it,
 * outwards. Immutable.
 */
final class AddressRanges {
  /**
   * All addresses that share the first bits of one.
   *
   * @param first the lowest of them
   * @param length number of the bits
   */
  record Range(IpAddress first, int length, String tag) implements Comparable<Range> {
    Range {
      first = masked(first, length);
    }

    /** Outer ranges before inner ones; of the same addresses a region's tag, which says more. */
    @Override
    public int compareTo(Range other) {
      int order = first.compareTo(other.first);
      order = order != 0 ? order : Integer.compare(length, other.length);
      if (order == 0) {
        order = ServiceTags.service(tag).compareTo(ServiceTags.service(other.tag));
      }
      return order != 0 ? order : other.tag.compareTo(tag);
    }

    boolean holds(IpAddress address) {
      return address.version() == first.version() && masked(address, length).equals(first);
    }

    /**
     * Whether both are of the same addresses and the same service: a region's tag and the whole.
     */
    private boolean repeats(Range other) {
      return first.equals(other.first)
          && length == other.length
          && ServiceTags.service(tag).equals(ServiceTags.service(other.tag));
    }
  }

  private static final int NONE = -1;

  private final Range[] ranges;

  /** For each range the next one around it, or NONE. */
  private final int[] around;

  AddressRanges(List<Range> unordered) {
    List<Range> ordered = new ArrayList<>(unordered);
    ordered.sort(null);
    List<Range> kept = new ArrayList<>(ordered.size());
    for (Range range : ordered) {
      if (kept.isEmpty() || !kept.get(kept.size() - 1).repeats(range)) {
        kept.add(range);
      }
    }
    ranges = kept.toArray(Range[]::new);
    around = new int[ranges.length];
    for (int i = 0; i < ranges.length; i++) {
      around[i] = holder(i - 1, ranges[i].first);
    }
  }

  boolean isEmpty() {
    return ranges.length == 0;
  }

  /** Tags of all ranges around the address, the narrowest first. */
  List<String> tags(IpAddress address) {
    List<String> tags = new ArrayList<>();
    for (int i = holder(last(address), address); i != NONE; i = around[i]) {
      tags.add(ranges[i].tag);
    }
    return tags;
  }

  /** The last range that begins at or before the address; NONE if none does. */
  private int last(IpAddress address) {
    int from = 0;
    int to = ranges.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (ranges[middle].first.compareTo(address) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from - 1;
  }

  /** This range or the first around it that holds the address; NONE if none does. */
  private int holder(int range, IpAddress address) {
    int i = range;
    while (i != NONE && !ranges[i].holds(address)) {
      i = around[i];
    }
    return i;
  }

  /** The lowest address with the same first bits. */
  private static IpAddress masked(IpAddress address, int length) {
    if (address.version() == 4) {
      return IpAddress.v4(length == 0 ? 0 : address.low() & (-1L << (32 - length)));
    }
    long high = length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    long low = length <= 64 ? 0 : -1L << (128 - length);
    return IpAddress.v6(address.high() & high, address.low() & low);
  }
}
