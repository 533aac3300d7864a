package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TlsScript.ClientAuthentication;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

class ReportAssemblerTest {
  private final Analysis analysis =
      Objects.requireNonNull(ReportFixture.recording().report().analysis());

  @Test
  void connectionsSayHowFarTheyCameAndWhoClosed() {
    ConnectionEntry proxy = analysis.connections().get(0);
    assertThat(proxy.role()).isEqualTo("proxy");
    assertThat(proxy.host()).isEqualTo("proxy.contoso.local");
    assertThat(proxy.via()).isEqualTo(Mode.DIRECT);
    assertThat(proxy.tunnelTarget()).isEqualTo("login.microsoftonline.com:443");
    assertThat(proxy.furthest()).isEqualTo(Furthest.TCP);
    assertThat(proxy.closedBy()).isEqualTo(Side.SERVER);
    assertThat(proxy.startTime()).isEqualTo(Instant.parse("2026-03-01T08:00:00.002Z"));
    assertThat(proxy.attempts())
        .containsExactly(
            new ConnectionEntry.Attempt(
                new FrameNumber(0, 3),
                Instant.parse("2026-03-01T08:00:00.002Z"),
                0,
                new FrameNumber(0, 4),
                Instant.parse("2026-03-01T08:00:00.003Z"),
                ConnectionEntry.Outcome.ESTABLISHED));
  }

  @Test
  void aConnectionSeenFromItsMiddleHasNoSyn() {
    ConnectionEntry late = analysis.connections().get(1);
    assertThat(late.furthest()).isEqualTo(Furthest.TLS);
    assertThat(late.closedBy()).isNull();
    assertThat(late.attempts())
        .containsExactly(
            new ConnectionEntry.Attempt(
                null, null, 0, null, null, ConnectionEntry.Outcome.NOT_CAPTURED));
  }

  @Test
  void everyRepeatedSynIsListedUnrelatedOnesToo() {
    assertThat(analysis.connections().get(2).role()).isEqualTo("unrelated");
    assertThat(analysis.connections().get(2).furthest()).isEqualTo(Furthest.SYN);
    assertThat(analysis.synRetransmissions())
        .containsExactly(
            new SynRetransmission(
                new FrameNumber(0, 16),
                Instant.parse("2026-03-01T08:00:00.015Z"),
                new FrameNumber(0, 15),
                "10.20.0.10:50000",
                "10.20.9.9:8443",
                null,
                SynAttempt.Cause.UNANSWERED));
  }

  @Test
  void connectsNameRequestAndAnswer() {
    assertThat(analysis.connects())
        .containsExactly(
            new ConnectEntry(
                new FrameNumber(0, 6),
                new FrameNumber(0, 6),
                Instant.parse("2026-03-01T08:00:00.005Z"),
                "login.microsoftonline.com:443",
                "10.20.0.10:49201",
                "10.20.8.80:8080",
                new FrameNumber(0, 7),
                Instant.parse("2026-03-01T08:00:00.006Z"),
                407,
                "Proxy Authentication Required",
                List.of("Basic"),
                ConnectOutcome.AUTHENTICATION_REQUIRED));
  }

  @Test
  void answersOfDnsAreAliasesThenAddresses() {
    assertThat(analysis.dnsLookups().get(0).answers())
        .containsExactly("alias.contoso.local", "10.20.8.80");
  }

