package org.connectoranalyzer.capture;

import org.jspecify.annotations.Nullable;

/**
 * One record of a capture, as Wireshark numbers them. Made once by the caller, filled by each
 * {@link Recording#next} and valid until the following one, its bytes too.
 */
public final class Frame {
  /** Value of {@link #packetId()} where the capture gives none. */
  public static final long NO_PACKET_ID = -1;

  private final ByteView bytes = new ByteView();
  private final ByteView options = new ByteView();
  private @Nullable Section section;
  private int indexInFile;
  private long ticks;
  private int file;
  private long number;
  private boolean hasTime;
  private long time;
  private int linkType;
  private int interfaceIndex;
  private long originalLength;
  private long packetId = NO_PACKET_ID;
  private int packetFlags;
  private boolean droppedByHost;
  private boolean packetless;

  /** Index into {@link Recording#files()}; 0 where there is one file. */
  public int file() {
    return file;
  }

  /** 1-based number within its file, as Wireshark counts. */
  public long number() {
    return number;
  }

  /** False for records without a timestamp (pcapng Simple Packet Block). */
  public boolean hasTime() {
    return hasTime;
  }

  /** Nanoseconds since the epoch, saturating; 0 where {@link #hasTime()} is false. */
  public long time() {
    return time;
  }

  /** LINKTYPE_ value (tcpdump.org/linktypes.html). */
  public int linkType() {
    return linkType;
  }

  /** Index into the interfaces of the recording; -1 for a record that belongs to none. */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /** Length on the wire as the capture says; may be less or more than true (see domain notes). */
  public long originalLength() {
    return originalLength;
  }

  /** The captured bytes. */
  public ByteView bytes() {
    return bytes;
  }

  /** pcapng epb_packetid: the same on records of one packet; {@link #NO_PACKET_ID} if absent. */
  public long packetId() {
    return packetId;
  }

  /** pcapng epb_flags, 0 if absent: bits 0-1 say direction (1 inbound, 2 outbound). */
  public int packetFlags() {
    return packetFlags;
  }

  /** pcapng epb_verdict says that the capturing host dropped this packet. */
  public boolean droppedByHost() {
    return droppedByHost;
  }

  /** A record with a number but without a packet (systemd journal, custom block). */
  public boolean packetless() {
    return packetless;
  }

  /** The bytes have to be shown as well. */
  void beginPacket(long number, int linkType, int interfaceIndex, long originalLength) {
    this.number = number;
    this.linkType = linkType;
    this.interfaceIndex = interfaceIndex;
    indexInFile = interfaceIndex;
    options.clear();
    this.originalLength = originalLength;
    hasTime = false;
    time = 0;
    packetId = NO_PACKET_ID;
    packetFlags = 0;
    droppedByHost = false;
    packetless = false;
  }

  void beginPacketless(long number, long originalLength) {
    beginPacket(number, LinkTypes.NONE, -1, originalLength);
    packetless = true;
    bytes.clear();
  }

  void time(long nanoseconds) {
    hasTime = true;
    time = nanoseconds;
  }

  /** The same time as its interface counts it, which a copy of the record keeps. */
  void time(long nanoseconds, long ticks) {
    time(nanoseconds);
    this.ticks = ticks;
  }

  long ticks() {
    return ticks;
  }

  /** Where it stands among the sections of its file, with their interfaces. */
  void section(Section section) {
    this.section = section;
  }

  @Nullable Section section() {
    return section;
  }

  /** Of its interface in the section; -1 for a record that belongs to none. */
  int indexInSection() {
    return section == null || indexInFile < 0 ? -1 : indexInFile - section.first();
  }

  /** The record's own options as they stand in the file, in its section's byte order. */
  ByteView options() {
    return options;
  }

  void packetId(long value) {
    packetId = value;
  }

  void packetFlags(int value) {
    packetFlags = value;
  }

  void markDroppedByHost() {
    droppedByHost = true;
  }

  /** Told by the recording, which knows where the file stands among the others. */
  void place(int file, int interfaceBase) {
    this.file = file;
    if (interfaceIndex >= 0) {
      interfaceIndex += interfaceBase;
    }
  }
}
