package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class NoConnectionAttemptTest {
  private static final String CODE = "NO-CONNECTION-ATTEMPT";

  private final DirectStory story = new DirectStory();

  @Test
  void resolvedBootstrapHostThatIsNeverTriedIsAnError() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves("intranet.contoso.local", "10.20.5.5");
    story.to("10.20.5.5").handshake().tls12("intranet.contoso.local");
    story.later(10).to("10.20.5.5").handshake();

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.owner()).isEqualTo(Owner.CONNECTOR);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("addresses")).isEqualTo(List.of(BOOTSTRAP_ADDRESS));
    assertThat(DirectStory.kinds(finding)).containsExactly("dnsQuery", "dnsResponse");
  }

  @Test
  void tooLittleOtherTrafficProvesNothing() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves("intranet.contoso.local", "10.20.5.5");
    story.to("10.20.5.5").handshake();
    story.later(8).to("10.20.5.5").handshake();

    assertThat(story.codes()).containsExactly("CAPTURE-ENDED-EARLY");
  }

  @Test
  void captureWithoutAnyTcpProvesNothing() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(60);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void attemptAtAnyPortOrAddressIsOne() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS, "203.0.113.10").silent("203.0.113.10").later(20);
    story.to("10.20.5.5").handshake();

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void openConnectionFromBeforeTheCaptureMayBeIt() {
    TcpScript old = story.to("203.0.113.99");
    old.send("x".repeat(50)).reply("y".repeat(50));
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(15);
    old.send("x".repeat(50)).reply("y".repeat(50));

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void trafficToAProxyIsAnAttempt() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript proxy = story.to("10.20.8.80", 8080).handshake().connect(BOOTSTRAP + ":443");
    proxy.respond(200).tls12(BOOTSTRAP).after(Duration.ofSeconds(20)).sendData(40).replyData(40);

    assertThat(story.codes()).doesNotContain(CODE);
  }

  @Test
  void namesBeyondTheStartAreNotJudged() {
    story.resolves(LOGIN, "203.0.113.40").resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(20);
    story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    assertThat(story.codes()).doesNotContain(CODE);
  }
}
