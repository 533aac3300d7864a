package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;

class TextWriterTest {
  private static final String FIRST_HALF =
      """
      proxy.pcapng

      PROBLEM  Test proxy proxy.contoso.local:8080 refuses one host.

        Mode       both direct and through a proxy: proxy.contoso.local:8080
        Must act   proxy team
        Next step  Let 10.20.0.10 pass.
        Capture    20 frames in 19 ms from 2026-03-01 08:00:00 UTC, pcapng
        Client     10.20.0.10

      FINDINGS  1 error

      ERROR  TEST-REFUSED  proxy.contoso.local:8080  Test proxy proxy.contoso.local:8080 refuses one host
        10.20.0.10 asked proxy.contoso.local:8080 for login.microsoftonline.com and got 407 with Basic
        after 1.5 s. It asked once.
        Seen        frame 6  0.005 s  10.20.0.10:49201 \u2192 10.20.8.80:8080
                        CONNECT login.microsoftonline.com:443
                    frame 7  0.006 s  10.20.8.80:8080  \u2192 10.20.0.10:49201  HTTP 407
                    frame 7  0.006 s  10.20.8.80:8080  \u2192 10.20.0.10:49201  FIN
        Remedy      Let 10.20.0.10 pass. Then start again.
                    - One way is a rule for the address, which every proxy product has under one name or
                      another, and which needs no change on the client.
                    - Another is a rule for the hosts.
        Confidence  medium: several attempts ended the same way
        Filter      frame.number in {6, 7}

      REQUIRED ENDPOINTS  2 failed, 0 reached, 29 not observed
        failed  *.servicebus.windows.net:443  direct  TLS handshake, no data  Service Bus signalling
        failed  *.microsoftonline.com:443     proxy   TCP connection only     sign-in
        not observed  cloud service: *.msappproxy.net:443
      """;

  private static final String LAST_LINES =
      """

      CHECKED AND CLEAR
        TEST-CLEAR

      NOT APPLICABLE
        no DNS in the capture: TEST-OPEN
      """;

  private final Report report = Report.of(ReportFixture.recording().report());

  @Test
  void readsFromTheVerdictToWhatWasNotChecked() throws IOException {
    assertThat(text(report, WriteOptions.STANDARD)).startsWith(FIRST_HALF).endsWith(LAST_LINES);
  }

  @Test
  void notesWhatPacketsWereInsideOf() throws IOException {
    assertThat(text(report, WriteOptions.STANDARD))
        .contains("  - 812 frames were inside Geneve; the inner packets were analysed.\n");
  }

