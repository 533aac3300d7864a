package org.connectoranalyzer.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindsTest {
  private static CaptureFormatException refusal(byte[] content, String name) {
    return catchThrowableOfType(
        CaptureFormatException.class,
        () -> Recording.open(new ByteArrayInputStream(content), name).close());
  }

  private static String kind(byte[] content, String name) {
    CaptureFormatException refusal = refusal(content, name);
    assertThat(FileKinds.ALL).contains(refusal.kind());
    assertThat(refusal.facts()).containsEntry("file", name);
    return refusal.kind();
  }

  @ParameterizedTest
  @CsvSource({
    "4D534346 00000000, trace.cab, cab",
    "504B0506 00000000, empty.zip, zip",
    "377ABCAF271C 0004, trace.7z, 7z",
    "425A6839 31415926, trace.bz2, bzip2",
    "456C6646696C6500 00000000, System.evtx, evtx",
    "69707472616365 20322E30 0000, trace.cap, otherCapture",
    "00010203 04050607, trace.ERF, otherCapture",
    "00010203 04050607, counters.blg, blg",
    "89504E470D0A1A0A, trace.png, picture",
    "FFD8FFE0, trace.jpg, picture",
    "255044462D312E37, trace.pcap, pdf",
    "4D5A9000, setup.exe, program",
    "D0CF11E0A1B11AE1, setup.msi, program",
    "00010203 04050607, PktMon.etl, etlPktmon",
    "00010203 04050607, NetTrace.etl, etlNetsh",
    "00010203 04050607, trace.matp, matp",
    "00010203 04050607, Trace.MATU, matu",
    "00010203 04050607, trace.etl, etl",
    "00010203 04050607, trace.pcap, unknown",
    "00, trace.bin, unknown"
  })
  void namesOtherFilesByContentAndName(String hex, String name, String expected) {
    assertThat(kind(HexFormat.of().parseHex(hex.replace(" ", "")), name)).isEqualTo(expected);
  }

  @Test
  void namesATarArchive() {
    byte[] header = new byte[512];
    System.arraycopy("start.pcapng".getBytes(ISO_8859_1), 0, header, 0, 12);
    assertThat(kind(header, "trace.tar")).isEqualTo("unknown");
    System.arraycopy("ustar".getBytes(ISO_8859_1), 0, header, 257, 5);
    assertThat(kind(header, "trace.tar")).isEqualTo("tar");
  }

  @ParameterizedTest
  @CsvSource({
    "'Something happened at 12:00:01', trace.txt, text",
    "'12:00:01.000000 IP 10.0.0.4.50000 > 10.0.0.9.443: Flags [S]', trace.txt, tcpdumpText",
    "'1700000000.000000 IP6 fe80::1.50000 > fe80::2.443: Flags [S]', trace.txt, tcpdumpText",
    "'[08]0000.0000::2024-01-01 [Microsoft-Windows-PktMon] PktGroupId 1', c.txt, pktmonText",
    "'No.     Time           Source', trace.txt, packetText",
    "'\"No.\",\"Time\",\"Source\"', trace.csv, packetText",
    "'<?xml version=\"1.0\"?><?xml-stylesheet x?><!-- a --><pdml version=\"0\">', c, packetText",
    "'[ { \"_index\": \"packets-2024-01-01\" } ]', trace.json, packetText",
    "'0000  00 15 5d 01 02 03 00 15  5d 0a 0b 0c 08 00 45 00', trace.txt, hexDump",
    "'{\"constants\":{\"activeFieldTrialGroups\":[]}}', log.json, netLog",
    "'<!DOCTYPE html><html>', trace.pcap, html",
    "'  <HTML lang=en>', trace.pcap, html",
    "'{ \"log\": { \"version\": \"1.2\" } }', trace.txt, har",
    "'{ \"entries\": [] }', Trace.HAR, har",
    "'[ { \"_index\": 1 } ]', trace.json, json",
    "'トレース', trace.txt, text"
  })
  void namesText(String content, String name, String expected) {
    assertThat(kind(content.getBytes(StandardCharsets.UTF_8), name)).isEqualTo(expected);
    byte[] marked = ("\uFEFF" + content).getBytes(StandardCharsets.UTF_8);
    assertThat(kind(marked, name)).isEqualTo(expected);
  }

  @Test
  void namesUtf16Text() {
    byte[] text = "\uFEFFNumber\tTime\r\n".getBytes(StandardCharsets.UTF_16LE);
    assertThat(kind(text, "trace")).isEqualTo("text");
  }

  /** First buffer of an event log: buffer header, then the event that describes the log. */
  @Test
  void namesAnEventLogByItsStructureWhateverItsName() {
    ByteBuffer log = ByteBuffer.allocate(0x10000).order(ByteOrder.LITTLE_ENDIAN);
    log.putInt(0, 0x10000).putInt(4, 0x1A8).putInt(8, 0x1A8);
    log.put(72, (byte) 2).put(74, (byte) 2).put(75, (byte) 0xC0);
    byte[] content = new byte[0x10000];
    log.get(content);
    assertThat(kind(content, "trace")).isEqualTo("etl");
    log.put(800, "PktMon".getBytes(StandardCharsets.UTF_16LE)).get(0, content);
    assertThat(kind(content, "trace")).isEqualTo("etlPktmon");
    content[75] = 0;
    assertThat(kind(content, "trace")).isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "6E00D62E29470946 B4233EE7BCD678EF, etlNetsh",
    "D9804F4DBDC8734D BB5B19C90402C5AC, etlPktmon",
    "D9804F4DBDC8734D BB5B19C90402C5AD, etl"
  })
  void tellsWhoRecordedAnEventLogByTheProviderOfItsEvents(String guid, String expected) {
    byte[] content = new byte[0x10000];
    byte[] provider = HexFormat.of().parseHex(guid.replace(" ", ""));
    System.arraycopy(provider, 0, content, 5_001, provider.length);
    assertThat(kind(content, "trace.etl")).isEqualTo(expected);
  }

  @Test
  void tellsTheFirstBytes() {
    CaptureFormatException refusal = refusal(new byte[] {1, 2, (byte) 0xFE}, "x");
    assertThat(refusal.kind()).isEqualTo("unknown");
    assertThat(refusal.facts()).containsEntry("firstBytes", "01 02 fe");
    assertThat(refusal).hasMessageContaining("unknown at byte 0");
  }
}
