package org.connectoranalyzer.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.capture.FileHash;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.ReadOptions;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ConnectorOptions;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.ConfigurationReader;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Engine;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.jspecify.annotations.Nullable;

/** A connector without a proxy, told frame by frame, and what all detectors find in it. */
public final class DirectStory {
  public static final String CONNECTOR = "10.20.0.10";
  public static final String CONNECTOR_V6 = "2001:db8:20::10";
  public static final String OTHER_CONNECTOR = "10.20.0.11";
  public static final String RESOLVER = "10.20.0.53";
  public static final String PROXY = "10.20.8.80:8080";
  public static final String ROUTER = "10.20.0.1";
  public static final String BOOTSTRAP =
      "0f0f0f0f-1111-2222-3333-444444444444.bootstrap.msappproxy.net";
  public static final String BUS = "cwap-eur1-weur2.servicebus.windows.net";
  public static final String LOGIN = "login.microsoftonline.com";
  public static final String PASS_THROUGH =
      "0f0f0f0f-1111-2222-3333-444444444444.pta.bootstrap.msappproxy.net";
  public static final String BOOTSTRAP_ADDRESS = "203.0.113.9";
  public static final String BUS_ADDRESS = "203.0.113.20";

  private final TraceScript script = new TraceScript();
  private @Nullable ServiceTags serviceTags;
  private Cloud cloud = Cloud.PUBLIC;
  private final List<ConfigurationFile> files = new ArrayList<>();
  private Mode intended = Mode.UNKNOWN;

  public TraceScript script() {
    return script;
  }

  /** As by {@code --mode}. */
  public DirectStory intended(Mode mode) {
    intended = mode;
    return this;
  }

  /** A configuration file of this role, named after it. */
  public DirectStory configured(Role role, String text) {
    files.add(file(role, text));
    return this;
  }

  /** The file alone. */
  public static ConfigurationFile file(Role role, String text) {
    String name = role.name().toLowerCase(Locale.ROOT);
    try {
      return ConfigurationReader.read(new ByteArrayInputStream(text.getBytes(UTF_8)), name, role);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** DNS gives the connector these addresses for the host. */
  public DirectStory resolves(String host, String... addresses) {
    script.resolves(CONNECTOR, RESOLVER, host, addresses);
    return this;
  }

  /** A connection of the connector to port 443, nothing sent yet. */
  public TcpScript to(String address) {
    return to(address, 443);
  }

  public TcpScript to(String address, int port) {
    return address.contains(":")
        ? script.tcp(CONNECTOR_V6, "[" + address + "]:" + port)
        : script.tcp(CONNECTOR, address + ":" + port);
  }

  /** A tunnel of the connector to port 443 of the host, nothing sent in it yet. */
  public TcpScript tunnel(String host) {
    return tunnel(CONNECTOR, host);
  }

  /** The same of another machine. */
  public TcpScript tunnel(String client, String host) {
    return script.tcp(client, PROXY).handshake().connect(host + ":443").respond(200);
  }

  /** SYNs after 0, 1 and 3 s; no answer. */
  public DirectStory silent(String address) {
    return silent(to(address));
  }

  public DirectStory silent(TcpScript connection) {
    connection
        .syn()
        .after(Duration.ofSeconds(1))
        .synAgain()
        .after(Duration.ofSeconds(2))
        .synAgain();
    return this;
  }

  /** Microsoft's list is at hand. */
  public DirectStory serviceTags(ServiceTags list) {
    serviceTags = list;
    return this;
  }

  /** As by {@code --cloud}. */
  public DirectStory cloud(Cloud of) {
    cloud = of;
    return this;
  }

  /** A whole TLS session. */
  public DirectStory reached(String host, String address) {
    to(address).handshake().tls12(host);
    return this;
  }

  /** The next frame comes so many milliseconds after the one before. */
  public DirectStory after(int milliseconds) {
    script.after(Duration.ofMillis(milliseconds));
    return this;
  }

  /** The capture goes on for this time, with other frames only. */
  public DirectStory later(int seconds) {
    script.goesOn(Duration.ofSeconds(seconds));
    return this;
  }

  public Diagnosed diagnosed() {
    return diagnosed(script.trace());
  }

  /** Reads these bytes in place of the script's own. */
  public Diagnosed diagnosed(byte[] capture, Limits limits) {
    ReadOptions options = new ReadOptions(FileHash.NONE, null, limits);
    try (Recording recording =
        Recording.open(new ByteArrayInputStream(capture), "story.pcapng", options)) {
      return diagnosed(new TraceBuilder(limits, Set.of()).build(recording, Progress.NONE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Diagnosed diagnosed(Trace trace) {
    ConnectorOptions options =
        new ConnectorOptions(
            List.of(),
            Set.of(),
            intended,
            Set.of(),
            new Configuration(files),
            serviceTags,
            EndpointList.standard(cloud));
    Diagnosed diagnosed =
        new Engine(StandardDetectors.all()).examine(trace, ConnectorView.of(trace, options));
    assertThat(diagnosed.failures()).isEmpty();
    return diagnosed;
  }

  /** The one finding of this code. */
  public Finding finding(String code) {
    List<Finding> findings = findings(code);
    assertThat(findings).as("findings of " + code).hasSize(1);
    return findings.get(0);
  }

  public List<Finding> findings(String code) {
    return diagnosed().findings().stream().filter(f -> f.code().equals(code)).toList();
  }

  /** What became of the check for this code, and why: "CLEAR ", "NOT_APPLICABLE noTls". */
  public String check(String code) {
    return diagnosed().checks().stream()
        .filter(check -> check.code().equals(code))
        .map(check -> check.result() + " " + check.reason())
        .findFirst()
        .orElseThrow();
  }

  /** Codes of all findings, sorted; that the start is not whole set aside. */
  public Set<String> codes() {
    Set<String> codes = new TreeSet<>();
    diagnosed().findings().forEach(finding -> codes.add(finding.code()));
    codes.remove(Engine.START_INCOMPLETE);
    return codes;
  }

  /** Codes of the errors that captures of this story show, wherever they end. */
  public Set<String> errorsWhereverItEnds() {
    Set<String> codes = new TreeSet<>();
    script
        .cutTraces()
        .flatMap(trace -> diagnosed(trace).findings().stream())
        .filter(finding -> finding.severity() == Severity.ERROR)
        .forEach(finding -> codes.add(finding.code()));
    return codes;
  }

  /** Cited frames in order. */
  public static List<Long> frames(Finding finding) {
    return finding.frames().stream().map(item -> item.frame().number()).toList();
  }

  /** Cited lines of files in order: "service:4 settingFixed". */
  public static List<String> lines(Finding finding) {
    return finding.evidence().stream()
        .filter(LineEvidence.class::isInstance)
        .map(LineEvidence.class::cast)
        .map(line -> line.at().file() + ":" + line.at().line() + " " + line.kind())
        .toList();
  }

  /** Kinds of the cited frames in order. */
  public static List<String> kinds(Finding finding) {
    return finding.frames().stream().map(item -> item.kind()).toList();
  }
}
