package org.connectoranalyzer.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks the options of one pcapng block; reused. An option that reaches past its block ends the
 * walk, as do the end-of-options mark and the end of the block.
 */
final class PcapngOptions {
  static final int IF_NAME = 2;
  static final int IF_DESCRIPTION = 3;
  static final int IF_TSRESOL = 9;
  static final int IF_TSOFFSET = 14;
  static final int EPB_FLAGS = 2;
  static final int EPB_DROPCOUNT = 4;
  static final int EPB_PACKETID = 5;
  static final int EPB_VERDICT = 7;
  static final int ISB_IFDROP = 5;
  static final int ISB_OSDROP = 7;

  private static final int END = 0;
  private static final int LONGEST_TEXT = 255;
  private static final int VERDICT_EBPF_TC = 1;
  private static final int VERDICT_EBPF_XDP = 2;
  private static final long TC_ACT_SHOT = 2;
  private static final long XDP_ABORTED = 0;
  private static final long XDP_DROP = 1;

  private static final byte[] JOURNAL_TIME =
      "__REALTIME_TIMESTAMP=".getBytes(StandardCharsets.US_ASCII);
  private static final int JOURNAL_SEARCHED = 4096;
  private static final int MOST_DIGITS = 18;

  private final ByteView block = new ByteView();
  private boolean littleEndian;
  private int position;
  private int code;
  private int value;
  private int length;

  void over(ByteView body, int offset, boolean littleEndian) {
    block.wrapSlice(body, 0, body.length());
    this.littleEndian = littleEndian;
    this.position = offset;
  }

  boolean next() {
    if (!block.has(position, 4)) {
      return false;
    }
    code = littleEndian ? block.u16le(position) : block.u16(position);
    length = littleEndian ? block.u16le(position + 2) : block.u16(position + 2);
    value = position + 4;
    position = value + ((length + 3) & ~3);
    return code != END && block.has(value, length);
  }

  int code() {
    return code;
  }

  /** Bytes of the option with its head and padding. */
  int size() {
    return 4 + ((length + 3) & ~3);
  }

  /** Appends the option as it stands in the file, padded with zeros. */
  void copyTo(ByteBuffer target) {
    byte[] copy = new byte[size()];
    block.copyTo(value - 4, copy, 0, 4 + length);
    target.put(copy);
  }

  /** UTF-8, as far as 255 bytes. */
  String text() {
    byte[] bytes = new byte[Math.min(length, LONGEST_TEXT)];
    block.copyTo(value, bytes, 0, bytes.length);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  int u8Or(int otherwise) {
    return length == 1 ? block.u8(value) : otherwise;
  }

  long u32Or(long otherwise) {
    if (length != 4) {
      return otherwise;
    }
    return littleEndian ? block.u32le(value) : block.u32(value);
  }

  long u64Or(long otherwise) {
    if (length != 8) {
      return otherwise;
    }
    return littleEndian ? block.u64le(value) : block.u64(value);
  }

  /** epb_verdict: an octet that says whose verdict it is, then the verdict. */
  boolean saysDropped() {
    if (length != 9) {
      return false;
    }
    long verdict = littleEndian ? block.u64le(value + 1) : block.u64(value + 1);
    return switch (block.u8(value)) {
      case VERDICT_EBPF_TC -> verdict == TC_ACT_SHOT;
      case VERDICT_EBPF_XDP -> verdict == XDP_DROP || verdict == XDP_ABORTED;
      default -> false;
    };
  }

  /** Microseconds since the epoch that a systemd journal entry gives; -1 where it gives none. */
  static long journalMicroseconds(ByteView entry) {
    int last = Math.min(entry.length(), JOURNAL_SEARCHED) - JOURNAL_TIME.length;
    for (int at = 0; at <= last; at++) {
      if (entry.startsWith(at, JOURNAL_TIME)) {
        return decimal(entry, at + JOURNAL_TIME.length);
      }
    }
    return -1;
  }

  private static long decimal(ByteView entry, int offset) {
    long number = 0;
    int digits = 0;
    while (digits < MOST_DIGITS && entry.has(offset + digits, 1)) {
      int digit = entry.u8(offset + digits) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = number * 10 + digit;
      digits++;
    }
    return digits == 0 ? -1 : number;
  }
}
