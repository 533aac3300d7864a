package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.SnoopBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnoopReaderTest {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();
  private static final byte[] ODD = Arrays.copyOf(SYN, SYN.length + 1);

  @Test
  void readsPacketsTimesAndLengths() throws IOException {
    byte[] file =
        SnoopBytes.snoop()
            .packet(1_700_000_000, 123_456, SYN)
            .packet(1_700_000_001, 0, ODD)
            .record(1514, SYN, 2, 0, 0xFFFF_FFFFL, 999_999)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.times())
        .containsExactly(
            1_700_000_000_123_456_000L, 1_700_000_001_000_000_000L, 4_294_967_295_999_999_000L);
    ReadCapture.Read last = read.frames().get(2);
    assertThat(last.number()).isEqualTo(3);
    assertThat(last.originalLength()).isEqualTo(1514);
    assertThat(last.bytes()).isEqualTo(HexFormat.of().formatHex(SYN));
    CaptureSummary summary = read.summary();
    assertThat(summary.format()).isEqualTo("snoop");
    assertThat(summary.capturedBytes()).isEqualTo(3L * SYN.length + 1);
    assertThat(summary.cutShort()).isFalse();
    assertThat(summary.damage()).isNull();
    assertThat(summary.localTime()).isFalse();
    assertThat(summary.interfaces())
        .containsExactly(new CaptureInterface("", 1, "EN10MB", 0, 3, 0));
  }

  @Test
  void dropsAreCountedOnFromRecordToRecord() throws IOException {
    byte[] file =
        SnoopBytes.snoop()
            .record(60, SYN, 0, 3, 1, 0)
            .record(60, SYN, 0, 3, 1, 0)
            .record(60, SYN, 0, 12, 1, 0)
            .bytes();
    assertThat(ReadCapture.of(file).summary().interfaces().get(0).dropped()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({
    "0, EN10MB",
    "2, IEEE802",
    "4, EN10MB",
    "8, FDDI",
    "9, NULL",
    "14, NULL",
    "16, IP_OVER_FC",
    "18, SUNATM",
    "0x80000005, IPNET",
    "10, SNOOP_10",
    "26, SNOOP_26"
  })
  void datalinkTypes(String datalink, String expected) throws IOException {
    byte[] file = SnoopBytes.snoop(2, Long.decode(datalink)).packet(1, 0, SYN).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.summary().interfaces().get(0).linkTypeName()).isEqualTo(expected);
    assertThat(read.frames().get(0).linkType())
        .isEqualTo(read.summary().interfaces().get(0).linkType());
  }

  @ParameterizedTest
  @CsvSource({"4, EN10MB", "10, EN10MB", "11, IEEE802", "12, EN10MB", "18, SNOOP_18", "19, EN10MB"})
  void surveyorHasItsOwnDatalinkTypesAndLongerPadding(int datalink, String expected)
      throws IOException {
    byte[] file =
        SnoopBytes.snoop(4, datalink).record(64, SYN, 18, 0, 1, 0).packet(2, 0, SYN).bytes();
    CaptureSummary summary = ReadCapture.of(file).summary();
    assertThat(summary.frames()).isEqualTo(2);
    assertThat(summary.interfaces().get(0).linkTypeName()).isEqualTo(expected);
  }

  @Test
  void theLongestRecordIsReadAcrossBufferEnds() throws IOException {
    SnoopBytes file = SnoopBytes.snoop();
    for (int i = 0; i < 9; i++) {
      byte[] packet = new byte[262_144 - i];
      packet[packet.length - 1] = (byte) i;
      file.packet(i, i, packet);
    }
    List<ReadCapture.Read> frames = ReadCapture.of(file.bytes()).frames();
    assertThat(frames).hasSize(9);
    for (int i = 0; i < 9; i++) {
      assertThat(frames.get(i).time()).isEqualTo(i * 1_000_001_000L);
      assertThat(frames.get(i).originalLength()).isEqualTo(262_144 - i);
      assertThat(frames.get(i).bytes()).endsWith("0" + i);
    }
  }

  @Test
  void aCaptureWithoutPacketsIsACapture() throws IOException {
    ReadCapture read = ReadCapture.of(SnoopBytes.snoop().bytes());
    assertThat(read.frames()).isEmpty();
    assertThat(read.summary().cutShort()).isFalse();
  }

  @Test
  void aRecordLongerThanBelievableIsDamage() throws IOException {
    byte[] file =
        SnoopBytes.snoop().packet(1, 0, SYN).header(60, 262_145, 262_169, 0, 1, 0).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    assertThat(read.summary().damage())
        .isEqualTo(
            new CaptureDamage("recordTooLong", file.length - 24 + 4, "at most 262144", "262145"));
  }

  /** Shorter than its packet and header, absurdly longer, and as long as 32 bits allow. */
  @ParameterizedTest
  @ValueSource(longs = {0, 23, 83, 24 + 60 + 65_537, 0xFFFF_FFFFL})
  void aRecordLengthThatDoesNotFitItsPacketIsDamage(long length) throws IOException {
    byte[] file =
        SnoopBytes.snoop()
            .packet(1, 0, SYN)
            .header(60, 60, length, 0, 1, 0)
            .packet(1, 0, SYN)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    CaptureDamage damage = requireNonNull(read.summary().damage());
    assertThat(damage.key()).isEqualTo("badRecordLength");
    assertThat(damage.expected()).isEqualTo("84 to 65620");
    assertThat(damage.found()).isEqualTo(String.valueOf(length));
  }

  /** Also where only padding is missing. */
  @Test
  void aCutIsToldWhereverItIs() throws IOException {
    byte[] file = SnoopBytes.snoop().packet(1, 0, ODD).packet(2, 0, SYN).bytes();
    int firstEnd = 16 + 24 + ODD.length;
    int second = firstEnd + (-ODD.length & 3);
    int secondEnd = second + 24 + SYN.length;
    assertThat(file.length).isGreaterThan(secondEnd);
    for (int length = 16; length < file.length; length++) {
      CaptureSummary summary = ReadCapture.of(Arrays.copyOf(file, length)).summary();
      assertThat(summary.frames()).isEqualTo(length < firstEnd ? 0 : length < secondEnd ? 1 : 2);
      assertThat(summary.cutShort())
          .as("cut at %d", length)
          .isEqualTo(length != 16 && length != second);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 6, 0xFFFF_FFFFL})
  void refusesAnotherVersion(long version) {
    assertThatThrownBy(() -> ReadCapture.of(SnoopBytes.snoop(version, 4).bytes()))
        .isInstanceOfSatisfying(
            CaptureFormatException.class,
            e -> {
              assertThat(e.kind()).isEqualTo("unsupportedVersion");
              assertThat(e.facts())
                  .containsEntry("format", "snoop")
                  .containsEntry("version", String.valueOf(version));
            });
  }
}
