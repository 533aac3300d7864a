package org.connectoranalyzer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportWriter;
import org.connectoranalyzer.report.WriteOptions;
import org.connectoranalyzer.testing.DnsScript;
import org.connectoranalyzer.testing.Flood;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Captures that are made to fill the memory: read, diagnosed and written in a JVM of their own
 * whose heap is small. What had no room is counted.
 */
class FloodTest {
  private static final String CLIENT = "10.20.0.10:1024";
  private static final String PROXY = "10.20.8.80:8080";
  private static final String SERVER = "203.0.113.9:443";
  private static final String RESOLVER = "10.20.0.53";
  private static final String HOST = "h" + Flood.COUNTER + ".servicebus.windows.net";

  /** Rounds after which a client has used all its ports. */
  private static final int PORTS = 50_000;

  @TempDir private Path folder = Path.of("");

  /** One flood, and the limit that it must reach. */
  private record Story(
      String name, int rounds, int roundsPerClient, Limit limit, Consumer<TraceScript> round) {}

  private static final List<Story> STORIES =
      List.of(
          new Story("syns", 40_000, PORTS, Limit.FLOWS, s -> s.tcp(CLIENT, SERVER).syn()),
          new Story(
              "broken tls",
              20_000,
              PORTS,
              Limit.STREAMS,
              s -> s.tcp(CLIENT, SERVER).handshake().clientHello(HOST).serverRst()),
          new Story(
              "failing connects",
              20_000,
              PORTS,
              Limit.STREAMS,
              s -> s.tcp(CLIENT, PROXY).handshake().connect(HOST + ":443").respond(503)),
          new Story(
              "clients",
              10_000,
              1,
              Limit.STREAMS,
              s -> s.tcp(CLIENT, PROXY).handshake().connect(HOST + ":443").respond(407)),
          new Story("kept alive", 200, PORTS, Limit.EXCHANGES, FloodTest::manyOnOneConnection),
          new Story("long answers", 20_000, PORTS, Limit.EXCHANGE_TEXT, FloodTest::longAnswer),
          new Story("pipelined", 200, PORTS, Limit.EXCHANGES, FloodTest::pipelined),
          new Story(
              "half heads",
              2_000,
              PORTS,
              Limit.HELD_BYTES,
              s ->
                  s.tcp(CLIENT, PROXY)
                      .handshake()
                      .mss(30_000)
                      .send("GET / HTTP/1.1\r\n" + filler())),
          new Story("half hellos", 2_000, PORTS, Limit.HELD_BYTES, FloodTest::halfHello),
          new Story(
              "half dns",
              2_000,
              PORTS,
              Limit.HELD_BYTES,
              s ->
                  s.tcp(CLIENT, RESOLVER + ":53")
                      .handshake()
                      .mss(30_000)
                      .send("\u00ff\u00ff" + filler())),
          new Story(
              "half certificates", 2_000, PORTS, Limit.CERTIFICATES, FloodTest::halfCertificate),
          new Story(
              "gaps",
              1_000,
              PORTS,
              Limit.HELD_BYTES,
              s -> s.tcp(CLIENT, PROXY).handshake().segment(Side.CLIENT, 100, new byte[30_000])),
          new Story(
              "queries", 100_000, PORTS, Limit.EXCHANGES, s -> s.dns(CLIENT, RESOLVER, "A", HOST)),
          new Story("retries", 1_000, PORTS, Limit.EXCHANGES, FloodTest::retries),
          new Story("many addresses", 2_000, PORTS, Limit.EXCHANGE_TEXT, FloodTest::manyAddresses),
          new Story(
              "tunnels",
              8_000,
              PORTS,
              Limit.STREAMS,
              s ->
                  s.tcp(CLIENT, PROXY)
                      .handshake()
                      .connect(HOST + ":443")
                      .respond(200)
                      .tls12(HOST)
                      .serverRst()));

  private static String filler() {
    return "X: " + "x".repeat(60_000);
  }

  private static void manyOnOneConnection(TraceScript script) {
    TcpScript proxy = script.tcp(CLIENT, PROXY).handshake();
    for (int i = 0; i < 200; i++) {
      proxy.connect(HOST + ":443").respondWithBody(503, "x").get("http://a/", "a").respond(204);
    }
  }

  private static void longAnswer(TraceScript script) {
    String value = "v".repeat(190) + Flood.COUNTER;
    script
        .tcp(CLIENT, PROXY)
        .handshake()
        .connect("t".repeat(280) + Flood.COUNTER + ":443")
        .respondWithBody(
            503,
            "x",
            "Via: " + value,
            "Server: " + value,
            "Proxy-Agent: " + value,
            "Proxy-Status: " + value,
            "X-Squid-Error: " + value,
            "X-Cache: " + value);
  }

