package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapReaderTest {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();
  private static final long TIME = 1_700_000_000_123_456_000L;

  static Stream<Arguments> variants() {
    return Stream.of(
        variant("microseconds, little-endian", CaptureBytes::pcap),
        variant("microseconds, big-endian", () -> CaptureBytes.pcap().bigEndian()),
        variant("nanoseconds, little-endian", () -> CaptureBytes.pcap().nanoseconds()),
        variant("nanoseconds, big-endian", () -> CaptureBytes.pcap().nanoseconds().bigEndian()),
        variant("modified, little-endian", () -> CaptureBytes.pcap().modified()),
        variant("modified, big-endian", () -> CaptureBytes.pcap().modified().bigEndian()),
        variant("version 2.3", () -> CaptureBytes.pcap().version(3)));
  }

  private static Arguments variant(String name, Supplier<CaptureBytes> writer) {
    return Arguments.of(name, writer);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void readsEveryVariant(String name, Supplier<CaptureBytes> writer) throws IOException {
    byte[] file = writer.get().packet(TIME, SYN).packet(0, TIME + 1000, SYN, 1514).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(2);
    ReadCapture.Read second = read.frames().get(1);
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.time()).isEqualTo(TIME + 1000);
    assertThat(second.originalLength()).isEqualTo(1514);
    assertThat(second.bytes()).isEqualTo(HexFormat.of().formatHex(SYN));
    CaptureSummary summary = read.summary();
    assertThat(summary.format()).isEqualTo("pcap");
    assertThat(summary.frames()).isEqualTo(2);
    assertThat(summary.capturedBytes()).isEqualTo(2L * SYN.length);
    assertThat(summary.cutShort()).isFalse();
    assertThat(summary.damage()).isNull();
    assertThat(summary.interfaces())
        .containsExactly(new CaptureInterface("", 1, "EN10MB", 262144, 2, 0));
  }

  @Test
  void keepsNanoseconds() throws IOException {
    byte[] file = CaptureBytes.pcap().nanoseconds().packet(TIME + 789, SYN).bytes();
    assertThat(ReadCapture.of(file).times()).containsExactly(TIME + 789);
  }

  @Test
  void secondsAreUnsigned() throws IOException {
    byte[] file = CaptureBytes.pcap().pcapRecord(0xFFFF_FFFFL, 1, 0, 60, new byte[0]).bytes();
    assertThat(ReadCapture.of(file).times()).containsExactly(4_294_967_295_000_001_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void versionsBefore23HaveTheirLengthsSwapped(int minor) throws IOException {
    byte[] file =
        CaptureBytes.pcap().version(minor).pcapRecord(1, 0, 1514, SYN.length, SYN).bytes();
    ReadCapture.Read frame = ReadCapture.of(file).frames().get(0);
    assertThat(frame.originalLength()).isEqualTo(1514);
    assertThat(frame.bytes()).hasSize(2 * SYN.length);
  }

  @Test
  void version23HasThemEitherWay() throws IOException {
    byte[] file =
        CaptureBytes.pcap()
            .version(3)
            .pcapRecord(1, 0, 1514, SYN.length, SYN)
            .pcapRecord(1, 0, SYN.length, 1514, SYN)
            .bytes();
    assertThat(ReadCapture.of(file).frames())
        .extracting(ReadCapture.Read::originalLength)
        .containsExactly(1514L, 1514L);
  }

  @Test
  void version24HasThemInOneWayOnly() throws IOException {
    byte[] file = CaptureBytes.pcap().pcapRecord(1, 0, SYN.length, 20, SYN).bytes();
    ReadCapture.Read frame = ReadCapture.of(file).frames().get(0);
    assertThat(frame.originalLength()).isEqualTo(20);
    assertThat(frame.bytes()).hasSize(2 * SYN.length);
  }

  @Test
  void bitsAboveTheLinkTypeTellOfAFrameCheckSequence() throws IOException {
    byte[] file = CaptureBytes.pcap().linkType(0x3400_0000 | 113).packet(0, SYN).bytes();
    assertThat(ReadCapture.of(file).frames().get(0).linkType()).isEqualTo(113);
  }

  @Test
  void reservedBitsMakeItAnUnknownLinkType() throws IOException {
    byte[] file = CaptureBytes.pcap().linkType(0x0010_0001).packet(0, SYN).bytes();
    assertThat(ReadCapture.of(file).frames().get(0).linkType()).isEqualTo(0x0010_0001);
  }

  @Test
  void aCaptureWithoutPacketsIsACapture() throws IOException {
    ReadCapture read = ReadCapture.of(CaptureBytes.pcap().bytes());
    assertThat(read.frames()).isEmpty();
    assertThat(read.summary().cutShort()).isFalse();
  }

  @Test
  void aRecordLongerThanBelievableStopsTheReading() throws IOException {
    byte[] file =
        CaptureBytes.pcap()
            .packet(TIME, SYN)
            .pcapRecord(1, 0, 262_145, 262_145, new byte[300_000])
            .packet(TIME, SYN)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    assertThat(read.summary().damage())
        .isEqualTo(
            new CaptureDamage(
                "recordTooLong", 24 + 16 + SYN.length + 8, "at most 262144", "262145"));
  }

  @Test
  void theLongestRecordIsReadAcrossBufferEnds() throws IOException {
    CaptureBytes file = CaptureBytes.pcap();
    for (int i = 0; i < 9; i++) {
      byte[] packet = new byte[262_144];
      packet[262_143] = (byte) i;
      file.packet(i, packet);
    }
    List<ReadCapture.Read> frames = ReadCapture.of(file.bytes()).frames();
    assertThat(frames).hasSize(9);
    for (int i = 0; i < 9; i++) {
      assertThat(frames.get(i).bytes()).hasSize(524_288).endsWith("0" + i);
    }
  }

  @Test
  void packetsOfOtherBusesMayBeLonger() throws IOException {
    int dbus = 231;
    byte[] file =
        CaptureBytes.pcap().linkType(dbus).packet(0, new byte[3_000_000]).packet(5, SYN).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(2);
    assertThat(read.frames().get(1).bytes()).isEqualTo(HexFormat.of().formatHex(SYN));
  }

  @Test
  void refusesAnotherMajorVersion() {
    byte[] file = CaptureBytes.pcap().bytes();
    file[4] = 1;
    assertThatThrownBy(() -> ReadCapture.of(file))
        .isInstanceOfSatisfying(
            CaptureFormatException.class,
            e -> {
              assertThat(e.kind()).isEqualTo("unsupportedVersion");
              assertThat(e.offset()).isEqualTo(4);
              assertThat(e.facts()).containsEntry("version", "1.4").containsEntry("file", "test");
            });
  }
}
