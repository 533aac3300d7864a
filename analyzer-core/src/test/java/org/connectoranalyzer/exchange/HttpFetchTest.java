package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.TraceScript.number;

import java.time.Instant;
import java.util.List;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

class HttpFetchTest {
  private static final String CLIENT = "10.20.0.10";

  private final TraceScript script = new TraceScript();

  private HttpFetch only() {
    List<HttpFetch> fetches = script.trace().http();
    assertThat(fetches).hasSize(1);
    return fetches.get(0);
  }

  @Test
  void aPlainRequestIsToldWithItsAnswer() {
    TcpScript flow = script.tcp(CLIENT, "192.0.2.20:80").handshake();
    long request = flow.get("/a.crl?secret=1", "CRL3.digicert.com").lastFrame();
    long response =
        flow.respondWithBody(200, "x".repeat(5000), "Date: Tue, 24 Nov 2026 23:53:38 GMT")
                .lastFrame()
            - 3;

    HttpFetch fetch = only();
    assertThat(fetch.request().number()).isEqualTo(request);
    assertThat(number(fetch.response())).isEqualTo(response);
    assertThat(fetch.method()).isEqualTo("GET");
    assertThat(fetch.host()).isEqualTo("crl3.digicert.com");
    assertThat(fetch.port()).isEqualTo(80);
    assertThat(fetch.path()).isEqualTo("/a.crl");
    assertThat(fetch.absolute()).isFalse();
    assertThat(fetch.status()).isEqualTo(200);
    assertThat(fetch.date())
        .isEqualTo(Instant.parse("2026-11-24T23:53:38Z").getEpochSecond() * 1_000_000_000L);
  }

  @Test
  void aUriInAPathAsksForThatPath() {
    script
        .tcp(CLIENT, "192.0.2.20:80")
        .handshake()
        .get("/to/http://b.example/c", "user:secret@a.example:8080");

    assertThat(only().absolute()).isFalse();
    assertThat(only().host()).isEqualTo("a.example");
    assertThat(only().port()).isEqualTo(8080);
    assertThat(only().path()).isEqualTo("/to/http://b.example/c");
  }

  @Test
  void anAnswerFromACacheWasSentAtItsDateAndAge() {
    script
        .tcp(CLIENT, "203.0.113.80:80")
        .handshake()
        .get("/a.crl", "crl3.digicert.com")
        .respond(200, "Date: Tue, 24 Nov 2026 22:00:00 GMT", "Age: 3600");

    assertThat(only().date())
        .isEqualTo(Instant.parse("2026-11-24T23:00:00Z").getEpochSecond() * 1_000_000_000L);
  }

  @Test
  void anAbsoluteTargetWasSentToAProxy() {
    script
        .tcp(CLIENT, "10.20.8.80:8080")
        .handshake()
        .get("http://ctldl.windowsupdate.com:8000/msdownload/x.cab", "ignored.example")
        .respond(403);

    assertThat(only().absolute()).isTrue();
    assertThat(only().host()).isEqualTo("ctldl.windowsupdate.com");
    assertThat(only().port()).isEqualTo(8000);
    assertThat(only().path()).isEqualTo("/msdownload/x.cab");
    assertThat(only().status()).isEqualTo(403);
    assertThat(only().date()).isEqualTo(FrameRef.NO_TIME);
  }

  @Test
  void aRequestInATunnelKnowsIts() {
    TcpScript flow = script.tcp(CLIENT, "10.20.8.80:8080").handshake();
    flow.connect("ocsp.digicert.com:80")
        .respond(200)
        .get("/MFEw", "ocsp.digicert.com")
        .respond(200);

    assertThat(only().connect()).isEqualTo(1);
    assertThat(only().port()).isEqualTo(80);
  }

  @Test
  void requestsWithBodiesAndAnswersWithoutArePaired() {
    TcpScript flow = script.tcp(CLIENT, "192.0.2.20:80").handshake();
    flow.send(
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 25\r\n\r\nGET /no HTTP/1.1\r\n\r\n12345");
    flow.respond(100).reply("HTTP/1.1 204 No Content\r\n\r\n");
    flow.send("HEAD /b HTTP/1.1\r\nHost: a\r\n\r\n")
        .reply("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
    flow.get("/c", "a").reply("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
    flow.get("/d", "a").respond(500);

    assertThat(script.trace().http())
        .extracting(HttpFetch::path)
        .containsExactly("/a", "/b", "/c", "/d");
    assertThat(script.trace().http())
        .extracting(HttpFetch::status)
        .containsExactly(204, 200, 304, 500);
  }

  @Test
  void aCaptureThatStartsInAPageFindsTheNextRequest() {
    TcpScript flow = script.tcp(CLIENT, "192.0.2.20:80");
    flow.reply("rest of a page").reply("more of it\r\n");
    flow.get("/next", "a.example").respond(404);

    assertThat(only().path()).isEqualTo("/next");
    assertThat(only().status()).isEqualTo(404);
  }

  @Test
  void textThatIsNoHttpIsNone() {
    TcpScript flow = script.tcp(CLIENT, "192.0.2.20:25").handshake();
    flow.reply("220 mail.example ESMTP\r\n").send("EHLO a.example\r\n").reply("250 OK\r\n");
    flow.send("GET SET\r\n").send("GET / HTTP/9.1\r\n\r\n");

    assertThat(script.trace().http()).isEmpty();
  }

  @Test
  void longPathsAreCut() {
    script.tcp(CLIENT, "192.0.2.20:80").handshake().get("/" + "a".repeat(9000), "a.example");
    assertThat(only().path()).hasSize(256);
  }
}
