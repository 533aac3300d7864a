package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

/** What became of each required endpoint, by which way, and how far it came. */
class EndpointTableTest {
  private static final TraceAnalyzer ANALYZER = TraceAnalyzer.standard();
  private static final String CONNECTOR = "10.20.0.10";
  private static final String OTHER_CONNECTOR = "10.20.0.11";
  private static final String PROXY = "10.20.8.80:8080";
  private static final String RESOLVER = "10.20.0.53";
  private static final String BOOTSTRAP =
      "0f0f0f0f-1111-2222-3333-444444444444.bootstrap.msappproxy.net";
  private static final String SERVICE = "*.msappproxy.net:443";
  private static final String BUS = "cwap-eur1-weur2.servicebus.windows.net";
  private static final String CRL = "crl3.digicert.com";
  private static final String REVOCATION = CRL + ":80";

  private final TraceScript script = new TraceScript();

  private TcpScript direct(String host, int port) {
    script.resolves(CONNECTOR, RESOLVER, host, "203.0.113.9");
    return script.tcp(CONNECTOR, "203.0.113.9:" + port);
  }

  private TcpScript proxied() {
    return script.tcp(CONNECTOR, PROXY).handshake();
  }

  /** "reached data direct", "failed syn proxy", "notObserved". */
  private String row(String endpoint) {
    Analysis analysis =
        Objects.requireNonNull(
            ANALYZER.analyze(script.stream(), "script", AnalysisListener.NONE).analysis());
    for (Analysis.EndpointEntry entry : analysis.endpoints()) {
      if ((entry.pattern() + ":" + entry.port()).equals(endpoint)) {
        String status = JsonNames.of(entry.status());
        return entry.furthest() == null || entry.via() == null
            ? status
            : status + " " + JsonNames.of(entry.furthest()) + " " + JsonNames.of(entry.via());
      }
    }
    throw new AssertionError("no row " + endpoint);
  }

  @Test
  void nothingWasTried() {
    direct(BOOTSTRAP, 443).handshake().tls12(BOOTSTRAP);

    assertThat(row("*.servicebus.windows.net:443")).isEqualTo("notObserved");
    assertThat(row(REVOCATION)).isEqualTo("notObserved");
  }

  @Test
  void reachedDirectlyInEitherVersion() {
    direct(BOOTSTRAP, 443).handshake().tls12(BOOTSTRAP);
    direct(BUS, 443).handshake().tls13(BUS);

    assertThat(row(SERVICE)).isEqualTo("reached data direct");
    assertThat(row("*.servicebus.windows.net:443")).isEqualTo("reached data direct");
  }

  @Test
  void failedDirectlyAtEachStep() {
    direct(BOOTSTRAP, 443).syn().after(Duration.ofSeconds(1)).synAgain();
    assertThat(row(SERVICE)).isEqualTo("failed syn direct");

    direct(BOOTSTRAP, 443).handshake().clientHello(BOOTSTRAP).serverRst();
    assertThat(row(SERVICE)).isEqualTo("failed tcp direct");

    direct(BOOTSTRAP, 443)
        .handshake()
        .clientHello12(BOOTSTRAP)
        .serverHello12()
        .alert(Side.CLIENT, 48);
    assertThat(row(SERVICE)).isEqualTo("failed tls direct");
  }

