package org.connectoranalyzer.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.capture.Limits.Limit;

/**
 * pcapng (draft-ietf-opsawg-pcapng): sections of either byte order, each with its own interfaces.
 * Blocks without packets are passed over; those that Wireshark numbers all the same (systemd
 * journal, custom and system-call blocks) come out as packetless frames.
 */
final class PcapngReader extends SourceReader {
  static final CaptureFormat FORMAT = new Format();

  private static final int SECTION_HEADER = 0x0A0D_0D0A;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int NAME_RESOLUTION = 4;
  private static final int INTERFACE_STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;
  private static final int SYSTEMD_JOURNAL = 9;
  private static final int CUSTOM = 0xBAD;
  private static final int CUSTOM_NOT_TO_COPY = 0x4000_0BAD;
  private static final int SYSTEM_CALL = 0x204;
  private static final int SYSTEM_CALL_WITH_FLAGS = 0x216;
  private static final int SYSTEM_CALL_V2 = 0x221;

  private static final long BYTE_ORDER_MAGIC = 0x1A2B_3C4DL;
  private static final int BLOCK_FRAME = 12;
  private static final int BLOCK_HEADER = 8;
  private static final int SECTION_START = 16;

  /** As Wireshark: an Enhanced Packet Block with the longest packet and its options. */
  private static final long LONGEST_BLOCK = (128L << 20) + (128L << 10) + 32;

  /** Of the descriptions of all interfaces; of further ones only how they count time is kept. */
  private static final int MOST_OPTION_BYTES = 4 << 20;

  private final ByteView head = new ByteView();
  private final ByteView body = new ByteView();
  private final PcapngOptions options = new PcapngOptions();
  private final PcapngNames names;
  private boolean littleEndian;
  private Section section = new Section(true, interfaces);
  private int sectionInterfaces;
  private int optionBytesLeft = MOST_OPTION_BYTES;
  private long blockLength;
  private long pending;

  private enum Outcome {
    FRAME,
    PASSED,
    STOPPED
  }

  private static final class Format implements CaptureFormat {
    @Override
    public String id() {
      return "pcapng";
    }

    @Override
    public boolean recognizes(ByteView head) {
      return head.has(4) && head.u32(0) == SECTION_HEADER;
    }

    @Override
    public CaptureReader open(ByteSource source, Limits limits) throws IOException {
      ByteView head = FileKinds.header(source, id(), SECTION_START);
      if (head.u32(8) != BYTE_ORDER_MAGIC && head.u32le(8) != BYTE_ORDER_MAGIC) {
        throw new CaptureFormatException(
            "badByteOrder",
            8,
            Map.of(
                "format",
                id(),
                "expected",
                Long.toHexString(BYTE_ORDER_MAGIC),
                "found",
                Long.toHexString(head.u32(8))));
      }
      boolean littleEndian = head.u32le(8) == BYTE_ORDER_MAGIC;
      int major = littleEndian ? head.u16le(12) : head.u16(12);
      int minor = littleEndian ? head.u16le(14) : head.u16(14);
      if (!isKnownVersion(major, minor)) {
        throw new CaptureFormatException(
            "unsupportedVersion", 12, Map.of("format", id(), "version", major + "." + minor));
      }
      return new PcapngReader(source, limits);
    }
  }

  private PcapngReader(ByteSource source, Limits limits) {
    super(FORMAT.id(), source, limits);
    names = new PcapngNames(limits.size(Limit.RECORDED_NAMES));
  }

  /** 1.2 was written by some programs and reads as 1.0 (so the draft says). */
  private static boolean isKnownVersion(int major, int minor) {
    return major == 1 && (minor == 0 || minor == 2);
  }

  @Override
  Section section() {
    return section;
  }

  @Override
  boolean advance(Frame frame) throws IOException {
    while (true) {
      Outcome outcome = block(frame);
      if (outcome != Outcome.PASSED) {
        frame.section(section);
        return outcome == Outcome.FRAME;
      }
    }
  }

  /** Reads one block; the source then stands behind it. */
  private Outcome block(Frame frame) throws IOException {
    if (pending > 0 && !source.skip(pending)) {
      return stopped(cutShort());
    }
    pending = 0;
    if (!source.has(BLOCK_HEADER)) {
      return stopped(endOfData());
    }
    source.show(head, 0, BLOCK_HEADER);
    int type = (int) u32(head, 0);
    if (type == SECTION_HEADER && !beginSection()) {
      return Outcome.STOPPED;
    }
    blockLength = u32(head, 4);
    if (blockLength < BLOCK_FRAME || blockLength > LONGEST_BLOCK || blockLength % 4 != 0) {
      String expected = BLOCK_FRAME + " to " + LONGEST_BLOCK + ", a multiple of 4";
      return stopped(damaged("badBlockLength", 4, expected, String.valueOf(blockLength)));
    }
    return blockLength <= ByteSource.CAPACITY ? wholeBlock(type, frame) : longBlock(type, frame);
  }

