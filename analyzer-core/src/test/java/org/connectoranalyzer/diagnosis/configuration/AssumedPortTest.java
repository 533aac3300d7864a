package org.connectoranalyzer.diagnosis.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ConnectorOptions;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An address without a port, against what the capture shows at the port that .NET takes. */
class AssumedPortTest {
  private static final String CODE = "CONFIG-PROXY-ADDRESS-INVALID";
  private static final String ADDRESS = "10.20.8.80";
  private static final String NAME = "proxy.contoso.local";
  private static final String BASIC = "Proxy-Authenticate: Basic realm=\"x\"";

  private final DirectStory story = new DirectStory();

  private DirectStory configured(String host) {
    return story.configured(Role.SERVICE, Written.proxy(host));
  }

  private TcpScript at80() {
    return story.script().tcp(CONNECTOR, ADDRESS + ":80");
  }

  private void tunnelled(String... hosts) {
    for (String host : hosts) {
      at80().handshake().connect(host + ":443").respond(200).tls12(host);
    }
  }

  @Test
  void aFileAloneIsAnError() {
    Configuration files =
        new Configuration(List.of(DirectStory.file(Role.SERVICE, Written.proxy(NAME))));
    ConnectorOptions options = ConnectorOptions.of(files, EndpointList.standard(Cloud.PUBLIC));
    ConnectorView view = ConnectorView.of(Trace.EMPTY, options);

    Examination examination = new ConfigProxyAddressInvalid().examine(Trace.EMPTY, view);

    assertThat(examination).isInstanceOf(Examination.Found.class);
    Candidate found = ((Examination.Found) examination).candidates().get(0);
    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.variant()).isEqualTo("withoutPort");
    assertThat(found.facts().get("suggestion")).isEqualTo("http://" + NAME + ":8080");
  }

  @Test
  void aCaptureThatShowsNothingLeavesItOpen() {
    configured(ADDRESS).later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.unfinished()).isTrue();
    assertThat(DirectStory.lines(finding)).containsExactly("service:4 withoutPort");
  }

  @Test
  void silenceThereIsTheConsequence() {
    configured(ADDRESS).silent(at80()).later(10);

    assertThat(story.codes()).as("no PROXY-UNREACHABLE").containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void aRefusalOfItsNamesAddressIsTheConsequence() {
    configured(NAME).resolves(NAME, ADDRESS);
    at80().syn().refuse().after(Duration.ofMillis(500)).synAgain().refuse();
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(DirectStory.kinds(story.finding(CODE))).contains("rst");
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @ParameterizedTest
  @CsvSource({"400", "404", "405", "501"})
  void aWebServersAnswerIsTheConsequence(int status) {
    configured(ADDRESS);
    at80().handshake().connect(BOOTSTRAP + ":443").respond(status).serverFin().fin();
    story.later(60);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(DirectStory.kinds(story.finding(CODE))).contains("connectResponse");
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void aProxyThatServesThereProvesTheAddressRight() {
    configured(ADDRESS);
    tunnelled(BOOTSTRAP, BUS);
    story.later(60);

    assertThat(story.codes()).isEmpty();
    assertThat(story.check(CODE)).isEqualTo("CLEAR ");
    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  @Test
  void soDoesOneWhoseNameResolvesToThatServer() {
    configured("proxy").resolves(NAME, ADDRESS);
    tunnelled(BOOTSTRAP, BUS);
    story.later(60);

    assertThat(story.codes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "407, PROXY-AUTHENTICATION-REQUIRED",
    "403, PROXY-DENIED",
    "502, PROXY-UPSTREAM-FAILED"
  })
  void soDoesOneThatTurnsTheConnectorAway(int status, String code) {
    configured(ADDRESS);
    at80().handshake().connect(BOOTSTRAP + ":443").respond(status, BASIC).serverFin().fin();
    story.later(60);

    assertThat(story.codes()).containsExactly(code);
    assertThat(story.errorsWhereverItEnds()).containsExactly(code);
  }

  @Test
  void aSlowOneIsWaitedFor() {
    configured(ADDRESS);
    TcpScript tunnel = at80().handshake().connect(BOOTSTRAP + ":443");
    tunnel.after(Duration.ofSeconds(20)).respond(200).tls12(BOOTSTRAP);
    tunnelled(BUS);
    story.later(60);

    assertThat(story.codes()).isEmpty();
    assertThat(story.errorsWhereverItEnds()).isEmpty();
  }

  @Test
  void whatGoesDirectlyIsNoSecondCauseBesideAMissingPort() {
    configured(ADDRESS).resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly(CODE);
    assertThat(story.finding(CODE).severity()).isEqualTo(Severity.ERROR);
    assertThat(story.finding(CODE).frames()).isNotEmpty();
    assertThat(story.errorsWhereverItEnds()).containsExactly(CODE);
  }

  @Test
  void whatTheBypassListLeavesOutIsTheFirewalls() {
    story.configured(Role.SERVICE, Written.proxy(ADDRESS, "msappproxy"));
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly(CODE, "SYN-UNANSWERED");
    assertThat(story.finding(CODE).frames()).isEmpty();
  }

  @Test
  void theSameServerOnItsRealPortIsNoSecondCause() {
    configured(ADDRESS).tunnel(BOOTSTRAP).tls12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).containsExactly(CODE);
  }
}
