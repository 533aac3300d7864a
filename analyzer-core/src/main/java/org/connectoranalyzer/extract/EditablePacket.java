package org.connectoranalyzer.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.packet.Carrier;
import org.connectoranalyzer.packet.PacketHeaders;

/**
 * A copy of one frame's bytes that may be changed. Checksums of IPv4, TCP, UDP, ICMP and GRE, those
 * of carriers too, follow each change: one that was right stays right, a wrong one stays as wrong.
 * Reused for all frames; offsets count through the frame.
 */
final class EditablePacket {
  private static final int GRE = 47;
  private static final int GRE_HAS_CHECKSUM = 0x8000;

  private final ByteView view = new ByteView();
  private byte[] bytes = new byte[2048];
  private int length;
  private boolean changed;

  /** From the innermost to the outermost, so that a changed checksum is in those around it. */
  private final List<Checksum> checksums = new ArrayList<>();

  /** Takes a frame in place of the one before. */
  void show(PacketHeaders headers, ByteView frame) {
    length = frame.length();
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
    frame.copyTo(0, bytes, 0, length);
    view.wrap(bytes, 0, length);
    changed = false;
    checksums.clear();
    if (headers.ipVersion() == 0) {
      return;
    }
    int end = Math.min(length, headers.ipOffset() + headers.ipLength());
    if (!headers.laterFragment()) {
      int start = headers.transportOffset();
      transport(headers.ipVersion(), headers.ipOffset(), start, headers.protocol(), end);
    }
    header(headers.ipVersion(), headers.ipOffset());
    List<Carrier> carriers = headers.carriers();
    for (int i = carriers.size() - 1; i >= 0; i--) {
      Carrier carrier = carriers.get(i);
      int reached = Math.min(length, carrier.end());
      int start = carrier.transportOffset();
      transport(carrier.ipVersion(), carrier.ipOffset(), start, carrier.protocol(), reached);
      header(carrier.ipVersion(), carrier.ipOffset());
    }
  }

  private void header(int version, int start) {
    if (version == 4 && view.has(start, 20)) {
      int end = Math.min(length, start + (view.u8(start) & 0x0F) * 4);
      checksums.add(new Checksum(start + 10, start, end, start, start, Checksum.Kind.WHOLE));
    }
  }

  private void transport(int version, int ip, int start, int protocol, int end) {
    int field = start + field(protocol, start);
    if (field <= start || field + 2 > end || start >= end) {
      return;
    }
    boolean udp = protocol == PacketHeaders.UDP;
    if (udp && view.u16(field) == 0) {
      return;
    }
    boolean plain = protocol == GRE || protocol == PacketHeaders.ICMP;
    int addresses = version == 4 ? ip + 12 : ip + 8;
    int behind = plain ? addresses : version == 4 ? ip + 20 : ip + 40;
    Checksum.Kind kind = udp ? Checksum.Kind.NEVER_ZERO : Checksum.Kind.WHOLE;
    if (!plain
        && Checksum.isPseudoHeaderAlone(view, addresses, behind, protocol, end - start, field)) {
      kind = Checksum.Kind.PSEUDO_HEADER;
    }
    checksums.add(new Checksum(field, start, end, addresses, behind, kind));
  }

  /** Where a protocol has its checksum, from its header on; 0 where it has none. */
  private int field(int protocol, int start) {
    return switch (protocol) {
      case PacketHeaders.TCP -> 16;
      case PacketHeaders.UDP -> 6;
      case PacketHeaders.ICMP, PacketHeaders.ICMPV6 -> 2;
      case GRE -> view.has(start, 2) && (view.u16(start) & GRE_HAS_CHECKSUM) != 0 ? 4 : 0;
      default -> 0;
    };
  }

  /** The bytes as they are now. */
  ByteView view() {
    return view;
  }

  boolean isChanged() {
    return changed;
  }

  /** A copy of the array's beginning is what the frame consists of now. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Replaces one byte. */
  void put(int offset, int value) {
    put(offset, value, 0);
  }

  private void put(int offset, int value, int firstChecksum) {
    int old = view.u8(offset);
    if (old == (value & 0xFF)) {
      return;
    }
    bytes[offset] = (byte) value;
    changed = true;
    for (int i = firstChecksum; i < checksums.size(); i++) {
      Checksum checksum = checksums.get(i);
      if (checksum.covers(offset)) {
        int sum = checksum.after(view.u16(checksum.field()), offset, old, value & 0xFF);
        put(checksum.field(), sum >>> 8, i + 1);
        put(checksum.field() + 1, sum, i + 1);
      }
    }
  }

  /** Replaces all bytes of a range, cut to those that there are. */
  void fill(int from, int to, char with) {
    for (int i = Math.max(from, 0); i < Math.min(to, length); i++) {
      put(i, with);
    }
  }
}