  private static void pipelined(TraceScript script) {
    String request = "GET /" + "p".repeat(60) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    script.tcp(CLIENT, PROXY).handshake().mss(30_000).send(request.repeat(1_000));
  }

  private static void halfHello(TraceScript script) {
    byte[] hello = TlsBytes.message(1, new byte[60_000]);
    TcpScript flow = script.tcp(CLIENT, SERVER).handshake().mss(20_000);
    for (int start = 0; start < 48_000; start += 16_000) {
      flow.send(TlsBytes.record(22, Arrays.copyOfRange(hello, start, start + 16_000)));
    }
  }

  private static void halfCertificate(TraceScript script) {
    byte[] hello = TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32]);
    byte[] certificate = Arrays.copyOf(TlsBytes.certificate(new byte[60_000]), 15_000);
    script
        .tcp(CLIENT, SERVER)
        .handshake()
        .clientHello("a.example")
        .mss(20_000)
        .reply(TlsBytes.record(22, Packets.join(hello, certificate)));
  }

  private static void retries(TraceScript script) {
    DnsScript lookup = script.dns(CLIENT, RESOLVER, "A", HOST);
    for (int i = 0; i < 60; i++) {
      lookup.retry();
    }
  }

  /** An answer with 256 addresses for one long name. */
  private static void manyAddresses(TraceScript script) {
    ByteBuffer answer = ByteBuffer.allocate(8_192);
    answer.putInt(0x0007_8180).putInt(0x0001_0100).putInt(0);
    for (String label : List.of("a".repeat(60), "b".repeat(60), "c".repeat(60), Flood.COUNTER)) {
      answer.put((byte) label.length()).put(label.getBytes(UTF_8));
    }
    answer.put((byte) 0).putInt(0x0001_0001);
    for (int i = 0; i < 256; i++) {
      answer.putShort((short) 0xC00C).putInt(0x0001_0001).putInt(60);
      answer.putShort((short) 4).putInt(0xC000_0200 + i);
    }
    script.dns(CLIENT, RESOLVER, "A", "a.example");
    script.udp(RESOLVER + ":53", CLIENT, Arrays.copyOf(answer.array(), answer.position()));
  }

  /** A tenth of what is standard: so is the heap. */
  private static Limits tenth() {
    Limits limits = Limits.standard();
    for (Limit limit :
        List.of(
            Limit.FLOWS,
            Limit.STREAMS,
            Limit.HELD_BYTES,
            Limit.CERTIFICATES,
            Limit.EXCHANGES,
            Limit.EXCHANGE_TEXT)) {
      limits = limits.with(limit, limit.standard() / 10);
    }
    return limits;
  }

  @Test
  void floodsOfAllKindsFitIntoASmallHeap() throws Exception {
    String said = run("-Xmx64m", "tenth");
    for (Story story : STORIES) {
      assertThat(said).containsPattern(story.name + " .*limit=" + story.limit.text() + ",");
    }
  }

  @Test
  void twoHundredThousandBrokenSessionsFitIntoTheUsualHeap() throws Exception {
    assertThat(run("-Xmx512m", "standard")).contains("limit=streams, count=150000");
  }

  /** What the JVM wrote; it must have come to its end. */
  private String run(String heap, String size) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FloodTest.class.getName(),
                size)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out, UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  /** Runs in a JVM of its own. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    if (args[0].equals("standard")) {
      analyze(story("broken tls"), 200_000, Limits.standard(), out);
    } else {
      for (Story story : STORIES) {
        analyze(story, story.rounds, tenth(), out);
      }
    }
  }

  private static Story story(String name) {
    return STORIES.stream().filter(story -> story.name.equals(name)).findFirst().orElseThrow();
  }

  private static void analyze(Story story, int rounds, Limits limits, PrintStream out)
      throws IOException {
    TraceScript script = new TraceScript();
    story.round.accept(script);
    TraceAnalyzer analyzer =
        TraceAnalyzer.builder().options(AnalysisOptions.builder().limits(limits).build()).build();
    CaptureReport capture = analyzer.analyze(new Flood(script, rounds, story.roundsPerClient));
    for (ReportWriter writer : ReportWriter.all()) {
      Report report = new Report("1.0", analyzer.tool(), List.of(capture));
      writer.write(
          report, Messages.load(Messages.ENGLISH), WriteOptions.STANDARD, Writer.nullWriter());
    }
    Analysis analysis = capture.analysis();
    String reached =
        analysis == null
            ? "nothing"
            : analysis.limitsReached().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    out.println(story.name + " " + reached);
  }
}
