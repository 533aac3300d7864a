package org.connectoranalyzer.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.NetMonBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.SnoopBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies of frames, byte for byte as the draft lays blocks out. */
class PcapngWriterTest {
  private static final byte[] PACKET = Packets.tcp(Packets.SYN).sequence(1).ethernet();
  private static final byte[] ODD = new byte[61];
  private static final byte[] APPLICATION = CaptureBytes.option(4, "test 1");

  private static byte[] copy(byte[] file, String... comments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapngWriter writer = new PcapngWriter(out, "test 1");
    Frame frame = new Frame();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      while (recording.next(frame)) {
        if (!writer.isWithin(frame)) {
          writer.begin(frame, List.of(), List.of());
        }
        writer.write(frame, null, List.of(comments));
      }
    }
    writer.finish();
    return out.toByteArray();
  }

  /** A section header with options as {@link CaptureBytes#section()} has none. */
  private static CaptureBytes section(byte[]... options) {
    byte[] head = {0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1};
    byte[] body = Packets.join(head, Packets.join(options), APPLICATION, new byte[4]);
    return CaptureBytes.pcapng().block(0x0A0D0D0A, body);
  }

  @Test
  void aPacketIsCopiedWithItsInterface() throws IOException {
    byte[][] described = {
      CaptureBytes.option(2, "eth0"),
      CaptureBytes.option(3, "uplink"),
      CaptureBytes.option(9, (byte) 9),
      CaptureBytes.option64(14, 100),
      CaptureBytes.option(13, (byte) 4)
    };
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 96, described)
            .ticks(0, 77, ODD, 1500, CaptureBytes.option32(2, 1), CaptureBytes.option64(4, 2))
            .bytes();
    byte[] expected =
        section()
            .networkInterface(1, 96, described)
            .ticks(
                0,
                77,
                ODD,
                1500,
                CaptureBytes.option32(2, 1),
                CaptureBytes.option64(4, 2),
                CaptureBytes.option(1, "why"))
            .block(5, statistics(2))
            .bytes();
    assertThat(copy(file, "why")).isEqualTo(expected);
  }

  private static byte[] statistics(long dropped) {
    return Packets.join(new byte[12], CaptureBytes.option64(5, dropped), new byte[4]);
  }

  @Test
  void aPlainPacketHasNoOptions() throws IOException {
    byte[] file = CaptureBytes.pcapngEthernet().packet(5, PACKET).bytes();
    byte[] expected =
        section()
            .networkInterface(1, 0, CaptureBytes.option(9, (byte) 9))
            .packet(5, PACKET)
            .bytes();
    assertThat(copy(file)).isEqualTo(expected);
  }

  @Test
  void aClassicCaptureBecomesOneInterface() throws IOException {
    byte[] file = CaptureBytes.pcap().bigEndian().snapLength(2000).packet(5_000, PACKET).bytes();
    byte[] expected =
        section()
            .networkInterface(1, 2000, CaptureBytes.option(9, (byte) 6))
            .ticks(0, 5, PACKET, PACKET.length)
            .bytes();
    assertThat(copy(file)).isEqualTo(expected);
    byte[] exact = CaptureBytes.pcap().nanoseconds().packet(5, PACKET).bytes();
    assertThat(ReadCapture.of(copy(exact)).times()).containsExactly(5L);
  }

  @Test
  void eachSectionKeepsItsByteOrderAndItsInterfaces() throws IOException {
    byte[] file =
        CaptureBytes.pcapng()
            .bigEndian()
            .section()
            .networkInterface(1, 0, CaptureBytes.option(ByteOrder.BIG_ENDIAN, 2, (byte) 'a'))
            .ticks(0, 1, PACKET, PACKET.length)
            .littleEndian()
            .section()
            .networkInterface(1, 0, CaptureBytes.option(2, "b"))
            .networkInterface(101, 0, CaptureBytes.option(2, "c"))
            .ticks(1, 1, new byte[20], 20)
            .bytes();
    byte[] copied = copy(file);
    ReadCapture before = ReadCapture.of(file);
    ReadCapture after = ReadCapture.of(copied);
    assertThat(after.frames()).isEqualTo(before.frames());
    assertThat(after.summary().interfaces()).isEqualTo(before.summary().interfaces());
    assertThat(copied).startsWith(0x0A, 0x0D, 0x0D, 0x0A, 0, 0, 0);
  }

  static List<byte[]> captures() {
    byte[] journal = "__REALTIME_TIMESTAMP=1600000000000000\nA=b\n".getBytes(UTF_8);
    return List.of(
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 70)
            .simplePacket(java.util.Arrays.copyOf(PACKET, 54), 54)
            .simplePacket(new byte[70], 900)
            .oldPacket(0, 5, 9, ODD, 61)
            .block(9, journal)
            .block(0xBAD, new byte[8])
            .packet(0, 3, ODD, 9000)
            .bytes(),
        NetMonBytes.version1().packet(1, PACKET).packet(2, ODD).bytes(),
        NetMonBytes.version2(3).packet(1, PACKET).packet(3, ODD).bytes(),
        SnoopBytes.snoop().packet(1, 0, PACKET).packet(2_000, 0, ODD).bytes(),
        CaptureBytes.pcap().modified().packet(1_000, PACKET).bytes());
  }

  @ParameterizedTest
  @MethodSource("captures")
  void everyKindOfRecordReadsTheSameAgain(byte[] file) throws IOException {
    List<ReadCapture.Read> before = ReadCapture.of(file).frames();
    List<ReadCapture.Read> after = ReadCapture.of(copy(file)).frames();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      ReadCapture.Read was = before.get(i);
      ReadCapture.Read is = after.get(i);
      assertThat(is.packetless()).isEqualTo(was.packetless());
      assertThat(is.hasTime()).isEqualTo(was.hasTime());
      assertThat(is.time()).isEqualTo(was.time());
      assertThat(is.bytes()).isEqualTo(was.bytes());
      if (!was.packetless()) {
        assertThat(is).isEqualTo(was);
      }
    }
  }

  @Test
  void aCommentIsCutWhereItsLengthEndsNotInACharacter() throws IOException {
    byte[] file = CaptureBytes.pcapngEthernet().packet(5, PACKET).bytes();
    String copied = new String(copy(file, "x" + "語".repeat(30_000)), UTF_8);
    assertThat(copied.chars().filter(c -> c == '語').count()).isEqualTo(0xFFFE / 3);
    assertThat(copied).doesNotContain("語\ufffd");
    assertThat(ReadCapture.of(copy(file, "語".repeat(30_000))).frames()).hasSize(1);
  }

  @Test
  void aHashOfBytesThatWereChangedIsLeftOut() throws IOException {
    byte[] hash = CaptureBytes.option(3, (byte) 2, (byte) 9, (byte) 9, (byte) 9, (byte) 9);
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0)
            .ticks(0, 1, PACKET, PACKET.length, hash)
            .bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapngWriter writer = new PcapngWriter(out, "test 1");
    Frame frame = new Frame();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      assertThat(recording.next(frame)).isTrue();
      writer.begin(frame, List.of(), List.of());
      writer.write(frame, new byte[PACKET.length], List.of());
    }
    writer.finish();
    byte[] expected =
        section()
            .networkInterface(1, 0)
            .ticks(0, 1, new byte[PACKET.length], PACKET.length)
            .bytes();
    assertThat(out.toByteArray()).isEqualTo(expected);
  }

  @Test
  void namesStandInNetworkOrder() throws IOException {
    byte[] file = CaptureBytes.pcapngEthernet().packet(5, PACKET).bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapngWriter writer = new PcapngWriter(out, "test 1");
    Frame frame = new Frame();
    List<AddressName> names =
        List.of(new AddressName(4, 0, 0xCB007109L, "a.b"), new AddressName(6, 1L << 56, 2, "c"));
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      assertThat(recording.next(frame)).isTrue();
      writer.begin(frame, List.of("note"), names);
      writer.write(frame, null, List.of());
    }
    writer.finish();
    assertThat(ReadCapture.of(out.toByteArray()).summary().names()).isEqualTo(names);
  }
}
