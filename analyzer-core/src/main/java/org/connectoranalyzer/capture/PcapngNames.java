package org.connectoranalyzer.capture;

import java.util.ArrayList;
import java.util.List;

/** Collects the address names of Name Resolution Blocks, the first ones up to a limit. */
final class PcapngNames {
  private static final int LONGEST_NAME = 253;
  private static final int END = 0;
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;

  private final List<AddressName> found = new ArrayList<>();
  private final int most;
  private long omitted;

  PcapngNames(int most) {
    this.most = most;
  }

  List<AddressName> found() {
    return found;
  }

  long omitted() {
    return omitted;
  }

  void read(ByteView body, boolean littleEndian) {
    int position = 0;
    while (body.has(position, 4)) {
      int type = littleEndian ? body.u16le(position) : body.u16(position);
      int length = littleEndian ? body.u16le(position + 2) : body.u16(position + 2);
      int value = position + 4;
      if (type == END || !body.has(value, length)) {
        return;
      }
      if (type == IPV4 && length > 4) {
        names(body, value + 4, value + length, 4, 0, body.u32(value));
      } else if (type == IPV6 && length > 16) {
        names(body, value + 16, value + length, 6, body.u64(value), body.u64(value + 8));
      }
      position = value + ((length + 3) & ~3);
    }
  }

  /** One or more names, each ended by a zero octet. */
  private void names(ByteView body, int from, int end, int ipVersion, long high, long low) {
    int start = from;
    for (int at = from; at < end; at++) {
      if (body.u8(at) == 0) {
        if (at > start) {
          add(
              new AddressName(
                  ipVersion, high, low, body.ascii(start, Math.min(at - start, LONGEST_NAME))));
        }
        start = at + 1;
      }
    }
  }

  private void add(AddressName name) {
    if (found.size() < most) {
      found.add(name);
    } else {
      omitted++;
    }
  }
}
