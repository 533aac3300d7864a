package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.connectoranalyzer.testing.CaptureBytes.option;
import static org.connectoranalyzer.testing.CaptureBytes.option32;
import static org.connectoranalyzer.testing.CaptureBytes.option64;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngReaderTest {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();
  private static final int SLL = 113;
  private static final long TIME = 1_700_000_000_123_456_789L;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void readsPacketsOfSeveralInterfacesWithDifferentLinkTypes() throws IOException {
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0, option(2, "eth0"), option(9, (byte) 9))
            .networkInterface(SLL, 96, option(3, "Adapter of the lab"), option(9, (byte) 6))
            .packet(1, TIME / 1000, SYN, 1514)
            .packet(0, TIME, SYN)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.times()).containsExactly(TIME - 789, TIME);
    assertThat(read.frames())
        .extracting(ReadCapture.Read::linkType, ReadCapture.Read::interfaceIndex)
        .containsExactly(tuple(SLL, 1), tuple(1, 0));
    assertThat(read.summary().interfaces())
        .containsExactly(
            new CaptureInterface("eth0", 1, "EN10MB", 0, 1, 0),
            new CaptureInterface("Adapter of the lab", SLL, "LINUX_SLL", 96, 1, 0));
    assertThat(read.summary().format()).isEqualTo("pcapng");
  }

  @Test
  void sectionsHaveTheirOwnByteOrderAndInterfaces() throws IOException {
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0)
            .networkInterface(1, 0)
            .ticks(1, 1_000_000, SYN, SYN.length)
            .bigEndian()
            .section()
            .networkInterface(SLL, 0, option(ByteOrder.BIG_ENDIAN, 9, (byte) 9))
            .ticks(0, 2_000_000_000, SYN, SYN.length)
            .littleEndian()
            .section()
            .networkInterface(1, 0)
            .ticks(0, 3_000_000, SYN, SYN.length)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.times()).containsExactly(1_000_000_000L, 2_000_000_000L, 3_000_000_000L);
    assertThat(read.frames()).extracting(ReadCapture.Read::interfaceIndex).containsExactly(1, 2, 3);
    assertThat(read.frames()).extracting(ReadCapture.Read::number).containsExactly(1L, 2L, 3L);
  }

  @Test
  void readsTheOptionsOfAPacket() throws IOException {
    byte[] dropped = {2, 1, 0, 0, 0, 0, 0, 0, 0};
    byte[] passed = {2, 2, 0, 0, 0, 0, 0, 0, 0};
    byte[] shot = {1, 2, 0, 0, 0, 0, 0, 0, 0};
    byte[] hardware = {0, 1};
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0)
            .ticks(0, 1, SYN, SYN.length, option(1, "comment"), option32(2, 0x42), option64(5, 77))
            .ticks(0, 2, SYN, SYN.length, option(7, dropped))
            .ticks(0, 3, SYN, SYN.length, option(7, passed))
            .ticks(0, 4, SYN, SYN.length, option(7, shot))
            .ticks(0, 5, SYN, SYN.length, option(7, hardware), option64(4, 9))
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames())
        .extracting(ReadCapture.Read::packetFlags)
        .containsExactly(0x42, 0, 0, 0, 0);
    assertThat(read.frames())
        .extracting(ReadCapture.Read::packetId)
        .containsExactly(77L, -1L, -1L, -1L, -1L);
    assertThat(read.frames())
        .extracting(ReadCapture.Read::droppedByHost)
        .containsExactly(false, true, false, true, false);
    assertThat(read.summary().interfaces().get(0).dropped()).isEqualTo(9);
  }

  @Test
  void anOptionThatReachesPastItsBlockEndsTheOptionsOnly() throws IOException {
    byte[] broken = {2, 0, 40, 0, 1, 0, 0, 0};
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0)
            .ticks(0, 1, SYN, SYN.length, broken)
            .ticks(0, 2, SYN, SYN.length, option32(2, 1))
            .bytes();
    assertThat(ReadCapture.of(file).frames())
        .extracting(ReadCapture.Read::packetFlags)
        .containsExactly(0, 1);
  }

  @Test
  void simplePacketsHaveNoTimeAndEndAtTheSnapLength() throws IOException {
    byte[] head = Arrays.copyOf(SYN, 20);
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 20)
            .simplePacket(head, SYN.length)
            .section()
            .networkInterface(SLL, 0)
            .simplePacket(SYN, SYN.length)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(2);
    ReadCapture.Read first = read.frames().get(0);
    assertThat(first.hasTime()).isFalse();
    assertThat(first.bytes()).hasSize(40);
    assertThat(first.originalLength()).isEqualTo(SYN.length);
    assertThat(read.frames().get(1).linkType()).isEqualTo(SLL);
  }

  @Test
  void readsTheObsoletePacketBlock() throws IOException {
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0)
            .oldPacket(0, 3, 5_000_000, SYN, 1514)
            .oldPacket(0, 0xFFFF, 6_000_000, SYN, 1514)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.times()).containsExactly(5_000_000_000L, 6_000_000_000L);
    assertThat(read.summary().interfaces().get(0).dropped()).isEqualTo(3);
  }

  @Test
  void dropCountsOfStatisticsAreTotals() throws IOException {
    byte[] index = new byte[12];
    byte[] early = Packets.join(index, option64(5, 10), option64(7, 2), new byte[4]);
    byte[] late = Packets.join(index, option64(5, 17), option64(7, 3), new byte[4]);
    byte[] file =
        CaptureBytes.pcapngEthernet().packet(1, SYN).block(5, early).block(5, late).bytes();
    assertThat(ReadCapture.of(file).summary().interfaces().get(0).dropped()).isEqualTo(20);
  }

  @Test
  void collectsRecordedNamesOfAddresses() throws IOException {
    byte[] ipv4 = Packets.join(Packets.address("10.0.0.4"), ascii("proxy.contoso.local\0proxy\0"));
    byte[] ipv6 = Packets.join(Packets.address("2001:db8::9"), ascii("v6.contoso.local\0"));
    byte[] records = Packets.join(option(1, ipv4), option(2, ipv6), new byte[4]);
    byte[] file = CaptureBytes.pcapngEthernet().block(4, records).packet(1, SYN).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    assertThat(read.summary().names())
        .containsExactly(
            new AddressName(4, 0, 0x0A00_0004L, "proxy.contoso.local"),
            new AddressName(4, 0, 0x0A00_0004L, "proxy"),
            new AddressName(6, 0x2001_0DB8_0000_0000L, 9, "v6.contoso.local"));
  }

  @Test
  void passesOverBlocksWithoutPackets() throws IOException {
    int decryptionSecrets = 10;
    int unknown = 0x1234;
    int local = 0x8000_0001;
    byte[] file =
        CaptureBytes.pcapngEthernet()
            .block(decryptionSecrets, new byte[40])
            .packet(1, SYN)
            .block(unknown, new byte[3_000_000])
            .block(local, new byte[0])
            .packet(2, SYN)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.times()).containsExactly(1L, 2L);
    assertThat(read.frames()).extracting(ReadCapture.Read::number).containsExactly(1L, 2L);
  }

  @Test
  void numbersBlocksThatWiresharkNumbers() throws IOException {
    byte[] journal = ascii("__CURSOR=s\n__REALTIME_TIMESTAMP=1500000000123456\nMESSAGE=x\n");
    byte[] file =
        CaptureBytes.pcapngEthernet()
            .packet(1, SYN)
            .block(9, journal)
            .packet(2, SYN)
            .block(0xBAD, new byte[8])
            .block(0x40000BAD, new byte[8])
            .block(0x204, new byte[40])
            .packet(3, SYN)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(7);
    assertThat(read.frames())
        .extracting(ReadCapture.Read::packetless)
        .containsExactly(false, true, false, true, true, true, false);
    assertThat(read.frames().get(6).number()).isEqualTo(7);
    ReadCapture.Read entry = read.frames().get(1);
    assertThat(entry.time()).isEqualTo(1_500_000_000_123_456_000L);
    assertThat(entry.bytes()).isEmpty();
    assertThat(entry.interfaceIndex()).isEqualTo(-1);
    assertThat(read.frames().get(3).hasTime()).isFalse();
  }

  @Test
  void aPacketWithVeryLongOptionsIsRead() throws IOException {
    byte[] comment = option(1, new byte[65_000]);
    byte[][] comments = new byte[20][];
    Arrays.fill(comments, comment);
    byte[] file =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0)
            .ticks(0, 1, SYN, SYN.length, comments)
            .ticks(0, 2, SYN, SYN.length)
            .bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.times()).containsExactly(1000L, 2000L);
    assertThat(read.frames().get(0).bytes()).isEqualTo(read.frames().get(1).bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 11, 13, 0x7FFF_FFFC, 0xFFFF_FFFC})
  void anImpossibleBlockLengthStopsTheReading(int length) throws IOException {
    byte[] block = {
      0x34,
      0x12,
      0,
      0,
      (byte) length,
      (byte) (length >> 8),
      (byte) (length >> 16),
      (byte) (length >> 24)
    };
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, SYN).raw(block).raw(new byte[64]).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    CaptureDamage damage = requireNonNull(read.summary().damage());
    assertThat(damage.key()).isEqualTo("badBlockLength");
    assertThat(damage.found()).isEqualTo(Integer.toUnsignedString(length));
    assertThat(damage.offset()).isEqualTo(file.length - 64 - 4);
  }

  @Test
  void lengthsThatDifferStopTheReading() throws IOException {
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, SYN).packet(2, SYN).bytes();
    file[file.length - 4]++;
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    assertThat(read.summary().damage()).extracting("key").isEqualTo("blockLengthsDiffer");
  }

  @Test
  void aPacketOfAnUndeclaredInterfaceStopsTheReading() throws IOException {
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, SYN).packet(1, 2, SYN).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    assertThat(read.summary().damage()).extracting("key").isEqualTo("unknownInterface");
  }

  @Test
  void aPacketBeforeAnyInterfaceStopsTheReading() throws IOException {
    byte[] file = CaptureBytes.pcapng().section().simplePacket(SYN, SYN.length).bytes();
    assertThat(ReadCapture.of(file).summary().damage())
        .extracting("key")
        .isEqualTo("unknownInterface");
  }

  @Test
  void aPacketLongerThanItsBlockStopsTheReading() throws IOException {
    byte[] body = new byte[24];
    body[12] = 8;
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, SYN).block(6, body).bytes();
    ReadCapture read = ReadCapture.of(file);
    assertThat(read.frames()).hasSize(1);
    assertThat(read.summary().damage()).extracting("key").isEqualTo("packetBeyondBlock");
  }

  @Test
  void aSectionOfAnotherVersionStopsTheReading() throws IOException {
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, SYN).section(2, 0).bytes();
    assertThat(ReadCapture.of(file).summary().damage())
        .extracting("key")
        .isEqualTo("unsupportedVersion");
  }

  @Test
  void version12ReadsAs10() throws IOException {
    byte[] file =
        CaptureBytes.pcapng().section(1, 2).networkInterface(1, 0).ticks(0, 1, SYN, 60).bytes();
    assertThat(ReadCapture.of(file).frames()).hasSize(1);
  }

  @Test
  void refusesAFirstSectionOfAnotherVersion() {
    assertThatThrownBy(() -> ReadCapture.of(CaptureBytes.pcapng().section(1, 1).bytes()))
        .isInstanceOfSatisfying(
            CaptureFormatException.class,
            e -> assertThat(e.kind()).isEqualTo("unsupportedVersion"));
  }

  @Test
  void refusesAnUnknownByteOrder() {
    byte[] file = CaptureBytes.pcapngEthernet().bytes();
    file[8] = 0;
    assertThatThrownBy(() -> ReadCapture.of(file))
        .isInstanceOfSatisfying(
            CaptureFormatException.class, e -> assertThat(e.kind()).isEqualTo("badByteOrder"));
  }
}
