package org.connectoranalyzer.testing;

import java.nio.charset.StandardCharsets;

/** Writes snoop captures (RFC 1761), byte for byte. */
public final class SnoopBytes {
  private final Bytes out = new Bytes();

  private SnoopBytes(long version, long datalink) {
    out.raw("snoop\0\0\0".getBytes(StandardCharsets.US_ASCII)).u32(version).u32(datalink);
  }

  /** Version 2, Ethernet. */
  public static SnoopBytes snoop() {
    return snoop(2, 4);
  }

  public static SnoopBytes snoop(long version, long datalink) {
    return new SnoopBytes(version, datalink);
  }

  /** A packet, wholly captured and padded to 4 bytes. */
  public SnoopBytes packet(long seconds, long microseconds, byte[] packet) {
    int padding = -packet.length & 3;
    return record(packet.length, packet, padding, 0, seconds, microseconds);
  }

  /** A record with all its fields. */
  public SnoopBytes record(
      long wireLength, byte[] captured, int padding, long drops, long seconds, long microseconds) {
    int length = 24 + captured.length + padding;
    header(wireLength, captured.length, length, drops, seconds, microseconds);
    out.raw(captured).raw(new byte[padding]);
    return this;
  }

  /** The header of a record only. */
  public SnoopBytes header(
      long wireLength, long captured, long length, long drops, long seconds, long microseconds) {
    out.u32(wireLength).u32(captured).u32(length).u32(drops).u32(seconds).u32(microseconds);
    return this;
  }

  /** The file so far. */
  public byte[] bytes() {
    return out.array();
  }
}
