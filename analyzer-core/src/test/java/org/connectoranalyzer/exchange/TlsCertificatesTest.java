package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.ASKING;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.NOT_ASKING;
import static org.connectoranalyzer.testing.TraceScript.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.connectoranalyzer.exchange.TlsHandshake.ClientCertificate;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TlsScript;
import org.connectoranalyzer.testing.TraceScript;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates of both sides, whatever the way in which the stream was cut up or lost. */
class TlsCertificatesTest {
  private static final String HOST = "x.bootstrap.msappproxy.net";
  private static final byte[] LEAF = CertificateBytes.of(HOST).der();
  private static final byte[] AUTHORITY =
      CertificateBytes.ofSubject("C=US", "O=Microsoft Corporation", "CN=Issuing CA")
          .issuedBy("DigiCert Global Root G2", "DigiCert Inc")
          .der();
  private static final byte[] CLIENT =
      CertificateBytes.ofSubject("CN=9b1d").issuer("CN=connectorregistrationca").der();

  private final TraceScript script = new TraceScript();

  private TcpScript toServer() {
    return script.tcp("10.20.0.10", "203.0.113.9:443").handshake();
  }

  private TlsScript asked() {
    return toServer().tls().clientHello12(HOST);
  }

  private TlsHandshake only() {
    return only(script.trace());
  }

  private static TlsHandshake only(Trace trace) {
    assertThat(trace.tls()).hasSize(1);
    return trace.tls().get(0);
  }

  private Trace traceWith(Limit limit, long value) throws IOException {
    Limits limits = Limits.standard().with(limit, value);
    try (Recording recording = Recording.open(script.stream(), "script")) {
      return new TraceBuilder(limits, Set.of()).build(recording, Progress.NONE);
    }
  }

  private static void assertWholeChain(TlsHandshake session) {
    assertThat(session.certificates())
        .extracting(Certificate::subject, Certificate::issuerOrganization)
        .containsExactly(
            tuple("CN=" + HOST + ",O=Microsoft Corporation,C=US", "Microsoft Corporation"),
            tuple("CN=Issuing CA,O=Microsoft Corporation,C=US", "DigiCert Inc"));
    assertThat(session.certificates().get(0).names()).containsExactly(HOST);
    assertThat(session.chainCut()).isFalse();
  }

