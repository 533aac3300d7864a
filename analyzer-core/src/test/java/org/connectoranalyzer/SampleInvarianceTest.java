package org.connectoranalyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How a capture was taken must not change what it says: copies of packets, several interfaces,
 * other machines' traffic, a file that ends anywhere.
 */
class SampleInvarianceTest {
  private static final List<String> ABOUT_THE_CHANGE =
      List.of("CAPTURE-DUPLICATES", "UNRELATED-SYN-RETRANSMISSIONS");

  private static List<Arguments> samples;

  private static final TraceAnalyzer ANALYZER =
      TraceAnalyzer.builder()
          .options(AnalysisOptions.builder().proxy("proxy.contoso.local", 8080).build())
          .build();

  /** One packet of a sample; never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Packet(long time, int linkType, byte[] bytes, long wireLength) {}

  /** What a finding must keep; frames as the changed capture would number them. */
  private record Kept(
      String code, Severity severity, String subject, List<String> hosts, List<Long> frames) {}

  @BeforeAll
  static void findSamples() throws IOException {
    samples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("../samples"))) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().matches(".*\\.pcap(ng)?")) {
          samples.add(argumentSet(file.getFileName().toString(), file));
        }
      }
    }
    assertThat(samples).as("recorded samples").hasSizeGreaterThan(14);
  }

  static List<Arguments> samples() {
    return samples;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void copiesOfEveryPacketChangeNothing(Path sample) throws IOException {
    List<Packet> packets = packets(sample);
    CaptureBytes doubled = capture(packets.get(0).linkType(), 1);
    for (Packet packet : packets) {
      write(doubled, 0, packet, 0);
      write(doubled, 0, packet, 4_000);
    }
    assertSame(sample, doubled, frame -> 2 * frame - 1);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void packetsSpreadOverTwoInterfacesChangeNothing(Path sample) throws IOException {
    List<Packet> packets = packets(sample);
    CaptureBytes spread = capture(packets.get(0).linkType(), 2);
    for (int i = 0; i < packets.size(); i++) {
      write(spread, i % 2, packets.get(i), 0);
    }
    assertSame(sample, spread, frame -> frame);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void unrelatedTrafficChangesNothing(Path sample) throws IOException {
    List<Packet> packets = packets(sample);
    CaptureBytes merged = capture(packets.get(0).linkType(), 2);
    List<Long> places = new ArrayList<>();
    long written = 0;
    for (int i = 0; i < packets.size(); i++) {
      Packet packet = packets.get(i);
      if (i % 7 == 3) {
        written += noise(merged, i, packet.time());
      }
      write(merged, 0, packet, 0);
      places.add(++written);
    }
    assertSame(sample, merged, frame -> places.get((int) frame - 1));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFileThatEndsAnywhereNeverAccusesMore(Path sample) throws IOException {
    byte[] whole = Files.readAllBytes(sample);
    List<String> errors = errors(analysis(whole));
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int boundary : boundaries(whole)) {
      lengths.addAll(List.of(boundary - 1, boundary, boundary + 1));
    }
    for (int length = 0; length < whole.length; length += 101) {
      lengths.add(length);
    }
    lengths.removeIf(length -> length < 0 || length > whole.length);
    for (int length : lengths) {
      CaptureReport report = report(Arrays.copyOf(whole, length));
      Analysis analysis = report.analysis();
      if (analysis != null) {
        assertThat(errors).as("cut to %d bytes", length).containsAll(errors(analysis));
        assertThat(analysis.detectorFailures()).as("cut to %d bytes", length).isEmpty();
      }
    }
  }

  private static void assertSame(Path sample, CaptureBytes changed, LongUnaryOperator place)
      throws IOException {
    Analysis before = analysis(Files.readAllBytes(sample));
    Analysis after = analysis(changed.bytes());
    assertThat(after.verdict()).isEqualTo(before.verdict());
    assertThat(after.mode()).isEqualTo(before.mode());
    assertThat(after.headline().code()).isEqualTo(before.headline().code());
    assertThat(kept(after, frame -> frame)).containsExactlyElementsOf(kept(before, place));
  }

  private static List<Kept> kept(Analysis analysis, LongUnaryOperator place) {
    return analysis.findings().stream()
        .filter(finding -> !ABOUT_THE_CHANGE.contains(finding.code()))
        .map(finding -> kept(finding, place))
        .toList();
  }

  private static Kept kept(FindingEntry finding, LongUnaryOperator place) {
    List<Long> frames =
        finding.evidence().stream().map(e -> place.applyAsLong(e.frame().number())).toList();
    return new Kept(finding.code(), finding.severity(), finding.subject(), finding.hosts(), frames);
  }

  /** "CODE subject host": what is accused. */
  private static List<String> errors(Analysis analysis) {
    List<String> errors = new ArrayList<>();
    for (FindingEntry finding : analysis.findings()) {
      if (finding.severity() == Severity.ERROR) {
        errors.add(finding.code());
        finding.hosts().forEach(host -> errors.add(finding.code() + " " + host));
      }
    }
    return errors;
  }

  private static Analysis analysis(byte[] capture) {
    Analysis analysis = report(capture).analysis();
    assertThat(analysis).as("a readable capture").isNotNull();
    return analysis;
  }

  private static CaptureReport report(byte[] capture) {
    return ANALYZER.analyze(new ByteArrayInputStream(capture), "sample", AnalysisListener.NONE);
  }

  private static List<Packet> packets(Path sample) throws IOException {
    List<Packet> packets = new ArrayList<>();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(sample)) {
      while (recording.next(frame)) {
        byte[] bytes = new byte[frame.bytes().length()];
        frame.bytes().copyTo(0, bytes, 0, bytes.length);
        packets.add(new Packet(frame.time(), frame.linkType(), bytes, frame.originalLength()));
      }
    }
    return packets;
  }

  private static CaptureBytes capture(int linkType, int interfaces) {
    CaptureBytes capture = CaptureBytes.pcapng().section();
    for (int i = 0; i < interfaces; i++) {
      byte[] nanoseconds = CaptureBytes.option(9, (byte) 9);
      capture.networkInterface(linkType, 0, nanoseconds, CaptureBytes.option(2, "port" + i));
    }
    return capture;
  }

  private static void write(CaptureBytes capture, int networkInterface, Packet packet, long later) {
    capture.packet(networkInterface, packet.time() + later, packet.bytes(), packet.wireLength());
  }

  /**
   * Two other machines: a lookup, a SYN that is repeated, a refused one. Returns how many frames.
   */
  private static int noise(CaptureBytes capture, int round, long time) {
    String machine = "10.99.0.5";
    int port = 50_000 + round;
    byte[] syn =
        Packets.tcp(Packets.SYN)
            .from(machine, port)
            .to("192.0.2.200", 8443)
            .sequence(7)
            .id(9)
            .ethernet();
    byte[] again =
        Packets.tcp(Packets.SYN)
            .from(machine, port)
            .to("192.0.2.200", 8443)
            .sequence(7)
            .id(77)
            .ethernet();
    byte[] refused =
        Packets.tcp(Packets.SYN)
            .from(machine, port)
            .to("10.99.0.9", 22)
            .sequence(9)
            .id(88)
            .ethernet();
    byte[] reset =
        Packets.tcp(Packets.RST | Packets.ACK)
            .from("10.99.0.9", 22)
            .to(machine, port)
            .acknowledgment(10)
            .id(3)
            .ethernet();
    List<byte[]> frames = List.of(syn, refused, reset, again);
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      capture.packet(1, time + i * 100L, frame, frame.length);
    }
    return frames.size();
  }

  /** Where records begin, of either format. */
  private static List<Integer> boundaries(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> boundaries = new ArrayList<>();
    boolean blocks = bytes.getInt(0) == 0x0A0D0D0A;
    int place = blocks ? 0 : 24;
    while (place + 12 <= file.length) {
      boundaries.add(place);
      place += blocks ? bytes.getInt(place + 4) : 16 + bytes.getInt(place + 8);
    }
    boundaries.add(file.length);
    return boundaries;
  }
}