  private Outcome wholeBlock(int type, Frame frame) throws IOException {
    int length = (int) blockLength;
    if (!source.has(length)) {
      return stopped(endOfData());
    }
    source.show(head, length - 4, 4);
    if (u32(head, 0) != blockLength) {
      return lengthsDiffer(length - 4);
    }
    source.show(body, BLOCK_HEADER, length - BLOCK_FRAME);
    Outcome outcome = content(type, frame);
    if (outcome != Outcome.STOPPED) {
      source.advance(length);
    }
    return outcome;
  }

  /** A block longer than the buffer: its beginning counts, the rest is passed over later. */
  private Outcome longBlock(int type, Frame frame) throws IOException {
    int shown = ByteSource.CAPACITY;
    if (!source.has(shown)) {
      return stopped(endOfData());
    }
    source.show(body, BLOCK_HEADER, shown - BLOCK_HEADER);
    Outcome outcome = content(type, frame);
    if (outcome != Outcome.STOPPED) {
      pending = blockLength;
    }
    return outcome;
  }

  private Outcome lengthsDiffer(int ahead) {
    return stopped(
        damaged(
            "blockLengthsDiffer",
            ahead,
            String.valueOf(blockLength),
            String.valueOf(u32(head, 0))));
  }

  private boolean beginSection() throws IOException {
    if (!source.has(SECTION_START)) {
      return endOfData();
    }
    source.show(head, 0, SECTION_START);
    littleEndian = head.u32le(8) == BYTE_ORDER_MAGIC;
    if (!littleEndian && head.u32(8) != BYTE_ORDER_MAGIC) {
      return damaged(
          "badByteOrder", 8, Long.toHexString(BYTE_ORDER_MAGIC), Long.toHexString(head.u32(8)));
    }
    int major = u16(head, 12);
    int minor = u16(head, 14);
    if (!isKnownVersion(major, minor)) {
      return damaged("unsupportedVersion", 12, "1.0", major + "." + minor);
    }
    section.end();
    section = new Section(littleEndian, interfaces);
    sectionInterfaces = interfaces.size();
    return true;
  }

  private Outcome content(int type, Frame frame) {
    return switch (type) {
      case INTERFACE_DESCRIPTION -> interfaceDescription();
      case ENHANCED_PACKET -> enhancedPacket(frame);
      case SIMPLE_PACKET -> simplePacket(frame);
      case PACKET -> oldPacket(frame);
      case INTERFACE_STATISTICS -> statistics();
      case NAME_RESOLUTION -> {
        names.read(body, littleEndian);
        yield Outcome.PASSED;
      }
      case SYSTEMD_JOURNAL -> journal(frame);
      case CUSTOM, CUSTOM_NOT_TO_COPY, SYSTEM_CALL, SYSTEM_CALL_WITH_FLAGS, SYSTEM_CALL_V2 -> {
        frame.beginPacketless(countFrame(0), 0);
        yield Outcome.FRAME;
      }
      default -> Outcome.PASSED;
    };
  }

  private Outcome interfaceDescription() {
    if (!body.has(8)) {
      return tooShort(8);
    }
    String name = "";
    String description = "";
    int resolution = Timestamps.MICROSECONDS_RESOLUTION;
    long offsetSeconds = 0;
    ByteBuffer kept = ByteBuffer.allocate(body.length());
    options.over(body, 8, littleEndian);
    while (options.next()) {
      boolean counts =
          options.code() == PcapngOptions.IF_TSRESOL || options.code() == PcapngOptions.IF_TSOFFSET;
      if (counts || kept.position() + options.size() <= optionBytesLeft) {
        options.copyTo(kept);
      }
      switch (options.code()) {
        case PcapngOptions.IF_NAME -> name = options.text();
        case PcapngOptions.IF_DESCRIPTION -> description = options.text();
        case PcapngOptions.IF_TSRESOL -> resolution = options.u8Or(resolution);
        case PcapngOptions.IF_TSOFFSET -> offsetSeconds = options.u64Or(0);
        default -> {}
      }
    }
    String shown = name.isEmpty() ? description : name;
    Timestamps timestamps = new Timestamps(resolution, offsetSeconds);
    optionBytesLeft -= Math.min(kept.position(), optionBytesLeft);
    boolean added =
        addInterface(
            new InterfaceState(
                shown,
                u16(body, 0),
                u32(body, 4),
                timestamps,
                Arrays.copyOf(kept.array(), kept.position()),
                limits));
    return added ? Outcome.PASSED : Outcome.STOPPED;
  }

  private Outcome enhancedPacket(Frame frame) {
    int fixed = 20;
    if (!body.has(fixed)) {
      return tooShort(fixed);
    }
    return packet(frame, u32(body, 0), fixed, 0);
  }

  private Outcome oldPacket(Frame frame) {
    int fixed = 20;
    if (!body.has(fixed)) {
      return tooShort(fixed);
    }
    int unknown = 0xFFFF;
    int dropped = u16(body, 2);
    return packet(frame, u16(body, 0), fixed, dropped == unknown ? 0 : dropped);
  }

