package org.connectoranalyzer.capture;

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
    "504B0304 14000000, trace.zip, zip",
    "504B0506 00000000, empty.zip, zip",
    "504B0304 14000000, session.SAZ, saz",
    "377ABCAF271C 0004, trace.7z, 7z",
    "FD377A585A00 0004, trace.xz, xz",
    "28B52FFD 64444D6E, trace.zst, zstd",
    "04224D18 6440A775, trace.lz4, lz4",
    "425A6839 31415926, trace.bz2, bzip2",
    "52545353 00010000, trace.cap, netmon",
    "474D4255 00020100, trace.cap, netmon",
    "736E6F6F70000000 00000002, trace.snoop, snoop",
    "456C6646696C6500 00000000, System.evtx, evtx",
    "00010203 04050607, trace.matp, matp",
    "00010203 04050607, Trace.MATU, matu",
    "00010203 04050607, trace.etl, etl",
    "00010203 04050607, trace.pcap, unknown",
    "00, trace.bin, unknown"
  })
  void namesOtherFilesByContentAndName(String hex, String name, String expected) {
    assertThat(kind(HexFormat.of().parseHex(hex.replace(" ", "")), name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'12:00:01.000 IP 10.0.0.4 > 10.0.0.9', trace.txt, text",
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
    content[75] = 0;
    assertThat(kind(content, "trace")).isEqualTo("unknown");
  }

  @Test
  void tellsTheFirstBytes() {
    CaptureFormatException refusal = refusal(new byte[] {1, 2, (byte) 0xFE}, "x");
    assertThat(refusal.kind()).isEqualTo("unknown");
    assertThat(refusal.facts()).containsEntry("firstBytes", "01 02 fe");
    assertThat(refusal).hasMessageContaining("unknown at byte 0");
  }
}