  @Test
  void endpointsHaveEveryRowAndHowFarEachCame() {
    assertThat(analysis.endpoints()).hasSizeGreaterThan(30);
    assertThat(analysis.endpoints())
        .filteredOn(row -> row.pattern().equals("*.microsoftonline.com"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.status()).isEqualTo(Analysis.EndpointEntry.Status.FAILED);
              assertThat(row.furthest()).isEqualTo(Furthest.TCP);
              assertThat(row.via()).isEqualTo(Mode.PROXY);
              assertThat(row.hosts()).containsExactly("login.microsoftonline.com");
            });
    assertThat(analysis.endpoints())
        .filteredOn(row -> row.pattern().equals("*.msappproxy.net"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.status()).isEqualTo(Analysis.EndpointEntry.Status.NOT_OBSERVED);
              assertThat(row.furthest()).isNull();
              assertThat(row.via()).isNull();
            });
  }

  @Test
  void clientsAndProxiesAreNamed() {
    assertThat(analysis.clients())
        .containsExactly(
            new Analysis.ClientEntry(
                List.of("10.20.0.10"), "02:00:00:00:00:01", Mode.MIXED, Verdict.PROBLEM));
    assertThat(analysis.proxies())
        .containsExactly(
            new Analysis.ProxyEntry(
                "10.20.8.80", 8080, "proxy.contoso.local", Proxy.Source.CONNECT));
  }

  @Test
  void theFilterHasEachCitedFrameOnce() {
    FindingEntry finding = analysis.findings().get(0);
    assertThat(finding.evidence()).hasSize(3);
    assertThat(finding.displayFilter()).isEqualTo("frame.number in {6, 7}");
  }

  @Test
  void wordsStandBesideTheKeysTheyComeFrom() {
    FindingEntry finding = analysis.findings().get(0);
    assertThat(finding.title()).isEqualTo("Test proxy proxy.contoso.local:8080 refuses one host");
    assertThat(finding.confidenceKey()).isEqualTo("severalAttempts");
    assertThat(finding.confidenceReason()).isEqualTo("several attempts ended the same way");
    assertThat(finding.evidence().get(0).note()).isEqualTo("CONNECT login.microsoftonline.com:443");
    assertThat(analysis.headline().nextStep()).isEqualTo("Let 10.20.0.10 pass.");
    assertThat(analysis.detectorFailures()).isEmpty();
  }

  /** A capture is no host: where nothing is named, its sentence goes without. */
  @Test
  void aFindingOnTheCaptureNamesNoHostThatIsNone() throws IOException {
    DirectStory story = new DirectStory();
    story.to("198.51.100.9").sendData(100).replyData(100);
    TraceScript capture = story.later(10).script();
    Analysis late =
        Objects.requireNonNull(
            TraceAnalyzer.standard()
                .analyze(capture.stream(), "late.pcapng", AnalysisListener.NONE)
                .analysis());
    assertThat(late.findings())
        .filteredOn(finding -> finding.code().equals("CAPTURE-STARTED-LATE"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.summary()).startsWith("One connection of the connector had"));
    assertThat(late.detectorFailures()).isEmpty();
  }

  /** "*:443" is a subject, but nothing that anybody could open in a firewall. */
  @Test
  void sentencesNameThePatternsOfHostsThatShareNone() throws IOException {
    DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.resolves(BUS, BUS_ADDRESS).silent(BOOTSTRAP_ADDRESS).silent(BUS_ADDRESS);
    TraceScript capture = story.later(60).script();
    Analysis.Headline headline =
        Objects.requireNonNull(
                TraceAnalyzer.standard()
                    .analyze(capture.stream(), "silent.pcapng", AnalysisListener.NONE)
                    .analysis())
            .headline();
    assertThat(headline.nextStep())
        .contains("*.msappproxy.net:443, *.servicebus.windows.net:443")
        .doesNotContain("*:443");
  }

  @Test
  void whatGoesDirectlyIsNotSaidToPassTheProxy() throws IOException {
    DirectStory story = new DirectStory().resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello12(BOOTSTRAP)
        .serverFlight12(
            ClientAuthentication.NOT_ASKING, CertificateBytes.inspected(BOOTSTRAP).der())
        .clientFlight12()
        .serverFinished12()
        .data(Side.CLIENT, 400)
        .data(Side.SERVER, 900);
    story.to("10.20.8.80", 8080).handshake().connect(BUS + ":443").respond(200).tls12(BUS);
    TraceScript capture = story.later(10).script();
    Analysis mixed =
        Objects.requireNonNull(
            TraceAnalyzer.standard()
                .analyze(capture.stream(), "mixed.pcapng", AnalysisListener.NONE)
                .analysis());
    assertThat(mixed.findings())
        .filteredOn(finding -> finding.code().equals("TLS-INSPECTION"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.summary()).doesNotContain("10.20.8.80"));
  }

  /** A page that is missing or asks for what nobody gives costs a line of the report, no more. */
  @Test
  void faultsOfWordsAreToldNotThrown() {
    Analysis faulty =
        Objects.requireNonNull(
            ReportFixture.recording()
                .code("TEST-FAULTY")
                .evidenceKind("noSuchKind")
                .report()
                .analysis());
    assertThat(faulty.findings().get(0).summary()).isEqualTo("Nobody gives ?.");
    assertThat(faulty.detectorFailures())
        .extracting(Analysis.DetectorFailure::message)
        .containsExactly("TEST-FAULTY.md {nothing}", "evidence.noSuchKind");
    Analysis pageless =
        Objects.requireNonNull(ReportFixture.recording().code("TEST-NO-PAGE").report().analysis());
    assertThat(pageless.findings().get(0).title()).isEqualTo("TEST-NO-PAGE");
    assertThat(pageless.detectorFailures())
        .extracting(Analysis.DetectorFailure::message)
        .containsExactly("TEST-NO-PAGE.md");
  }

  @Test
  void anUnknownKindOfFileGetsTheGeneralWords() {
    CaptureReport report =
        ReportAssembler.unreadable(
            List.of("x\u001b.bin"),
            "martian",
            Facts.of("firstBytes", "00 01"),
            Messages.load("en"));
    assertThat(Objects.requireNonNull(report.error()).code()).isEqualTo("martian");
    assertThat(report.error().message())
        .isEqualTo("\"x\\x1b.bin\" is not a packet capture of a known kind (it begins with 00 01)");
  }
}
