package org.connectoranalyzer.capture;

import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.connectoranalyzer.capture.Limits.Limit;

/**
 * Microsoft Network Monitor 1.x (RTSS) and 2.x (GMBU), all little-endian. The header has the local
 * time of a zone that it does not name; only 2.3 gives each frame its time in UTC as well.
 * Definition: help of Network Monitor 3.4, "Capture File Format"; wiretap/netmon.c.
 */
final class NetMonReader extends SourceReader {
  static final CaptureFormat FORMAT = new Format();

  private static final int FILE_HEADER = 128;
  private static final int RECORD_HEADER_1 = 8;
  private static final int RECORD_HEADER_2 = 16;
  private static final int NO_PROCESS_TIME = 2;
  private static final int NO_TIME = 6;
  private static final int WITH_TIME = 15;

  /** A record is looked at as a whole, since its medium stands behind the packet. */
  private static final int LONGEST_WINDOW = ByteSource.CAPACITY - RECORD_HEADER_2 - WITH_TIME;

  /** Addresses, VPI and VCI before each packet of a file whose medium is ATM. */
  private static final int ATM_HEADER = 16;

  /** 1970-01-01 in FILETIME, units of 100 ns since 1601-01-01 UTC. */
  private static final long EPOCH = 116_444_736_000_000_000L;

  /** How long before the start of the file a frame may be. */
  private static final long SECONDS_BEFORE_START = 366 * 86_400;

  private final ByteView record = new ByteView();
  private final NetMonFrameTable table;
  private final Map<Integer, Integer> indexes = new HashMap<>();
  private final int recordHeader;
  private final int trailer;
  private final int fileMedium;
  private final long start;

  /** Seconds that a copy counts its times from, for they are never negative there. */
  private final long offset;

  private final long longestRecord;
  private int captured;
  private boolean localTime;

  private static final class Format implements CaptureFormat {
    @Override
    public String id() {
      return "netmon";
    }

    @Override
    public boolean recognizes(ByteView head) {
      return head.has(4) && (head.ascii(0, 4).equals("RTSS") || head.ascii(0, 4).equals("GMBU"));
    }

    @Override
    public CaptureReader open(ByteSource source, Limits limits) throws IOException {
      ByteView head = FileKinds.header(source, id(), FILE_HEADER);
      int minor = head.u8(4);
      int major = head.u8(5);
      if (major != 1 && major != 2) {
        throw new CaptureFormatException(
            "unsupportedVersion", 4, Map.of("format", id(), "version", major + "." + minor));
      }
      return new NetMonReader(source, limits, head, major, minor);
    }
  }

  private NetMonReader(ByteSource source, Limits limits, ByteView head, int major, int minor) {
    super(FORMAT.id(), source, limits);
    longestRecord = Math.min(limits.get(Limit.CAPTURED_LENGTH), LONGEST_WINDOW);
    recordHeader = major == 1 ? RECORD_HEADER_1 : RECORD_HEADER_2;
    trailer = major == 1 ? 0 : trailer(minor);
    fileMedium = head.u16le(6);
    start = systemTime(head, 8);
    offset = Math.min(0, Math.floorDiv(start, Timestamps.NANOSECONDS) - SECONDS_BEFORE_START);
    table = new NetMonFrameTable(source, FILE_HEADER, head.u32le(24), head.u32le(28));
    source.advance(FILE_HEADER);
  }

  private static int trailer(int minor) {
    return switch (minor) {
      case 0 -> 0;
      case 1 -> NO_PROCESS_TIME;
      case 2 -> NO_TIME;
      default -> WITH_TIME;
    };
  }

  /** Nanoseconds since the epoch of a SYSTEMTIME, as if it were UTC; any values count on. */
  private static long systemTime(ByteView head, int at) {
    LocalDate day =
        LocalDate.of(head.u16le(at), 1, 1)
            .plusMonths(head.u16le(at + 2) - 1)
            .plusDays(head.u16le(at + 6) - 1);
    long minutes = (day.toEpochDay() * 24 + head.u16le(at + 8)) * 60 + head.u16le(at + 10);
    long milliseconds = (minutes * 60 + head.u16le(at + 12)) * 1000 + head.u16le(at + 14);
    return Saturating.multiply(milliseconds, 1_000_000);
  }

  @Override
  boolean advance(Frame frame) throws IOException {
    while (table.hasNext()) {
      if (!showRecord()) {
        return false;
      }
      int medium = trailer == 0 ? fileMedium : record.u16le(recordHeader + captured);
      if (!NetMonMedia.isUnnumbered(medium)) {
        return fill(frame, medium);
      }
    }
    return end();
  }

