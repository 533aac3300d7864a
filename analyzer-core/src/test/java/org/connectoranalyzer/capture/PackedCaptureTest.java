package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.connectoranalyzer.testing.PackedBytes.gzip;
import static org.connectoranalyzer.testing.PackedBytes.le32;
import static org.connectoranalyzer.testing.PackedBytes.lz4;
import static org.connectoranalyzer.testing.PackedBytes.lz4Frame;
import static org.connectoranalyzer.testing.PackedBytes.skippable;
import static org.connectoranalyzer.testing.PackedBytes.stored;
import static org.connectoranalyzer.testing.PackedBytes.xz;
import static org.connectoranalyzer.testing.PackedBytes.zip;
import static org.connectoranalyzer.testing.PackedBytes.zstd;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.NetMonBytes;
import org.connectoranalyzer.testing.PackedBytes;
import org.connectoranalyzer.testing.PackedBytes.Entry;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packed captures give what is in them, or say in one word why not. */
@Timeout(120)
class PackedCaptureTest {
  private static final byte[] CAPTURE = capture(50);

  private static byte[] capture(int packets) {
    SplittableRandom random = new SplittableRandom(3);
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    for (int i = 0; i < packets; i++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      file.packet(i * 1000L, Packets.tcp(Packets.SYN).sequence(i).payload(noise).ethernet());
    }
    return file.bytes();
  }

  static Map<String, UnaryOperator<byte[]>> packings() {
    Map<String, UnaryOperator<byte[]>> packings = new TreeMap<>();
    packings.put("gzip", PackedBytes::gzip);
    packings.put("lz4", PackedBytes::lz4);
    packings.put("xz", PackedBytes::xz);
    packings.put("zip", content -> zip("c.pcapng", content));
    packings.put("zstd", PackedBytes::zstd);
    return packings;
  }

  static Stream<String> names() {
    return packings().keySet().stream();
  }

  private static byte[] packed(String packing, byte[] content) {
    return requireNonNull(packings().get(packing)).apply(content);
  }

  private static InputStream oneByteAtATime(byte[] content) {
    return new FilterInputStream(new ByteArrayInputStream(content)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(length, 1));
      }

