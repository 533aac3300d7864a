package org.connectoranalyzer.diagnosis.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.BUS_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.CONNECTOR;
import static org.connectoranalyzer.testing.DirectStory.RESOLVER;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Engine;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.PackedBytes;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsScript;
import org.junit.jupiter.api.Test;

class CaptureFindingsTest {
  private final DirectStory story = new DirectStory();

  private DirectStory healthy() {
    return story
        .resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .reached(BOOTSTRAP, BOOTSTRAP_ADDRESS)
        .resolves(BUS, BUS_ADDRESS)
        .reached(BUS, BUS_ADDRESS)
        .later(10);
  }

  private static Finding only(Diagnosed diagnosed, String code) {
    List<Finding> found = diagnosed.findings().stream().filter(f -> f.code().equals(code)).toList();
    assertThat(found).as(code).hasSize(1);
    return found.get(0);
  }

  @Test
  void healthyStartOfAWholeRecordingSaysNothing() {
    assertThat(healthy().codes()).isEmpty();
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  // CAPTURE-NO-CONNECTOR-TRAFFIC

  @Test
  void nothingOfAConnectorLeavesEverythingOpen() {
    story.resolves("intranet.contoso.local", "10.20.5.5");
    story.to("10.20.5.5", 8443).handshake().send("hello").reply("hello");
    story.later(60);

    Finding finding = story.finding("CAPTURE-NO-CONNECTOR-TRAFFIC");
    assertThat(finding.owner()).isEqualTo(Owner.CAPTURE);
    assertThat(finding.way()).isEqualTo(Way.CAPTURE);
    assertThat(finding.subject()).isEqualTo("capture");
    assertThat(finding.client()).isNull();
    assertThat(finding.severity()).as("why it is open").isEqualTo(Severity.WARNING);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(story.diagnosed().headlineCode()).isEqualTo("CAPTURE-NO-CONNECTOR-TRAFFIC");
  }

  // CAPTURE-STARTED-LATE

  @Test
  void connectionsFromBeforeTheCaptureShowALateStart() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).sendData(100).replyData(100).sendData(100).replyData(100);
    story.later(10);

