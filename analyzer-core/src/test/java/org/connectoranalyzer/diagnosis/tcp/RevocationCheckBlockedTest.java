package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;
import static org.connectoranalyzer.testing.DirectStory.ROUTER;

import java.time.Duration;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationCheckBlockedTest {
  private static final String CODE = "REVOCATION-CHECK-BLOCKED";
  private static final String CRL = "crl3.digicert.com";
  private static final String CRL_ADDRESS = "198.51.100.30";
  private static final String TRUST_LIST = "ctldl.windowsupdate.com";
  private static final String TRUST_LIST_ADDRESS = "198.51.100.40";
  private static final String PROXY = "10.20.8.80:8080";

  private final DirectStory story = new DirectStory();

  private DirectStory healthy() {
    return story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .reached(BUS, BUS_ADDRESS);
  }

  private void tunnelled(String host) {
    tunnel(host + ":443").respond(200).tls12(host);
  }

  private TcpScript tunnel(String target) {
    return proxied().connect(target);
  }

  private TcpScript proxied() {
    return story.script().tcp(CONNECTOR, PROXY).handshake();
  }

  private DirectStory dropped(String host, String address) {
    return story.resolves(host, address).silent(story.to(address, 80));
  }

  @Test
  void droppedOnPort80While443Works() {
    healthy();
    dropped(CRL, CRL_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("crl3.digicert.com:80");
    assertThat(finding.hosts()).containsExactly(CRL);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(DirectStory.kinds(finding))
        .containsExactly("syn", "synRetransmission", "synRetransmission");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void severalHostsAreOneFindingAndTheTrustListIsNamed() {
    healthy();
    dropped(CRL, CRL_ADDRESS);
    dropped(TRUST_LIST, TRUST_LIST_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.hosts()).containsExactly(CRL, TRUST_LIST);
    assertThat(finding.subject()).isEqualTo("*:80");
    assertThat(finding.facts().get("trustListHosts")).asString().contains(TRUST_LIST);
  }

  @Test
  void refusedAndRejectedHaveTheirOwnWords() {
    healthy();
    story.resolves(CRL, CRL_ADDRESS);
    story.to(CRL_ADDRESS, 80).syn().refuse();
    story.later(10);
    assertThat(story.finding(CODE).variant()).isEqualTo("refused");

    story.resolves(TRUST_LIST, TRUST_LIST_ADDRESS);
    story.to(TRUST_LIST_ADDRESS, 80).syn().icmp(ROUTER, 3, 13).syn().syn();
    story.later(10);
    assertThat(story.finding(CODE).hosts()).contains(TRUST_LIST);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void anAnswerThatTheRecorderMissedLikeTheSynAckIsNoSilence() {
    healthy();
    story.resolves(CRL, CRL_ADDRESS);
    TcpScript crl = story.to(CRL_ADDRESS, 80).syn().unseen().synAck().ack().get("/a.crl", CRL);
    crl.unseen().respond(200).after(Duration.ofSeconds(5)).serverFin();
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aRequestThatIsCutOffIsBlockedToo() {
    healthy();
    story.resolves(CRL, CRL_ADDRESS);
    story.to(CRL_ADDRESS, 80).handshake().get("/a.crl", CRL).serverRst();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("cut");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(DirectStory.kinds(story.finding(CODE))).containsExactly("httpRequest", "rst");
  }

  @Test
  void aSessionThatWaitsMeanwhileTiesItToTheConnector() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(CRL, CRL_ADDRESS);
    TcpScript session =
        story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP).serverHello12();
    story.silent(story.to(CRL_ADDRESS, 80));
    session.after(Duration.ofSeconds(12)).rst();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.facts().get("heldUpHosts")).asString().contains(BOOTSTRAP);
  }

  @Test
  void tunnelsBesideDirectSynsMeanThatWinHttpHasNoProxy() {
    tunnelled(BOOTSTRAP);
    tunnelled(BUS);
    dropped(CRL, CRL_ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEqualTo("winHttp");
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.facts().get("proxy")).isEqualTo(PROXY);
  }

  @Test
  void theUpdatersProxyAloneSaysNothingOfWinHttp() {
    healthy();
    tunnelled("download.msappproxy.net");
    dropped(CRL, CRL_ADDRESS).later(10);

    assertThat(story.finding(CODE).variant()).isEmpty();
    assertThat(story.finding(CODE).owner()).isEqualTo(Owner.NETWORK);
  }

  /** WinHTTP's missing proxy is another cause than a service that goes past the proxy. */
  @Test
  void besideABypassItStandsByItself() {
    tunnelled(BOOTSTRAP);
    story.resolves(BUS, BUS_ADDRESS).silent(BUS_ADDRESS);
    dropped(CRL, CRL_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("PROXY-BYPASSED", CODE);
    assertThat(story.finding(CODE).variant()).isEqualTo("winHttp");
  }

  @Test
  void oneHostOn443ThatIsDroppedTooTakesPort80Along() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(BUS, BUS_ADDRESS).silent(BUS_ADDRESS);
    dropped(CRL, CRL_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
    assertThat(story.finding("SYN-UNANSWERED").facts().get("port80Hosts")).asString().contains(CRL);
  }

  @Test
  void twoClientsAreToldApart() {
    healthy();
    dropped(CRL, CRL_ADDRESS);
    story.script().resolves(OTHER_CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.silent(story.script().tcp(OTHER_CONNECTOR, BOOTSTRAP_ADDRESS + ":443"));
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE, "SYN-UNANSWERED");
    assertThat(story.finding(CODE).client()).hasToString(CONNECTOR);
    assertThat(story.finding("SYN-UNANSWERED").hosts()).containsExactly(BOOTSTRAP);
  }

  @Test
  void aProxyMayRefusePlainRequestsInEachWay() {
    tunnelled(BOOTSTRAP);
    tunnelled(BUS);
    proxied().get("http://" + CRL + "/a.crl", CRL).respond(403);
    assertThat(story.later(10).finding(CODE).variant()).isEqualTo("proxyDenied");
    assertThat(story.finding(CODE).subject()).isEqualTo(PROXY);
    assertThat(story.finding(CODE).way()).isEqualTo(Way.PROXY);
    assertThat(story.finding(CODE).owner()).isEqualTo(Owner.PROXY);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void aProxyThatAsksForALoginOnPort80Only() {
    tunnelled(BOOTSTRAP);
    proxied().get("http://" + CRL + "/a.crl", CRL).respond(407);
    assertThat(story.finding(CODE).unfinished()).as("a 407 at the end").isTrue();
    assertThat(story.later(10).finding(CODE).variant()).isEqualTo("proxyAuthentication");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void aProxyThatDoesNotGetOutOnPort80() {
    tunnelled(BOOTSTRAP);
    proxied().get("http://" + CRL + "/a.crl", CRL).respond(502);
    assertThat(story.later(10).finding(CODE).variant()).isEqualTo("proxyUpstream");
  }

  @Test
  void aTunnelToPort80ThatIsRefusedIsTheProxysPort() {
    tunnelled(BOOTSTRAP);
    tunnel(CRL + ":80").respond(403);
    proxied().get("http://" + CRL + "/a.crl", CRL).respond(403);
    story.later(10);

    assertThat(story.codes()).containsExactly("PROXY-PORT-NOT-ALLOWED");
    assertThat(story.finding("PROXY-PORT-NOT-ALLOWED").hosts()).containsExactly(CRL);
  }

  @Test
  void aTunnelToPort80ThatFailsOtherwiseIsOurs() {
    tunnelled(BOOTSTRAP);
    tunnel(CRL + ":80").respond(503);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).variant()).isEqualTo("proxyUpstream");
  }

  @Test
  void theSameDropOn443IsOneFinding() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS);
    dropped(CRL, CRL_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.hosts()).containsExactlyInAnyOrder(BOOTSTRAP, CRL);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.port()).isEqualTo(443);
  }

  @Test
  void theSameRefusalOfTheProxyIsOneFinding() {
    tunnelled(BOOTSTRAP);
    tunnel(BUS + ":443").respond(403);
    proxied().get("http://" + CRL + "/a.crl", CRL).respond(403);
    story.later(10);

    assertThat(story.codes()).containsExactly("PROXY-DENIED");
    assertThat(story.finding("PROXY-DENIED").hosts()).containsExactlyInAnyOrder(BUS, CRL);
  }

  @Test
  void withoutAWorking443ItIsNoErrorOfItsOwn() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().refuse();
    dropped(CRL, CRL_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly(CODE, "SYN-REFUSED");
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void anyAnswerOfAServerReachesIt() {
    healthy();
    story.resolves(CRL, CRL_ADDRESS);
    story.to(CRL_ADDRESS, 80).handshake().get("/a.crl", CRL).respond(404);
    story.to(CRL_ADDRESS, 80).handshake().get("/b.crl", CRL).respond(304);
    story.later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(check()).isEqualTo(Check.Result.CLEAR);
  }

  @Test
  void anAnswerThroughTheProxyReachesItToo() {
    tunnelled(BOOTSTRAP);
    tunnelled(BUS);
    TcpScript proxied = proxied();
    proxied.get("http://" + CRL + "/a.crl", CRL).respond(407);
    proxied.get("http://" + CRL + "/a.crl", CRL).respond(200, "Content-Length: 0");
    proxied().get("http://" + TRUST_LIST + "/a.cab", TRUST_LIST).respond(404);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void anotherAddressThatWorksIsAWarning() {
    healthy();
    story.resolves(CRL, CRL_ADDRESS, "198.51.100.31").silent(story.to(CRL_ADDRESS, 80));
    story.to("198.51.100.31", 80).handshake().get("/a.crl", CRL).respond(200);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).variant()).isEqualTo("partly");
  }

  @Test
  void unnamedAddressesAndOtherHostsAreNeverBlamed() {
    healthy().silent(story.to(CRL_ADDRESS, 80));
    dropped("www.example.com", TRUST_LIST_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("UNRELATED-SYN-RETRANSMISSIONS");
    assertThat(check()).isEqualTo(Check.Result.NOT_APPLICABLE);
  }

  @Test
  void stillTryingAtTheEndIsUnfinished() {
    healthy();
    dropped(CRL, CRL_ADDRESS);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(CODE).unfinished()).isTrue();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void aLoneSynIsNoBlock() {
    healthy();
    story.resolves(CRL, CRL_ADDRESS).to(CRL_ADDRESS, 80).syn();
    story.later(30);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void copiesOfOneSynAreNoRepetition() {
    healthy();
    story.resolves(CRL, CRL_ADDRESS).to(CRL_ADDRESS, 80).syn().copy();
    story.later(30);

    assertThat(story.findings(CODE)).isEmpty();
  }

  @Test
  void anotherClientsDropsAreItsOwn() {
    healthy();
    story.script().resolves(OTHER_CONNECTOR, RESOLVER, CRL, CRL_ADDRESS);
    story.silent(story.script().tcp(OTHER_CONNECTOR, CRL_ADDRESS + ":80"));
    story.later(10);

    assertThat(story.findings(CODE)).as("no connector").isEmpty();
  }

  /** However short the file is, nothing is accused that the whole does not accuse. */
  @Test
  void aCutCaptureNeverAccusesMore() {
    story.resolves(CRL, CRL_ADDRESS).resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript port80 = story.to(CRL_ADDRESS, 80).syn();
    TcpScript port443 = story.to(BOOTSTRAP_ADDRESS).syn();
    for (int second : new int[] {1, 2, 4}) {
      port80.after(Duration.ofSeconds(second)).synAgain();
      port443.synAgain();
      assertThat(story.findings(CODE)).noneMatch(f -> f.severity() == Severity.ERROR);
    }
    story.later(30);
    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
  }

  private Check.Result check() {
    return story.diagnosed().checks().stream()
        .filter(check -> check.code().equals(CODE))
        .findFirst()
        .orElseThrow()
        .result();
  }

  @ParameterizedTest
  @ValueSource(ints = {407, 511})
  void aTransparentProxyThatWantsALogOnIsAVariantThatNamesNoProxy(int status) {
    healthy();
    story.resolves(CRL, CRL_ADDRESS);
    story.to(CRL_ADDRESS, 80).handshake().get("/a.crl", CRL).respond(status);
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("intercepted");
    assertThat(story.finding(CODE).owner()).isEqualTo(Owner.NETWORK);
    assertThat(story.finding(CODE).facts().get("status")).isEqualTo((long) status);
  }
}
