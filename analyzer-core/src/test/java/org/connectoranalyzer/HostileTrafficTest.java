package org.connectoranalyzer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsScript.ClientAuthentication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * As much of one kind as a capture can hold: what takes a step for each pair of things would not
 * end in time.
 */
class HostileTrafficTest {
  private static final int MANY = 30_000;
  private static final String CLIENT = "10.20.0.10";
  private static final String PROXY = "10.20.8.80";
  private static final String CRL = "crl3.digicert.com";
  private static final String CRL_ADDRESS = "203.0.113.80";

  private final CaptureBytes capture = CaptureBytes.pcapngEthernet();
  private long time = 1_700_000_000_000_000_000L;

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void failingTunnels() {
    for (int i = 0; i < MANY; i++) {
      int port = 1_024 + i;
      String ask = "CONNECT h" + i + ".servicebus.windows.net:443 HTTP/1.1\r\n\r\n";
      String answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
      add(Packets.tcp(Packets.SYN).from(CLIENT, port).to(PROXY, 8080).sequence(1));
      add(
          Packets.tcp(Packets.SYN | Packets.ACK)
              .from(PROXY, 8080)
              .to(CLIENT, port)
              .sequence(1)
              .acknowledgment(2));
      add(
          Packets.tcp(Packets.PSH | Packets.ACK)
              .from(CLIENT, port)
              .to(PROXY, 8080)
              .sequence(2)
              .acknowledgment(2)
              .payload(ask.getBytes(UTF_8)));
      add(
          Packets.tcp(Packets.PSH | Packets.ACK)
              .from(PROXY, 8080)
              .to(CLIENT, port)
              .sequence(2)
              .acknowledgment(2 + ask.length())
              .payload(answer.getBytes(UTF_8)));
    }
    Analysis analysis = analysis();
    assertThat(analysis.findings())
        .first()
        .returns("PROXY-UPSTREAM-FAILED", FindingEntry::code)
        .returns((long) MANY, FindingEntry::occurrences);
    assertThat(analysis.truncatedLists()).containsEntry("connects", (long) MANY);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void halfOpenConnectionsToWhatMayBeProxies() {
    for (int i = 0; i < MANY; i++) {
      String server = "10." + (100 + (i >>> 16)) + "." + (i >>> 8 & 255) + "." + (i & 255);
      add(Packets.tcp(Packets.SYN).from(CLIENT, 1_024 + i).to(server, 8080).sequence(i));
      add(Packets.tcp(Packets.SYN).from(CLIENT, 1_024 + i).to(server, 8080).sequence(i).id(7));
    }
    Analysis analysis = analysis();
    assertThat(analysis.proxies()).hasSize(10_000);
    assertThat(analysis.detectorFailures()).isEmpty();
  }

  /** Each request that is cut off may have held up each of the sessions. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void sessionsThatWaitBesideBlockedRequests() {
    DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(CRL, CRL_ADDRESS);
    List<TcpScript> waiting = new ArrayList<>();
    for (int i = 0; i < MANY / 3; i++) {
      waiting.add(story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP).serverHello12());
    }
    for (int i = 0; i < MANY / 3; i++) {
      story.to(CRL_ADDRESS, 80).handshake().get("/a.crl", CRL).serverRst();
    }
    story.script().after(Duration.ofSeconds(20));
    waiting.forEach(TcpScript::rst);
    story.later(10);

    Finding finding = story.finding("REVOCATION-CHECK-BLOCKED");
    assertThat(finding.occurrences()).isEqualTo(MANY / 3);
    assertThat(finding.confidenceReason()).isEqualTo("sessionHeldUp");
  }

  /** Each certificate that is not valid may be due to the clock that each answer contradicts. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void certificatesBesideAnswersOfOtherClocks() {
    DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(CRL, CRL_ADDRESS);
    byte[] expired =
        CertificateBytes.of(BOOTSTRAP).valid("2025-01-01T00:00:00Z", "2025-03-01T00:00:00Z").der();
    for (int i = 0; i < MANY / 3; i++) {
      story
          .to(BOOTSTRAP_ADDRESS)
          .handshake()
          .tls()
          .clientHello12(BOOTSTRAP)
          .serverFlight12(ClientAuthentication.NOT_ASKING, expired)
          .alert(Side.CLIENT, 45)
          .tcp()
          .rst();
      story
          .to(CRL_ADDRESS, 80)
          .handshake()
          .get("/a.crl", CRL)
          .respond(200, "Date: Sat, 01 Feb 2025 08:00:00 GMT");
    }
    story.later(10);

    Finding finding = story.finding("CERTIFICATE-NOT-VALID-NOW");
    assertThat(finding.variant()).isEqualTo("clock");
    assertThat(finding.occurrences()).isEqualTo(MANY / 3);
  }

  private void add(Packets.Tcp packet) {
    time += 10_000;
    capture.packet(time, packet.ethernet());
  }

  private Analysis analysis() {
    Analysis analysis =
        TraceAnalyzer.standard().analyze(new ByteArrayInputStream(capture.bytes())).analysis();
    assertThat(analysis).isNotNull();
    return analysis;
  }
}