      @Override
      public int available() {
        return 0;
      }
    };
  }

  private static void givesTheCapture(byte[] packed, String compression) throws IOException {
    ReadCapture read = ReadCapture.of(packed);
    assertThat(read.frames()).isEqualTo(ReadCapture.of(CAPTURE).frames());
    assertThat(read.summary().compression()).isEqualTo(compression);
    assertThat(read.summary().cutShort()).isFalse();
    assertThat(read.file().bytesRead()).isEqualTo(packed.length);
  }

  private static CaptureFormatException refusal(byte[] content) {
    return refusal(content, "trace.bin");
  }

  private static CaptureFormatException refusal(byte[] content, String name) {
    CaptureFormatException refusal =
        catchThrowableOfType(
            CaptureFormatException.class,
            () -> ReadCapture.of(Recording.open(new ByteArrayInputStream(content), name)));
    assertThat(FileKinds.ALL).contains(refusal.kind());
    return refusal;
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadWhateverItIsCalled(String packing) throws IOException {
    byte[] packed = packed(packing, CAPTURE);
    givesTheCapture(packed, packing);
    ReadCapture slowly = ReadCapture.of(oneByteAtATime(packed));
    assertThat(slowly.frames()).isEqualTo(ReadCapture.of(CAPTURE).frames());
    byte[] large = capture(5_000);
    assertThat(ReadCapture.of(packed(packing, large)).frames())
        .isEqualTo(ReadCapture.of(large).frames());
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadInsideAnotherButNoDeeper(String outer) throws IOException {
    for (String inner : packings().keySet()) {
      byte[] twice = packed(outer, packed(inner, CAPTURE));
      givesTheCapture(twice, outer + "+" + inner);
      CaptureFormatException thrice = refusal(packed("gzip", twice));
      assertThat(thrice.kind()).isEqualTo("nestedTooDeep");
      assertThat(thrice.facts()).containsEntry("packing", inner);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void cutAtAnyByteGivesWhatCameBefore(String packing) throws IOException {
    byte[] packed = packed(packing, CAPTURE);
    for (int length = 1; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      try {
        ReadCapture read = ReadCapture.of(cut);
        CaptureSummary summary = read.summary();
        if (read.frames().size() < 50) {
          assertThat(summary.cutShort()).as("%s cut at %d", packing, length).isTrue();
        }
      } catch (CaptureFormatException e) {
        assertThat(FileKinds.ALL).contains(e.kind());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void withAnyBitsFlippedGivesFramesOrOneRefusal(String packing) throws IOException {
    byte[] packed = packed(packing, CAPTURE);
    SplittableRandom random = new SplittableRandom(packed.length);
    for (int i = 0; i < 1_500; i++) {
      byte[] changed = packed.clone();
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(ReadCapture.of(changed).summary().frames()).isNotNegative();
      } catch (CaptureFormatException e) {
        assertThat(FileKinds.ALL).contains(e.kind());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void thatNeverWorkedIsRefused(String packing) {
    byte[] damaged = packed(packing, CAPTURE);
    int header = packing.equals("lz4") ? 7 : 14;
    Arrays.fill(damaged, header, damaged.length, (byte) 0xFF);
    String kind = packing.equals("gzip") ? "damagedGzip" : "damagedPacked";
    assertThat(refusal(damaged).kind()).isEqualTo(kind);
  }

  /** But for what one block of its format holds. */
  @ParameterizedTest
  @MethodSource("names")
  void damagedBehindSomePacketsGivesThose(String packing) throws IOException {
    byte[] packed = packed(packing, capture(8_000));
    Arrays.fill(packed, packed.length * 3 / 4, packed.length * 3 / 4 + 50, (byte) 0xFF);
    ReadCapture read = ReadCapture.of(packed);
    assertThat(read.frames()).hasSizeBetween(3_000, 7_999);
    assertThat(read.summary().cutShort() || read.summary().damage() != null).isTrue();
  }

  @Test
  void severalFramesInOneFileAreOneCapture() throws IOException {
    byte[] first = Arrays.copyOf(CAPTURE, 1_111);
    byte[] rest = Arrays.copyOfRange(CAPTURE, 1_111, CAPTURE.length);
    givesTheCapture(Packets.join(zstd(first), zstd(rest)), "zstd");
    givesTheCapture(Packets.join(lz4(first), lz4(rest)), "lz4");
    givesTheCapture(Packets.join(xz(first), xz(rest)), "xz");
    byte[] skipped = skippable(new byte[] {1, 2, 3, 4});
    givesTheCapture(Packets.join(skipped, zstd(first), skipped, zstd(rest), skipped), "zstd");
    givesTheCapture(Packets.join(skipped, skipped, lz4(first), skipped, lz4(rest)), "lz4");
  }

  /** A block that takes all it holds from the block before. */
  /** Behind a whole frame with the header of a capture one whose window is 1 GiB. */
  @Test
  void aLaterFrameThatNeedsTooMuchMemoryCutsTheCapture() throws IOException {
    byte[] whole = PackedBytes.zstd(CaptureBytes.pcap().header().bytes());
    byte[] large = Packets.join(PackedBytes.le32(0xFD2FB528), new byte[] {0, (byte) (20 << 3)});
    try (Recording recording =
        Recording.open(new ByteArrayInputStream(Packets.join(whole, large)), "zstd")) {
      assertThat(recording.next(new Frame())).isFalse();
      CaptureSummary summary = recording.files().get(0).summary();
      assertThat(summary).isNotNull();
      assertThat(summary.cutShort()).isTrue();
    }
    assertThatThrownBy(() -> Recording.open(new ByteArrayInputStream(large), "zstd").close())
        .isInstanceOfSatisfying(
            CaptureFormatException.class, e -> assertThat(e.kind()).isEqualTo("packingMemory"));
  }

  @Test
  void lz4LiteralsThatAreNotThereAreDamage() throws IOException {
    byte[] content = CaptureBytes.pcap().header().bytes();
    byte[] token = {(byte) 0xF0, (byte) 200};
    byte[] block = Packets.join(PackedBytes.le32(2 + content.length), token, content);
    try (Recording recording =
        Recording.open(new ByteArrayInputStream(lz4Frame(0x60, block, new byte[0])), "lz4")) {
      assertThat(recording.next(new Frame())).isFalse();
      CaptureSummary summary = recording.files().get(0).summary();
      assertThat(summary).isNotNull();
      assertThat(summary.cutShort()).isTrue();
    }
  }

  @Test
  void lz4BlocksMayReferToThoseBefore() throws IOException {
    byte[] file = CaptureBytes.pcap().header().bytes();
    byte[] record =
        Arrays.copyOfRange(CaptureBytes.pcap().packet(7_000, new byte[80]).bytes(), 24, 120);
    byte[] plain = Packets.join(file, record);
    byte[] match = {0x0F, 96, 0, 77, 0x00};
    byte[] blocks =
        Packets.join(
            le32(plain.length | 0x8000_0000), plain, le32(4), Arrays.copyOf(match, 4), le32(0));
    byte[] linked = lz4Frame(0x40, Arrays.copyOf(blocks, blocks.length - 4), new byte[0]);
    ReadCapture read = ReadCapture.of(linked);
    assertThat(read.times()).containsExactly(7_000L, 7_000L);
    assertThat(read.summary().cutShort()).isFalse();

    byte[] independent = lz4Frame(0x60, Arrays.copyOf(blocks, blocks.length - 4), new byte[0]);
    assertThat(ReadCapture.of(independent).times()).containsExactly(7_000L);
    assertThat(ReadCapture.of(independent).summary().cutShort()).isTrue();
  }

  @Test
  void knownChecksums() {
    assertThat(XxHash32.of(new byte[0], 0, 0)).isEqualTo(0x02CC5D05);
    assertThat(hash("abc")).isEqualTo(0x32D153FF);
    assertThat(hash("Nobody inspects the spammish repetition")).isEqualTo(0xE2293B2F);
  }

  @Test
  void aWrongChecksumIsDamageAtTheEnd() throws IOException {
    byte[] changed = zstd(CAPTURE);
    changed[changed.length - 1] ^= 1;
    ReadCapture read = ReadCapture.of(changed);
    assertThat(read.frames()).hasSize(50);
    assertThat(read.summary().cutShort()).isTrue();
  }

  private static int hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    XxHash32 hash = new XxHash32();
    for (int i = 0; i < bytes.length; i += 5) {
      hash.add(bytes, i, Math.min(5, bytes.length - i));
    }
    assertThat(hash.value()).isEqualTo(XxHash32.of(bytes, 0, bytes.length));
    return hash.value();
  }

  @Test
  void otherFilesInAnArchiveAreIgnored() throws IOException {
    Entry readme = Entry.of("README.txt", "read me");
    Entry resource = new Entry("__MACOSX/._c.pcapng", new byte[] {0, 5, 22, 7, 0, 2, 0, 0});
    Entry trace = new Entry("t.etl", new byte[3_000]);
    givesTheCapture(
        zip(readme, new Entry("t/", new byte[0]), trace, new Entry("c", CAPTURE), resource), "zip");
    givesTheCapture(stored("c.pcapng", CAPTURE), "zip");
  }

  @Test
  void twoCapturesInAnArchiveAreRefusedByName() {
    Entry first = new Entry("a.pcapng", CAPTURE);
    Entry second = new Entry("b.pcap.gz", gzip(CaptureBytes.pcap().header().bytes()));
    Entry small = new Entry("small.pcap", CaptureBytes.pcap().header().bytes());
    Entry text = Entry.of("x.txt", "text");
    for (byte[] archive :
        List.of(zip(text, first, Entry.of("y.txt", "text"), second), zip(first, second, small))) {
      CaptureFormatException refusal = refusal(archive);
      assertThat(refusal.kind()).isEqualTo("severalCaptures");
      assertThat(refusal.facts())
          .containsEntry("first", "a.pcapng")
          .containsEntry("second", "b.pcap.gz")
          .containsEntry("file", "trace.bin");
    }
    assertThat(refusal(gzip(zip(first, small))).kind()).isEqualTo("severalCaptures");
    CaptureFormatException refusal = refusal(zip(small, text, first));
    assertThat(refusal.facts())
        .containsEntry("first", "small.pcap")
        .containsEntry("second", "a.pcapng");
  }

  @Test
  void aSecondCaptureIsFoundBehindWhatTheReaderOfTheFirstDoesNotAskFor() throws IOException {
    Entry second = new Entry("b.pcapng", CAPTURE);
    byte[] damaged = Arrays.copyOf(CAPTURE, CAPTURE.length + 300_000);
    byte[] closed = NetMonBytes.version2(1).packet(0, new byte[60]).bytes();
    byte[] padded = Arrays.copyOf(closed, closed.length + 300_000);
    for (byte[] first : List.of(damaged, closed, padded)) {
      Entry entry = new Entry("a.cap", first);
      assertThat(refusal(zip(entry, second)).kind()).isEqualTo("severalCaptures");
      assertThat(refusal(gzip(zip(entry, second))).kind()).isEqualTo("severalCaptures");
      assertThat(ReadCapture.of(zip(entry, Entry.of("x.txt", "text"))).frames()).isNotEmpty();
    }
  }

  @Test
  void damageOfTheOuterArchiveIsNoBytesOfTheInnerOne() throws IOException {
    byte[] inner = stored("c.pcapng", CAPTURE);
    byte[] half = Arrays.copyOf(inner, inner.length / 2);
    byte[] outer = stored("inner.zip", half);
    outer[14] ^= 1; // The checksum (APPNOTE 4.3.7).
    ReadCapture read = ReadCapture.of(outer);
    assertThat(read.frames()).isNotEmpty().hasSizeLessThan(50);
    assertThat(ReadCapture.of(CAPTURE).frames())
        .startsWith(read.frames().toArray(new ReadCapture.Read[0]));
    assertThat(read.summary().cutShort()).isTrue();
  }

  @Test
  void anArchiveWithoutCaptureTellsWhatIsInIt() {
    Entry text = Entry.of("x.txt", "text");
    assertThat(refusal(zip(text)).kind()).isEqualTo("zip");
    assertThat(refusal(zip(text, Entry.of("y", "{}"))).facts())
        .containsEntry("entries", "x.txt, y");
    assertThat(refusal(zip()).kind()).isEqualTo("zip");
    assertThat(refusal(zip()).facts()).doesNotContainKey("entries");

    CaptureFormatException trace = refusal(zip(text, new Entry("in/PktMon.etl", new byte[2_000])));
    assertThat(trace.kind()).isEqualTo("etlPktmon");
    assertThat(trace.facts()).containsEntry("file", "trace.bin: in/PktMon.etl");
    assertThat(refusal(zip(Entry.of("c.cab", "MSCF"), new Entry("t.etl", new byte[9]))).kind())
        .isEqualTo("etl");
    assertThat(refusal(zip(text, Entry.of("x.har", "{\"log\":{}}"))).kind()).isEqualTo("har");
    assertThat(refusal(gzip(new byte[2_000]), "NetTrace.etl.gz").kind()).isEqualTo("etlNetsh");
  }

  @Test
  void fiddlersArchivesAreToldByNameAndContent() {
    byte[] archive = zip(Entry.of("_index.htm", "<html>"), Entry.of("raw/01_c.txt", "GET /"));
    assertThat(refusal(archive).kind()).isEqualTo("saz");
    assertThat(refusal(zip(Entry.of("a", "b")), "s.SAZ").kind()).isEqualTo("saz");
  }

  @Test
  void namesOfEntriesAreTextAndNothingElse() throws IOException {
    String hostile = "../../etc/\u001b[31m\u202Egpj.pcapng";
    givesTheCapture(zip(hostile, CAPTURE), "zip");
    assertThat(Path.of("../../etc")).doesNotExist();
    CaptureFormatException refusal =
        refusal(zip(new Entry(hostile, CAPTURE), new Entry("x".repeat(60_000), CAPTURE)));
    assertThat(refusal.facts()).containsEntry("first", hostile);
    assertThat(String.valueOf(refusal.facts().get("second"))).hasSizeLessThan(250);
  }

  @Test
  void whatAnArchiveHidesIsSaid() {
    byte[] encrypted = zip("c.pcapng", CAPTURE);
    encrypted[6] |= 1;
    assertThat(refusal(encrypted).kind()).isEqualTo("encryptedZip");
    byte[] method = zip("c.pcapng", CAPTURE);
    method[8] = 9;
    assertThat(refusal(method).kind()).isEqualTo("unsupportedZip");
    method[6] &= ~8;
    CaptureFormatException refusal = refusal(method);
    assertThat(refusal.kind()).isEqualTo("unsupportedZip");
    assertThat(refusal.facts())
        .containsEntry("method", "Deflate64")
        .containsEntry("entry", "c.pcapng");
  }

  @Test
  void whatIsDamagedBehindTheCaptureDoesNoHarm() throws IOException {
    byte[] archive = zip(new Entry("c", CAPTURE), Entry.of("x.txt", "a rather long text"));
    int second = new String(archive, StandardCharsets.ISO_8859_1).indexOf("x.txt");
    ReadCapture cut = ReadCapture.of(Arrays.copyOf(archive, second + 8));
    assertThat(cut.frames()).hasSize(50);
    assertThat(cut.summary().cutShort()).isFalse();
  }

  @Test
  void windowsThatNeedTooMuchMemoryAreRefused() {
    byte[] zstd = Packets.join(le32(0xFD2FB528), new byte[] {0, (byte) 0x90, 1, 0, 0});
    CaptureFormatException refusal = refusal(zstd);
    assertThat(refusal.kind()).isEqualTo("packingMemory");
    assertThat(refusal.facts()).containsEntry("packing", "zstd").containsEntry("needed", 256L);

    byte[] xz = xz(CAPTURE);
    int filters = 12;
    assertThat(xz[filters + 2]).isEqualTo((byte) 0x21);
    xz[filters + 4] = 34;
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(xz, filters, 8);
    System.arraycopy(le32((int) crc.getValue()), 0, xz, filters + 8, 4);
    assertThat(refusal(xz).kind()).isEqualTo("packingMemory");
    assertThat(refusal(xz).facts()).containsEntry("needed", 513);
    assertThat(refusal(zip("c.xz", xz)).facts()).containsEntry("file", "trace.bin: c.xz");
  }

  @Test
  void theFourOfOneThirdPartyGiveTheSame() throws IOException {
    Path folder = ThirdPartyCaptures.orSkip().folder().resolve("files/DNS-OARC+dnscap/src/test");
    ReadCapture plain = ReadCapture.of(Recording.open(folder.resolve("dns.pcap")));
    assertThat(plain.frames()).isNotEmpty();
    for (String suffix : new String[] {"gz", "lz4", "xz", "zst"}) {
      ReadCapture read = ReadCapture.of(Recording.open(folder.resolve("dns.pcap." + suffix)));
      assertThat(read.frames()).as(suffix).isEqualTo(plain.frames());
    }
  }
}
