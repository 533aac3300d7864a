package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY_NAME;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.RESOLVER;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class WpadProxyUsedTest {
  private static final String CODE = "WPAD-PROXY-USED";
  private static final String WPAD = "wpad.contoso.local";
  private static final String WPAD_ADDRESS = "10.20.8.30";
  private static final String SCRIPT =
      """
      function FindProxyForURL(url, host) {
        if (isPlainHostName(host)) return "DIRECT";
        return "PROXY proxy.contoso.local:8080; DIRECT";
      }
      """;
  private static final String ONLY_PROXY =
      "function FindProxyForURL(url, host) { return 'PROXY 10.20.8.80:8080'; }";

  private final ProxyStory story = new ProxyStory();

  private WpadProxyUsedTest discovers(String script) {
    return discovers(CONNECTOR, script);
  }

  private WpadProxyUsedTest discovers(String client, String script) {
    story.script().resolves(client, RESOLVER, WPAD, WPAD_ADDRESS);
    story
        .opened(client, WPAD_ADDRESS + ":80")
        .get("/wpad.dat", WPAD)
        .respondWithBody(200, script, "Content-Type: application/x-ns-proxy-autoconfig")
        .serverFin()
        .fin();
    return this;
  }

  private Finding found() {
    return story.finding(CODE);
  }

  @Test
  void proxyThatTheScriptNamesIsANote() {
    discovers(SCRIPT);
    story.named("10.20.8.80").tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(found().severity()).isEqualTo(Severity.INFO);
    assertThat(found().owner()).isEqualTo(Owner.NONE);
    assertThat(found().confidence()).isEqualTo(Confidence.HIGH);
    assertThat(found().variant()).isEmpty();
    assertThat(found().subject()).isEqualTo(PROXY_NAME + ":8080");
    assertThat(found().hosts()).containsExactlyInAnyOrder(BOOTSTRAP, BUS);
    assertThat(found().facts().get("script")).isEqualTo("http://wpad.contoso.local/wpad.dat");
    assertThat(found().facts().get("answers"))
        .isEqualTo(List.of("DIRECT", "PROXY proxy.contoso.local:8080"));
    assertThat(found().evidence())
        .extracting(item -> item.kind())
        .containsExactly(
            "dnsQuery",
            "dnsResponse",
            "httpRequest",
            "httpResponse",
            "connectRequest",
            "connectResponse");
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void proxyThatFailsMakesItAWarning() {
    discovers(ONLY_PROXY);
    story.answered(BOOTSTRAP + ":443", 403).later(10);

    assertThat(found().severity()).isEqualTo(Severity.WARNING);
    assertThat(found().owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(found().variant()).isEqualTo("fails");
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "PROXY-DENIED");
  }

  @Test
  void proxyThatCannotBeOpenedWasToldByTheScript() {
    discovers(ONLY_PROXY);
    silent(story.script().tcp(CONNECTOR, PROXY));
    story.later(30);

    Finding unreachable = story.finding("PROXY-UNREACHABLE");
    assertThat(unreachable.severity()).isEqualTo(Severity.ERROR);
    assertThat(unreachable.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(unreachable.facts().get("source")).isEqualTo("wpad");
    assertThat(unreachable.facts().get("script")).isEqualTo("http://wpad.contoso.local/wpad.dat");
    assertThat(found().variant()).isEqualTo("fails");
    assertThat(story.codes()).containsExactlyInAnyOrder(CODE, "PROXY-UNREACHABLE");
  }

  @Test
  void directWayThatTheScriptAllowsExcusesASilentProxy() {
    discovers(SCRIPT);
    story.named("10.20.8.80");
    silent(story.script().tcp(CONNECTOR, PROXY));
    story.script().after(Duration.ofSeconds(12));
    story.script().resolves(CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.opened(CONNECTOR, BOOTSTRAP_ADDRESS + ":443").tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.finding("PROXY-UNREACHABLE").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void nextProxyOfTheScriptIsWaitedForWhereverTheCaptureEnds() {
    discovers(
        "return \"PROXY gone.contoso.local:8080; PROXY 10.20.8.81:8080; PROXY 10.20.8.80:8080\";");
    story.script().dns(CONNECTOR, RESOLVER, "A", "gone.contoso.local").fails("NXDOMAIN");
    silent(story.script().tcp(CONNECTOR, "10.20.8.81:8080"));
    story.script().after(Duration.ofSeconds(12));
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.errorsWhereverItEnds()).isEmpty();
    assertThat(story.finding("PROXY-NAME-NOT-RESOLVED").severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding("PROXY-UNREACHABLE").severity()).isEqualTo(Severity.WARNING);
    assertThat(story.findings(CODE))
        .extracting(finding -> finding.subject() + " " + finding.variant())
        .containsExactly("10.20.8.81:8080 fails", "10.20.8.80:8080 ");
  }

  @Test
  void silentProxyIsOpenWhileTheScriptHasAnotherWay() {
    discovers(SCRIPT);
    story.named("10.20.8.80");
    silent(story.script().tcp(CONNECTOR, PROXY));
    story.later(12);
    assertThat(story.finding("PROXY-UNREACHABLE").severity()).isEqualTo(Severity.WARNING);

    story.later(30);
    assertThat(story.finding("PROXY-UNREACHABLE").severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void nameThatTheScriptGivesAndThatDoesNotResolveWasTold() {
    discovers("function FindProxyForURL(u, h) { return \"PROXY proxy.contoso.local:8080\"; }");
    story.script().dns(CONNECTOR, RESOLVER, "A", PROXY_NAME).fails("NXDOMAIN");
    story.later(10);

    Finding unresolved = story.finding("PROXY-NAME-NOT-RESOLVED");
    assertThat(unresolved.severity()).isEqualTo(Severity.ERROR);
    assertThat(unresolved.subject()).isEqualTo(PROXY_NAME + ":8080");
    assertThat(unresolved.facts().get("source")).isEqualTo("wpad");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void directIntentionMakesItAWarning() {
    discovers(ONLY_PROXY);
    story.intended(Mode.DIRECT).tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(found().severity()).isEqualTo(Severity.WARNING);
    assertThat(found().variant()).isEqualTo("notIntended");
  }

  @Test
  void scriptWhoseTextIsHiddenIsLessSure() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS);
    story
        .opened(CONNECTOR, WPAD_ADDRESS + ":80")
        .get("/wpad.dat", WPAD)
        .respondWithBody(200, "\u001f\u008b\b\0\0\0\0", "Content-Encoding: gzip");
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(found().confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(found().confidenceReason()).isEqualTo("scriptHidden");
  }

  @Test
  void chunkedScriptInTinySegmentsIsRead() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS);
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    String half = ONLY_PROXY.substring(0, 55);
    String rest = ONLY_PROXY.substring(55);
    story
        .opened(CONNECTOR, WPAD_ADDRESS + ":80")
        .get("/wpad.dat", "wpad")
        .mss(3)
        .reply(head + chunk(half) + chunk(rest) + chunk(""));
    story.tunnelled(BOOTSTRAP).later(10);

    assertThat(found().facts().get("answers")).isEqualTo(List.of("PROXY 10.20.8.80:8080"));
    assertThat(found().facts().get("script")).isEqualTo("http://wpad/wpad.dat");
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @Test
  void wordsThatAGapTouchesAreLeftOut() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS);
    TcpScript fetch = story.opened(CONNECTOR, WPAD_ADDRESS + ":80").get("/wpad.dat", WPAD);
    String body = "return \"PROXY 10.20.8.80:8080; PROXY 10.20.8.81:8080; DIRECT\";";
    fetch.reply("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n");
    fetch.reply(body.substring(0, 27)).unseen().reply(body.substring(27, 30));
    fetch.reply(body.substring(30)).ack().serverFin().fin();
    story.tunnelled(CONNECTOR, "10.20.8.81:8080", BOOTSTRAP).later(10);

    assertThat(found().facts().get("answers"))
        .isEqualTo(List.of("PROXY 10.20.8.81:8080", "DIRECT"));
  }

  @Test
  void proxyThatTheScriptDoesNotNameIsNotItsOwn() {
    discovers("function FindProxyForURL(u, h) { return \"PROXY other.contoso.local:3128\"; }");
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void proxyThatWasUsedBeforeIsNotItsOwn() {
    story.tunnelled(BOOTSTRAP);
    discovers(ONLY_PROXY);
    story.tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void discoveryThatFindsNothingIsNoise() {
    story.script().dns(CONNECTOR, RESOLVER, "A", WPAD).fails("NXDOMAIN");
    story.script().udp(CONNECTOR + ":50001", "224.0.0.252:5355", new byte[40]);
    story.script().udp(CONNECTOR + ":137", "10.20.0.255:137", new byte[50]);
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void quickNotFoundIsNoise() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS);
    story.opened(CONNECTOR, WPAD_ADDRESS + ":80").get("/wpad.dat", WPAD).respond(404);
    story.later(20);
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void serverThatDoesNotAnswerDelaysTheStart() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS);
    silent(story.script().tcp(CONNECTOR, WPAD_ADDRESS + ":80"));
    story.script().after(Duration.ofSeconds(12));
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(found().severity()).isEqualTo(Severity.INFO);
    assertThat(found().variant()).isEqualTo("delayed");
    assertThat(found().subject()).isEqualTo(WPAD + ":80");
    assertThat(found().facts().number("waitedMs", 0)).isEqualTo(21_000L);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void slowNotFoundDelaysTheStart() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS);
    TcpScript fetch = story.opened(CONNECTOR, WPAD_ADDRESS + ":80").get("/wpad.dat", WPAD);
    fetch.after(Duration.ofSeconds(8)).respond(404);
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(found().variant()).isEqualTo("delayed");
    assertThat(found().facts().get("status")).isEqualTo(404L);
  }

  @Test
  void silentServerOfTheScriptIsNoCandidateProxy() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS);
    story.script().resolves(CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    silent(story.script().tcp(CONNECTOR, WPAD_ADDRESS + ":80"));
    story.later(8);

    assertThat(story.codes()).doesNotContain("PROXY-UNREACHABLE");
  }

  @Test
  void anotherMachinesDiscoveryIsItsOwn() {
    discovers(OTHER_CONNECTOR, ONLY_PROXY);
    story.tunnelled(BOOTSTRAP).tunnelled(BUS);
    story.tunnelled(OTHER_CONNECTOR, PROXY, BOOTSTRAP).later(10);

    assertThat(Objects.requireNonNull(found().client())).hasToString(OTHER_CONNECTOR);
  }

  @Test
  void copiesOfTheScriptChangeNothing() {
    story.script().resolves(CONNECTOR, RESOLVER, WPAD, WPAD_ADDRESS).copy();
    story
        .opened(CONNECTOR, WPAD_ADDRESS + ":80")
        .get("/wpad.dat", WPAD)
        .copy()
        .respondWithBody(200, ONLY_PROXY)
        .copy();
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(found().facts().get("answers")).isEqualTo(List.of("PROXY 10.20.8.80:8080"));
  }

  @Test
  void withoutDiscoveryThereIsNothingToSay() {
    story.tunnelled(BOOTSTRAP).later(10);

    assertThat(story.diagnosed().checks())
        .contains(new Check(CODE, Check.Result.NOT_APPLICABLE, "noWpad"));
  }

  private static void silent(TcpScript connection) {
    connection
        .syn()
        .after(Duration.ofSeconds(3))
        .synAgain()
        .after(Duration.ofSeconds(6))
        .synAgain();
  }
}
