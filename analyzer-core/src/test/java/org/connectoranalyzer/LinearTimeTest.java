package org.connectoranalyzer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Flood;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Captures made so that looking each thing up among all others takes minutes. The time given is for
 * a machine that is very busy; alone, each takes a second or two.
 */
@Timeout(120)
class LinearTimeTest {
  private static final String CLIENT = "10.20.0.10:1024";
  private static final String PROXY = "10.20.8.80:8080";

  private static Analysis analyze(Flood flood) {
    CaptureReport report = TraceAnalyzer.standard().analyze(flood);
    return Objects.requireNonNull(report.analysis());
  }

  @Test
  void requestsAndTunnelsOnOneConnection() {
    TraceScript script = new TraceScript();
    TcpScript proxy = script.tcp(CLIENT, PROXY).handshake();
    for (int i = 0; i < 50_000; i++) {
      proxy.connect("login.microsoftonline.com:443").respond(503, "Content-Length: 0");
      proxy.get("http://crl.microsoft.com/", "a").respond(204);
    }
    Analysis analysis = analyze(new Flood(script, 1, 1));
    assertThat(analysis.findings()).isNotEmpty();
  }

  @Test
  void namesOfOneAddressThatIsAskedForAgainAndAgain() {
    TraceScript script = new TraceScript();
    String name = "h" + Flood.COUNTER + ".example";
    script.resolves(CLIENT, "10.20.0.53", name, "198.51.100.9");
    script.tcp(CLIENT, PROXY).handshake().connect("198.51.100.9:443").respond(503);
    Analysis analysis = analyze(new Flood(script, 40_000, 50_000));
    assertThat(analysis.capture().frames()).isEqualTo(40_000 * 7L);
  }

  @Test
  void manyClients() {
    TraceScript script = new TraceScript();
    script
        .tcp(CLIENT, "203.0.113.9:443")
        .handshake()
        .clientHello("h" + Flood.COUNTER + ".msappproxy.net")
        .serverRst();
    Analysis analysis = analyze(new Flood(script, 40_000, 1));
    assertThat(analysis.clients()).hasSize(10_000);
  }

  /** Both halves of each address change together, so that their exclusive or is the same. */
  @Test
  void addressesMadeToFallTogether() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      String both = Integer.toHexString(i >>> 16) + ":" + Integer.toHexString(i & 0xFFFF);
      String client = "2001:db8:" + both + ":0:1:" + both;
      byte[] syn = Packets.tcp(Packets.SYN).from(client, 50_000).to("2001:db8::9", 443).ethernet();
      file.packet(i * 1_000L, syn);
    }
    CaptureReport report = TraceAnalyzer.standard().analyze(new ByteArrayInputStream(file.bytes()));
    assertThat(report.files()).isEqualTo(List.of("-"));
    assertThat(Objects.requireNonNull(report.analysis()).capture().frames()).isEqualTo(count);
  }

  @Test
  void commentsWithoutEndOnAPacketAndAnInterface() {
    byte[][] options = new byte[65_536][];
    Arrays.fill(options, CaptureBytes.option(1, "x".repeat(200)));
    CaptureBytes file =
        CaptureBytes.pcapng().section().networkInterface(CaptureBytes.ETHERNET, 0, options);
    file.packet(0, syn(1));
    assertThat(read(file).frames()).isEqualTo(1);
  }

  @Test
  void aMillionSections() {
    CaptureBytes file = CaptureBytes.pcapng();
    for (int i = 0; i < 1_000_000; i++) {
      file.section();
    }
    file.networkInterface(CaptureBytes.ETHERNET, 0).packet(0, syn(1));
    assertThat(read(file).frames()).isEqualTo(1);
  }

  @Test
  void timesThatJumpByCenturies() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    for (int i = 0; i < 100_000; i++) {
      file.packet(i * 0x9E37_79B9_7F4A_7C15L, syn(1));
    }
    Analysis.Capture capture = read(file);
    assertThat(capture.frames()).isEqualTo(100_000);
    assertThat(capture.durationMs()).isNotNegative();
  }

  @Test
  void firstFragmentsWithoutARest() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    for (int i = 0; i < 200_000; i++) {
      byte[] packet = syn(i);
      packet[20] = 0x20; // more fragments
      file.packet(i * 1_000L, packet);
    }
    assertThat(read(file).frames()).isEqualTo(200_000);
  }

  @Test
  void interimAnswersWithoutEnd() {
    TraceScript script = new TraceScript();
    TcpScript proxy = script.tcp(CLIENT, PROXY).handshake();
    proxy.connect("login.microsoftonline.com:443");
    for (int i = 0; i < 100_000; i++) {
      proxy.respond(100);
    }
    proxy.respond(407, "Proxy-Authenticate: NTLM", "Content-Length: 0");
    assertThat(analyze(new Flood(script, 1, 1)).findings())
        .extracting(FindingEntry::code)
        .contains("PROXY-AUTHENTICATION-REQUIRED");
  }

  private static byte[] syn(int id) {
    return Packets.tcp(Packets.SYN)
        .from("10.20.0.10", 50_000)
        .to("203.0.113.9", 443)
        .id(id & 0xFFFF)
        .ethernet();
  }

  private static Analysis.Capture read(CaptureBytes file) {
    CaptureReport report = TraceAnalyzer.standard().analyze(new ByteArrayInputStream(file.bytes()));
    return Objects.requireNonNull(report.analysis()).capture();
  }
}
