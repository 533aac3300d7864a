package org.connectoranalyzer.diagnosis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ConnectorOptions;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Engine;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.connectoranalyzer.trace.Trace;

/** A connector behind a proxy, told frame by frame, and what all detectors find in it. */
final class ProxyStory {
  static final String CONNECTOR = "10.20.0.10";
  static final String OTHER_CONNECTOR = "10.20.0.11";
  static final String RESOLVER = "10.20.0.53";
  static final String PROXY = "10.20.8.80:8080";
  static final String PROXY_NAME = "proxy.contoso.local";
  static final String BOOTSTRAP = "0f0f0f0f-1111-2222-3333-444444444444.bootstrap.msappproxy.net";
  static final String BUS = "cwap-eur1-weur2.servicebus.windows.net";
  static final String LOGIN = "login.microsoftonline.com";
  static final String CRL = "crl3.digicert.com";
  static final String BOOTSTRAP_ADDRESS = "203.0.113.9";

  private final TraceScript script = new TraceScript();
  private final List<HostPort> told = new ArrayList<>();
  private Mode intended = Mode.UNKNOWN;

  TraceScript script() {
    return script;
  }

  /** As by {@code --proxy}. */
  ProxyStory told(String host, int port) {
    told.add(new HostPort(host, port));
    return this;
  }

  /** As by {@code --mode}. */
  ProxyStory intended(Mode mode) {
    intended = mode;
    return this;
  }

  /** DNS names the proxy. */
  ProxyStory named(String... addresses) {
    script.resolves(CONNECTOR, RESOLVER, PROXY_NAME, addresses);
    return this;
  }

  /** An open connection of the connector to the proxy. */
  TcpScript opened() {
    return opened(CONNECTOR, PROXY);
  }

  TcpScript opened(String client, String proxy) {
    return script.tcp(client, proxy).handshake();
  }

  /** A CONNECT on a connection of its own, answered by this status, then closed by both. */
  ProxyStory answered(String target, int status, String... headers) {
    return answered(CONNECTOR, PROXY, target, status, headers);
  }

  ProxyStory answered(String client, String proxy, String target, int status, String... headers) {
    opened(client, proxy).connect(target).respond(status, headers).serverFin().fin();
    return this;
  }

  /** A tunnel with a whole session in it. */
  ProxyStory tunnelled(String host) {
    return tunnelled(CONNECTOR, PROXY, host);
  }

  ProxyStory tunnelled(String client, String proxy, String host) {
    opened(client, proxy).connect(host + ":443").respond(200).tls12(host);
    return this;
  }

  ProxyStory later(int seconds) {
    script.goesOn(Duration.ofSeconds(seconds));
    return this;
  }

  Diagnosed diagnosed() {
    return diagnosed(script.trace());
  }

  /** Codes of the errors that captures of this story show, wherever they end. */
  Set<String> errorsWhereverItEnds() {
    Set<String> codes = new TreeSet<>();
    script
        .cutTraces()
        .flatMap(trace -> diagnosed(trace).findings().stream())
        .filter(finding -> finding.severity() == Severity.ERROR)
        .forEach(finding -> codes.add(finding.code()));
    return codes;
  }

  private Diagnosed diagnosed(Trace trace) {
    ConnectorOptions options =
        new ConnectorOptions(
            told,
            Set.of(),
            intended,
            Set.of(),
            Configuration.NONE,
            null,
            EndpointList.standard(Cloud.PUBLIC));
    Diagnosed diagnosed =
        new Engine(StandardDetectors.all()).examine(trace, ConnectorView.of(trace, options));
    assertThat(diagnosed.failures()).isEmpty();
    return diagnosed;
  }

  List<Finding> findings() {
    return diagnosed().findings();
  }

  /** The one finding of this code. */
  Finding finding(String code) {
    List<Finding> findings = findings(code);
    assertThat(findings).as("findings of " + code).hasSize(1);
    return findings.get(0);
  }

  List<Finding> findings(String code) {
    return findings().stream().filter(finding -> finding.code().equals(code)).toList();
  }

  /** Codes of findings that tell of trouble with traffic, not with the recording. */
  Set<String> codes() {
    Set<String> codes = new LinkedHashSet<>();
    for (Finding finding : findings()) {
      if (!finding.code().startsWith("CAPTURE-")) {
        codes.add(finding.code());
      }
    }
    return codes;
  }

  static List<Long> frames(Finding finding) {
    return finding.frames().stream().map(item -> item.frame().number()).toList();
  }
}
