package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ConnectorOptions;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.connectoranalyzer.trace.CaptureHealth;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A recording as the report gets it, made of records: a client whose CONNECT is refused with 407,
 * an intranet server that never answers, one name looked up, one TLS session seen in its middle.
 */
final class ReportFixture {
  static final IpAddress CLIENT = address("10.20.0.10");
  static final Endpoint PROXY = new Endpoint(address("10.20.8.80"), 8080);
  static final String HOST = "login.microsoftonline.com";

  private static final long START = 1_772_352_000_000_000_000L; // 2026-03-01T08:00:00Z
  private static final String SHA = "ab".repeat(32);

  private List<String> files = List.of("proxy.pcapng");
  private String text = "";
  private int unrelated = 1;
  private String code = "TEST-REFUSED";
  private String evidenceKind = "connectRequest";
  private Severity severity = Severity.ERROR;
  private boolean localTime;

  private ReportFixture() {}

  static ReportFixture recording() {
    return new ReportFixture();
  }

  /** Joined from these. */
  ReportFixture files(String... names) {
    files = List.of(names);
    return this;
  }

  /** Of a format that has no time zone. */
  ReportFixture localTime() {
    localTime = true;
    return this;
  }

  /** Stands in every string that a capture can bring. */
  ReportFixture hostile(String text) {
    this.text = text;
    return this;
  }

  /** So many connections to the intranet server, each with one repeated SYN. */
  ReportFixture unrelated(int count) {
    unrelated = count;
    return this;
  }

  /** Of the one finding. */
  ReportFixture code(String value) {
    code = value;
    return this;
  }

  /** Of the one finding's first piece of evidence. */
  ReportFixture evidenceKind(String value) {
    evidenceKind = value;
    return this;
  }

  /** Of the one finding. */
  ReportFixture severity(Severity value) {
    severity = value;
    return this;
  }

  CaptureReport report() {
    return report("en");
  }

  CaptureReport report(String language) {
    Trace trace = trace();
    ConnectorOptions options = ConnectorOptions.automatic(EndpointList.standard(Cloud.PUBLIC));
    ConnectorView connector = ConnectorView.of(trace, options);
    return ReportAssembler.analyzed(
        trace, connector, diagnosed(connector), Messages.load(language));
  }

  static IpAddress address(String literal) {
    return IpAddress.parse(literal).orElseThrow();
  }

  /**
   * Frame n comes n - 1 milliseconds after the start; in joined recordings the last file has it.
   */
  FrameRef frame(long number) {
    return new FrameRef(files.size() - 1, number, START + (number - 1) * 1_000_000);
  }

  private Trace trace() {
    List<TcpConversation> conversations = new ArrayList<>();
    conversations.add(
        connection(
            1, new Endpoint(CLIENT, 49201), PROXY, established(), new long[] {3, 9}, Side.SERVER));
    conversations.add(
        connection(
            2,
            new Endpoint(CLIENT, 49202),
            server("203.0.113.9", 443),
            null,
            new long[] {10, 14},
            null));
    for (int i = 0; i < unrelated; i++) {
      conversations.add(
          connection(
              3 + i,
              new Endpoint(CLIENT, 50000 + i),
              server("10.20.9.9", 8443),
              unanswered(15 + 2L * i),
              new long[] {15 + 2L * i, 16 + 2L * i},
              null));
    }
    Exchanges exchanges =
        new Exchanges(List.of(connect()), List.of(session()), List.of(lookup()), List.of(), 0);
    return new Trace(health(), conversations, List.of(), exchanges, Map.of());
  }

  private static Endpoint server(String literal, int port) {
    return new Endpoint(address(literal), port);
  }

  private CaptureHealth health() {
    List<CaptureHealth.CapturedFile> parts = new ArrayList<>();
    files.forEach(name -> parts.add(new CaptureHealth.CapturedFile(name + text, SHA, 20)));
    return new CaptureHealth(
        "pcapng",
        parts,
        List.of(new CaptureHealth.CapturedInterface("eth0" + text, "EN10MB", 262144, 20, 3)),
        20L * files.size(),
        4096,
        START,
        START + 19_000_000,
        START,
        START + 19_000_000,
        false,
        null,
        localTime,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        false,
        Map.of("Geneve", 812L),
        List.of(),
        Map.of());
  }

  private SynAttempt established() {
    SynAttempt.Answer synAck =
        new SynAttempt.Answer(SynAttempt.AnswerKind.SYN_ACK, frame(4), PROXY.address(), 64, -1, -1);
    return new SynAttempt(
        1,
        frame(3),
        List.of(),
        List.of(synAck),
        frame(4),
        frame(5),
        SynAttempt.Outcome.ESTABLISHED,
        SynAttempt.Cause.UNANSWERED,
        0);
  }

