package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.connectoranalyzer.packet.DecodeStatus;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.packet.PacketHeaders;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.NetMonBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.SnoopBytes;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, reading it ends in frames and a summary or in one clear refusal. */
class HostileCaptureTest {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();
  private static final byte[] SYN6 =
      Packets.tcp(Packets.SYN).from("2001:db8::4", 50000).to("2001:db8::9", 443).ethernet();
  private static final byte[] QUOTE =
      Packets.ethernet(
          Packets.icmp("10.0.0.1", "10.0.0.4", 3, 13, 0, Packets.tcp(Packets.SYN).ip()));

  static Stream<byte[]> captures() {
    return Stream.of(
        CaptureBytes.pcap().packet(1, SYN).packet(2, SYN6).packet(3, QUOTE).bytes(),
        CaptureBytes.pcap().bigEndian().modified().packet(1, SYN).packet(2, QUOTE).bytes(),
        pcapng().bytes(),
        NetMonBytes.version1().packet(1, SYN).packet(2, SYN6).packet(3, QUOTE).bytes(),
        netMon().bytes(),
        netMon().tableFirst(),
        SnoopBytes.snoop().packet(1, 0, SYN).packet(2, 0, SYN6).packet(3, 0, QUOTE).bytes());
  }

  private static NetMonBytes netMon() {
    return NetMonBytes.version2(3)
        .frame(0xFFFB, 0, new byte[9])
        .packet(1, SYN)
        .frame(6, 2, SYN6)
        .frame(0xFFFD, 2, new byte[3])
        .packet(3, QUOTE);
  }

  private static CaptureBytes pcapng() {
    byte[] names = Packets.join(Packets.address("10.0.0.4"), new byte[] {'a', 0});
    return CaptureBytes.pcapng()
        .section()
        .networkInterface(1, 0, CaptureBytes.option(2, "eth0"))
        .ticks(0, 1, SYN, 80, CaptureBytes.option(1, "note"), CaptureBytes.option64(5, 7))
        .block(4, Packets.join(CaptureBytes.option(1, names), new byte[4]))
        .simplePacket(SYN6, SYN6.length)
        .oldPacket(0, 1, 5, QUOTE, 90)
        .block(9, "__REALTIME_TIMESTAMP=15\n".getBytes(StandardCharsets.UTF_8))
        .block(5, Packets.join(new byte[12], CaptureBytes.option64(5, 7), new byte[4]))
        .bigEndian()
        .section()
        .networkInterface(113, 0)
        .ticks(0, 1, SYN, 80);
  }

  /** Frames that were read, -1 for a refusal. */
  private static long readAndDecode(byte[] file) throws IOException {
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      long frames = 0;
      while (recording.next(frame)) {
        frames++;
        PacketHeaders headers = decoder.decode(frame);
        assertThat(headers.ipOffset() + headers.ipLength())
            .isLessThanOrEqualTo(frame.bytes().length());
        if (headers.payloadCaptured() > 0) {
          assertThat(frame.bytes().has(headers.payloadOffset(), headers.payloadCaptured()))
              .isTrue();
        }
        if (headers.isIcmpError() && headers.quoted().status() == DecodeStatus.DECODED) {
          assertThat(headers.quoted().ipVersion()).isIn(4, 6);
        }
      }
      assertThat(requireNonNull(recording.files().get(0).summary()).frames()).isEqualTo(frames);
      return frames;
    } catch (CaptureFormatException e) {
      assertThat(FileKinds.ALL).contains(e.kind());
      return -1;
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void cutAtAnyByte(byte[] file) throws IOException {
    long whole = readAndDecode(file);
    long before = -1;
    for (int length = 0; length <= file.length; length++) {
      long frames = readAndDecode(Arrays.copyOf(file, length));
      assertThat(frames).isBetween(before, whole);
      before = frames;
    }
    assertThat(before).isEqualTo(whole);
  }

  @Test
  void aCutInsideARecordIsToldAndOneBetweenRecordsIsNot() throws IOException {
    CaptureBytes written = pcapng();
    byte[] file = written.bytes();
    List<Integer> ends = written.boundaries();
    for (int length = ends.get(0); length <= file.length; length++) {
      CaptureSummary summary = ReadCapture.of(Arrays.copyOf(file, length)).summary();
      assertThat(summary.cutShort()).as("cut at %d", length).isEqualTo(!ends.contains(length));
      assertThat(summary.damage()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void withAnyBitsFlipped(byte[] file) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          SplittableRandom random = new SplittableRandom(file.length);
          for (int i = 0; i < 4_000; i++) {
            byte[] changed = file.clone();
            for (int flips = random.nextInt(1, 9); flips > 0; flips--) {
              changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            readAndDecode(changed);
          }
        });
  }

  @Test
  void randomBytesBehindAHeader() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      readAndDecode(CaptureBytes.pcap().raw(noise).bytes());
      readAndDecode(CaptureBytes.pcapngEthernet().raw(noise).bytes());
      readAndDecode(CaptureBytes.pcap().linkType(i % 300).packet(0, noise).bytes());
    }
  }

