package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Credentials of a capture are in no report, no log and no extract, however the message around them
 * is.
 */
class CredentialsTest {
  private static final String SECRET = "S3cr3tT0k3nZ9";
  private static final String TARGET = "login.microsoftonline.com:443";

  @TempDir private Path folder = Path.of("");

  private void assertHidden(TraceScript script) throws IOException {
    assertHiddenInReports(script);
    Path capture = folder.resolve("a.pcapng");
    Path extract = folder.resolve("x.pcapng");
    for (String scope : List.of("--full", "-q")) {
      Run run = Run.of("extract", scope, capture, "-o", extract);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out() + run.err()).doesNotContain(SECRET);
      assertThat(Files.readString(extract, ISO_8859_1)).doesNotContain(SECRET);
    }
  }

  private void assertHiddenInReports(TraceScript script) throws IOException {
    script.goesOn(Duration.ofSeconds(40));
    Path capture = Files.write(folder.resolve("a.pcapng"), script.pcapng());
    for (String format : new AnalyzeCommand.Formats()) {
      Run run = Run.of("-v", "-f", format, capture);
      assertThat(run.code()).isLessThan(4);
      assertThat(run.out() + run.err()).doesNotContain(SECRET);
    }
  }

  private static TcpScript proxy(TraceScript script) {
    return script.tcp("10.20.0.10", "10.20.8.80:8080").handshake();
  }

  private static String head(String field) {
    return "CONNECT " + TARGET + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proxy-Authorization: Basic " + SECRET,
        "Proxy-Authorization: NTLM " + SECRET,
        "Proxy-Authorization: Negotiate " + SECRET,
        "Proxy-Authorization: Digest username=\"" + SECRET + "\", response=\"" + SECRET + "\"",
        "Proxy-Authorization:Bearer " + SECRET,
        "proxy-authorization:\tBasic\t" + SECRET,
        "Proxy-Authorization: " + SECRET,
        "Proxy-Authorization: Basic\r\n " + SECRET,
        "Authorization: SharedAccessSignature sr=a&sig=" + SECRET,
        "Cookie: session=" + SECRET,
        "ServiceBusAuthorization: " + SECRET,
        "X-Ms-Proxy-Token: " + SECRET
      })
  void inFields(String field) throws IOException {
    String answer = "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\n\r\n";
    TraceScript whole = new TraceScript();
    proxy(whole).send(head(field)).reply(answer);
    whole
        .tcp("10.20.0.10", "203.0.113.9:80")
        .handshake()
        .send("GET /a HTTP/1.1\r\nHost: crl.example\r\n" + field + "\r\n\r\n")
        .reply("HTTP/1.1 200 OK\r\n\r\n");
    assertHidden(whole);

    TraceScript split = new TraceScript();
    proxy(split).mss(7).send(head(field)).reply(answer);
    assertHidden(split);

    TraceScript cut = new TraceScript();
    cut.snapLength(150);
    proxy(cut).send(head(field)).reply(answer);
    assertHidden(cut);

    TraceScript lacking = new TraceScript();
    String text = head(field);
    TcpScript flow =
        proxy(lacking).send(text.substring(0, 60)).unseen().send(text.substring(60, 75));
    flow.send(text.substring(75)).reply(answer);
    assertHidden(lacking);

    TraceScript oversized = new TraceScript();
    proxy(oversized).send(head(field + "\r\nX: " + "x".repeat(70_000))).reply(answer);
    assertHidden(oversized);

    TraceScript malformed = new TraceScript();
    proxy(malformed).send("CONNECT  " + TARGET + "\r\n" + field + "\r\n\r\n").reply(answer);
    proxy(malformed).send("CONNECT " + field + " HTTP/1.1\r\n" + field + "\r\n\r\n").reply(answer);
    assertHidden(malformed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT user:" + SECRET + "@login.microsoftonline.com:443",
        "CONNECT " + SECRET + "@login.microsoftonline.com:443",
        "CONNECT login.microsoftonline.com:443?sig=" + SECRET,
        "GET http://user:" + SECRET + "@crl.microsoft.com/a",
        "GET http://crl.microsoft.com/a?sv=1&sig=" + SECRET,
        "GET /a?sb-hc-token=" + SECRET,
        "GET /a#" + SECRET,
        "GET http://crl.microsoft.com?" + SECRET
      })
  void inTargets(String request) throws IOException {
    for (String server : List.of("10.20.8.80:8080", "203.0.113.9:80")) {
      TraceScript script = new TraceScript();
      script
          .tcp("10.20.0.10", server)
          .handshake()
          .send(request + " HTTP/1.1\r\nHost: crl.microsoft.com\r\n\r\n")
          .reply("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
      script
          .tcp("10.20.0.10", server)
          .handshake()
          .send(request)
          .after(Duration.ofSeconds(1))
          .serverFin();
      assertHidden(script);
    }
  }

  @Test
  void inAnswers() throws IOException {
    TraceScript script = new TraceScript();
    TcpScript proxy = proxy(script);
    proxy
        .connect(TARGET)
        .respond(
            407,
            "Proxy-Authenticate: NTLM " + SECRET,
            "Proxy-Authenticate: Negotiate " + SECRET + ", Basic realm=\"a\"",
            "Set-Cookie: a=" + SECRET,
            "Proxy-Authentication-Info: " + SECRET);
    proxy
        .connect(TARGET)
        .respond(
            302,
            "Location: https://user:" + SECRET + "@portal.example/?token=" + SECRET,
            "Authentication-Info: " + SECRET);
    assertHidden(script);
  }

  @Test
  void inWhatFollowsATunnel() throws IOException {
    TraceScript script = new TraceScript();
    proxy(script)
        .connect(TARGET)
        .respond(200)
        .send("GET /a?sig=" + SECRET + " HTTP/1.1\r\nAuthorization: Bearer " + SECRET + "\r\n\r\n")
        .reply("HTTP/1.1 200 OK\r\nSet-Cookie: " + SECRET + "\r\n\r\n");
    TcpScript other = script.tcp("10.20.0.10", "10.20.8.81:8080").handshake();
    other.segment(Side.CLIENT, 0, ("CONNECT u:" + SECRET).getBytes(US_ASCII));
    assertHidden(script);
  }

  /** What a body holds no program can tell; a report has nothing of it. */
  @Test
  void inBodies() throws IOException {
    TraceScript script = new TraceScript();
    proxy(script).connect(TARGET).respond(200).send(SECRET).reply(SECRET);
    assertHiddenInReports(script);
  }
}
