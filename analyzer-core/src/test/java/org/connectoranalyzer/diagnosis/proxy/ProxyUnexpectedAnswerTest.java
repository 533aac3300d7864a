package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.CONNECTOR;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;

import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyUnexpectedAnswerTest {
  private static final String CODE = "PROXY-UNEXPECTED-ANSWER";

  private final ProxyStory story = new ProxyStory();

  @ParameterizedTest
  @CsvSource({
    "302,redirect",
    "307,redirect",
    "511,redirect",
    "400,badRequest",
    "404,webServer",
    "501,webServer",
    "418,''"
  })
  void foreignStatusesAreAnError(int status, String variant) {
    story.answered(BOOTSTRAP + ":443", status);

    Finding finding = story.finding(CODE);
    assertThat(story.codes()).containsExactly(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.variant()).isEqualTo(variant);
    assertThat(finding.facts().get("status")).isEqualTo((long) status);
  }

  @Test
  void ofARedirectOnlyTheServerIsTold() {
    story.answered(
        BOOTSTRAP + ":443", 302, "Location: https://portal.contoso.com/login?token=secret");

    Finding finding = story.finding(CODE);
    assertThat(finding.facts().get("redirectedTo")).isEqualTo("https://portal.contoso.com");
    assertThat(finding.toString()).doesNotContain("secret");
  }

  @Test
  void aPageInPlaceOfATunnelIsOne() {
    story
        .opened()
        .connect(BOOTSTRAP + ":443")
        .respondWithBody(200, "<html>Welcome</html>", "Content-Type: text/html")
        .fin()
        .serverFin();
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.variant()).isEqualTo("page");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void a200ThatNamesATypeAndStillOpensTheTunnelIsNone() {
    story
        .opened()
        .connect(BOOTSTRAP + ":443")
        .respond(200, "Content-Type: text/html")
        .tls12(BOOTSTRAP);
    story.tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void bytesThatAreNotHttpAreOne() {
    story.opened().connect(BOOTSTRAP + ":443").reply(new byte[] {21, 3, 3, 0, 2, 2, 40});
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("notHttp");
  }

  @Test
  void aServerThatSpeaksFirstIsOne() {
    story.opened().reply("SSH-2.0-OpenSSH_9.6\r\n").connect(BOOTSTRAP + ":443").serverFin().fin();
    story.later(10);

    assertThat(story.finding(CODE).variant()).isEqualTo("notHttp");
  }

  @Test
  void anotherProxyThatWorksMakesItAWarning() {
    story.answered(CONNECTOR, PROXY, BOOTSTRAP + ":443", 404);
    story.tunnelled(CONNECTOR, "10.20.8.90:3128", BOOTSTRAP).later(10);

    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void theHealthyProxyIsClear() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aServerThatSpeaksFirstIsNoProxyToUnrelatedHosts() {
    story.opened().reply("SSH-2.0-OpenSSH_9.6\r\n").connect("www.example.org:443").serverFin();
    story.later(10);

    assertThat(story.diagnosed().clients()).isEmpty();
    assertThat(story.codes()).isEmpty();
  }
}
