package org.connectoranalyzer.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames that were read, of any format, as pcapng (draft-ietf-opsawg-pcapng): sections, byte
 * orders, interfaces with their options, times and options of packets stay as they are. A record
 * without a packet keeps its number and time, not its content. Holds one block; not thread-safe.
 */
public final class PcapngWriter {
  /** Most bytes of one comment: the length of an option has 16 bits. */
  public static final int LONGEST_COMMENT = 0xFFFF;

  private static final int SECTION_HEADER = 0x0A0D_0D0A;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int SIMPLE_PACKET = 3;
  private static final int NAME_RESOLUTION = 4;
  private static final int INTERFACE_STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;
  private static final int SYSTEMD_JOURNAL = 9;
  private static final int CUSTOM_NOT_TO_COPY = 0x4000_0BAD;

  private static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
  private static final long UNKNOWN_LENGTH = -1;
  private static final int END = 0;
  private static final int COMMENT = 1;
  private static final int SHB_USERAPPL = 4;
  private static final int EPB_HASH = 3;
  private static final int NRB_IPV4 = 1;
  private static final int NRB_IPV6 = 2;

  /** For examples (RFC 5612): the block says nothing but that there was one. */
  private static final int NO_ENTERPRISE = 32_473;

  /** Link types that pcapng has no number for get one of its private ones. */
  private static final int USER_LINK_TYPE = 147;

  private final OutputStream target;
  private final String application;
  private final @Nullable UnaryOperator<String> names;
  private final PcapngOptions options = new PcapngOptions();
  private ByteBuffer block = ByteBuffer.allocate(4096);
  private @Nullable Section section;
  private int described;

  /** One that leaves what the capture says of its interfaces and packets as it is. */
  public PcapngWriter(OutputStream target, String application) {
    this(target, application, null);
  }

  /**
   * One that may replace it.
   *
   * @param application what wrote the file, with its version
   * @param names replaces names of interfaces; then comments, hashes and custom options that the
   *     capture has are left out. Null: all is as it was
   */
  public PcapngWriter(
      OutputStream target, String application, @Nullable UnaryOperator<String> names) {
    this.target = target;
    this.application = application;
    this.names = names;
  }

  /** Whether the frame belongs to the section that was begun last. */
  public boolean isWithin(Frame frame) {
    Section of = frame.section();
    return of != null && of == section;
  }

  /**
   * Begins the section of this frame, which has to be written next.
   *
   * @param comments each cut to {@link #LONGEST_COMMENT}
   * @param names of addresses, kept as text of ISO 8859-1 bytes
   */
  public void begin(Frame frame, List<String> comments, List<AddressName> names)
      throws IOException {
    endSection();
    Section begun = frame.section();
    if (begun == null) {
      throw new IllegalArgumentException("the frame was not read from a file");
    }
    begin(begun, comments);
    if (!names.isEmpty()) {
      names(names);
    }
  }

  /** Begins a section in which there is no frame. */
  public void begin(List<String> comments) throws IOException {
    endSection();
    begin(new Section(true, new ArrayList<>()), comments);
  }

  private void begin(Section begun, List<String> comments) throws IOException {
    section = begun;
    described = 0;
    block.order(begun.littleEndian() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    start(SECTION_HEADER);
    block.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0);
    block.putLong(UNKNOWN_LENGTH);
    comments.forEach(this::comment);
    text(SHB_USERAPPL, application);
    option(END, 0);
    write();
  }

  private void names(List<AddressName> names) throws IOException {
    start(NAME_RESOLUTION);
    for (AddressName name : names) {
      byte[] text = (name.name() + '\0').getBytes(StandardCharsets.ISO_8859_1);
      boolean ipv4 = name.ipVersion() == 4;
      int length = (ipv4 ? 4 : 16) + text.length;
      option(ipv4 ? NRB_IPV4 : NRB_IPV6, length);
      // Addresses stand in network order whatever the section's is.
      ByteBuffer address = ByteBuffer.allocate(16);
      address.putLong(name.addressHigh()).putLong(name.addressLow());
      block.put(address.array(), ipv4 ? 12 : 0, ipv4 ? 4 : 16).put(text);
      pad(length);
    }
    option(END, 0);
    write();
  }

  /**
   * Writes the frame with the bytes that it has, or those given in their place.
   *
   * @param altered of the same length; null: as they were read
   * @param comments beside those that it has; a record without time, or without a packet, has no
   *     place for them
   */
  public void write(Frame frame, byte @Nullable [] altered, List<String> comments)
      throws IOException {
    if (frame.packetless()) {
      packetless(frame);
      return;
    }
    describe(frame.indexInSection() + 1);
    if (frame.hasTime()) {
      enhanced(frame, altered, comments);
    } else {
      simple(frame, altered);
    }
  }