  /** A server's flight: what comes with the certificates. */
  private static byte[] flight(byte[]... chain) {
    return Packets.join(
        TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32])),
        TlsBytes.record(22, TlsBytes.certificate(chain)),
        TlsBytes.record(22, TlsBytes.certificateRequest()),
        TlsBytes.record(22, TlsBytes.serverHelloDone()));
  }

  // The server's chain.

  @Test
  void theServersChainIsToldInItsOrderWithTheFrameThatCompletesIt() {
    TlsScript tls = asked();
    tls.messages(Side.SERVER, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32]));
    long chain = tls.messages(Side.SERVER, TlsBytes.certificate(LEAF, AUTHORITY)).lastFrame();
    long request = tls.messages(Side.SERVER, TlsBytes.certificateRequest()).lastFrame();
    long done = tls.messages(Side.SERVER, TlsBytes.serverHelloDone()).lastFrame();

    assertWholeChain(only());
    assertThat(number(only().certificateFrame())).isEqualTo(chain);
    assertThat(number(only().certificateRequest())).isEqualTo(request);
    assertThat(only().certificateRequested()).isTrue();
    assertThat(number(only().serverHelloDone())).isEqualTo(done);
  }

  @Test
  void aFlightMayBeCutIntoSegmentsAtEveryByte() {
    byte[] flight = flight(LEAF, AUTHORITY);
    for (int cut = 1; cut < flight.length; cut++) {
      TraceScript story = new TraceScript();
      TcpScript flow = story.tcp("10.20.0.10", "203.0.113.9:443").mss(16_000).handshake();
      flow.clientHello12(HOST).reply(Arrays.copyOf(flight, cut));
      long whole = flow.reply(Arrays.copyOfRange(flight, cut, flight.length)).lastFrame();

      TlsHandshake session = only(story.trace());
      assertWholeChain(session);
      int behindChain = flight.length - TlsBytes.certificateRequest().length - 5 - 9;
      assertThat(number(session.certificateFrame()))
          .as("cut at %d", cut)
          .isEqualTo(cut < behindChain ? whole : whole - 1);
      assertThat(number(session.serverHelloDone())).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 17, 100, 500, 1_400, 16_384})
  void messagesMayLieInRecordsOfAnySize(int size) {
    for (int mss : new int[] {7, 536, 1460}) {
      TraceScript story = new TraceScript();
      TcpScript flow = story.tcp("10.20.0.10", "203.0.113.9:443").mss(mss).handshake();
      TlsScript tls = flow.tls().clientHello12(HOST).recordSize(size);
      long done = tls.serverFlight12(ASKING, LEAF, AUTHORITY).lastFrame();
      long client = tls.clientFlight12WithCertificate(CLIENT).serverFinished12().lastFrame();

      TlsHandshake session = only(story.trace());
      assertWholeChain(session);
      assertThat(number(session.serverHelloDone())).isEqualTo(done);
      assertThat(session.clientCertificate()).isEqualTo(ClientCertificate.SENT);
      assertThat(session.clientCertificates()).hasSize(1);
      assertThat(number(session.clientCertificateFrame())).isBetween(done + 1, client);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void segmentsOfAnySizeTwiceOverlappingAndOutOfOrderTellTheSame(long seed) {
    Random random = new Random(seed);
    TcpScript flow = toServer().clientHello12(HOST);
    byte[] bytes = flight(LEAF, AUTHORITY);
    List<int[]> ranges = new ArrayList<>();
    for (int start = 0; start < bytes.length; ) {
      int end = Math.min(bytes.length, start + 1 + random.nextInt(200));
      ranges.add(new int[] {Math.max(0, start - random.nextInt(30)), end});
      start = end;
    }
    for (int i = 1; i < ranges.size(); i += 2) {
      ranges.add(i - 1, ranges.remove(i));
    }
    for (int[] range : ranges) {
      flow.segment(Side.SERVER, range[0], Arrays.copyOfRange(bytes, range[0], range[1]));
      if (random.nextInt(4) == 0) {
        flow.retransmit();
      }
    }
    flow.skip(Side.SERVER, bytes.length).send("");

    assertWholeChain(only());
    assertThat(only().certificateRequested()).isTrue();
  }

  @Test
  void insideATunnelItIsTheSame() {
    TcpScript flow = script.tcp("10.20.0.10", "10.20.8.80:8080").handshake();
    flow.connect(HOST + ":443").respond(200);
    flow.tls().clientHello12(HOST).serverFlight12(ASKING, LEAF, AUTHORITY);

    assertWholeChain(only());
    assertThat(only().connect()).isEqualTo(1);
    assertThat(only().certificateRequested()).isTrue();
  }

  @Test
  void anEmptyChainIsWhole() {
    asked().serverFlight12(NOT_ASKING);
    assertThat(only().certificates()).isEmpty();
    assertThat(only().certificateFrame()).isNotNull();
    assertThat(only().chainCut()).isFalse();
  }

  @Test
  void tls13ShowsNoCertificate() {
    toServer().tls().clientHello(HOST).serverFlight13().clientFlight13().tickets13();
    assertThat(only().certificates()).isEmpty();
    assertThat(only().certificateFrame()).isNull();
    assertThat(only().chainCut()).isFalse();
    assertThat(only().certificateRequested()).isFalse();
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
  }

  @Test
  void aCertificateOfManySessionsIsKeptOnce() {
    asked().serverFlight12(NOT_ASKING, LEAF, AUTHORITY);
    asked().serverFlight12(NOT_ASKING, LEAF.clone(), AUTHORITY.clone());

    List<TlsHandshake> sessions = script.trace().tls();
    assertThat(sessions).hasSize(2);
    assertThat(sessions.get(1).certificates().get(0))
        .isSameAs(sessions.get(0).certificates().get(0));
  }

  // What is missing or malformed.

  @Test
  void aGapBehindTheLeafLeavesTheLeaf() {
    byte[] flight = flight(LEAF, AUTHORITY);
    lose(flight, flight.length - 300, 50).clientFlight12();

    assertThat(only().certificates()).hasSize(1);
    assertThat(only().certificates().get(0).names()).containsExactly(HOST);
    assertThat(only().chainCut()).isTrue();
    assertThat(only().certificateFrame()).isNull();
    assertThat(only().certificateRequested()).isTrue();
    assertThat(only().serverHelloDone()).isNotNull();
  }

  @Test
  void aGapInTheLeafLeavesNothing() {
    lose(flight(LEAF, AUTHORITY), 400, 50).clientFlight12();

    assertThat(only().certificates()).isEmpty();
    assertThat(only().chainCut()).isTrue();
    assertThat(only().certificateFrame()).isNull();
    assertThat(only().serverHelloDone()).isNotNull();
  }

  @Test
  void aGapOverAllCertificatesIsACutChain() {
    byte[] flight = flight(LEAF, AUTHORITY);
    int hello = TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32]).length + 5;
    lose(flight, hello, flight.length - hello - 20).clientFlight12().serverFinished12();

    assertThat(only().certificates()).isEmpty();
    assertThat(only().chainCut()).isTrue();
    assertThat(only().resumed()).isFalse();
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
  }

  /** Sends a server's flight of which the recorder loses some bytes. */
  private TlsScript lose(byte[] flight, int from, int count) {
    TcpScript flow = toServer().mss(16_000).clientHello12(HOST);
    flow.reply(Arrays.copyOf(flight, from));
    flow.unseen().reply(Arrays.copyOfRange(flight, from, from + count));
    flow.reply(Arrays.copyOfRange(flight, from + count, flight.length)).ack();
    return flow.tls();
  }

  @Test
  void wherePartsOfAFlightAreLostTheRestIsFoundWhereverTheGapLies() {
    byte[] flight = flight(LEAF, AUTHORITY);
    for (int from = 90; from < flight.length - 60; from += 37) {
      TraceScript story = new TraceScript();
      TcpScript flow = story.tcp("10.20.0.10", "203.0.113.9:443").mss(16_000).handshake();
      flow.clientHello12(HOST).reply(Arrays.copyOf(flight, from));
      flow.unseen().reply(Arrays.copyOfRange(flight, from, from + 30));
      flow.reply(Arrays.copyOfRange(flight, from + 30, flight.length));
      flow.tls().clientFlight12().serverFinished12().data(Side.CLIENT, 400).data(Side.SERVER, 900);

      TlsHandshake session = only(story.trace());
      assertThat(session.established()).as("gap at %d", from).isTrue();
      assertThat(session.resumed()).isFalse();
      for (Certificate certificate : session.certificates()) {
        assertThat(certificate.subject()).contains("Microsoft Corporation");
      }
      assertThat(session.chainCut()).isEqualTo(session.certificates().size() < 2);
    }
  }

  @Test
  void aCaptureThatEndsInTheChainTellsWhatIsWhole() {
    byte[] flight = flight(LEAF, AUTHORITY);
    TcpScript flow = toServer().mss(16_000).clientHello12(HOST);
    flow.reply(Arrays.copyOf(flight, flight.length - 200));

    assertThat(only().certificates()).hasSize(1);
    assertThat(only().chainCut()).isTrue();
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
  }

  @Test
  void aSnapLengthCutsTheChain() {
    toServer().clientHello12(HOST).serverHello12().finished12();
    script.snapLength(128);
    assertThat(only().certificates()).isEmpty();
    assertThat(only().resumed()).isFalse();
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
  }

  @Test
  void aCertificateThatCannotBeReadDoesNotHideTheOthers() {
    asked().serverFlight12(NOT_ASKING, new byte[700], AUTHORITY, new byte[0]).clientFlight12();

    assertThat(only().certificates())
        .extracting(Certificate::issuer)
        .containsExactly("", "CN=DigiCert Global Root G2,O=DigiCert Inc,C=US", "");
    assertThat(only().certificates().get(0).notAfter()).isEqualTo(FrameRef.NO_TIME);
    assertThat(only().chainCut()).isFalse();
    assertThat(only().serverHelloDone()).isNotNull();
  }

  @Test
  void lengthsThatContradictEachOtherEndTheChain() {
    byte[] message = TlsBytes.certificate(LEAF, AUTHORITY);
    message[7] = 0x7F;
    asked().messages(Side.SERVER, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32]), message);
    toServer();

    assertThat(only().certificates()).isEmpty();
    assertThat(only().chainCut()).isTrue();
  }

  @Test
  void aMessageOfSixteenMegabytesIsNotWaitedFor() throws IOException {
    byte[] huge = {11, -1, -1, -1, -1, -1, -4, -1, -1, -7};
    TcpScript flow = toServer().mss(16_000).clientHello12(HOST);
    flow.tls().messages(Side.SERVER, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32]), huge);
    for (int i = 0; i < 100; i++) {
      flow.reply(TlsBytes.record(22, new byte[15_000]));
    }
    flow.serverRst();

    Trace trace = traceWith(Limit.MESSAGE_HEAD, Limit.MESSAGE_HEAD.standard());
    assertThat(only(trace).certificates()).isEmpty();
    assertThat(only(trace).chainCut()).isTrue();
    assertThat(trace.health().limitsReached()).containsEntry("message-head", 1L);
  }

  @Test
  void certificatesBeyondTheLimitAreLeftOutAndCounted() throws IOException {
    for (int i = 0; i < 20; i++) {
      byte[] leaf = CertificateBytes.of(i + ".servicebus.windows.net").der();
      toServer().clientHello12(HOST).tls().serverFlight12(NOT_ASKING, leaf);
    }
    Trace trace = traceWith(Limit.CERTIFICATES, 10_000);

    assertThat(trace.tls()).hasSize(20);
    long kept = trace.tls().stream().filter(tls -> !tls.certificates().isEmpty()).count();
    assertThat(kept).isBetween(4L, 15L);
    assertThat(trace.tls()).allMatch(tls -> tls.chainCut() == tls.certificates().isEmpty());
    assertThat(trace.health().limitsReached()).containsEntry("certificates", 20 - kept);
  }

  @Test
  void unfinishedCertificatesDoNotKeepOthersOut() throws IOException {
    byte[] flight = flight(LEAF);
    for (int i = 0; i < 20; i++) {
      toServer().clientHello12(HOST).reply(Arrays.copyOf(flight, 700));
    }
    TcpScript last = toServer().mss(300).clientHello12(HOST);
    last.reply(flight);
    Trace trace = traceWith(Limit.CERTIFICATES, 4_000);

    assertThat(trace.tls().get(20).certificates()).hasSize(1);
    assertThat(trace.health().limitsReached()).containsKey("certificates");
  }

  @Test
  void aChainWithoutEndIsCut() {
    byte[][] chain = new byte[200][];
    Arrays.fill(chain, AUTHORITY);
    asked().recordSize(16_000).serverFlight12(NOT_ASKING, chain);

    assertThat(only().certificates()).hasSize(32);
    assertThat(only().chainCut()).isTrue();
    assertThat(only().serverHelloDone()).isNotNull();
  }

  // The client's certificates.

  @Test
  void theClientsCertificateIsTold() {
    TlsScript tls = asked().serverFlight12(ASKING, LEAF);
    long frame = tls.clientFlight12WithCertificate(CLIENT, AUTHORITY).lastFrame();

    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.SENT);
    assertThat(only().clientCertificates())
        .extracting(Certificate::issuer)
        .containsExactly(
            "CN=connectorregistrationca", "CN=DigiCert Global Root G2,O=DigiCert Inc,C=US");
    assertThat(number(only().clientCertificateFrame())).isBetween(frame - 1, frame);
    assertThat(only().certificates()).hasSize(1);
  }

  @Test
  void anEmptyListIsTold() {
    TlsScript tls = asked().serverFlight12(ASKING, LEAF);
    long frame = tls.clientFlight12WithCertificate().lastFrame();

    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.EMPTY);
    assertThat(only().clientCertificates()).isEmpty();
    assertThat(number(only().clientCertificateFrame())).isEqualTo(frame);
  }

  @Test
  void whereNobodyAsksThereIsNoFrame() {
    asked().serverFlight12(NOT_ASKING, LEAF).clientFlight12().serverFinished12();
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_ASKED);
    assertThat(only().clientCertificateFrame()).isNull();
  }

  @Test
  void aRequestWithoutAnswerShowsNothing() {
    asked().serverFlight12(ASKING, LEAF).tcp().rst();
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
  }

  @Test
  void aClientCertificateThatIsCutWasSentAllTheSame() {
    TlsScript tls = asked().serverFlight12(ASKING, LEAF);
    byte[] record = TlsBytes.record(22, TlsBytes.certificate(CLIENT));
    long frame = tls.tcp().send(Arrays.copyOf(record, 200)).lastFrame();
    tls.tcp().serverRst();

    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.SENT);
    assertThat(only().clientCertificates()).isEmpty();
    assertThat(number(only().clientCertificateFrame())).isEqualTo(frame);
  }

  @Test
  void aClientCertificateWhoseLengthIsNotThereIsNotVisible() {
    TlsScript tls = asked().serverFlight12(ASKING, LEAF);
    tls.tcp().send(Arrays.copyOf(TlsBytes.record(22, TlsBytes.certificate(CLIENT)), 11));

    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
    assertThat(only().clientCertificateFrame()).isNull();
  }
}
