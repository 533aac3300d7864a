package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.Map;

/**
 * snoop of Solaris (RFC 1761, version 2), big-endian; also what Surveyor of Shomiti and Finisar
 * wrote, versions 2 to 5, told by the longer padding of its records. Datalink types: RFC 1761, IANA
 * "snoop-datalink-types"; wiretap/snoop.c.
 */
final class SnoopReader extends SourceReader {
  static final CaptureFormat FORMAT = new Format();

  private static final int FILE_HEADER = 16;
  private static final int RECORD_HEADER = 24;
  private static final int OLDEST_VERSION = 2;
  private static final int NEWEST_VERSION = 5;

  /** Padding of a record of Surveyor; snoop pads to 4 bytes, some programs a little more. */
  private static final int SURVEYOR_TRAILER = 16;

  /** Longer padding is not believed. */
  private static final long LONGEST_PADDING = 64L << 10;

  private final ByteView header = new ByteView();
  private final InterfaceState link;
  private long pending;

  private static final class Format implements CaptureFormat {
    @Override
    public String id() {
      return "snoop";
    }

    @Override
    public boolean recognizes(ByteView head) {
      return head.has(8) && head.ascii(0, 8).equals("snoop\0\0\0");
    }

    @Override
    public CaptureReader open(ByteSource source, Limits limits) throws IOException {
      long version = FileKinds.header(source, id(), FILE_HEADER).u32(8);
      if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
        throw new CaptureFormatException(
            "unsupportedVersion", 8, Map.of("format", id(), "version", String.valueOf(version)));
      }
      return new SnoopReader(source, limits);
    }
  }

  private SnoopReader(ByteSource source, Limits limits) throws IOException {
    super(FORMAT.id(), source, limits);
    boolean hasRecord = source.has(FILE_HEADER + RECORD_HEADER);
    source.show(header, 0, hasRecord ? FILE_HEADER + RECORD_HEADER : FILE_HEADER);
    long datalink = header.u32(12);
    boolean surveyor = hasRecord && padding(FILE_HEADER) >= SURVEYOR_TRAILER;
    int linkType = surveyor ? surveyorLinkType(datalink) : linkType(datalink);
    link =
        new InterfaceState(
            "", linkType, 0, new Timestamps(9, 0), InterfaceState.timeOptions(6), limits);
    addInterface(link);
    source.advance(FILE_HEADER);
  }

  private static int linkType(long datalink) {
    return switch ((int) datalink) {
      case 0, 4 -> LinkTypes.ETHERNET;
      case 2 -> LinkTypes.TOKEN_RING;
      case 8 -> LinkTypes.FDDI;
      // "Other", and the loopback of software.
      case 9, 14 -> LinkTypes.NULL;
      case 16 -> LinkTypes.IP_OVER_FC;
      case 18 -> LinkTypes.SUNATM;
      case 0x8000_0005 -> LinkTypes.IPNET;
      default -> LinkTypes.SNOOP | (int) (datalink & 0xFFFF);
    };
  }

  /** The same numbers up to 9, other ones behind them. */
  private static int surveyorLinkType(long datalink) {
    return switch ((int) datalink) {
      // Of 10 Mbit/s, Fast, Gigabit and 10 Gigabit Ethernet.
      case 0, 4, 10, 12, 19 -> LinkTypes.ETHERNET;
      case 2, 11, 13, 14 -> LinkTypes.TOKEN_RING;
      case 8 -> LinkTypes.FDDI;
      default -> LinkTypes.SNOOP | (int) (datalink & 0xFFFF);
    };
  }

  @Override
  boolean advance(Frame frame) throws IOException {
    if (pending > 0 && !source.skip(pending)) {
      return cutShort();
    }
    if (!source.has(RECORD_HEADER)) {
      return endOfData();
    }
    source.show(header, 0, RECORD_HEADER);
    long original = header.u32(0);
    long captured = header.u32(4);
    long dropped = header.u32(12);
    long microseconds = header.u32(16) * 1_000_000 + header.u32(20);
    if (captured > link.longestRecord) {
      return damaged("recordTooLong", 4, "at most " + link.longestRecord, String.valueOf(captured));
    }
    long padding = padding(0);
    if (padding < 0 || padding > LONGEST_PADDING) {
      long least = RECORD_HEADER + captured;
      return damaged(
          "badRecordLength",
          8,
          least + " to " + (least + LONGEST_PADDING),
          String.valueOf(header.u32(8)));
    }
    int kept = (int) Math.min(captured, LONGEST_KEPT);
    if (!source.has(RECORD_HEADER + kept)) {
      return endOfData();
    }
    frame.beginPacket(countFrame(kept), link.linkType, 0, original);
    frame.time(microseconds * 1000, microseconds);
    link.countFrame();
    link.dropped(dropped);
    source.show(frame.bytes(), RECORD_HEADER, kept);
    source.advance(RECORD_HEADER + kept);
    pending = captured - kept + padding;
    return true;
  }

  /** Bytes behind the packet whose record header is shown there. */
  private long padding(int at) {
    return header.u32(at + 8) - RECORD_HEADER - header.u32(at + 4);
  }
}