  @Test
  void isTheSameFromAReportThatWasSaved() throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    Report saved =
        JsonReader.read(new ByteArrayInputStream(json.toString().getBytes(StandardCharsets.UTF_8)));
    assertThat(text(saved, WriteOptions.STANDARD)).isEqualTo(text(report, WriteOptions.STANDARD));
  }

  @Test
  void colorsAreDecorationOnly() throws IOException {
    String colored = text(report, WriteOptions.STANDARD.withStyle(WriteOptions.Style.COLORED));
    assertThat(colored)
        .contains("\u001b[1;31mPROBLEM\u001b[0m  Test", "\u001b[1;31mfailed\u001b[0m");
    assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(text(report, WriteOptions.STANDARD));
  }

  @Test
  void asciiHasNothingElse() throws IOException {
    String ascii = text(report, WriteOptions.STANDARD.withDisplay(DisplayCharset.ASCII));
    assertThat(ascii).contains("10.20.0.10:49201 -> 10.20.8.80:8080");
    assertThat(ascii.chars().filter(c -> c > 0x7e)).isEmpty();
  }

  @Test
  void showsTheStartInTheZoneAskedFor() throws IOException {
    assertThat(text(report, WriteOptions.STANDARD.withZone(ZoneId.of("Asia/Tokyo"))))
        .contains("from 2026-03-01 17:00:00 +09:00");
  }

  @Test
  void namesNoZoneWhereTheCaptureHasNone() throws IOException {
    Report local = Report.of(ReportFixture.recording().localTime().report());
    WriteOptions tokyo = WriteOptions.STANDARD.withZone(ZoneId.of("Asia/Tokyo"));
    assertThat(text(local, tokyo))
        .contains("from 2026-03-01 08:00:00 local time")
        .contains("  - The capture has the local time of the recording computer")
        .doesNotContain("+09:00", "UTC");
    assertThat(text(report, WriteOptions.STANDARD)).doesNotContain("local time");
  }

  @Test
  void countsWhatItHides() throws IOException {
    CaptureReport note = ReportFixture.recording().severity(Severity.INFO).report();
    assertThat(text(Report.of(note), WriteOptions.STANDARD.withMinSeverity(Severity.WARNING)))
        .contains("FINDINGS  1 note\n\nOne finding below severity WARNING not shown.\n")
        .doesNotContain("INFO  TEST-REFUSED");
  }

  @Test
  void severalCapturesBeginWithOneLineEach() throws IOException {
    CaptureReport unreadable =
        ReportAssembler.unreadable(List.of("t.etl"), "etl", Facts.NONE, Messages.load("en"));
    Report two = Report.of(Report.Tool.current(), List.of(report.captures().get(0), unreadable));
    assertThat(text(two, WriteOptions.STANDARD))
        .startsWith(
            "2 captures\n  PROBLEM       proxy.pcapng  TEST-REFUSED\n  UNREADABLE    t.etl\n\nproxy.pcapng\n")
        .contains(
            "\n\nt.etl\n\nUNREADABLE  \"t.etl\" is a Windows event trace (ETL), which has to be converted first.\n")
        .endsWith(" trace of pktmon, and analyze out.pcapng.\n");
  }

  @Test
  void namesTheFileOfEachFrameOfAJoinedRecording() throws IOException {
    Report joined = Report.of(ReportFixture.recording().files("a.pcapng", "b.pcapng").report());
    assertThat(text(joined, WriteOptions.STANDARD))
        .startsWith("a.pcapng, b.pcapng\n")
        .containsPattern("2\\s+files\\s+joined\\s+into\\s+one\\s+recording")
        .contains("file 2 frame 6", "Filter      b.pcapng: frame.number in {6, 7}");
  }

  /** The worst first, and not ten thousand of them. */
  @Test
  void showsFewOfManyClients() throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    List<String> clients = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clients.add(
          "{\"addresses\": [\"10.9.0.%d\"], \"mac\": null, \"mode\": \"direct\", \"verdict\": \"%s\"}"
              .formatted(i, i == 30 ? "problem" : "healthy"));
    }
    String many =
        json.toString()
            .replaceFirst(
                "(?s)\"clients\": \\[.*?\"proxies\"",
                "\"clients\": [" + String.join(",", clients) + "], \"proxies\"");
    Report read = JsonReader.read(new ByteArrayInputStream(many.getBytes(StandardCharsets.UTF_8)));
    assertThat(text(read, WriteOptions.STANDARD))
        .contains("Client     10.9.0.30: PROBLEM, direct\n             10.9.0.0: HEALTHY, direct\n")
        .contains("             10.9.0.10: HEALTHY, direct\n             28 more clients\n")
        .doesNotContain("10.9.0.11:");
  }

  @Test
  void showsSomeOfThousandsOfFindings() {
    FindingEntry finding =
        Objects.requireNonNull(report.captures().get(0).analysis()).findings().get(0);
    assertThat(findings(Collections.nCopies(500, finding))).doesNotContain("more finding");
    assertThat(findings(Collections.nCopies(10_000, finding)))
        .startsWith("\nFINDINGS  10000 errors\n")
        .endsWith(
            "\n\n9500 more findings are in the JSON report (-f json). --client shows those of one machine.\n");
  }

  private static String findings(List<FindingEntry> findings) {
    WriteOptions options = WriteOptions.STANDARD;
    TextLayout layout = new TextLayout(options);
    new FindingText(findings, FindingText.Source.FILES, Messages.load("en"), options, layout)
        .write();
    return layout.text();
  }

  @Test
  void asciiShowsNamesThatNeedMoreByEscapes() throws IOException {
    Report named = Report.of(ReportFixture.recording().files("レポート.pcapng").report());
    WriteOptions ascii = WriteOptions.STANDARD.withDisplay(DisplayCharset.ASCII);
    assertThat(text(named, ascii)).startsWith("\\u30ec\\u30dd\\u30fc\\u30c8.pcapng\n");
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(named, Messages.load("en"), ascii, json);
    assertThat(json.chars().filter(c -> c > 0x7e)).isEmpty();
    byte[] bytes = json.toString().getBytes(StandardCharsets.US_ASCII);
    assertThat(JsonReader.read(new ByteArrayInputStream(bytes))).isEqualTo(named);
  }

  @Test
  void hostileStringsCannotMoveTheCursorOrHide() throws IOException {
    Report hostile =
        Report.of(ReportFixture.recording().hostile("\u001b[2J\r\nERROR\u202e").report());
    String text = text(hostile, WriteOptions.STANDARD);
    assertThat(text).contains("\\x1b[2J\\x0d\\x0aERROR\\u202e");
    assertThat(text.chars().filter(c -> (c < 0x20 && c != '\n') || c == 0x202e)).isEmpty();
    assertThat(text.lines().filter(line -> line.startsWith("ERROR"))).hasSize(1);
  }

  @Test
  void framesMayLieFartherApartThanNanosecondsCount() throws IOException {
    byte[] syn = Packets.tcp(Packets.SYN).from("10.20.0.10", 49201).to("20.1.1.1", 443).ethernet();
    byte[] inSeconds = CaptureBytes.option(9, (byte) 0);
    byte[] capture =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(1, 0, inSeconds, CaptureBytes.option64(14, -9_000_000_000L))
            .networkInterface(1, 0, inSeconds, CaptureBytes.option64(14, 9_000_000_000L))
            .ticks(0, 0, syn, syn.length)
            .ticks(1, 0, syn, syn.length)
            .ticks(1, 3, syn, syn.length)
            .bytes();
    CaptureReport far = TraceAnalyzer.standard().analyze(new ByteArrayInputStream(capture));
    assertThat(text(Report.of(far), WriteOptions.STANDARD)).contains("frame 3  18000000003.000 s");
  }

  @Test
  void numbersDoNotDependOnTheLocale() throws IOException {
    String expected = text(report, WriteOptions.STANDARD);
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(text(Report.of(ReportFixture.recording().report()), WriteOptions.STANDARD))
          .isEqualTo(expected);
    } finally {
      Locale.setDefault(locale);
    }
  }

  @Test
  void saysWhatTheReportLacks() throws IOException {
    CaptureReport large = ReportFixture.recording().unrelated(10_500).code("TEST-FAULTY").report();
    assertThat(text(Report.of(large), WriteOptions.STANDARD))
        .contains(
            """

            CAPTURE NOTES
              - 812 frames were inside Geneve; the inner packets were analysed.
              - The list connections has 10502 entries, of which the report keeps the first 10,000.
              - The list synRetransmissions has 10500 entries, of which the report keeps the first 10,000.
              - The check words broke off and was left out: TEST-FAULTY.md {nothing}
            """);
  }

  private static String text(Report report, WriteOptions options) throws IOException {
    StringBuilder out = new StringBuilder();
    new TextWriter().write(report, Messages.load(report.language()), options, out);
    return out.toString();
  }
}