  private static CaptureSummary read(CaptureBytes file, Limits.Limit limit, long value)
      throws IOException {
    ReadOptions options =
        new ReadOptions(FileHash.NONE, null, Limits.standard().with(limit, value));
    InputStream in = new ByteArrayInputStream(file.bytes());
    return ReadCapture.of(Recording.open(in, "test", options)).summary();
  }

  private static CaptureBytes interfaces(int count) {
    CaptureBytes file = CaptureBytes.pcapng().section();
    for (int i = 0; i < count; i++) {
      file.networkInterface(1, 0);
    }
    return file;
  }

  @Test
  void moreInterfacesThanBelievableEndTheReading() throws IOException {
    CaptureSummary summary = ReadCapture.of(interfaces(65_537).bytes()).summary();
    assertThat(summary.interfaces()).hasSize(65_536);
    assertThat(summary.damage()).isNull();
    assertThat(summary.limitsReached()).containsOnly(entry(Limits.Limit.INTERFACES, 1L));
  }

  @Test
  void howManyInterfacesAreBelievedIsALimit() throws IOException {
    CaptureSummary fewer = read(interfaces(3), Limits.Limit.INTERFACES, 2);
    assertThat(fewer.interfaces()).hasSize(2);
    assertThat(fewer.limitsReached()).containsKey(Limits.Limit.INTERFACES);
    CaptureSummary more = read(interfaces(65_537), Limits.Limit.INTERFACES, 65_537);
    assertThat(more.interfaces()).hasSize(65_537);
    assertThat(more.limitsReached()).isEmpty();
  }

  @Test
  void howLongAPacketIsBelievedIsALimit() throws IOException {
    for (CaptureBytes file : List.of(CaptureBytes.pcap(), CaptureBytes.pcapngEthernet())) {
      file.packet(0, new byte[1_024]).packet(1, new byte[1_025]);
      CaptureSummary shorter = read(file, Limits.Limit.CAPTURED_LENGTH, 1_024);
      assertThat(shorter.frames()).isEqualTo(1);
      assertThat(requireNonNull(shorter.damage()).key()).isEqualTo("recordTooLong");
    }
    for (CaptureBytes file : List.of(CaptureBytes.pcap(), CaptureBytes.pcapngEthernet())) {
      file.packet(0, new byte[2 << 20]).packet(1, new byte[60]);
      assertThat(ReadCapture.of(file.bytes()).summary().damage()).isNotNull();
      CaptureSummary longer = read(file, Limits.Limit.CAPTURED_LENGTH, 4 << 20);
      assertThat(longer.frames()).isEqualTo(2);
      assertThat(longer.damage()).isNull();
    }
  }

  @Test
  void moreNamesThanKeptAreCounted() throws IOException {
    byte[] record =
        CaptureBytes.option(1, Packets.join(Packets.address("10.0.0.4"), new byte[] {'a', 0}));
    byte[][] records = new byte[5_001][];
    Arrays.fill(records, record);
    byte[] block = Packets.join(Packets.join(records), new byte[4]);
    CaptureBytes file = CaptureBytes.pcapngEthernet().block(4, block).block(4, block);
    CaptureSummary summary = read(file, Limits.Limit.RECORDED_NAMES, 10_000);
    assertThat(summary.names()).hasSize(10_000);
    assertThat(summary.namesOmitted()).isEqualTo(2);
    assertThat(ReadCapture.of(file.bytes()).summary().namesOmitted()).isZero();
    assertThat(read(file, Limits.Limit.RECORDED_NAMES, 0).names()).isEmpty();
  }
}
