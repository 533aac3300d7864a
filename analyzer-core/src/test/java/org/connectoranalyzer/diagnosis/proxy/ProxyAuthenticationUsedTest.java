package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BOOTSTRAP;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.BUS;
import static org.connectoranalyzer.diagnosis.proxy.ProxyStory.PROXY;

import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class ProxyAuthenticationUsedTest {
  private static final String CODE = "PROXY-AUTHENTICATION-USED";
  private static final String NEGOTIATE = "Proxy-Authenticate: Negotiate";

  private final ProxyStory story = new ProxyStory();

  @Test
  void aCompletedLoginIsAWarning() {
    story
        .opened()
        .connect(BOOTSTRAP + ":443")
        .respond(407, NEGOTIATE)
        .connect(BOOTSTRAP + ":443", "Proxy-Authorization: Negotiate YIIabc")
        .respond(200)
        .tls12(BOOTSTRAP);
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.subject()).isEqualTo(PROXY);
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("scheme")).isEqualTo("Negotiate");
    assertThat(finding.facts().get("schemes")).isEqualTo(List.of("Negotiate"));
    assertThat(finding.facts().get("challenges")).isEqualTo(1L);
    assertThat(finding.toString()).doesNotContain("YIIabc");
  }

  @Test
  void five407sWithLongPagesBeforeThe200AreOneLogin() {
    String page = "x".repeat(100_000);
    TcpScript connection = story.opened();
    for (int i = 0; i < 5; i++) {
      String[] header =
          i == 0 ? new String[0] : new String[] {"Proxy-Authorization: Negotiate step" + i};
      connection.connect(BOOTSTRAP + ":443", header).respondWithBody(407, page, NEGOTIATE);
    }
    connection.connect(BOOTSTRAP + ":443", "Proxy-Authorization: Negotiate last").respond(200);
    connection.tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).facts().get("challenges")).isEqualTo(5L);
  }

  @Test
  void credentialsSentAtOnceAfterAnEarlierChallengeCountToo() {
    story
        .opened()
        .connect(BOOTSTRAP + ":443")
        .respond(407, "Proxy-Authenticate: Basic realm=\"p\"")
        .connect(BOOTSTRAP + ":443", "Proxy-Authorization: Basic dTpw")
        .respond(200)
        .tls12(BOOTSTRAP);
    story.opened().connect(BUS + ":443", "Proxy-Authorization: Basic dTpw").respond(200).tls12(BUS);
    story.later(10);

    assertThat(story.finding(CODE).hosts()).containsExactly(BOOTSTRAP, BUS);
  }

  @Test
  void aProxyThatAsksNobodyIsClear() {
    story.tunnelled(BOOTSTRAP).tunnelled(BUS).later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void credentialsThatNobodyAskedForProveNothing() {
    story
        .opened()
        .connect(BOOTSTRAP + ":443", "Proxy-Authorization: Basic dTpw")
        .respond(200)
        .tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void aTunnelWithoutCredentialsAfterA407IsNoLogin() {
    story.answered(BOOTSTRAP + ":443", 407, NEGOTIATE).tunnelled(BOOTSTRAP).later(10);

    assertThat(story.codes()).isEmpty();
  }
}