    Finding finding = story.finding("CAPTURE-STARTED-LATE");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("connections")).isEqualTo(1L);
    assertThat(DirectStory.frames(finding)).containsExactly(3L);
  }

  @Test
  void unnamedConnectionsTellItWhereNothingElseDoes() {
    story.to("198.51.100.9").sendData(100).replyData(100);
    story.later(10);

    assertThat(story.codes()).contains("CAPTURE-STARTED-LATE");
  }

  @Test
  void unnamedOldConnectionBesideAWholeStartIsNoLateStart() {
    story.to("198.51.100.9").sendData(100).replyData(100);

    assertThat(healthy().codes()).doesNotContain("CAPTURE-STARTED-LATE");
  }

  // CAPTURE-ENDED-EARLY

  @Test
  void lookupJustAnsweredLeavesItOpen() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);

    Finding finding = story.finding("CAPTURE-ENDED-EARLY");
    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void handshakeUnderWayLeavesItOpen() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).handshake().clientHello12(BOOTSTRAP);
    story.later(5);

    assertThat(story.codes()).contains("CAPTURE-ENDED-EARLY");
  }

  @Test
  void requestToTheProxyWithoutAnswerLeavesItOpen() {
    story.to("10.20.8.80", 8080).handshake().connect(BOOTSTRAP + ":443");
    story.later(5);

    assertThat(story.codes()).contains("CAPTURE-ENDED-EARLY");
  }

  @Test
  void openingOfWhatMayBeTheProxyOrTheServiceLeavesItOpen() {
    DirectStory proxy = new DirectStory();
    proxy.to("10.20.8.80", 8080).syn();
    DirectStory service = new DirectStory();
    service.to("203.0.113.9").syn();

    for (DirectStory one : List.of(proxy, service)) {
      one.later(1);
      assertThat(one.diagnosed().headlineCode()).isEqualTo("CAPTURE-ENDED-EARLY");
      assertThat(DirectStory.frames(one.finding("CAPTURE-ENDED-EARLY"))).containsExactly(1L);
      assertThat(one.finding("CAPTURE-ENDED-EARLY").facts().get("waitingFor"))
          .asString()
          .contains(":");
    }
  }

  @Test
  void lastConnectionToAReachedHostLeavesNothingOpen() {
    healthy();
    story.to(BOOTSTRAP_ADDRESS).syn();

    assertThat(story.codes()).isEmpty();
  }

  // CAPTURE-PACKETS-TRUNCATED

  @Test
  void snapLengthHidesNames() {
    story.script().snapLength(128);
    healthy();

    Finding finding = story.finding("CAPTURE-PACKETS-TRUNCATED");
    assertThat(finding.facts().get("snapLength")).isEqualTo(128L);
    assertThat(finding.facts().number("truncatedFrames", 0)).isPositive();
  }

  @Test
  void unansweredSynsAreFoundInCutPackets() {
    story.script().snapLength(60);
    story.silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).contains("SYN-UNANSWERED");
  }

  // CAPTURE-FILE-CUT-SHORT and CAPTURE-CORRUPT

  @Test
  void fileThatEndsInsideARecordIsCutShort() {
    byte[] whole = healthy().script().pcapng();

    Diagnosed diagnosed =
        story.diagnosed(Arrays.copyOf(whole, whole.length - 7), Limits.standard());
    Finding finding = only(diagnosed, "CAPTURE-FILE-CUT-SHORT");
    assertThat(finding.severity()).isEqualTo(Severity.INFO);
    assertThat(diagnosed.findings()).extracting(Finding::code).doesNotContain("CAPTURE-CORRUPT");
  }

  @Test
  void bytesThatAreNoRecordAreDamage() {
    byte[] whole = healthy().script().pcapng();
    byte[] damaged = Arrays.copyOf(whole, whole.length + 64);
    Arrays.fill(damaged, whole.length, damaged.length, (byte) 0x5A);

    Diagnosed diagnosed = story.diagnosed(damaged, Limits.standard());
    Finding finding = only(diagnosed, "CAPTURE-CORRUPT");
    assertThat(finding.facts().get("file")).isEqualTo("story.pcapng");
    assertThat(finding.facts().number("offset", 0)).isBetween(whole.length + 0L, whole.length + 8L);
    assertThat(diagnosed.findings())
        .extracting(Finding::code)
        .doesNotContain("CAPTURE-FILE-CUT-SHORT");
  }

  // CAPTURE-PACKETS-DROPPED

  @Test
  void countOfTheRecordersLossesIsToldAndZeroIsNot() {
    byte[] whole = healthy().script().pcapng();

    Finding finding =
        only(
            story.diagnosed(withStatistics(whole, 17), Limits.standard()),
            "CAPTURE-PACKETS-DROPPED");
    assertThat(finding.facts().get("dropped")).isEqualTo(17L);
    assertThat(story.diagnosed(withStatistics(whole, 0), Limits.standard()).findings()).isEmpty();
  }

  /** Adds an Interface Statistics Block with isb_ifdrop. */
  private static byte[] withStatistics(byte[] capture, long dropped) {
    ByteBuffer block = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    block.putInt(5).putInt(40).putInt(0).putLong(0);
    block.putShort((short) 5).putShort((short) 8).putLong(dropped).putInt(0).putInt(40);
    byte[] longer = Arrays.copyOf(capture, capture.length + 40);
    System.arraycopy(block.array(), 0, longer, capture.length, 40);
    return longer;
  }

  // CAPTURE-ONE-WAY

  @Test
  void answersThatTheRecorderNeverSeesAreOneWay() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS);
    connection.syn().unseen().synAck().ack().clientHello12(BOOTSTRAP);
    connection.unseen().serverHello12().sendData(100).unseen().replyData(100).sendData(100);
    story.later(40);

    Finding finding = story.finding("CAPTURE-ONE-WAY");
    assertThat(finding.facts().get("seen")).isEqualTo("client");
    assertThat(story.codes()).doesNotContain("SYN-UNANSWERED");
  }

  @Test
  void whatOneDirectionHidesALongerCaptureHidesToo() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS);
    connection.syn().unseen().synAck().ack().clientHello12(BOOTSTRAP);
    story.later(10);

    assertThat(story.codes()).contains("CAPTURE-ONE-WAY").doesNotContain("CAPTURE-ENDED-EARLY");
  }

  @Test
  void aClientThatGaveUpWaitsNoMore() {
    TcpScript proxy = story.script().tcp(CONNECTOR, "10.20.8.80:8080").handshake();
    proxy.connect(BOOTSTRAP + ":443").serverAck().after(Duration.ofSeconds(100)).fin();

    assertThat(story.codes()).containsExactly("PROXY-NO-ANSWER");
  }

  @Test
  void synsThatTheClientTakesBackAreNotOneWay() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().after(Duration.ofSeconds(1)).synAgain().rst();

    assertThat(story.codes()).contains("SYN-UNANSWERED").doesNotContain("CAPTURE-ONE-WAY");
  }

  @Test
  void unansweredSynsAreNotOneWay() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);

    assertThat(story.codes()).containsExactly("SYN-UNANSWERED");
  }

  // CAPTURE-DUPLICATES

  @Test
  void copiesAreToldFromOnePercentOn() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().copy().synAck().copy().ack().copy().tls12(BOOTSTRAP);
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    Finding finding = story.finding("CAPTURE-DUPLICATES");
    assertThat(finding.severity()).isEqualTo(Severity.INFO);
    assertThat(finding.facts().get("duplicateFrames")).isEqualTo(3L);
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void oneCopyAmongManyFramesIsNotWorthALine() {
    healthy();
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP);
    for (int i = 0; i < 100; i++) {
      connection.sendData(50).replyData(50);
    }
    connection.copy();

    assertThat(story.codes()).doesNotContain("CAPTURE-DUPLICATES");
  }

  // CAPTURE-CLOCK-WENT-BACK

  @Test
  void framesOutOfTheirTimeAreToldAndNothingIsCalledUnanswered() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .syn()
        .after(Duration.ofSeconds(-2))
        .synAck()
        .after(Duration.ofSeconds(3))
        .ack()
        .tls12(BOOTSTRAP);
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    Finding finding = story.finding("CAPTURE-CLOCK-WENT-BACK");
    assertThat(finding.facts().get("framesBack")).isEqualTo(1L);
    assertThat(story.codes()).containsExactly("CAPTURE-CLOCK-WENT-BACK");
  }

  @Test
  void framesBeforeTheClockWasSetBackShowNoSilence() {
    story.resolves("www.example.com", "198.51.100.9").after(-3_600_000);
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(1);

    assertThat(story.finding("SYN-UNANSWERED").severity()).isEqualTo(Severity.WARNING);
    assertThat(story.codes()).contains("CAPTURE-ENDED-EARLY", "CAPTURE-CLOCK-WENT-BACK");

    story.later(10);
    assertThat(story.finding("SYN-UNANSWERED").severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void silenceBeforeTheClockWasSetBackCounts() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).silent(BOOTSTRAP_ADDRESS).later(10);
    story.after(-3_600_000).resolves("www.example.com", "198.51.100.9");

    assertThat(story.finding("SYN-UNANSWERED").severity()).isEqualTo(Severity.ERROR);
  }

  // CAPTURE-CLOCK-UNSET

  /** Moves the script's clock from 2026 to before 2010. */
  private void longAgo() {
    for (int i = 0; i < 17; i++) {
      story.after((int) -Duration.ofDays(20).toMillis());
      story.later((int) -Duration.ofDays(365).toSeconds());
    }
  }

  @Test
  void datesBefore2010AreNotedAndJudgeNoCertificate() {
    longAgo();
    healthy();

    Finding finding = story.finding("CAPTURE-CLOCK-UNSET");
    assertThat(finding.severity()).isEqualTo(Severity.INFO);
    assertThat(finding.facts().get("firstTime")).asString().startsWith("2009-");
    assertThat(story.codes()).containsExactly("CAPTURE-CLOCK-UNSET", "CAPTURE-CLOCK-WENT-BACK");
    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.HEALTHY);
  }

  @Test
  void anOldCaptureWithoutAConnectorIsNobodysMatter() {
    longAgo();
    story.resolves("www.example.com", "198.51.100.9");

    assertThat(story.findings("CAPTURE-CLOCK-UNSET")).isEmpty();
  }

  // CAPTURE-LINK-TYPE-UNKNOWN

  @Test
  void interfaceOfAnUnknownKindIsNamed() {
    byte[] file = healthy().script().pcapng();
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(28 + 8, (short) 189); // the interface's link type: USB of Linux

    Diagnosed diagnosed = story.diagnosed(file, Limits.standard());
    Finding finding = only(diagnosed, "CAPTURE-LINK-TYPE-UNKNOWN");
    assertThat(finding.facts().get("linkTypes").toString()).contains("USB");
    assertThat(diagnosed.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  // CAPTURE-LIMIT-REACHED

  @Test
  void forgottenConnectionsAreToldAndLeaveTheVerdictOpen() {
    healthy();
    for (int i = 0; i < 40; i++) {
      story.to("198.51.100." + (i + 1)).syn();
    }
    story.later(10);

    Diagnosed diagnosed =
        story.diagnosed(story.script().pcapng(), Limits.standard().with(Limit.FLOWS, 16));
    Finding finding = only(diagnosed, "CAPTURE-LIMIT-REACHED");
    assertThat(finding.variant()).isEqualTo("connectorPorts");
    assertThat(finding.facts().number("forgottenConnectorPorts", 0)).isPositive();
    assertThat(diagnosed.verdict()).isNotEqualTo(Verdict.HEALTHY);
    assertThat(story.codes()).doesNotContain("CAPTURE-LIMIT-REACHED");
  }

  @Test
  void whatWasNotUnpackedIsToldAsALimitAndNotAsACut() {
    byte[] capture = healthy().script().pcapng();
    Limits half = Limits.standard().with(Limit.UNPACKED_SIZE, capture.length / 2);

    Diagnosed diagnosed = story.diagnosed(PackedBytes.gzip(capture), half);
    Finding finding = only(diagnosed, "CAPTURE-LIMIT-REACHED");
    assertThat(finding.variant()).isEqualTo("unpackingStopped");
    assertThat(finding.facts().get("hides")).isEqualTo(List.of("everythingAfter"));
    assertThat(finding.facts().get("limits")).isEqualTo(List.of("unpacked-size"));
    assertThat(diagnosed.findings())
        .extracting(Finding::code)
        .doesNotContain("CAPTURE-FILE-CUT-SHORT");
    assertThat(story.diagnosed(PackedBytes.gzip(capture), Limits.standard()).findings())
        .extracting(Finding::code)
        .doesNotContain("CAPTURE-LIMIT-REACHED");
  }

  @Test
  void interfacesBeyondTheLimitEndTheReading() {
    byte[] whole = healthy().script().pcapng();
    ByteBuffer block = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    block.putInt(1).putInt(20).putShort((short) 1).putShort((short) 0).putInt(0).putInt(20);
    byte[] longer = Arrays.copyOf(whole, whole.length + 20);
    System.arraycopy(block.array(), 0, longer, whole.length, 20);

    Limits limits = Limits.standard().with(Limit.INTERFACES, 1);
    Finding finding = only(story.diagnosed(longer, limits), "CAPTURE-LIMIT-REACHED");
    assertThat(finding.variant()).isEqualTo("readingStopped");
    assertThat(finding.facts().get("limits")).isEqualTo(List.of("interfaces"));
    assertThat(finding.facts().get("hides")).isEqualTo(List.of("everythingAfter"));
    assertThat(story.diagnosed(whole, limits).findings()).isEmpty();
  }

  @Test
  void aLimitThatForgetsNoConnectionSaysSo() {
    byte[] capture = healthy().script().pcapng();
    Limits limits = Limits.standard().with(Limit.MESSAGE_HEAD, 1024);
    story.to(BOOTSTRAP_ADDRESS).handshake().connect("a:443", "X: " + "x".repeat(2_000));

    Finding finding =
        only(story.diagnosed(story.script().pcapng(), limits), "CAPTURE-LIMIT-REACHED");
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().number("forgottenConnections", -1)).isZero();
    assertThat(story.diagnosed(capture, limits).findings())
        .extracting(Finding::code)
        .doesNotContain("CAPTURE-LIMIT-REACHED");
  }

  @Test
  void queriesOfOthersAreNoConnectorTraffic() {
    story.script().resolves(CONNECTOR, RESOLVER, "www.example.com", "198.51.100.1");

    assertThat(story.codes()).contains("CAPTURE-NO-CONNECTOR-TRAFFIC");
  }

  // CAPTURE-START-INCOMPLETE

  @Test
  void bootstrapAloneIsNoWholeStart() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).later(10);

    Finding finding = story.finding(Engine.START_INCOMPLETE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.CAPTURE);
    assertThat(finding.variant()).isEqualTo("signalling");
  }

  @Test
  void signallingWithoutBootstrapIsNoWholeStart() {
    story.resolves(BUS, BUS_ADDRESS).reached(BUS, BUS_ADDRESS).later(10);

    assertThat(story.finding(Engine.START_INCOMPLETE).variant()).isEqualTo("bootstrap");
  }

  @Test
  void whereTls13HidesTheReasonRecordingAgainIsNoAdvice() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello(BOOTSTRAP)
        .serverFlight13()
        .clientFlight13WithCertificate()
        .tcp()
        .serverRst();
    story.later(10);

    assertThat(story.finding("TLS-CLOSED-EARLY").severity()).isEqualTo(Severity.WARNING);
    assertThat(story.finding(Engine.START_INCOMPLETE).variant()).isEqualTo("closedEarly");
  }

  private TlsScript refused13() {
    return story
        .to(BOOTSTRAP_ADDRESS)
        .handshake()
        .tls()
        .clientHello(BOOTSTRAP)
        .serverFlight13()
        .encryptedAlert13(Side.CLIENT);
  }

  @Test
  void aClientThatLeavesTls13AgainAndAgainHasItsReason() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    refused13().tcp().fin().serverFin();
    refused13().tcp().rst();
    story.later(10);

    Finding finding = story.finding(Engine.START_INCOMPLETE);
    assertThat(finding.variant()).isEqualTo("leftByClient");
    assertThat(finding.facts().get("leftHosts")).isEqualTo(List.of(BOOTSTRAP));
    assertThat(finding.facts().get("leftSessions")).isEqualTo(2L);
  }

  @Test
  void aClientThatLeavesOnceOrLateTellsNothing() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    refused13().tcp().fin().serverFin();
    refused13().tcp().after(Duration.ofSeconds(20)).fin().serverFin();
    story.later(10);

    assertThat(story.finding(Engine.START_INCOMPLETE).variant()).isEmpty();
  }

  @Test
  void anErrorIsSaidAlone() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.to(BOOTSTRAP_ADDRESS).syn().after(Duration.ofSeconds(1)).synAgain();
    story.later(30);

    assertThat(story.diagnosed().verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(story.findings(Engine.START_INCOMPLETE)).isEmpty();
  }
}
