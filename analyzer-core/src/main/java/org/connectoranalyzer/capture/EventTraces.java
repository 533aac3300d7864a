package org.connectoranalyzer.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Knows Windows event traces (ETL), which have no magic, and who recorded them: that decides what
 * converts them.
 */
final class EventTraces {
  private static final int SMALLEST_BUFFER = 1024;
  private static final int LARGEST_BUFFER = 16 << 20;
  private static final int BUFFER_HEADER = 72;

  /** Enough for the description of the trace and the first events behind it. */
  private static final int LOOK = 64 << 10;

  /** Session names in UTF-16, and the providers of packets as they stand in each event. */
  private static final List<byte[]> PKTMON =
      List.of(utf16("PktMon"), guid(0x4D4F80D9, 0xC8BD, 0x4D73, 0xBB5B19C90402C5ACL));

  private static final List<byte[]> NETSH =
      List.of(utf16("NetTrace"), guid(0x2ED6006E, 0x4729, 0x4609, 0xB4233EE7BCD678EFL));

  private EventTraces() {}

  /**
   * WMI_BUFFER_HEADER (size of the buffer, then offsets within it), followed by a system event
   * whose header has type 1 or 2 and the marks 0xC0.
   */
  static boolean recognizes(ByteView head) {
    if (!head.has(BUFFER_HEADER + 4)) {
      return false;
    }
    long buffer = head.u32le(0);
    long saved = head.u32le(4);
    boolean sizes =
        buffer >= SMALLEST_BUFFER
            && buffer <= LARGEST_BUFFER
            && buffer % SMALLEST_BUFFER == 0
            && saved >= BUFFER_HEADER
            && saved <= buffer;
    int headerType = head.u8(BUFFER_HEADER + 2);
    int marks = head.u8(BUFFER_HEADER + 3);
    return sizes && (headerType == 1 || headerType == 2) && marks == 0xC0;
  }

  /** {@code etlNetsh}, {@code etlPktmon}, or {@code etl} where nothing tells them apart. */
  static String kindOf(ByteSource source, String fileName) throws IOException {
    ByteView look = new ByteView();
    source.show(look, 0, source.has(LOOK) ? LOOK : source.buffered());
    boolean pktmon = PKTMON.stream().anyMatch(mark -> contains(look, mark));
    boolean netsh = NETSH.stream().anyMatch(mark -> contains(look, mark));
    if (pktmon == netsh) {
      String name = fileName.toLowerCase(Locale.ROOT);
      pktmon = name.contains("pktmon");
      netsh = name.contains("nettrace");
    }
    return pktmon == netsh ? "etl" : pktmon ? "etlPktmon" : "etlNetsh";
  }

  private static boolean contains(ByteView look, byte[] mark) {
    for (int at = 0; look.has(at, mark.length); at++) {
      if (look.startsWith(at, mark)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] utf16(String ascii) {
    return ascii.getBytes(StandardCharsets.UTF_16LE);
  }

  /** As it stands in memory: three little-endian fields, then eight bytes. */
  private static byte[] guid(int first, int second, int third, long rest) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(first)
        .putShort((short) second)
        .putShort((short) third)
        .order(ByteOrder.BIG_ENDIAN)
        .putLong(rest)
        .array();
  }
}
