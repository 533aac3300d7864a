package org.connectoranalyzer.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.extract.Copied.Packet;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.connectoranalyzer.redaction.payload.Addresses;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.ReportRedaction;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.Tunnels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Redacted extracts of all samples: nothing of the capture in them, and the same is found. */
class RedactedExtractTest {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\b(?!0\\.0\\.0\\.0|127\\.|255\\.)\\d{1,3}(?:\\.\\d{1,3}){3}\\b|2001:db8:[0-9a-f:]+");

  private static final Pattern MAC = Pattern.compile("\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b");

  private static final Pattern NAME =
      Pattern.compile(
          "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[A-Za-z0-9-]*contoso[A-Za-z0-9-]*|squid/5");

  static Stream<Path> captures() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("../samples"))) {
      return folders
          .map(folder -> folder.resolve(folder.getFileName() + ".pcapng"))
          .filter(Files::exists)
          .sorted()
          .toList()
          .stream();
    }
  }

  private static TraceAnalyzer analyzer(Path capture) throws IOException {
    AnalysisOptions.Builder options = AnalysisOptions.builder();
    Path told = capture.resolveSibling("options.txt");
    if (Files.exists(told)) {
      String[] words = Files.readString(told).strip().split("[ :]", -1);
      options.proxy(words[1], Integer.parseInt(words[2]));
    }
    return TraceAnalyzer.builder().options(options.build()).build();
  }

  private static byte[] extract(Path capture, Scope scope) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExtractOptions options =
        ExtractOptions.STANDARD.withScope(scope).withRedaction(RedactionOptions.STANDARD);
    Extraction extraction =
        analyzer(capture).extract(List.of(capture), options, out, AnalysisListener.NONE);
    assertThat(extraction.complete()).isTrue();
    assertThat(extraction.report().redacted()).isTrue();
    return out.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void noByteTellsAnOriginal(Path capture) throws IOException {
    String json = Files.readString(capture.resolveSibling("expected.json"));
    byte[] extract = extract(capture, Scope.ALL);
    String bytes = new String(extract, ISO_8859_1);
    String text = bytes.toLowerCase(Locale.ROOT);
    for (String name : all(NAME, json)) {
      assertThat(text.contains(name.toLowerCase(Locale.ROOT))).as(name).isFalse();
    }
    assertThat(text).contains("redacted: addresses, names and ids");
    assertThat(text).doesNotContain(capture.getFileName().toString());
    for (String mac : all(MAC, json)) {
      StringBuilder six = new StringBuilder();
      for (String octet : mac.split(":", -1)) {
        six.append((char) Integer.parseInt(octet, 16));
      }
      assertThat(bytes.contains(six)).as(mac).isFalse();
    }
    for (String address : all(ADDRESS, json)) {
      byte[] four = Addresses.bytes(IpAddress.parse(address).orElseThrow());
      assertThat(text.contains(address + " ")).as(address).isFalse();
      assertThat(bytes.contains(new String(four, ISO_8859_1))).as(address).isFalse();
    }
    assertThat(extract(capture, Scope.ALL)).as("twice").isEqualTo(extract);
  }

  @Test
  void tunnelsStayWholeAndAllTheirFramesGetStandIns(@TempDir Path folder) throws IOException {
    byte[] inner = Packets.tcp(Packets.SYN).ip();
    byte[] middle = Tunnels.frame(0x0800, Tunnels.vxlan(Packets.ethernet(inner)));
    byte[] file =
        CaptureBytes.pcapngEthernet()
            .packet(1, Packets.ethernet(Tunnels.gre(0x0800, inner)))
            .packet(2, Packets.ethernet(Tunnels.gre("20000800 00000007", inner)))
            .packet(3, Packets.ethernet(Tunnels.vxlan(middle)))
            .bytes();
    Path capture = Files.write(folder.resolve("t.pcapng"), file);
    ExtractOptions options =
        ExtractOptions.STANDARD.withScope(Scope.ALL).withRedaction(RedactionOptions.STANDARD);
    List<Packet> packets = Copied.extract(options, capture).packets();
    for (Packet packet : packets) {
      assertThat(Internet.sum(packet.content(), 14, 34)).as("outer").isEqualTo(0xFFFF);
    }
    assertThat(Arrays.copyOfRange(packets.get(0).content(), 34, 38))
        .isEqualTo(Tunnels.hex("00000800"));
    assertThat(Arrays.copyOfRange(packets.get(1).content(), 34, 42))
        .isEqualTo(Tunnels.hex("20000800 00000007"));
    int frame = 14 + 20 + 8 + 8;
    assertThat(Arrays.copyOfRange(middle, 0, 6))
        .isNotEqualTo(Arrays.copyOfRange(packets.get(2).content(), frame, frame + 6));
    assertThat(Arrays.copyOfRange(packets.get(2).content(), frame + 12, frame + 14))
        .isEqualTo(Tunnels.hex("0800"));
  }

  private static Set<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(r -> r.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void theSameIsFound(Path capture) throws IOException {
    TraceAnalyzer analyzer = TraceAnalyzer.standard();
    Path told = capture.resolveSibling("options.txt");
    if (Files.exists(told)) {
      return; // The option names the original.
    }
    CaptureReport before =
        new ReportRedaction(RedactionOptions.STANDARD, Messages.load("en"))
            .of(analyzer.analyze(capture));
    CaptureReport after = analyzer.analyze(new ByteArrayInputStream(extract(capture, Scope.ALL)));
    assertThat(found(after)).isEqualTo(found(before));
    Analysis a = Objects.requireNonNull(after.analysis());
    Analysis b = Objects.requireNonNull(before.analysis());
    assertThat(a.connections()).isEqualTo(b.connections());
    assertThat(a.connects()).isEqualTo(b.connects());
    assertThat(a.dnsLookups()).isEqualTo(b.dnsLookups());
    assertThat(a.tlsHandshakes()).isEqualTo(b.tlsHandshakes());
    assertThat(a.synRetransmissions()).isEqualTo(b.synRetransmissions());
  }

  private static List<String> found(CaptureReport report) {
    return Objects.requireNonNull(report.analysis()).findings().stream()
        .map(
            f ->
                f.severity()
                    + " "
                    + f.code()
                    + " "
                    + f.variant()
                    + " "
                    + f.subject()
                    + " "
                    + new TreeSet<>(f.hosts())
                    + " "
                    + f.occurrences()
                    + " "
                    + f.displayFilter())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void theEvidenceAloneSaysTheSame(Path capture) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    analyzer(capture)
        .extract(List.of(capture), ExtractOptions.STANDARD, plain, AnalysisListener.NONE);
    TraceAnalyzer analyzer = TraceAnalyzer.standard();
    CaptureReport before = analyzer.analyze(new ByteArrayInputStream(plain.toByteArray()));
    CaptureReport after =
        analyzer.analyze(new ByteArrayInputStream(extract(capture, Scope.EVIDENCE)));
    assertThat(codes(after)).isEqualTo(codes(before));
  }

  private static List<String> codes(CaptureReport report) {
    return Objects.requireNonNull(report.analysis()).findings().stream()
        .map(f -> f.severity() + " " + f.code() + " " + f.occurrences())
        .toList();
  }
}
