package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.Map;

/**
 * The classic format (pcap-savefile(5)): microseconds or nanoseconds, both byte orders, the
 * modified variant of A. Kuznetzov with 8 more bytes a record, and old versions 2.x whose two
 * lengths stand the other way round.
 */
final class PcapReader extends SourceReader {
  static final CaptureFormat FORMAT = new Format();

  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int MODIFIED_RECORD_HEADER = 24;
  private static final long MICROSECONDS = 0xA1B2_C3D4L;
  private static final long NANOSECONDS = 0xA1B2_3C4DL;
  private static final long MODIFIED = 0xA1B2_CD34L;

  /** Bits 16-25 of the link type are reserved; those above tell of a frame check sequence. */
  private static final long RESERVED_LINK_TYPE_BITS = 0x03FF_0000L;

  private final ByteView header = new ByteView();
  private final boolean littleEndian;
  private final int recordHeader;
  private final long fractionNanoseconds;
  private final LengthOrder lengthOrder;
  private final InterfaceState link;
  private long pending;

  /** Which of the two lengths of a record comes first; versions before 2.3 had them swapped. */
  private enum LengthOrder {
    CAPTURED_FIRST,
    /** Version 2.3 was written both ways: the captured length is the smaller one. */
    SMALLER_IS_CAPTURED,
    ORIGINAL_FIRST;

    static LengthOrder of(int minorVersion) {
      return minorVersion > 3
          ? CAPTURED_FIRST
          : minorVersion == 3 ? SMALLER_IS_CAPTURED : ORIGINAL_FIRST;
    }
  }

  private static final class Format implements CaptureFormat {
    @Override
    public String id() {
      return "pcap";
    }

    @Override
    public boolean recognizes(ByteView head) {
      return head.has(4) && (isMagic(head.u32(0)) || isMagic(head.u32le(0)));
    }

    private static boolean isMagic(long word) {
      return word == MICROSECONDS || word == NANOSECONDS || word == MODIFIED;
    }

    @Override
    public CaptureReader open(ByteSource source, Limits limits) throws IOException {
      ByteView head = FileKinds.header(source, id(), FILE_HEADER);
      boolean littleEndian = isMagic(head.u32le(0));
      int major = littleEndian ? head.u16le(4) : head.u16(4);
      int minor = littleEndian ? head.u16le(6) : head.u16(6);
      if (major != 2) {
        throw new CaptureFormatException(
            "unsupportedVersion", 4, Map.of("format", id(), "version", major + "." + minor));
      }
      return new PcapReader(source, limits, head, littleEndian, minor);
    }
  }

  private PcapReader(
      ByteSource source, Limits limits, ByteView head, boolean littleEndian, int minorVersion) {
    super(FORMAT.id(), source, limits);
    this.littleEndian = littleEndian;
    long magic = littleEndian ? head.u32le(0) : head.u32(0);
    recordHeader = magic == MODIFIED ? MODIFIED_RECORD_HEADER : RECORD_HEADER;
    fractionNanoseconds = magic == NANOSECONDS ? 1 : 1000;
    lengthOrder = LengthOrder.of(minorVersion);
    long snapLength = littleEndian ? head.u32le(16) : head.u32(16);
    long network = littleEndian ? head.u32le(20) : head.u32(20);
    byte[] options = InterfaceState.timeOptions(magic == NANOSECONDS ? 9 : 6);
    Timestamps timestamps = new Timestamps(9, 0);
    link = new InterfaceState("", linkType(network), snapLength, timestamps, options, limits);
    addInterface(link);
    source.advance(FILE_HEADER);
  }

  private static int linkType(long network) {
    return (int) (network & ((network & RESERVED_LINK_TYPE_BITS) == 0 ? 0xFFFF : 0x7FFF_FFFF));
  }

  @Override
  boolean advance(Frame frame) throws IOException {
    if (pending > 0 && !source.skip(pending)) {
      return cutShort();
    }
    if (!source.has(recordHeader)) {
      return endOfData();
    }
    source.show(header, 0, recordHeader);
    long seconds = u32(0);
    long fraction = u32(4);
    long first = u32(8);
    long second = u32(12);
    boolean swapped = lengthOrder != LengthOrder.CAPTURED_FIRST && isSwapped(first, second);
    long captured = swapped ? second : first;
    if (captured > link.longestRecord) {
      return damaged("recordTooLong", 8, "at most " + link.longestRecord, String.valueOf(captured));
    }
    int kept = (int) Math.min(captured, LONGEST_KEPT);
    if (!source.has(recordHeader + kept)) {
      return endOfData();
    }
    frame.beginPacket(countFrame(kept), link.linkType, 0, swapped ? first : second);
    frame.time(
        seconds * Timestamps.NANOSECONDS + fraction * fractionNanoseconds,
        seconds * (Timestamps.NANOSECONDS / fractionNanoseconds) + fraction);
    source.show(frame.bytes(), recordHeader, kept);
    source.advance(recordHeader + kept);
    pending = captured - kept;
    link.countFrame();
    return true;
  }

  private boolean isSwapped(long first, long second) {
    return lengthOrder == LengthOrder.ORIGINAL_FIRST || first > second;
  }

  private long u32(int offset) {
    return littleEndian ? header.u32le(offset) : header.u32(offset);
  }
}
