package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.exchange.ConnectOutcome.AUTHENTICATION_CONTINUED;
import static org.connectoranalyzer.exchange.ConnectOutcome.AUTHENTICATION_REQUIRED;
import static org.connectoranalyzer.exchange.ConnectOutcome.CAPTURE_ENDED;
import static org.connectoranalyzer.exchange.ConnectOutcome.CLOSED;
import static org.connectoranalyzer.exchange.ConnectOutcome.DENIED;
import static org.connectoranalyzer.exchange.ConnectOutcome.ESTABLISHED;
import static org.connectoranalyzer.exchange.ConnectOutcome.NOT_HTTP;
import static org.connectoranalyzer.exchange.ConnectOutcome.PORT_NOT_ALLOWED;
import static org.connectoranalyzer.exchange.ConnectOutcome.RESET;
import static org.connectoranalyzer.exchange.ConnectOutcome.UNANSWERED;
import static org.connectoranalyzer.exchange.ConnectOutcome.UNEXPECTED_ANSWER;
import static org.connectoranalyzer.exchange.ConnectOutcome.UPSTREAM_FAILED;
import static org.connectoranalyzer.testing.TraceScript.number;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectExchangeTest {
  private static final String CLIENT = "10.20.0.10";
  private static final String PROXY = "10.20.8.80:8080";
  private static final String TARGET = "login.microsoftonline.com:443";
  private static final String REQUEST =
      "CONNECT " + TARGET + " HTTP/1.1\r\nHost: login.microsoftonline.com\r\n\r\n";
  private static final String REFUSAL = "HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n";

  private final TraceScript script = new TraceScript();

  private TcpScript toProxy() {
    return script.tcp(CLIENT, PROXY).handshake();
  }

  private ConnectExchange only() {
    List<ConnectExchange> connects = script.trace().connects();
    assertThat(connects).hasSize(1);
    return connects.get(0);
  }

  private List<ConnectOutcome> outcomes() {
    return script.trace().connects().stream().map(ConnectExchange::outcome).toList();
  }

  @Test
  void tellsWhoAskedForWhatAndWhatCameBack() {
    TcpScript proxy = toProxy();
    long request = proxy.connect("Login.MicrosoftOnline.com:443").lastFrame();
    long response =
        proxy
            .respondWithBody(
                407,
                "<html>",
                "Server: squid/6.1",
                "Proxy-Authenticate: Negotiate",
                "Proxy-Authenticate: NTLM, Basic realm=\"a, Digest\"",
                "X-Squid-Error: ERR_CACHE_ACCESS_DENIED 0")
            .lastFrame();

    ConnectExchange connect = only();
    assertThat(connect.requestFirst().number()).isEqualTo(request);
    assertThat(connect.request().number()).isEqualTo(request);
    assertThat(connect.target()).isEqualTo("Login.MicrosoftOnline.com:443");
    assertThat(connect.host()).isEqualTo("login.microsoftonline.com");
    assertThat(connect.port()).isEqualTo(443);
    assertThat(number(connect.response())).isEqualTo(response);
    assertThat(connect.status()).isEqualTo(407);
    assertThat(connect.reason()).isEqualTo("Proxy Authentication Required");
    assertThat(connect.schemes()).containsExactly("Negotiate", "NTLM", "Basic");
    assertThat(connect.banners())
        .containsEntry("server", "squid/6.1")
        .containsEntry("x-squid-error", "ERR_CACHE_ACCESS_DENIED 0");
    assertThat(connect.outcome()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(connect.waited()).isEqualTo(1_000_000);
    assertThat(connect.acknowledged()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "200, ESTABLISHED",
    "299, ESTABLISHED",
    "407, AUTHENTICATION_REQUIRED",
    "401, DENIED",
    "403, DENIED",
    "405, DENIED",
    "429, DENIED",
    "451, DENIED",
    "408, UPSTREAM_FAILED",
    "500, UPSTREAM_FAILED",
    "502, UPSTREAM_FAILED",
    "503, UPSTREAM_FAILED",
    "504, UPSTREAM_FAILED",
    "511, REDIRECTED",
    "302, REDIRECTED",
    "400, UNEXPECTED_ANSWER",
    "404, UNEXPECTED_ANSWER",
    "501, UNEXPECTED_ANSWER",
    "418, UNEXPECTED_ANSWER"
  })
  void aStatusDecidesTheOutcome(int status, ConnectOutcome outcome) {
    toProxy().connect(TARGET).respond(status);

    assertThat(only().status()).isEqualTo(status);
    assertThat(only().outcome()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "7", "8", "37", "38", "39", "40", "41", "74", "75"})
  void aHeadMayBeSplitAtAnyByte(int at) {
    TcpScript proxy = toProxy();
    proxy.send(REQUEST.substring(0, at));
    long last = proxy.send(REQUEST.substring(at)).lastFrame();
    int half = Math.min(at, REFUSAL.length() - 1);
    proxy.reply(REFUSAL.substring(0, half));
    long answer = proxy.reply(REFUSAL.substring(half)).lastFrame();

    ConnectExchange connect = only();
    assertThat(connect.request().number()).isEqualTo(last);
    assertThat(connect.target()).isEqualTo(TARGET);
    assertThat(number(connect.response())).isEqualTo(answer);
  }

  @Test
  void aHeadMayComeInSegmentsOfOneByte() {
    TcpScript proxy = toProxy().mss(1);
    long first = proxy.lastFrame() + 1;
    long request = proxy.send(REQUEST).lastFrame();
    long response = proxy.reply(REFUSAL).lastFrame();

    ConnectExchange connect = only();
    assertThat(connect.requestFirst().number()).isEqualTo(first);
    assertThat(connect.request().number()).isEqualTo(request);
    assertThat(number(connect.response())).isEqualTo(response);
    assertThat(connect.status()).isEqualTo(407);
  }

  @Test
  void theRequestIsWholeInTheFrameThatBringsTheLastMissingByteFirst() {
    TcpScript proxy = toProxy();
    byte[] head = bytes(REQUEST.substring(0, 20));
    byte[] tail = bytes(REQUEST.substring(20));
    long second = proxy.segment(Side.CLIENT, 20, tail).lastFrame();
    long first = proxy.segment(Side.CLIENT, 0, head).lastFrame();
    proxy.segment(Side.CLIENT, 10, bytes(REQUEST.substring(10))).skip(Side.CLIENT, 0);
    proxy.skip(Side.CLIENT, REQUEST.length()).retransmit();
    proxy.respond(407);

    ConnectExchange connect = only();
    assertThat(first).isGreaterThan(second);
    assertThat(connect.requestFirst().number()).isEqualTo(first);
    assertThat(connect.request().number()).isEqualTo(first);
    assertThat(connect.status()).isEqualTo(407);
  }

  @Test
  void fiveRefusalsWithLargePagesAreReadToTheTunnel() {
    TcpScript proxy = toProxy();
    String page = "<p>HTTP/1.1 200 OK</p>\r\n\r\n".repeat(4000);
    for (int i = 0; i < 5; i++) {
      proxy.connect(TARGET).respondWithBody(407, page, "Proxy-Authenticate: NTLM");
    }
    long request = proxy.connect(TARGET, "Proxy-Authorization: NTLM TlRMTVNTUAAD").lastFrame();
    proxy.respond(200).tls12("login.microsoftonline.com");

    List<ConnectExchange> connects = script.trace().connects();
    assertThat(outcomes())
        .containsExactly(
            AUTHENTICATION_CONTINUED,
            AUTHENTICATION_CONTINUED,
            AUTHENTICATION_CONTINUED,
            AUTHENTICATION_CONTINUED,
            AUTHENTICATION_CONTINUED,
            ESTABLISHED);
    assertThat(connects.get(5).request().number()).isEqualTo(request);
    assertThat(connects.get(5).credentials()).isEqualTo("NTLM");
    assertThat(connects.toString()).doesNotContain("TlRM");
    assertThat(script.trace().tls())
        .singleElement()
        .satisfies(tls -> assertThat(tls.connect()).isEqualTo(6));
  }

  @Test
  void chunkedPagesAndPagesUntilTheNextAnswerArePassed() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET);
    proxy.reply("HTTP/1.1 407 No\r\nTransfer-Encoding: chunked\r\n\r\n1a;x=y\r\n");
    proxy.reply("a".repeat(26) + "\r\n0\r\nTrailer: x\r\n\r\n");
    proxy.connect(TARGET).reply("HTTP/1.1 407 No\r\nConnection: keep-alive\r\n\r\nsome page");
    proxy.connect(TARGET).reply("HTTP/1.1 407 No\r\nContent-Length: 5000\r\n\r\n");
    proxy.connect(TARGET).respond(200);

    assertThat(outcomes())
        .containsExactly(
            AUTHENTICATION_CONTINUED,
            AUTHENTICATION_CONTINUED,
            AUTHENTICATION_CONTINUED,
            ESTABLISHED);
  }

  @Test
  void aPageThatQuotesAnAnswerIsNone() {
    TcpScript proxy = toProxy().mss(500);
    proxy.connect(TARGET);
    proxy.reply("HTTP/1.1 403 No\r\nContent-Length: 2000\r\n\r\n");
    proxy.reply("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1981));
    proxy.connect("b.servicebus.windows.net:443").respond(503);

    assertThat(outcomes()).containsExactly(DENIED, UPSTREAM_FAILED);
  }

  @Test
  void interimAnswersDoNotCount() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET).respond(100);
    long response = proxy.reply("HTTP/1.1 102 Processing\r\n\r\n" + REFUSAL).lastFrame();

    assertThat(number(only().response())).isEqualTo(response);
    assertThat(only().status()).isEqualTo(407);
  }

  @Test
  void anInterimAnswerAloneIsNone() {
    toProxy().connect(TARGET).respond(100);
    script.goesOn(Duration.ofSeconds(31));

    assertThat(only().status()).isEqualTo(-1);
    assertThat(only().response()).isNull();
    assertThat(only().outcome()).isEqualTo(UNANSWERED);
  }

  @Test
  void whatTheClientSendsAheadIsPassed() {
    TcpScript proxy = toProxy();
    proxy.send(REQUEST + "junk\0junk").respond(407, "Proxy-Authenticate: NTLM");
    proxy.connect(TARGET).respond(200);

    assertThat(outcomes()).containsExactly(AUTHENTICATION_CONTINUED, ESTABLISHED);
  }

  @Test
  void tunnelBytesSentAheadOfTheAnswerAreRead() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET).clientHello("login.microsoftonline.com").respond(200).serverHello13();

    assertThat(only().outcome()).isEqualTo(ESTABLISHED);
    assertThat(script.trace().tls())
        .singleElement()
        .satisfies(tls -> assertThat(tls.sni()).isEqualTo("login.microsoftonline.com"));
  }

  @Test
  void silenceIsNoAnswerAfterThirtySeconds() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET).serverAck();
    script.goesOn(Duration.ofSeconds(29));
    assertThat(only().outcome()).isEqualTo(CAPTURE_ENDED);
    assertThat(only().ended()).isFalse();

    script.goesOn(Duration.ofSeconds(2));
    assertThat(only().outcome()).isEqualTo(UNANSWERED);
    assertThat(only().acknowledged()).isTrue();
  }

  @Test
  void aClientThatHangsUpHadNoAnswer() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET);
    long fin = proxy.fin().lastFrame();
    proxy.serverFin();

    assertThat(only().outcome()).isEqualTo(UNANSWERED);
    assertThat(number(only().end())).isEqualTo(fin);
  }

  @Test
  void aProxyThatHangsUpInPlaceOfAnAnswerIsTold() {
    toProxy().connect(TARGET).serverFin().fin();
    assertThat(only().outcome()).isEqualTo(CLOSED);
  }

  @Test
  void aProxyThatHangsUpInTheMiddleOfItsHeadHasNotAnswered() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET).reply("HTTP/1.1 407 Authenticate\r\nServer: x\r\n").serverRst();

    assertThat(only().outcome()).isEqualTo(RESET);
    assertThat(only().response()).isNull();
    assertThat(only().status()).isEqualTo(-1);
  }

  @Test
  void aServerThatSpeaksFirstIsNoProxy() {
    TcpScript server = script.tcp(CLIENT, "10.20.8.80:2222").handshake();
    server
        .reply("SSH-2.0-OpenSSH_9.6\r\n")
        .connect(TARGET)
        .reply("Protocol mismatch.\n")
        .serverFin();

    assertThat(only().outcome()).isEqualTo(NOT_HTTP);
    assertThat(only().response()).isNull();
    assertThat(only().status()).isEqualTo(-1);
  }

  @Test
  void bytesThatAreNoHttpInPlaceOfTheAnswerAreToldApart() {
    toProxy().connect(TARGET).reply(new byte[] {0x15, 3, 1, 0, 2, 2, 10}).serverFin();
    assertThat(only().outcome()).isEqualTo(NOT_HTTP);
  }

  @Test
  void emptyLinesBeforeTheStatusLineArePassed() {
    toProxy().connect(TARGET).reply("\r\n" + REFUSAL);
    assertThat(only().status()).isEqualTo(407);
  }

  @Test
  void aPageInPlaceOfATunnelIsUnexpected() {
    toProxy().connect(TARGET).respondWithBody(200, "<html>Please log in</html>");
    assertThat(only().outcome()).isEqualTo(UNEXPECTED_ANSWER);
    assertThat(only().status()).isEqualTo(200);
  }

  @Test
  void aPageUntilTheCloseIsUnexpectedToo() {
    toProxy()
        .connect(TARGET)
        .reply("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n\n<html>")
        .serverFin();
    assertThat(only().outcome()).isEqualTo(UNEXPECTED_ANSWER);
  }

  @Test
  void aServerThatSpeaksFirstInATunnelIsNoPage() {
    TcpScript proxy = toProxy().connect("ssh.example:22").respond(200, "Content-Length: 0");
    proxy.reply("SSH-2.0-OpenSSH_9.6\r\n");
    assertThat(only().outcome()).isEqualTo(ESTABLISHED);
  }

  @Test
  void aTunnelWithALengthInItsHeadIsATunnelIfTlsFollows() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET).reply("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n").tls12("a.example");

    assertThat(only().outcome()).isEqualTo(ESTABLISHED);
    assertThat(script.trace().tls()).singleElement().matches(TlsHandshake::established);
  }

  @Test
  void port80MayBeClosedWhere443IsOpen() {
    toProxy().connect("crl3.digicert.com:80").respond(403).serverFin();
    toProxy().connect(TARGET).respond(200);
    toProxy().connect("other.example:443").respond(403);

    assertThat(outcomes()).containsExactly(PORT_NOT_ALLOWED, ESTABLISHED, DENIED);
  }

  @Test
  void aPortIsNotBlamedWhereItIsOpenForOthersOrNothingIsOpen() {
    toProxy().connect("a.example:80").respond(403);
    toProxy().connect("b.example:80").respond(200);
    toProxy().connect("c.example:443").respond(200);
    script.tcp("10.20.0.11", PROXY).handshake().connect("a.example:80").respond(403);

    assertThat(outcomes()).containsExactly(DENIED, ESTABLISHED, ESTABLISHED, DENIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nPING\r\n",
        "CONNECT irc.example.net 6667\r\n",
        "CONNECT a.example:443 HTTP/2.0\r\n\r\n",
        "CONNECTED a\r\n",
        "connect a.example:443 HTTP/1.1\r\n\r\n"
      })
  void otherProtocolsConnectToo(String line) {
    toProxy().reply("INFO {}\r\n").send(line).reply("+OK\r\n");
    assertThat(script.trace().connects()).isEmpty();
  }

  @Test
  void rolesFollowTheContentWhereNoHandshakeIsInView() {
    script.tcp("10.20.0.10:8080", "10.20.8.80:49999").connect(TARGET).respond(407);
    script.tcp("10.20.8.80:8080", "10.20.0.10:50001").reply(REQUEST).send(REFUSAL);

    assertThat(script.trace().connects())
        .extracting(ConnectExchange::status)
        .containsExactly(407, 407);
    assertThat(script.trace().conversations())
        .extracting(conversation -> conversation.client().toString())
        .containsExactly("10.20.0.10:8080", "10.20.0.10:50001");
  }

  @Test
  void anyPortWillDo() {
    script.tcp(CLIENT, "203.0.113.5:9400").handshake().connect(TARGET).respond(502);
    assertThat(only().outcome()).isEqualTo(UPSTREAM_FAILED);
  }

  @Test
  void aSnapLengthLeavesTargetAndStatus() {
    TcpScript proxy = toProxy();
    long request = proxy.connect(TARGET, "User-Agent: " + "x".repeat(100)).lastFrame();
    long response = proxy.respond(407, "Proxy-Authenticate: " + "y".repeat(100)).lastFrame();
    proxy.connect("b.example:443").respond(403, "Server: " + "z".repeat(100));
    script.snapLength(120);

    List<ConnectExchange> connects = script.trace().connects();
    assertThat(connects).hasSize(2);
    assertThat(connects.get(0).request().number()).isEqualTo(request);
    assertThat(connects.get(0).target()).isEqualTo(TARGET);
    assertThat(number(connects.get(0).response())).isEqualTo(response);
    assertThat(connects.get(0).status()).isEqualTo(407);
    assertThat(connects.get(1).outcome()).isEqualTo(DENIED);
  }

  @Test
  void aTargetCutByTheSnapLengthIsKeptAsFarAsItGoes() {
    toProxy().connect("a".repeat(80) + ".example:443").respond(407);
    script.snapLength(100);

    assertThat(only().target()).isEqualTo("a".repeat(38));
    assertThat(only().port()).isEqualTo(-1);
    assertThat(only().status()).isEqualTo(407);
  }

  @Test
  void anAnswerThatTheRecorderLostIsNotCalledMissing() {
    TcpScript proxy = toProxy();
    proxy.connect(TARGET).unseen().respond(200).clientHello("login.microsoftonline.com");
    proxy.serverHello13();
    script.goesOn(Duration.ofSeconds(60));

    assertThat(only().outcome()).isEqualTo(CAPTURE_ENDED);
  }

  @Test
  void anAnswerThatTheRecorderLostBehindACutPageIsNotCalledMissing() {
    TcpScript proxy = toProxy();
    proxy
        .connect(TARGET)
        .respondWithBody(407, "p".repeat(300))
        .connect(TARGET)
        .unseen()
        .respond(403);
    proxy.connect("b.example:443").respond(503);
    script.snapLength(150).goesOn(Duration.ofSeconds(60));

    assertThat(outcomes()).doesNotContain(UNANSWERED, CLOSED, RESET);
    assertThat(script.trace().connects()).hasSize(3);
  }

  @Test
  void aProxyWhoseSideIsNotRecordedIsNotCalledSilent() {
    TcpScript proxy = script.tcp(CLIENT, PROXY).syn().unseen().synAck().ack();
    proxy.connect(TARGET);
    script.goesOn(Duration.ofSeconds(60));

    assertThat(only().outcome()).isEqualTo(CAPTURE_ENDED);
  }

  @Test
  void aHeadBeyondTheLimitCountsByItsFirstLine() {
    TcpScript proxy = toProxy();
    long first = proxy.lastFrame() + 1;
    proxy.connect(TARGET, "X-Long: " + "x".repeat(70_000)).respond(403);

    assertThat(only().request().number()).isEqualTo(first);
    assertThat(only().status()).isEqualTo(403);
    assertThat(script.trace().health().limitsReached()).containsEntry("message-head", 1L);
  }

  @Test
  void controlCharactersDoNotPass() {
    toProxy().connect("a\u001b[31m.example:443").reply("HTTP/1.1 403 \u001b[31mNo\u0007\r\n\r\n");

    assertThat(only().target()).isEqualTo("a?[31m.example:443");
    assertThat(only().reason()).isEqualTo("?[31mNo?");
  }

  @Test
  void credentialsAndSecretsAreNotKept() {
    toProxy()
        .connect(TARGET, "Proxy-Authorization: Basic c2VjcmV0", "Cookie: sid=secret")
        .respond(
            302,
            "Location: http://user:secret@secret@login.example/path?token=secret",
            "Set-Cookie: a=secret",
            "Via: 1.1 http://user:secret@gate.example:3128 (squid/6.1)",
            "X-Error: from=http://secret@gate.example/?sig=secret, denied",
            "Proxy-Authenticate: Basic realm=\"secret\"");

    ConnectExchange connect = only();
    assertThat(connect.credentials()).isEqualTo("Basic");
    assertThat(connect.banners())
        .containsEntry("location", "http://login.example/path")
        .containsEntry("via", "1.1 http://gate.example:3128 (squid/6.1)")
        .containsEntry("x-error", "from=http://gate.example/ denied");
    assertThat(script.trace().toString()).doesNotContain("secret").doesNotContain("c2VjcmV0");
  }

  @Test
  void copiesAndRetransmissionsOfARequestAreOneRequest() {
    TcpScript proxy = toProxy();
    long request = proxy.connect(TARGET).lastFrame();
    proxy.copy().retransmit().respond(407).copy().retransmit();

    assertThat(only().request().number()).isEqualTo(request);
    assertThat(only().outcome()).isEqualTo(AUTHENTICATION_REQUIRED);
  }

  @Test
  void pipelinedRequestsArePairedInOrder() {
    TcpScript proxy = toProxy();
    proxy.send(REQUEST + "CONNECT b.example:443 HTTP/1.0\r\n\r\n");
    proxy.respond(407).respond(503);

    assertThat(outcomes()).containsExactly(AUTHENTICATION_REQUIRED, UPSTREAM_FAILED);
  }

  @Test
  void aTunnelMayHoldATunnel() {
    TcpScript proxy = toProxy();
    proxy.connect("inner.proxy.example:8080").respond(200);
    proxy.connect(TARGET).respond(200).tls12("login.microsoftonline.com");

    assertThat(outcomes()).containsExactly(ESTABLISHED, ESTABLISHED);
    assertThat(script.trace().tls())
        .singleElement()
        .satisfies(tls -> assertThat(tls.connect()).isEqualTo(2));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void switchingProtocolsIsAnInterimAnswerTooAndNone() {
    toProxy().connect(TARGET).respond(101);
    script.goesOn(Duration.ofSeconds(31));
    assertThat(only().outcome()).isEqualTo(UNANSWERED);
    assertThat(only().response()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Welcome</html>", "<!DOCTYPE html>"})
  void markupInPlaceOfATunnelIsAPageWhateverTheHeadSays(String page) {
    toProxy().connect(TARGET).respond(200).reply(page);
    assertThat(only().outcome()).isEqualTo(UNEXPECTED_ANSWER);
  }

  @Test
  void aPageIsOneAlsoWhereTheClientTookItForATunnel() {
    toProxy()
        .connect(TARGET)
        .respond(200, "Content-Type: Text/HTML")
        .clientHello("login.microsoftonline.com")
        .reply("Welcome");
    assertThat(only().outcome()).isEqualTo(UNEXPECTED_ANSWER);
  }

  @ParameterizedTest
  @CsvSource({
    "user:geheim@login.microsoftonline.com:443,xxxxxxxxxxx@login.microsoftonline.com:443",
    "http://user:geheim@login.microsoftonline.com/?sig=geheim,"
        + "http://xxxxxxxxxxx@login.microsoftonline.com/?xxxxxxxxxx",
    "x_y://user:geheim@login.microsoftonline.com:443,x_y://xxxxxxxxxxx@login.microsoftonline.com:443",
    "http:/user:geheim@login.microsoftonline.com:443,http:/xxxxxxxxxxx@login.microsoftonline.com:443",
    "http:///user:geheim@login.microsoftonline.com:443,http:///xxxxxxxxxxx@login.microsoftonline.com:443",
    "login.microsoftonline.com:443/a@b,login.microsoftonline.com:443/a@b",
    "login.microsoftonline.com:443?u=a://geheim,login.microsoftonline.com:443?xxxxxxxxxxxx"
  })
  void secretsInATargetAreMaskedAndItsHostIsRead(String sent, String target) {
    toProxy().connect(sent).respond(403);
    assertThat(only().target()).isEqualTo(target);
    assertThat(only().host()).isEqualTo("login.microsoftonline.com");
  }

  @Test
  void aTargetThatTheSnapLengthCutsIsMarked() {
    script.snapLength(54 + "CONNECT login.microsoftonline.com:44".length());
    toProxy().connect(TARGET).respond(407);
    ConnectExchange connect = only();
    assertThat(connect.targetCut()).isTrue();
    assertThat(connect.target()).isEqualTo("login.microsoftonline.com:44");
    assertThat(connect.port()).isEqualTo(-1);
  }
}
