package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.packet.PacketHeaders;
import org.connectoranalyzer.testing.NetMonBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetMonReaderTest {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();
  private static final byte[] RAW = Packets.tcp(Packets.SYN).sequence(1).ip();
  private static final long START =
      NetMonBytes.START.toInstant(ZoneOffset.UTC).toEpochMilli() * 1_000_000;

  @TempDir Path folder;

  static Stream<NetMonBytes> versions() {
    return Stream.of(
        NetMonBytes.version1(),
        NetMonBytes.version2(0),
        NetMonBytes.version2(1),
        NetMonBytes.version2(2),
        NetMonBytes.version2(3));
  }

  /** As a file, whose table can be looked at first. */
  private ReadCapture ofFile(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("trace.cap"), content);
    return ReadCapture.of(Recording.open(file));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static CaptureDamage damage(ReadCapture read) {
    return requireNonNull(read.summary().damage());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void readsEveryVersion(NetMonBytes writer) throws IOException {
    byte[] file = writer.packet(0, SYN).frame(1, 7, SYN, 1514, 0).bytes();
    for (ReadCapture read :
        List.of(ReadCapture.of(file), ofFile(file), ReadCapture.of(gzip(file)))) {
      assertThat(read.frames()).hasSize(2);
      ReadCapture.Read second = read.frames().get(1);
      assertThat(second.number()).isEqualTo(2);
      assertThat(second.originalLength()).isEqualTo(1514);
      assertThat(second.bytes()).isEqualTo(HexFormat.of().formatHex(SYN));
      CaptureSummary summary = read.summary();
      assertThat(summary.format()).isEqualTo("netmon");
      assertThat(summary.capturedBytes()).isEqualTo(2L * SYN.length);
      assertThat(summary.cutShort()).isFalse();
      assertThat(summary.damage()).isNull();
      assertThat(summary.interfaces())
          .containsExactly(new CaptureInterface("", 1, "EN10MB", 0, 2, 0));
    }
  }

  @Test
  void version1CountsMilliseconds() throws IOException {
    byte[] file = NetMonBytes.version1().packet(1, SYN).packet(0xFFFF_FFFFL, SYN).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.times()).containsExactly(START + 1_000_000, START + 4_294_967_295_000_000L);
    assertThat(read.summary().localTime()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void version2CountsMicrosecondsOfTheLocalClock(int minor) throws IOException {
    ReadCapture read = ReadCapture.of(NetMonBytes.version2(minor).packet(12_345, SYN).bytes());
    assertThat(read.times()).containsExactly(START + 12_345_000);
    assertThat(read.summary().localTime()).isTrue();
  }

  @Test
  void timesBeforeTheStartAreNegative() throws IOException {
    byte[] file = NetMonBytes.version2(0).packet(-3, SYN).packet(Long.MAX_VALUE / 10, SYN).bytes();
    assertThat(ReadCapture.of(file).times()).containsExactly(START - 3000, Long.MAX_VALUE);
  }

  @Test
  void version23HasTheTimeInUtc() throws IOException {
    long fileTime = 134_000_000_000_000_001L;
    ReadCapture read =
        ReadCapture.of(NetMonBytes.version2(3).frame(1, 5, SYN, 60, fileTime).bytes());
    assertThat(read.times()).containsExactly((fileTime - 116_444_736_000_000_000L) * 100);
    assertThat(read.summary().localTime()).isFalse();
  }

  @Test
  void version23WithoutTimeInUtcFallsBackToTheLocalClock() throws IOException {
    ReadCapture read = ReadCapture.of(NetMonBytes.version2(3).packet(5, SYN).bytes());
    assertThat(read.times()).containsExactly(START + 5000);
    assertThat(read.summary().localTime()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void absurdTimesInUtcSaturate(long fileTime) throws IOException {
    byte[] file = NetMonBytes.version2(3).frame(1, 5, SYN, 60, fileTime).bytes();
    assertThat(ReadCapture.of(file).times())
        .containsExactly(fileTime == 1 ? Long.MIN_VALUE : Long.MAX_VALUE);
  }

  @Test
  void anAbsurdStartIsATimeAllTheSame() throws IOException {
    byte[] file = NetMonBytes.version2(0).packet(0, SYN).bytes();
    Arrays.fill(file, 8, 24, (byte) 0xFF);
    assertThat(ReadCapture.of(file).times()).containsExactly(Long.MAX_VALUE);
    Arrays.fill(file, 8, 24, (byte) 0);
    assertThat(ReadCapture.of(file).times()).containsExactly(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, EN10MB",
    "1, EN10MB",
    "2, IEEE802",
    "3, FDDI",
    "4, ATM_RFC1483",
    "5, NETWORK_MONITOR_5",
    "7, RAW",
    "8, RAW",
    "9, RAW",
    "10, NETWORK_MONITOR_10",
    "0x1234, NETWORK_MONITOR_4660",
    "0xE001, EN10MB",
    "0xE065, RAW",
    "0xE071, LINUX_SLL",
    "0xE080, IEEE802_11",
    "0xE081, NETWORK_MONITOR_57473",
    "0xE08A, NETWORK_MONITOR_57482",
    "0xE08B, LINKTYPE_139",
    "0xFFE1, NETWORK_MONITOR_65505"
  })
  void mediaOfFrames(String medium, String expected) throws IOException {
    byte[] file =
        NetMonBytes.version2(1)
            .packet(0, SYN)
            .frame(Integer.decode(medium), 1, RAW)
            .packet(2, SYN)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(3);
    int linkType = read.frames().get(1).linkType();
    assertThat(LinkTypes.name(linkType)).isEqualTo(expected);
    assertThat(read.summary().interfaces())
        .extracting(CaptureInterface::linkTypeName)
        .containsExactlyElementsOf(
            expected.equals("EN10MB") ? List.of("EN10MB") : List.of("EN10MB", expected));
    assertThat(read.frames().get(2).interfaceIndex()).isZero();
  }

  @Test
  void theMediumOfTheFileCountsWhereFramesHaveNone() throws IOException {
    byte[] file = NetMonBytes.version2(0).medium(9).frame(1, 0, RAW).bytes();
    assertThat(ReadCapture.of(file).frames().get(0).linkType()).isEqualTo(LinkTypes.RAW);
    byte[] newer = NetMonBytes.version2(1).medium(9).packet(0, SYN).bytes();
    assertThat(ReadCapture.of(newer).frames().get(0).linkType()).isEqualTo(LinkTypes.ETHERNET);
  }

  private static PacketHeaders decoded(byte[] file) throws IOException {
    HeaderDecoder decoder = new HeaderDecoder();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      Frame frame = new Frame();
      assertThat(recording.next(frame)).isTrue();
      return decoder.decode(frame);
    }
  }

  /** Revision, length of 32, and what else is known of the radio. */
  private static byte[] radioHeader(int length) {
    return ByteBuffer.allocate(32)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 2)
        .putShort((short) length)
        .array();
  }

  private static byte[] wireless() {
    byte[] data = new byte[24];
    data[0] = 8;
    byte[] snap = {(byte) 0xAA, (byte) 0xAA, 3, 0, 0, 0, 8, 0};
    return Packets.join(data, snap, RAW);
  }

  @Test
  void wirelessPacketsStandBehindAHeaderOfTheRadio() throws IOException {
    byte[] packet = Packets.join(radioHeader(32), wireless());
    byte[] file = NetMonBytes.version2(2).frame(6, 0, packet).bytes();
    ReadCapture.Read read = ReadCapture.of(file).frames().get(0);
    assertThat(read.linkType()).isEqualTo(LinkTypes.IEEE802_11);
    assertThat(read.bytes()).isEqualTo(HexFormat.of().formatHex(wireless()));
    assertThat(read.originalLength()).isEqualTo(wireless().length);
    assertThat(decoded(file).destinationPort()).isEqualTo(443);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 31})
  void aHeaderOfTheRadioThatDoesNotFitLeavesNothing(int captured) throws IOException {
    byte[] content = Arrays.copyOf(radioHeader(0xFFFF), captured);
    byte[] file = NetMonBytes.version2(2).frame(6, 0, content).packet(1, SYN).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(2);
    assertThat(read.frames().get(0).bytes()).isEmpty();
    assertThat(read.frames().get(0).originalLength()).isZero();
  }

  @Test
  void packetsOfAnAtmFileStandBehindTheirCircuit() throws IOException {
    byte[] snap = {(byte) 0xAA, (byte) 0xAA, 3, 0, 0, 0, 8, 0};
    byte[] packet = Packets.join(new byte[16], snap, RAW);
    byte[] file = NetMonBytes.version1().medium(4).frame(0, 0, packet).bytes();
    assertThat(decoded(file).destinationPort()).isEqualTo(443);
    byte[] tiny = NetMonBytes.version1().medium(4).frame(0, 0, new byte[3]).bytes();
    assertThat(ReadCapture.of(tiny).frames().get(0).bytes()).isEmpty();
  }

  /** So does tshark 4.0: events, adapters (new form) and filters have numbers, the others none. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void pseudoFramesAreNumberedAsWiresharkDoes(int minor) throws IOException {
    NetMonBytes writer = NetMonBytes.version2(minor);
    for (int medium : List.of(0xFFFD, 0xFFE0, 0xFFFB, 0xFFFC, 0xFFFE, 0xFFFF)) {
      writer.frame(medium, 5, new byte[40]).packet(6, SYN);
    }
    ReadCapture read = ReadCapture.of(writer.bytes());
    assertThat(read.frames())
        .extracting(ReadCapture.Read::packetless)
        .containsExactly(false, true, false, true, false, false, false, true, false);
    assertThat(read.frames().get(8).number()).isEqualTo(9);
    ReadCapture.Read event = read.frames().get(1);
    assertThat(event.time()).isEqualTo(START + 5000);
    assertThat(event.interfaceIndex()).isEqualTo(-1);
    assertThat(event.originalLength()).isEqualTo(40);
    assertThat(event.bytes()).isEmpty();
    CaptureSummary summary = read.summary();
    assertThat(summary.damage()).isNull();
    assertThat(summary.capturedBytes()).isEqualTo(6L * SYN.length);
    assertThat(summary.interfaces()).hasSize(1);
  }

  @Test
  void framesNeedNotFollowEachOtherInAFile() throws IOException {
    byte[] file =
        NetMonBytes.version2(1)
            .hole(new byte[99])
            .packet(1, SYN)
            .hole(new byte[] {1, 2, 3})
            .packet(2, SYN)
            .bytes();
    ReadCapture read = ofFile(file);
    assertThat(read.times()).containsExactly(START + 1000, START + 2000);
    assertThat(read.summary().damage()).isNull();
    assertThat(read.summary().cutShort()).isFalse();
  }

  @Test
  void theTableOfAFileThatTookItsPlaceIsNotAsked() throws IOException {
    byte[] opened = NetMonBytes.version2(1).packet(1, SYN).packet(2, SYN).bytes();
    byte[] other = NetMonBytes.version2(1).packet(3, SYN).hole(new byte[9]).bytes();
    Path file = Files.write(folder.resolve("trace.cap"), opened);
    assumeThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isNotNull();
    Recording recording = Recording.open(file);
    Files.move(
        Files.write(folder.resolve("other.cap"), other), file, StandardCopyOption.REPLACE_EXISTING);
    ReadCapture read = ReadCapture.of(recording);
    assertThat(read.times()).containsExactly(START + 1000, START + 2000);
    assertThat(read.summary().damage()).isNull();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsOpenedOnce() throws Exception {
    byte[] file = NetMonBytes.version2(1).packet(1, SYN).packet(2, SYN).bytes();
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Path> written = CompletableFuture.supplyAsync(() -> write(pipe, file));
    assertThat(ReadCapture.of(Recording.open(pipe)).frames()).hasSize(2);
    assertThat(written.get()).isEqualTo(pipe);
  }

  private static Path write(Path target, byte[] content) {
    try {
      return Files.write(target, content, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first byte that is no frame is taken for one; the table, coming last, tells. */
  @Test
  void inAStreamATableThatTellsOfOtherFramesIsDamage() throws IOException {
    byte[] file = NetMonBytes.version2(1).packet(1, SYN).hole(new byte[18]).packet(2, SYN).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(damage(read).key()).isEqualTo("frameTableDiffers");
    assertThat(read.frames()).hasSize(2);
    assertThat(ofFile(file).summary().damage()).isNull();
  }

  @Test
  void theTableMayStandBeforeTheFrames() throws IOException {
    byte[] file = NetMonBytes.version2(2).packet(1, SYN).packet(2, SYN).tableFirst();
    for (ReadCapture read : List.of(ReadCapture.of(file), ofFile(file))) {
      assertThat(read.times()).containsExactly(START + 1000, START + 2000);
      assertThat(read.summary().damage()).isNull();
      assertThat(read.summary().cutShort()).isFalse();
    }
  }

  @Test
  void whatTheTableDoesNotListIsNoFrame() throws IOException {
    NetMonBytes writer = NetMonBytes.version2(0).packet(1, SYN).packet(2, SYN).packet(3, SYN);
    ReadCapture read = ofFile(writer.withTable(writer.offsets().get(1)));
    assertThat(read.times()).containsExactly(START + 2000);
    assertThat(read.summary().damage()).isNull();
  }

  @Test
  void anEmptyTableIsOfACaptureWithoutFrames() throws IOException {
    for (byte[] file :
        List.of(NetMonBytes.version2(3).bytes(), NetMonBytes.version2(3).bytes(0, 0))) {
      for (ReadCapture read : List.of(ReadCapture.of(file), ofFile(file))) {
        assertThat(read.frames()).isEmpty();
        assertThat(read.summary().cutShort()).isFalse();
        assertThat(read.summary().damage()).isNull();
      }
    }
  }

  @Test
  void aFileThatWasNeverFinishedGivesItsFrames() throws IOException {
    byte[] file = NetMonBytes.version2(2).packet(1, SYN).packet(2, SYN).bytes(0, 0);
    for (ReadCapture read : List.of(ReadCapture.of(file), ofFile(file))) {
      assertThat(read.frames()).hasSize(2);
      assertThat(read.summary().cutShort()).isTrue();
      assertThat(read.summary().damage()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aCutIsToldWhereverItIs(NetMonBytes writer) throws IOException {
    byte[] file = writer.packet(1, SYN).packet(2, SYN).packet(3, SYN).bytes();
    for (int length = NetMonBytes.HEADER; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      for (ReadCapture read : List.of(ReadCapture.of(cut), ofFile(cut))) {
        assertThat(read.summary().cutShort()).as("cut at %d", length).isTrue();
        assertThat(read.summary().damage()).isNull();
        int whole = (length - NetMonBytes.HEADER) / ((file.length - 128 - 12) / 3);
        assertThat(read.frames()).hasSize(Math.min(whole, 3));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 0x7FFF_FFFFL, 0xFFFF_FFFFL})
  void aTableBeyondTheEndIsACutFile(long offset) throws IOException {
    byte[] file = NetMonBytes.version2(0).packet(1, SYN).packet(2, SYN).bytes(offset, 8);
    for (ReadCapture read : List.of(ReadCapture.of(file), ofFile(file))) {
      assertThat(read.frames()).hasSize(2);
      assertThat(read.summary().cutShort()).isTrue();
    }
  }

  /** Within the header; of 3 bytes; with half an entry. */
  @ParameterizedTest
  @CsvSource({"8, 8, 2", "0, 8, 2", "280, 3, 0", "280, 10, 2"})
  void aTableThatCannotBeIsDamage(long offset, long length, int frames) throws IOException {
    byte[] file = NetMonBytes.version2(0).packet(1, SYN).packet(2, SYN).bytes(offset, length, 0, 0);
    for (ReadCapture read : List.of(ReadCapture.of(file), ofFile(file))) {
      assertThat(read.frames()).hasSize(frames);
      assertThat(damage(read).key()).isEqualTo("frameTableDiffers");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 127, 128, 129, 190})
  void aFrameThatOverlapsTheOneBeforeIsDamage(int second) throws IOException {
    NetMonBytes writer = NetMonBytes.version2(0).packet(1, SYN).packet(2, SYN);
    ReadCapture read = ofFile(writer.withTable(128, second));
    assertThat(read.frames()).hasSize(1);
    assertThat(damage(read).key()).isEqualTo("frameOverlaps");
    assertThat(damage(read).found()).isEqualTo("one at " + second);
  }

  @ParameterizedTest
  @ValueSource(ints = {5000, 0x7FFF_FFFF, -1})
  void aFrameBeyondTheEndIsDamage(int second) throws IOException {
    NetMonBytes writer = NetMonBytes.version2(0).packet(1, SYN).packet(2, SYN);
    ReadCapture read = ofFile(writer.withTable(128, second));
    assertThat(read.frames()).hasSize(1);
    assertThat(damage(read).key()).isEqualTo("frameBeyondEnd");
    assertThat(damage(read).expected()).isEqualTo("a frame at " + Integer.toUnsignedString(second));
  }

  @Test
  void aFrameInTheTableIsDamage() throws IOException {
    byte[] file = NetMonBytes.version2(0).packet(1, SYN).withTable(128, 128 + 16 + SYN.length);
    ReadCapture read = ofFile(file);
    assertThat(read.frames()).hasSize(1);
    assertThat(damage(read).key()).isEqualTo("frameOverlaps");
    byte[] inStream = NetMonBytes.version2(0).packet(1, SYN).bytes(150, 8, 0, 0);
    assertThat(damage(ReadCapture.of(inStream)).key()).isEqualTo("frameOverlaps");
  }

  @ParameterizedTest
  @ValueSource(longs = {262_145, 0x7FFF_FFFFL, 0xFFFF_FFFFL})
  void aPacketLongerThanBelievableIsDamage(long length) throws IOException {
    byte[] file = NetMonBytes.version2(1).packet(1, SYN).packet(2, SYN).bytes();
    int second = 128 + 16 + SYN.length + 2;
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(second + 12, (int) length);
    for (ReadCapture read : List.of(ReadCapture.of(file), ofFile(file))) {
      assertThat(read.frames()).hasSize(1);
      assertThat(damage(read))
          .isEqualTo(
              new CaptureDamage("recordTooLong", second, "at most 262144", String.valueOf(length)));
    }
  }

  @Test
  void theLongestPacketIsReadAcrossBufferEnds() throws IOException {
    NetMonBytes writer = NetMonBytes.version2(3);
    for (int i = 0; i < 9; i++) {
      byte[] packet = new byte[262_144];
      packet[262_143] = (byte) i;
      writer.packet(i, packet);
    }
    ReadCapture read = ofFile(writer.bytes());
    assertThat(read.frames()).hasSize(9);
    for (int i = 0; i < 9; i++) {
      assertThat(read.frames().get(i).bytes()).endsWith("0" + i);
    }
  }

  /** Entries are read one by one: a table of any length takes no memory. */
  @Test
  void manyPseudoFramesWithoutANumberAreStepped() throws IOException {
    NetMonBytes writer = NetMonBytes.version2(1);
    for (int i = 0; i < 100_000; i++) {
      writer.frame(0xFFFC, i, new byte[0]);
    }
    ReadCapture read = ofFile(writer.packet(1, SYN).bytes());
    assertThat(read.frames()).hasSize(1);
    assertThat(read.frames().get(0).number()).isEqualTo(1);
    assertThat(read.summary().damage()).isNull();
  }

  /** As a file, so that the table leads. */
  @Test
  void withAnyBitsFlipped() throws IOException {
    byte[] file =
        NetMonBytes.version2(2)
            .packet(1, SYN)
            .frame(0xFFFC, 2, new byte[5])
            .frame(6, 2, SYN)
            .packet(3, SYN)
            .bytes();
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 500; i++) {
      byte[] changed = file.clone();
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        changed[random.nextInt(5, changed.length)] ^= (byte) (1 << random.nextInt(8));
      }
      // The major version decides whether it is read at all.
      changed[5] = 2;
      ReadCapture read = ofFile(changed);
      assertThat(read.summary().frames()).isEqualTo(read.frames().size());
      assertThat(read.frames()).hasSizeLessThan(file.length / 16);
      assertThat(read.file().sha256()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0.0", "3, 0, 3.0", "0x99, 9, 153.9"})
  void refusesAnotherMajorVersion(String major, int minor, String version) {
    byte[] file = NetMonBytes.version2(minor).bytes();
    file[5] = (byte) (int) Integer.decode(major);
    assertThatThrownBy(() -> ReadCapture.of(file))
        .isInstanceOfSatisfying(
            CaptureFormatException.class,
            e -> {
              assertThat(e.kind()).isEqualTo("unsupportedVersion");
              assertThat(e.facts())
                  .containsEntry("format", "netmon")
                  .containsEntry("version", version);
            });
  }

  @Test
  void refusesAHeaderThatIsCut() {
    byte[] file = Arrays.copyOf(NetMonBytes.version2(0).bytes(), 127);
    assertThatThrownBy(() -> ReadCapture.of(file))
        .isInstanceOfSatisfying(
            CaptureFormatException.class, e -> assertThat(e.kind()).isEqualTo("truncatedHeader"));
  }
}
