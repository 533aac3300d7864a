package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.ByteView;

/**
 * Reads a GRE header: version 0 with checksum, key and sequence number, and what it carries
 * (Ethernet, ERSPAN, WCCP, EtherTypes); version 1 of PPTP. Reused.
 */
final class GreHeader {
  private static final int CHECKSUM = 0x8000;
  private static final int ROUTING = 0x4000;
  private static final int KEY = 0x2000;
  private static final int SEQUENCE = 0x1000;
  private static final int ACKNOWLEDGMENT = 0x0080;
  private static final int VERSION = 0x7;
  private static final int WORD = 4;

  private static final int PPP = 0x880B;
  private static final int WCCP = 0x883E;
  private static final int ERSPAN = 0x88BE;
  private static final int ERSPAN_III = 0x22EB;

  private static final int ERSPAN_II_HEADER = 8;
  private static final int ERSPAN_III_HEADER = 12;
  private static final int ERSPAN_PLATFORM = 8;

  Encapsulation encapsulation = Encapsulation.GRE;

  /** What is inside, as an EtherType. */
  int etherType;

  /** Where it begins. */
  int offset;

  /** Reads the header at {@code at}, which ends before {@code end}; false: nothing to be read. */
  boolean read(ByteView bytes, int at, int end) {
    encapsulation = Encapsulation.GRE;
    if (end - at < WORD) {
      return false;
    }
    int flags = bytes.u16(at);
    int protocol = bytes.u16(at + 2);
    int inside = at + WORD * (1 + words(flags));
    if (inside >= end || (flags & ROUTING) != 0) {
      return false;
    }
    return switch (flags & VERSION) {
      case 0 -> carried(bytes, protocol, inside, end, (flags & SEQUENCE) != 0);
      case 1 -> protocol == PPP && (flags & KEY) != 0 && pointToPoint(bytes, inside, end);
      default -> false;
    };
  }

  /** Optional words behind the first; the acknowledgment number is one of version 1 only. */
  private static int words(int flags) {
    boolean acknowledges = (flags & VERSION) == 1 && (flags & ACKNOWLEDGMENT) != 0;
    return Integer.bitCount(flags & (CHECKSUM | KEY | SEQUENCE)) + (acknowledges ? 1 : 0);
  }

  private boolean carried(ByteView bytes, int protocol, int at, int end, boolean numbered) {
    return switch (protocol) {
      case ERSPAN -> numbered ? erspan(bytes, at, end) : mirrored(at, end);
      case ERSPAN_III -> erspan3(bytes, at, end);
      case WCCP -> redirected(bytes, at, end);
      case PPP -> pointToPoint(bytes, at, end);
      default -> inside(protocol, at, end);
    };
  }

  private boolean inside(int type, int at, int end) {
    etherType = type;
    offset = at;
    return at < end;
  }

  private boolean pointToPoint(ByteView bytes, int at, int end) {
    int content = PppHeader.contentOffset(bytes, at, end);
    return content >= 0 && inside(PppHeader.etherType(bytes, content), content, end);
  }

  /** Version 2 of WCCP puts a word of its own before the packet. */
  private boolean redirected(ByteView bytes, int at, int end) {
    boolean bare = bytes.u8(at) >> 4 == 4;
    return inside(LinkLayer.IPV4, bare ? at : at + WORD, end);
  }

  /** Type I has no header but GRE's. */
  private boolean mirrored(int at, int end) {
    encapsulation = Encapsulation.ERSPAN;
    return inside(TunnelHeader.ETHERNET, at, end);
  }

  private boolean erspan(ByteView bytes, int at, int end) {
    boolean typeTwo = end - at >= ERSPAN_II_HEADER && bytes.u8(at) >> 4 == 1;
    return typeTwo && mirrored(at + ERSPAN_II_HEADER, end);
  }

  /** The last bit says whether a platform-specific part follows; the frame type may be IP. */
  private boolean erspan3(ByteView bytes, int at, int end) {
    if (end - at < ERSPAN_III_HEADER || bytes.u8(at) >> 4 != 2) {
      return false;
    }
    int shape = bytes.u16(at + 10);
    int content = at + ERSPAN_III_HEADER + ((shape & 1) != 0 ? ERSPAN_PLATFORM : 0);
    boolean ip = ((shape >> 10) & 0x1F) == 2;
    if (!mirrored(content, end)) {
      return false;
    }
    etherType = ip ? PppHeader.etherType(bytes, content) : TunnelHeader.ETHERNET;
    return true;
  }
}