  /** Both packet blocks with an interface: time at 4, lengths at 12 and 16, packet at 20. */
  private Outcome packet(Frame frame, long index, int fixed, int dropped) {
    long captured = u32(body, 12);
    int known = interfaces.size() - sectionInterfaces;
    if (index >= known) {
      return stopped(damaged("unknownInterface", BLOCK_HEADER, "less than " + known, "" + index));
    }
    InterfaceState state = interfaces.get(sectionInterfaces + (int) index);
    if (!isPlausible(state, captured, fixed)) {
      return Outcome.STOPPED;
    }
    int length = (int) Math.min(captured, body.length() - fixed);
    state.countFrame();
    state.countDropped(dropped);
    frame.beginPacket(
        countFrame(length), state.linkType, sectionInterfaces + (int) index, u32(body, 16));
    long ticks = (u32(body, 4) << 32) | u32(body, 8);
    frame.time(state.timestamps().nanoseconds(ticks), ticks);
    frame.bytes().wrapSlice(body, fixed, length);
    int padded = (length + 3) & ~3;
    int rest = Math.max(0, body.length() - fixed - padded);
    frame.options().wrapSlice(body, body.length() - rest, rest);
    options.over(body, fixed + padded, littleEndian);
    while (options.next()) {
      packetOption(frame, state);
    }
    return Outcome.FRAME;
  }

  private void packetOption(Frame frame, InterfaceState state) {
    switch (options.code()) {
      case PcapngOptions.EPB_FLAGS -> frame.packetFlags((int) options.u32Or(0));
      case PcapngOptions.EPB_DROPCOUNT -> state.countDropped(options.u64Or(0));
      case PcapngOptions.EPB_PACKETID -> frame.packetId(options.u64Or(Frame.NO_PACKET_ID));
      case PcapngOptions.EPB_VERDICT -> {
        if (options.saysDropped()) {
          frame.markDroppedByHost();
        }
      }
      default -> {}
    }
  }

  private Outcome simplePacket(Frame frame) {
    int fixed = 4;
    if (!body.has(fixed)) {
      return tooShort(fixed);
    }
    if (interfaces.size() == sectionInterfaces) {
      return stopped(damaged("unknownInterface", BLOCK_HEADER, "an interface before", "none"));
    }
    InterfaceState state = interfaces.get(sectionInterfaces);
    long original = u32(body, 0);
    long captured = state.snapLength == 0 ? original : Math.min(original, state.snapLength);
    if (!isPlausible(state, captured, fixed)) {
      return Outcome.STOPPED;
    }
    state.countFrame();
    int length = (int) Math.min(captured, body.length() - fixed);
    frame.beginPacket(countFrame(length), state.linkType, sectionInterfaces, original);
    frame.bytes().wrapSlice(body, fixed, length);
    return Outcome.FRAME;
  }

  private boolean isPlausible(InterfaceState state, long captured, int fixed) {
    long longest = state.longestRecord;
    if (captured > longest) {
      return damaged("recordTooLong", BLOCK_HEADER, "at most " + longest, "" + captured);
    }
    long room = blockLength - BLOCK_FRAME - fixed;
    if (captured > room) {
      return damaged("packetBeyondBlock", BLOCK_HEADER, "at most " + room, "" + captured);
    }
    return true;
  }

  private Outcome statistics() {
    int fixed = 12;
    if (!body.has(fixed)) {
      return tooShort(fixed);
    }
    long index = u32(body, 0);
    if (index < interfaces.size() - sectionInterfaces) {
      long dropped = 0;
      options.over(body, fixed, littleEndian);
      while (options.next()) {
        if (options.code() == PcapngOptions.ISB_IFDROP
            || options.code() == PcapngOptions.ISB_OSDROP) {
          dropped = Saturating.add(dropped, Math.max(0, options.u64Or(0)));
        }
      }
      interfaces.get(sectionInterfaces + (int) index).dropped(dropped);
    }
    return Outcome.PASSED;
  }

  private Outcome journal(Frame frame) {
    frame.beginPacketless(countFrame(0), body.length());
    long microseconds = PcapngOptions.journalMicroseconds(body);
    if (microseconds >= 0) {
      frame.time(Saturating.multiply(microseconds, 1000));
    }
    return Outcome.FRAME;
  }

  private Outcome tooShort(int needed) {
    return stopped(
        damaged("blockTooShort", 4, "at least " + (needed + BLOCK_FRAME), "" + blockLength));
  }

  private static Outcome stopped(boolean ignored) {
    return ignored ? Outcome.PASSED : Outcome.STOPPED;
  }

  private int u16(ByteView view, int offset) {
    return littleEndian ? view.u16le(offset) : view.u16(offset);
  }

  private long u32(ByteView view, int offset) {
    return littleEndian ? view.u32le(offset) : view.u32(offset);
  }

  @Override
  List<AddressName> names() {
    return Collections.unmodifiableList(names.found());
  }

  @Override
  long namesOmitted() {
    return names.omitted();
  }
}