  @Test
  void failedThroughTheProxyAtEachStep() {
    proxied().connect(BOOTSTRAP + ":443").respond(407);
    assertThat(row(SERVICE)).isEqualTo("failed tcp proxy");

    proxied().connect(BOOTSTRAP + ":443").respond(200);
    assertThat(row(SERVICE)).isEqualTo("failed tunnel proxy");

    proxied().connect(BOOTSTRAP + ":443").respond(200).clientHello12(BOOTSTRAP).serverHello12();
    assertThat(row(SERVICE)).isEqualTo("failed tls proxy");

    proxied().connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP);
    assertThat(row(SERVICE)).isEqualTo("reached data proxy");
  }

  @Test
  void bothWaysAtOnceAreMixed() {
    proxied().connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP);
    direct(BOOTSTRAP, 443).handshake().tls12(BOOTSTRAP);

    assertThat(row(SERVICE)).isEqualTo("reached data mixed");
  }

  @Test
  void theWayThatCameFurthestCounts() {
    direct(BOOTSTRAP, 443).syn().after(Duration.ofSeconds(1)).synAgain();
    proxied().connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP);

    assertThat(row(SERVICE)).isEqualTo("reached data proxy");
  }

  @Test
  void anyAnswerOfAServerOnPort80Reaches() {
    direct(BOOTSTRAP, 443).handshake().tls12(BOOTSTRAP);
    direct(CRL, 80).handshake().get("/a.crl", CRL).respond(404);
    direct("ocsp.digicert.com", 80).handshake().get("/a", "ocsp.digicert.com").respond(304);

    assertThat(row(REVOCATION)).isEqualTo("reached data direct");
    assertThat(row("ocsp.digicert.com:80")).isEqualTo("reached data direct");
  }

  @Test
  void anOpenPort80WithoutAnAnswerIsNotReached() {
    direct(BOOTSTRAP, 443).handshake().tls12(BOOTSTRAP);
    direct(CRL, 80).handshake().get("/a.crl", CRL).serverRst();
    assertThat(row(REVOCATION)).isEqualTo("failed tcp direct");

    direct(CRL, 80).handshake().get("/a.crl", CRL).respond(511);
    assertThat(row(REVOCATION)).isEqualTo("failed tcp direct");
  }

  @Test
  void theProxysRefusalOnPort80IsNoAnswer() {
    proxied().connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP);
    for (int status : new int[] {403, 407, 502, 503, 504}) {
      proxied().get("http://" + CRL + "/a.crl", CRL).respond(status);
    }
    assertThat(row(REVOCATION)).isEqualTo("failed tcp proxy");

    proxied().get("http://" + CRL + "/a.crl", CRL).respond(404);
    assertThat(row(REVOCATION)).isEqualTo("reached data proxy");
  }

  @Test
  void aTunnelToPort80ReachesByItsAnswer() {
    proxied().connect(BOOTSTRAP + ":443").respond(200).tls12(BOOTSTRAP);
    proxied().connect(CRL + ":80").respond(403);
    assertThat(row(REVOCATION)).isEqualTo("failed tcp proxy");

    TcpScript tunnel = proxied().connect(CRL + ":80").respond(200);
    assertThat(row(REVOCATION)).isEqualTo("failed tunnel proxy");

    tunnel.get("/a.crl", CRL).respondWithBody(200, "x");
    assertThat(row(REVOCATION)).isEqualTo("reached data proxy");
  }

  @Test
  void oneClientThatNeverGetsThereDecides() {
    direct(BOOTSTRAP, 443).handshake().tls12(BOOTSTRAP);
    script.tcp(OTHER_CONNECTOR, PROXY).handshake().connect(BOOTSTRAP + ":443").respond(403);

    assertThat(row(SERVICE)).isEqualTo("failed tcp proxy");
  }

  @Test
  void whatWasOpenBeforeTheCaptureHasNotFailed() {
    direct(BUS, 443).handshake().tls12(BUS);
    script.resolves(CONNECTOR, RESOLVER, BOOTSTRAP, "203.0.113.10");
    TcpScript open = script.tcp(CONNECTOR, "203.0.113.10:443");
    open.ack().serverAck();

    assertThat(row(SERVICE)).isEqualTo("notObserved");

    open.send(TlsBytes.applicationData(400)).reply(TlsBytes.applicationData(900));
    assertThat(row(SERVICE)).isEqualTo("reached data direct");
  }

  @Test
  void otherAgentsFillNoRow() {
    direct("x.pta.bootstrap.msappproxy.net", 443).handshake().tls12(null);
    script.resolves(CONNECTOR, RESOLVER, BUS, "203.0.113.20");
    script.tcp(CONNECTOR, "203.0.113.20:443").handshake().tls12(BUS);

    assertThat(row(SERVICE)).isEqualTo("notObserved");
    assertThat(row("*.servicebus.windows.net:443")).isEqualTo("reached data direct");
  }
}
