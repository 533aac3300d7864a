package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.ByteView;

/** Finds the content of unencrypted 802.11 data frames (IEEE 802.11, frame formats). */
final class Ieee80211 {
  private static final int DATA = 2;
  private static final int NO_CONTENT = 0x4;
  private static final int QOS = 0x8;
  private static final int BOTH_DISTRIBUTION_SYSTEMS = 0x03;
  private static final int PROTECTED = 0x40;
  private static final int ORDER = 0x80;
  private static final int AGGREGATED = 0x80;
  private static final int HEADER = 24;
  private static final int AGGREGATE_HEADER = 14;

  private Ieee80211() {}

  /** Where the logical link header begins; -1 where the frame has no readable content. */
  static int contentOffset(ByteView frame, int from) {
    if (!frame.has(from, 2)) {
      return PacketHeaders.ABSENT;
    }
    int control = frame.u8(from);
    int flags = frame.u8(from + 1);
    int subtype = control >> 4;
    boolean content = ((control >> 2) & 3) == DATA && (subtype & NO_CONTENT) == 0;
    if (!content || (flags & PROTECTED) != 0) {
      return PacketHeaders.ABSENT;
    }
    int length = HEADER;
    if ((flags & BOTH_DISTRIBUTION_SYSTEMS) == BOTH_DISTRIBUTION_SYSTEMS) {
      length += 6;
    }
    boolean aggregated = false;
    if ((subtype & QOS) != 0) {
      aggregated = frame.has(from + length, 1) && (frame.u8(from + length) & AGGREGATED) != 0;
      length += (flags & ORDER) != 0 ? 6 : 2;
    }
    int end = from + length;
    return aggregated ? end + AGGREGATE_HEADER : unpadded(frame, from, end);
  }

  /** Some drivers pad the header to 4 bytes; the SNAP header tells. */
  private static int unpadded(ByteView frame, int from, int end) {
    int aligned = from + ((end - from + 3) & ~3);
    boolean padded =
        aligned != end
            && frame.has(aligned, 2)
            && frame.u16(end) != 0xAAAA
            && frame.u16(aligned) == 0xAAAA;
    return padded ? aligned : end;
  }
}
