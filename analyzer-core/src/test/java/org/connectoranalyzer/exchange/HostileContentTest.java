package org.connectoranalyzer.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TraceScript;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is read does not depend on how the stream was cut up, and no bytes make the reading fail.
 */
class HostileContentTest {
  private static final String TARGET = "login.microsoftonline.com:443";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void segmentsOfAnySizeInAnyOrderTellTheSame(long seed) {
    Random random = new Random(seed);
    TraceScript script = new TraceScript();
    TcpScript flow = script.tcp("10.20.0.10", "10.20.8.80:8080").handshake();
    String request = "CONNECT " + TARGET + " HTTP/1.1\r\nHost: login.microsoftonline.com\r\n\r\n";
    String refusal = "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nContent-Length: 700\r\n\r\n";
    scatter(random, flow, Side.CLIENT, request.getBytes(ISO_8859_1));
    scatter(random, flow, Side.SERVER, (refusal + "p".repeat(700)).getBytes(ISO_8859_1));
    scatter(random, flow, Side.CLIENT, request.getBytes(ISO_8859_1));
    scatter(random, flow, Side.SERVER, "HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
    byte[] hello =
        TlsBytes.clientHello("login.microsoftonline.com", List.of(), new byte[0], 0x0303);
    scatter(random, flow, Side.CLIENT, TlsBytes.record(22, hello));
    scatter(
        random,
        flow,
        Side.SERVER,
        Packets.join(
            TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32])),
            TlsBytes.record(22, TlsBytes.certificate(new byte[300])),
            TlsBytes.record(22, TlsBytes.message(14, new byte[0]))));
    scatter(random, flow, Side.CLIENT, TlsBytes.applicationData(120));
    scatter(random, flow, Side.SERVER, TlsBytes.applicationData(90));

    Trace trace = script.trace();
    assertThat(trace.connects())
        .extracting(ConnectExchange::outcome)
        .containsExactly(ConnectOutcome.AUTHENTICATION_CONTINUED, ConnectOutcome.ESTABLISHED);
    assertThat(trace.connects()).allMatch(connect -> connect.target().equals(TARGET));
    assertThat(trace.tls())
        .singleElement()
        .matches(TlsHandshake::established)
        .matches(session -> "login.microsoftonline.com".equals(session.sni()));
  }

  /** Segments of random sizes, neighbours swapped, some overlapping, some twice. */
  private static void scatter(Random random, TcpScript flow, Side from, byte[] bytes) {
    List<int[]> ranges = new ArrayList<>();
    for (int start = 0; start < bytes.length; ) {
      int length = 1 + random.nextInt(random.nextBoolean() ? 3 : 60);
      int end = Math.min(bytes.length, start + length);
      ranges.add(new int[] {Math.max(0, start - random.nextInt(4)), end});
      start = end;
    }
    for (int i = 1; i < ranges.size(); i++) {
      if (random.nextInt(3) == 0) {
        Collections.swap(ranges, i, i - 1);
      }
    }
    for (int[] range : ranges) {
      flow.segment(from, range[0], Arrays.copyOfRange(bytes, range[0], range[1]));
      if (random.nextInt(10) == 0) {
        flow.retransmit();
      }
    }
    flow.skip(from, bytes.length);
  }

  @Test
  void flippedBytesNeverFail() {
    TraceScript script = new TraceScript();
    script
        .dns("10.20.0.10", "10.20.0.53", "A", "proxy.contoso.local")
        .aliases("a.b")
        .answers("10.20.8.80");
    TcpScript flow = script.tcp("10.20.0.10", "10.20.8.80:8080").handshake();
    flow.connect(TARGET).respondWithBody(407, "page", "Proxy-Authenticate: Basic realm=\"a\"");
    flow.connect(TARGET)
        .reply("HTTP/1.1 407 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\npages\r\n0\r\n\r\n");
    flow.connect(TARGET).respond(200).tls12("login.microsoftonline.com").alert(Side.SERVER, 40);
    script.tcp("10.20.0.10", "203.0.113.9:443").handshake().tls13("x.example").serverRst();
    script
        .tcp("10.20.0.10", "192.0.2.20:80")
        .handshake()
        .get("/a", "b")
        .respondWithBody(200, "c")
        .fin();
    byte[] capture = script.pcapng();
    Random random = new Random(42);
    for (int run = 0; run < 1_000; run++) {
      byte[] broken = capture.clone();
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> read(broken)).as("run %d", run).doesNotThrowAnyException();
    }
  }

  private static void read(byte[] capture) throws IOException {
    try (Recording recording = Recording.open(new ByteArrayInputStream(capture), "broken")) {
      new TraceBuilder(Limits.standard(), Set.of()).build(recording, Progress.NONE);
    } catch (CaptureFormatException e) {
      assertThat(e.kind()).isNotEmpty();
    }
  }

  @Test
  void exchangesBeyondTheLimitAreCounted() throws IOException {
    TraceScript script = new TraceScript();
    for (int i = 0; i < 20; i++) {
      script
          .tcp("10.20.0.10", "10.20.8.80:8080")
          .handshake()
          .connect("a" + i + ".example:443")
          .respond(503);
    }
    Limits limits = Limits.standard().with(Limits.Limit.EXCHANGES, 16);
    try (Recording recording = Recording.open(script.stream(), "script")) {
      Trace trace = new TraceBuilder(limits, Set.of()).build(recording, Progress.NONE);
      assertThat(trace.connects()).hasSize(16);
      assertThat(trace.health().limitsReached()).containsEntry("exchanges", 4L);
    }
  }

  @Test
  void exchangesOfConnectionsThatWereGivenUpMakeRoomForLaterOnes() throws IOException {
    TraceScript script = new TraceScript();
    for (int i = 0; i < 200; i++) {
      script
          .tcp("10.20.0.10", "10.20.8.80:8080")
          .handshake()
          .connect("a" + i + ".example:443")
          .respond(503);
    }
    Limits limits =
        Limits.standard().with(Limits.Limit.STREAMS, 16).with(Limits.Limit.EXCHANGES, 16);
    try (Recording recording = Recording.open(script.stream(), "script")) {
      Trace trace = new TraceBuilder(limits, Set.of()).build(recording, Progress.NONE);
      int kept = trace.conversations().size();
      assertThat(kept).isBetween(12, 16);
      assertThat(trace.connects())
          .extracting(ConnectExchange::host)
          .startsWith("a" + (200 - kept) + ".example")
          .hasSize(kept)
          .endsWith("a199.example");
      assertThat(trace.health().limitsReached())
          .containsEntry("streams", 200L - kept)
          .doesNotContainKeys("exchanges", "flows");
      assertThat(trace.health().forgottenConnectorPorts()).isEqualTo(200L - kept);
    }
  }

  @Test
  void readingMayBeCancelled() throws IOException {
    TraceScript script = new TraceScript();
    TcpScript flow = script.tcp("10.20.0.10", "10.20.8.80:8080").handshake();
    for (int i = 0; i < 9_000; i++) {
      flow.ack();
    }
    try (Recording recording = Recording.open(script.stream(), "script")) {
      TraceBuilder builder = new TraceBuilder(Limits.standard(), Set.of());
      assertThatCode(() -> builder.build(recording, (bytes, total) -> false))
          .isInstanceOf(CancellationException.class);
    }
  }
}
