package org.connectoranalyzer.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.packet.DecodeStatus;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.packet.PacketHeaders;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
  private static final int SMALL = 3_000_000;

  @TempDir private Path folder;

  private static Trace trace(InputStream capture) throws IOException {
    try (Recording recording = Recording.open(capture, "workload")) {
      return new TraceBuilder(Limits.standard(), Set.of()).build(recording, Progress.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isTheSameEachTimeAndAsLongAsAsked(Mix mix) throws IOException {
    byte[] first = Workload.of(mix, SMALL).readAllBytes();
    assertThat(Workload.of(mix, SMALL).readAllBytes()).isEqualTo(first);
    assertThat(first.length).isBetween(SMALL, SMALL + 1_600);
  }

  @ParameterizedTest
  @EnumSource
  void everyFrameIsDecodedAndInOrderOfTime(Mix mix) throws IOException {
    Frame frame = new Frame();
    HeaderDecoder decoder = new HeaderDecoder();
    try (Recording recording = Recording.open(Workload.of(mix, SMALL), "workload")) {
      long last = 0;
      while (recording.next(frame)) {
        assertThat(decoder.decode(frame).status()).isEqualTo(DecodeStatus.DECODED);
        assertThat(frame.time()).isGreaterThanOrEqualTo(last);
        last = frame.time();
      }
      assertThat(frame.number()).isGreaterThan(2_000);
    }
  }

  @Test
  void referenceHasRetransmittedSynsAndConnects() throws IOException {
    Trace trace = trace(Workload.of(Mix.REFERENCE, 60_000_000));
    assertThat(trace.health().cutShort()).isFalse();
    assertThat(trace.health().duplicateFrames()).isZero();
    assertThat(trace.conversations())
        .extracting(tcp -> tcp.server().port())
        .contains(443, 8080, 445);
    assertThat(trace.conversations())
        .anyMatch(tcp -> tcp.attempts().stream().anyMatch(a -> !a.retransmissions().isEmpty()));
    assertThat(trace.connects()).extracting(connect -> connect.status()).contains(200, 407);
  }

  @Test
  void connectorHasWhatAConnectorDoes() throws IOException {
    Trace trace = trace(Workload.of(Mix.CONNECTOR, 40_000_000));
    assertThat(trace.health().duplicateFrames()).isZero();
    assertThat(trace.dns()).anyMatch(lookup -> !lookup.addresses().isEmpty());
    assertThat(trace.tls()).anyMatch(tls -> !tls.certificates().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(names = {"SYN_FLOOD", "HALF_OPEN_FLOOD"})
  void floodsConsistOfDistinctConnections(Mix flood) throws IOException {
    int connections = 100_000;
    Workload workload = Workload.of(flood, Workload.floodBytes(flood, connections));
    Set<Long> seen = new HashSet<>();
    Frame frame = new Frame();
    HeaderDecoder decoder = new HeaderDecoder();
    try (Recording recording = Recording.open(workload, "flood")) {
      while (recording.next(frame)) {
        PacketHeaders headers = decoder.decode(frame);
        if (headers.isSyn()) {
          seen.add(headers.sourceLow() << 16 | headers.sourcePort());
        }
      }
    }
    assertThat(seen).hasSize(connections);
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../samples"), 2)) {
      return files.filter(file -> file.toString().matches(".*\\.pcap(ng)?")).sorted().toList();
    }
  }

  /**
   * Whatever a finding needs: silence, order, copies, the beginning and the end. A machine that
   * names nothing and merely fails to open what may be a proxy is a connector only where no other
   * machine is one, or where that is told.
   */
  @ParameterizedTest
  @MethodSource("samples")
  void findingsOnASamplesClientsAreThoseOfTheSampleAlone(Path sample) throws IOException {
    Analysis alone = TraceAnalyzer.standard().analyze(sample).analysis();
    assertThat(alone).isNotNull();
    Set<String> clients = new TreeSet<>();
    alone.clients().forEach(client -> clients.addAll(client.addresses()));
    AnalysisOptions.Builder options = AnalysisOptions.builder();
    if (sample.toString().contains("proxy-unreachable")) {
      clients.forEach(client -> options.client(IpAddress.parse(client).orElseThrow()));
    }
    Analysis mixed =
        TraceAnalyzer.builder()
            .options(options.build())
            .build()
            .analyze(Workload.around(sample, Mix.CONNECTOR, SMALL))
            .analysis();
    assertThat(mixed).isNotNull();
    assertThat(findings(mixed, clients)).isEqualTo(findings(alone, clients));
  }

  private static List<String> findings(Analysis analysis, Set<String> clients) {
    return analysis.findings().stream()
        .filter(finding -> finding.client() != null && clients.contains(finding.client()))
        .map(finding -> finding.fingerprint() + " " + finding.code() + " " + finding.facts())
        .toList();
  }

  @Test
  void aSampleThatIsNoneIsRefused() throws IOException {
    Path empty =
        Files.write(folder.resolve("empty.pcap"), Workload.of(Mix.STEADY, 0).readAllBytes());
    assertThatThrownBy(() -> Workload.around(empty, Mix.STEADY, SMALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no frame");
  }

  @Test
  void theCommandWritesWhatItIsAskedFor() throws IOException {
    Path file = folder.resolve("out.pcap");
    String[] right = {"half-open-flood", "1", file.toString()};
    assertThat(
            WriteWorkload.run(
                right, new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8)))
        .isZero();
    assertThat(file).hasBinaryContent(Workload.of(Mix.HALF_OPEN_FLOOD, 1_000_000).readAllBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "reference", "reference 1", "traffic 1 x", "reference many x"})
  void theCommandSaysWhatItWants(String words) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] args = words.split(" ", -1);
    assertThat(WriteWorkload.run(args, new PrintStream(err, true, StandardCharsets.UTF_8)))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("MIX MEGABYTES FILE");
  }

  @Test
  void readsByteByByteToo() throws IOException {
    byte[] whole = Workload.of(Mix.REFERENCE, 2_000).readAllBytes();
    Workload single = Workload.of(Mix.REFERENCE, 2_000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = single.read(); next >= 0; next = single.read()) {
      bytes.write(next);
    }
    assertThat(new ByteArrayInputStream(whole).readAllBytes()).isEqualTo(bytes.toByteArray());
  }
}
