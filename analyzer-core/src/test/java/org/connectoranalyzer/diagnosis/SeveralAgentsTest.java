package org.connectoranalyzer.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.OTHER_CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.PASS_THROUGH;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

/** Several connectors in one capture, and other agents beside one, never judge each other. */
class SeveralAgentsTest {
  private static final String OTHER_BOOTSTRAP =
      "0f0f0f0f-9999-2222-3333-444444444444.bootstrap.msappproxy.net";
  private static final String PROXY = "10.20.8.80:8080";
  private static final String PROVISIONING = "his-eur1-weur1.servicebus.windows.net";
  private static final String PROVISIONING_DATA = "x.his.msappproxy.net";

  private final DirectStory story = new DirectStory();
  private final TraceScript script = story.script();

  private void direct(String client, String host, String address) {
    script.resolves(client, RESOLVER, host, address);
    script.tcp(client, address + ":443").handshake().tls12(host);
  }

  private void healthy(String client) {
    direct(client, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    direct(client, BUS, BUS_ADDRESS);
  }

  private void tunnelled(String client, String host) {
    script.tcp(client, PROXY).handshake().connect(host + ":443").respond(200).tls12(host);
  }

  private void refused(String client, String host, int status) {
    script
        .tcp(client, PROXY)
        .handshake()
        .connect(host + ":443")
        .respond(status, "Proxy-Authenticate: Basic realm=\"x\"")
        .serverFin()
        .fin();
  }

  private void dropped(String client, String host, String address, int port) {
    script.resolves(client, RESOLVER, host, address);
    dropped(script.tcp(client, address + ":" + port));
  }

  private void dropped(TcpScript connection) {
    story.silent(connection);
    story.later(10);
  }

  private Map<String, Verdict> verdicts() {
    Map<String, Verdict> verdicts = new TreeMap<>();
    for (Map.Entry<Client, Verdict> entry : story.diagnosed().clients().entrySet()) {
      verdicts.put(entry.getKey().address().toString(), entry.getValue());
    }
    return verdicts;
  }

  @Test
  void aHealthyConnectorExcusesNoOther() {
    healthy(CONNECTOR);
    dropped(OTHER_CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS, 443);

    assertThat(story.finding("SYN-UNANSWERED").client()).hasToString(OTHER_CONNECTOR);
    assertThat(verdicts())
        .containsEntry(CONNECTOR, Verdict.HEALTHY)
        .containsEntry(OTHER_CONNECTOR, Verdict.PROBLEM);
  }

  @Test
  void oneProxyMayServeOneAndTurnTheOtherAway() {
    tunnelled(CONNECTOR, BOOTSTRAP);
    tunnelled(CONNECTOR, BUS);
    refused(OTHER_CONNECTOR, BOOTSTRAP, 407);
    story.later(10);

    assertThat(story.finding("PROXY-AUTHENTICATION-REQUIRED").client())
        .hasToString(OTHER_CONNECTOR);
    assertThat(story.codes()).containsExactly("PROXY-AUTHENTICATION-REQUIRED");
    assertThat(verdicts())
        .containsEntry(CONNECTOR, Verdict.HEALTHY)
        .containsEntry(OTHER_CONNECTOR, Verdict.PROBLEM);
  }

  @Test
  void oneGoesDirectlyAndTheOtherThroughAProxy() {
    healthy(CONNECTOR);
    tunnelled(OTHER_CONNECTOR, BOOTSTRAP);
    tunnelled(OTHER_CONNECTOR, BUS);
    story.later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(verdicts().values()).containsOnly(Verdict.HEALTHY);
  }

  @Test
  void behindOneRoutersMacTheyAreStillTwo() {
    script.machine(CONNECTOR, OTHER_CONNECTOR);
    healthy(CONNECTOR);
    dropped(OTHER_CONNECTOR, BOOTSTRAP, BOOTSTRAP_ADDRESS, 443);

    assertThat(verdicts())
        .containsEntry(CONNECTOR, Verdict.HEALTHY)
        .containsEntry(OTHER_CONNECTOR, Verdict.PROBLEM);
  }

  /** Behind one translated address nothing but the tenants' names tells them apart. */
  @Test
  void behindOneTranslatedAddressOneTenantsFailureStands() {
    healthy(CONNECTOR);
    dropped(CONNECTOR, OTHER_BOOTSTRAP, "203.0.113.10", 443);

    assertThat(story.finding("SYN-UNANSWERED").hosts()).containsExactly(OTHER_BOOTSTRAP);
    assertThat(verdicts()).containsOnlyKeys(CONNECTOR);
  }

  /** What one only failed to open and may be its proxy is another's published application. */
  @Test
  void oneMachinesProxyCandidateIsNoOthersProxy() {
    script.resolves(CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    dropped(script.tcp(CONNECTOR, "10.20.9.9:8080"));
    healthy(OTHER_CONNECTOR);
    dropped(script.tcp(OTHER_CONNECTOR, "10.20.9.9:8080"));

    assertThat(story.finding("PROXY-UNREACHABLE").client()).hasToString(CONNECTOR);
    assertThat(verdicts())
        .containsEntry(CONNECTOR, Verdict.PROBLEM)
        .containsEntry(OTHER_CONNECTOR, Verdict.HEALTHY);
  }

  /** Another connector uses the proxy; this one cannot even open it, and tries nothing else. */
  @Test
  void aProxyThatServesOneMayBeClosedToTheOther() {
    tunnelled(CONNECTOR, BOOTSTRAP);
    tunnelled(CONNECTOR, BUS);
    dropped(script.tcp(OTHER_CONNECTOR, PROXY));

    assertThat(story.finding("PROXY-UNREACHABLE").client()).hasToString(OTHER_CONNECTOR);
    assertThat(story.finding("PROXY-UNREACHABLE").confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(verdicts())
        .containsEntry(CONNECTOR, Verdict.HEALTHY)
        .containsEntry(OTHER_CONNECTOR, Verdict.PROBLEM);
  }

  @Test
  void aProxyThatIsClosedToOneThatNeedsNone() {
    tunnelled(CONNECTOR, BOOTSTRAP);
    tunnelled(CONNECTOR, BUS);
    healthy(OTHER_CONNECTOR);
    dropped(script.tcp(OTHER_CONNECTOR, PROXY));

    assertThat(story.codes()).isEmpty();
    assertThat(verdicts()).containsEntry(OTHER_CONNECTOR, Verdict.HEALTHY);
  }

  @Test
  void otherAgentsThatFailDirectlyAreUnrelated() {
    healthy(CONNECTOR);
    dropped(CONNECTOR, PASS_THROUGH, "203.0.113.40", 443);
    dropped(CONNECTOR, PROVISIONING, "203.0.113.41", 443);
    dropped(CONNECTOR, PROVISIONING, "203.0.113.41", 5671);
    dropped(CONNECTOR, PROVISIONING_DATA, "203.0.113.42", 443);

    assertThat(story.codes()).containsExactly("UNRELATED-SYN-RETRANSMISSIONS");
    assertThat(verdicts()).containsEntry(CONNECTOR, Verdict.HEALTHY);
  }

  @Test
  void otherAgentsThatFailInTheirOwnWaysAccuseNobody() {
    healthy(CONNECTOR);
    script.dns(CONNECTOR, RESOLVER, "A", PASS_THROUGH).fails("NXDOMAIN");
    script.dns(CONNECTOR, RESOLVER, "A", PROVISIONING).fails("SERVFAIL");
    script.resolves(CONNECTOR, RESOLVER, PROVISIONING_DATA, "203.0.113.42");
    script
        .tcp(CONNECTOR, "203.0.113.42:443")
        .handshake()
        .clientHello(PROVISIONING_DATA)
        .serverRst();
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void otherAgentsThatTheProxyTurnsAwayAccuseNobody() {
    tunnelled(CONNECTOR, BOOTSTRAP);
    tunnelled(CONNECTOR, BUS);
    refused(CONNECTOR, PASS_THROUGH, 407);
    refused(CONNECTOR, PROVISIONING, 403);
    refused(CONNECTOR, PROVISIONING_DATA, 503);
    story.later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(verdicts()).containsEntry(CONNECTOR, Verdict.HEALTHY);
  }

  @Test
  void anotherAgentsWayIsNoBypass() {
    tunnelled(CONNECTOR, BOOTSTRAP);
    tunnelled(CONNECTOR, BUS);
    direct(CONNECTOR, PASS_THROUGH, "203.0.113.40");
    story.later(10);

    assertThat(story.codes()).isEmpty();
    assertThat(story.diagnosed().clients()).hasSize(1);
  }

  @Test
  void anotherAgentsProxyIsNotTheConnectors() {
    healthy(CONNECTOR);
    tunnelled(CONNECTOR, PASS_THROUGH);
    refused(CONNECTOR, PROVISIONING, 403);
    dropped(script.tcp(CONNECTOR, PROXY));

    assertThat(story.codes()).doesNotContain("PROXY-BYPASSED", "PROXY-UNREACHABLE");
    assertThat(verdicts()).containsEntry(CONNECTOR, Verdict.HEALTHY);
  }

  @Test
  void otherAgentsAloneAreNoConnector() {
    direct(CONNECTOR, PASS_THROUGH, "203.0.113.40");
    dropped(CONNECTOR, PROVISIONING, "203.0.113.41", 443);

    assertThat(story.codes()).contains("CAPTURE-NO-CONNECTOR-TRAFFIC");
    assertThat(verdicts()).isEmpty();
  }

  @Test
  void whatAnotherAgentReachesIsNotTheConnectors() {
    direct(CONNECTOR, PASS_THROUGH, "203.0.113.40");
    direct(CONNECTOR, PROVISIONING, "203.0.113.41");
    script.resolves(CONNECTOR, RESOLVER, BOOTSTRAP, BOOTSTRAP_ADDRESS);
    script.after(Duration.ofSeconds(1));
    dropped(script.tcp(CONNECTOR, BOOTSTRAP_ADDRESS + ":443"));

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
    assertThat(verdicts()).containsEntry(CONNECTOR, Verdict.PROBLEM);
  }
}