  private void describe(int count) throws IOException {
    List<InterfaceState> known = section == null ? List.of() : section.interfaces();
    for (; described < Math.min(count, known.size()); described++) {
      InterfaceState described = known.get(this.described);
      start(INTERFACE_DESCRIPTION);
      boolean numbered = described.linkType >= 0 && described.linkType <= 0xFFFF;
      block.putShort((short) (numbered ? described.linkType : USER_LINK_TYPE)).putShort((short) 0);
      block.putInt((int) described.snapLength);
      if (described.options.length > 0) {
        if (names == null) {
          room(described.options.length).put(described.options);
        } else {
          renamed(described.options, names);
        }
        option(END, 0);
      }
      write();
    }
  }

  private void renamed(byte[] described, UnaryOperator<String> standIn) {
    options.over(new ByteView().wrap(described), 0, section != null && section.littleEndian());
    while (options.next()) {
      int code = options.code();
      if (code == PcapngOptions.IF_NAME || code == PcapngOptions.IF_DESCRIPTION) {
        text(code, standIn.apply(options.text()));
      } else if (code == PcapngOptions.IF_TSRESOL || code == PcapngOptions.IF_TSOFFSET) {
        room(options.size());
        options.copyTo(block);
      }
    }
  }

  /** Flags, drop count, packet id, queue and verdict of a packet: numbers. */
  private static boolean isPlain(int code) {
    return code == 2 || (code >= 4 && code <= 7);
  }

  private void enhanced(Frame frame, byte @Nullable [] altered, List<String> comments)
      throws IOException {
    int length = frame.bytes().length();
    start(ENHANCED_PACKET);
    block.putInt(frame.indexInSection());
    block.putInt((int) (frame.ticks() >>> 32)).putInt((int) frame.ticks());
    block.putInt(length).putInt((int) frame.originalLength());
    packet(frame, altered);
    int before = block.position();
    ByteView own = frame.options();
    options.over(own, 0, section != null && section.littleEndian());
    while (options.next()) {
      if (names == null ? altered == null || options.code() != EPB_HASH : isPlain(options.code())) {
        room(options.size());
        options.copyTo(block);
      }
    }
    comments.forEach(this::comment);
    if (block.position() > before) {
      option(END, 0);
    }
    write();
  }

  /** Its captured length is the least of the original one and the interface's snap length. */
  private void simple(Frame frame, byte @Nullable [] altered) throws IOException {
    int length = frame.bytes().length();
    long snapLength =
        section == null ? 0 : section.interfaces().get(frame.indexInSection()).snapLength;
    long original = frame.originalLength();
    boolean agrees = length == (snapLength == 0 ? original : Math.min(original, snapLength));
    start(SIMPLE_PACKET);
    block.putInt((int) (agrees ? original : length));
    packet(frame, altered);
    write();
  }

  private void packet(Frame frame, byte @Nullable [] altered) {
    int length = frame.bytes().length();
    room(length + 4);
    if (altered == null) {
      frame.bytes().copyTo(0, block.array(), block.position(), length);
      block.position(block.position() + length);
    } else {
      block.put(altered, 0, length);
    }
    pad(length);
  }

  private void packetless(Frame frame) throws IOException {
    if (frame.hasTime() && frame.time() >= 0) {
      start(SYSTEMD_JOURNAL);
      String entry = "__REALTIME_TIMESTAMP=" + frame.time() / 1000 + "\n";
      byte[] text = entry.getBytes(StandardCharsets.US_ASCII);
      room(text.length + 4).put(text);
      pad(text.length);
    } else {
      start(CUSTOM_NOT_TO_COPY);
      block.putInt(NO_ENTERPRISE);
    }
    write();
  }

  /** Ends the last section, with what the recorder lost; the stream stays open. */
  public void finish() throws IOException {
    endSection();
    section = null;
    target.flush();
  }

  private void endSection() throws IOException {
    if (section == null) {
      return;
    }
    describe(Integer.MAX_VALUE);
    List<InterfaceState> known = section.interfaces();
    for (int i = 0; i < known.size(); i++) {
      long dropped = known.get(i).dropped();
      if (dropped > 0) {
        start(INTERFACE_STATISTICS);
        block.putInt(i).putLong(0);
        option(PcapngOptions.ISB_IFDROP, 8);
        block.putLong(dropped);
        option(END, 0);
        write();
      }
    }
  }

  private void comment(String comment) {
    text(COMMENT, comment);
  }

  private void text(int code, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST_COMMENT);
    while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    option(code, length);
    room(length + 4).put(bytes, 0, length);
    pad(length);
  }

  private void option(int code, int length) {
    room(length + 8).putShort((short) code).putShort((short) length);
  }

  private void pad(int length) {
    for (int i = length; (i & 3) != 0; i++) {
      block.put((byte) 0);
    }
  }

  private void start(int type) {
    block.clear();
    block.putInt(type).putInt(0);
  }

  private ByteBuffer room(int bytes) {
    if (block.remaining() < bytes + 32) {
      ByteBuffer larger = ByteBuffer.allocate(2 * (block.position() + bytes + 32));
      block = larger.order(block.order()).put(block.flip());
    }
    return block;
  }

  private void write() throws IOException {
    room(4);
    int length = block.position() + 4;
    block.putInt(length).putInt(4, length);
    target.write(block.array(), 0, length);
  }
}