  private SynAttempt unanswered(long first) {
    return new SynAttempt(
        2,
        frame(first),
        List.of(frame(first + 1)),
        List.of(),
        null,
        null,
        SynAttempt.Outcome.STILL_TRYING,
        SynAttempt.Cause.UNANSWERED,
        1_000_000);
  }

  private TcpConversation connection(
      int id,
      Endpoint client,
      Endpoint server,
      @Nullable SynAttempt attempt,
      long[] span,
      @Nullable Side closedBy) {
    boolean talked = attempt == null || attempt.outcome() == SynAttempt.Outcome.ESTABLISHED;
    TcpConversation.Flow flow =
        new TcpConversation.Flow(
            3,
            talked ? 100 : 0,
            talked ? 1 : 0,
            0,
            0,
            64,
            talked,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            TcpConversation.Delivery.NONE);
    return new TcpConversation(
        id,
        client,
        server,
        true,
        attempt == null ? List.of() : List.of(attempt),
        frame(span[0]),
        frame(span[1]),
        frame(span[0]).time(),
        frame(span[1]).time(),
        flow,
        flow,
        0x0200_0000_0001L,
        closedBy == null
            ? null
            : new TcpConversation.Ending(closedBy, false, frame(span[1]), 64, null, null),
        0,
        List.of());
  }

  private ConnectExchange connect() {
    return new ConnectExchange(
        1,
        1,
        frame(6),
        frame(6),
        HOST + ":443" + text,
        false,
        HOST,
        443,
        null,
        frame(7),
        407,
        "Proxy Authentication Required" + text,
        List.of("Basic" + text),
        Map.of(),
        null,
        1_000_000,
        true,
        ConnectOutcome.AUTHENTICATION_REQUIRED);
  }

  private TlsHandshake session() {
    return new TlsHandshake(
        1,
        2,
        0,
        frame(10),
        frame(11),
        "t.servicebus.windows.net" + text,
        List.of("h2" + text),
        List.of("TLSv1.2"),
        List.of(0x0401),
        "TLSv1.2",
        false,
        List.of(
            new TlsHandshake.Certificate(
                "CN=x" + text,
                "CN=y" + text,
                "Contoso" + text,
                START,
                Long.MAX_VALUE,
                List.of("z" + text))),
        frame(11),
        false,
        frame(11),
        frame(11),
        TlsHandshake.ClientCertificate.EMPTY,
        List.of(),
        frame(12),
        frame(12),
        null,
        false,
        frame(11),
        List.of(new TlsHandshake.Alert(frame(12), Side.SERVER, true, 42, "bad_certificate")),
        null,
        null,
        TlsHandshake.TlsOutcome.ALERT);
  }

  private DnsLookup lookup() {
    return new DnsLookup(
        1,
        frame(1),
        List.of(),
        frame(2),
        new Endpoint(CLIENT, 53211),
        0x0200_0000_0001L,
        server("10.20.0.53", 53),
        "udp",
        "proxy.contoso.local" + text,
        "A" + text,
        "NOERROR" + text,
        List.of("alias.contoso.local" + text),
        List.of(PROXY.address()),
        DnsLookup.DnsOutcome.ANSWERED,
        START + 19_000_000);
  }

  private Diagnosed diagnosed(ConnectorView connector) {
    Finding finding = finding();
    Map<org.connectoranalyzer.connector.Client, Verdict> clients = new LinkedHashMap<>();
    connector.clients().forEach(client -> clients.put(client, Verdict.PROBLEM));
    return new Diagnosed(
        List.of(finding),
        List.of(
            new Check("TEST-REFUSED", Check.Result.FOUND, ""),
            new Check("TEST-CLEAR", Check.Result.CLEAR, ""),
            new Check("TEST-OPEN", Check.Result.NOT_APPLICABLE, "noDns")),
        Verdict.PROBLEM,
        clients,
        finding.code(),
        finding.owner(),
        finding,
        List.of());
  }

  private Finding finding() {
    String client = CLIENT + ":49201";
    return new Finding(
        new Diagnosis(code, Severity.ERROR, Owner.PROXY),
        severity,
        Owner.PROXY,
        Confidence.MEDIUM,
        "severalAttempts",
        "",
        Way.PROXY,
        CLIENT,
        "proxy.contoso.local:8080" + text,
        8080,
        List.of(HOST + text),
        Facts.of("status", 407).with("schemes", List.of("Basic" + text)).with("waitedMs", 1500),
        1,
        List.of(
            new FrameEvidence(
                frame(6),
                client,
                PROXY.toString(),
                evidenceKind,
                Facts.of("target", HOST + ":443" + text)),
            new FrameEvidence(
                frame(7), PROXY.toString(), client, "connectResponse", Facts.of("status", 407)),
            new FrameEvidence(frame(7), PROXY.toString(), client, "fin", Facts.NONE)),
        false,
        "ip.addr == 10.20.8.80 && tcp.port == 8080",
        "0123456789abcdef");
  }
}