  /** Shows the next record whole and moves on behind it; false where reading ends before. */
  private boolean showRecord() throws IOException {
    long next = table.next();
    long position = source.position();
    if (next < position) {
      return damaged("frameOverlaps", 0, "a frame from here on", "one at " + next);
    }
    if (!source.skip(next - position)) {
      return damaged("frameBeyondEnd", 0, "a frame at " + next, "the end");
    }
    if (table.overlaps(next, recordHeader)) {
      return damaged("frameOverlaps", 0, "a frame beside the frame table", "one in it");
    }
    if (!source.has(recordHeader)) {
      return cut();
    }
    source.show(record, 0, recordHeader);
    long length = recordHeader == RECORD_HEADER_1 ? record.u16le(6) : record.u32le(12);
    if (length > longestRecord) {
      return damaged("recordTooLong", 0, "at most " + longestRecord, String.valueOf(length));
    }
    captured = (int) length;
    int whole = recordHeader + captured + trailer;
    if (table.overlaps(next, whole)) {
      return damaged("frameOverlaps", 0, "a frame beside the frame table", "one into it");
    }
    if (!source.has(whole)) {
      return cut();
    }
    source.show(record, 0, whole);
    source.advance(whole);
    return true;
  }

  /** An end before the last frame; only an unfinished file without any is whole. */
  private boolean cut() {
    boolean empty = table.isMissing() && source.position() == FILE_HEADER;
    return empty ? endOfData() : cutShort();
  }

  private boolean end() throws IOException {
    return switch (table.verdict()) {
      case AGREES -> endOfRecords();
      case CUT -> cutShort();
      case DIFFERS ->
          damaged("frameTableDiffers", 0, "a frame table of what stands before it", "another");
    };
  }

  private boolean fill(Frame frame, int medium) {
    long original = recordHeader == RECORD_HEADER_1 ? record.u16le(4) : record.u32le(8);
    int linkType = NetMonMedia.linkType(medium);
    if (linkType == LinkTypes.NONE) {
      frame.beginPacketless(countFrame(0), original);
    } else {
      int index = interfaceIndex(linkType);
      if (index < 0) {
        return false;
      }
      interfaces.get(index).countFrame();
      int before = Math.min(captured, before(medium));
      int length = Math.min(captured - before, LONGEST_KEPT);
      frame.beginPacket(countFrame(length), linkType, index, Math.max(original - before, 0));
      frame.bytes().wrapSlice(record, recordHeader + before, length);
    }
    time(frame);
    return true;
  }

  /** Of the link type, which is what takes the place of interfaces; -1 if there are too many. */
  private int interfaceIndex(int linkType) {
    Integer known = indexes.get(linkType);
    if (known != null) {
      return known;
    }
    int index = interfaces.size();
    Timestamps timestamps = new Timestamps(9, offset);
    byte[] options = InterfaceState.timeOptions(9, offset);
    if (!addInterface(new InterfaceState("", linkType, 0, timestamps, options, limits))) {
      return -1;
    }
    indexes.put(linkType, index);
    return index;
  }

  /** Bytes that stand before the packet proper. */
  private int before(int medium) {
    return switch (medium) {
      case NetMonMedia.ATM -> trailer == 0 ? ATM_HEADER : 0;
      case NetMonMedia.IEEE802_11 -> captured < 3 ? captured : record.u16le(recordHeader + 1);
      default -> 0;
    };
  }

  private void time(Frame frame) {
    long utc = trailer == WITH_TIME ? record.u64le(recordHeader + captured + NO_TIME) : 0;
    if (utc != 0) {
      long since = utc < 0 ? Long.MAX_VALUE : utc - EPOCH;
      time(frame, Saturating.multiply(since, 100));
      return;
    }
    localTime = true;
    long since =
        recordHeader == RECORD_HEADER_1
            ? record.u32le(0) * 1_000_000
            // Unsigned microseconds, of which times ten is signed: so are times before the start.
            : Saturating.multiply(record.u64le(0) * 10, 100);
    time(frame, Saturating.add(start, since));
  }

  private void time(Frame frame, long nanoseconds) {
    long begin = Saturating.multiply(offset, Timestamps.NANOSECONDS);
    frame.time(nanoseconds, nanoseconds < begin ? 0 : nanoseconds - begin);
  }

  @Override
  boolean localTime() {
    return localTime;
  }

  @Override
  public void close() throws IOException {
    table.close();
    super.close();
  }
}
