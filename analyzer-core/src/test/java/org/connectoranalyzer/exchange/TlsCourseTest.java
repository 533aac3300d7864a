package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.ASKING;
import static org.connectoranalyzer.testing.TlsScript.ClientAuthentication.NOT_ASKING;
import static org.connectoranalyzer.testing.TraceScript.number;

import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.TlsHandshake.ClientCertificate;
import org.connectoranalyzer.exchange.TlsHandshake.TlsOutcome;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TlsScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far each side came, whether a session was resumed, and what alerts are. */
class TlsCourseTest {
  private static final String HOST = "x.bootstrap.msappproxy.net";
  private static final byte[] LEAF = CertificateBytes.of(HOST).der();

  private final TraceScript script = new TraceScript();

  private TcpScript toServer() {
    return script.tcp("10.20.0.10", "203.0.113.9:443").handshake();
  }

  private TlsScript tls() {
    return toServer().tls();
  }

  private TlsHandshake only() {
    List<TlsHandshake> sessions = script.trace().tls();
    assertThat(sessions).hasSize(1);
    return sessions.get(0);
  }

  // TLS 1.2: ChangeCipherSpec.

  @Test
  void up12ChangeCipherSpecIsWhereEachSideFinishes() {
    TlsScript tls = tls().clientHello12(HOST).serverFlight12(NOT_ASKING, LEAF);
    long client = tls.clientFlight12().lastFrame();
    long server = tls.serverFinished12().lastFrame();

    assertThat(number(only().clientFinished())).isEqualTo(client);
    assertThat(number(only().serverFinished())).isEqualTo(server);
    assertThat(number(only().lastServerRecord())).isEqualTo(server);
    assertThat(only().serverSpokeAfterClientFinished()).isTrue();
    assertThat(only().resumed()).isFalse();
  }

  @Test
  void aServerThatClosesOnTheClientsFlightDidNotSpeak() {
    TlsScript tls = tls().clientHello12(HOST);
    long flight = tls.serverFlight12(ASKING, LEAF).lastFrame();
    tls.clientFlight12WithCertificate().tcp().serverRst();

    assertThat(only().clientFinished()).isNotNull();
    assertThat(only().serverFinished()).isNull();
    assertThat(only().serverSpokeAfterClientFinished()).isFalse();
    assertThat(number(only().lastServerRecord())).isEqualTo(flight);
    assertThat(only().outcome()).isEqualTo(TlsOutcome.CLOSED);
  }

  @Test
  void anAlertIsNotTakenForSpeaking() {
    TlsScript tls = tls().clientHello12(HOST).serverFlight12(ASKING, LEAF);
    long alert = tls.clientFlight12WithCertificate().alert(Side.SERVER, 42).lastFrame();

    assertThat(only().serverSpokeAfterClientFinished()).isFalse();
    assertThat(number(only().lastServerRecord())).isEqualTo(alert);
    assertThat(only().alerts()).hasSize(1);
    assertThat(only().alerts().get(0).name()).isEqualTo("bad_certificate");
  }

  @Test
  void anEncryptedAlertOf12IsNeitherReadNorTakenForSpeaking() {
    TlsScript tls = tls().clientHello12(HOST).serverFlight12(ASKING, LEAF);
    tls.clientFlight12().encryptedAlert12(Side.SERVER).tcp().serverFin();

    assertThat(only().alerts()).isEmpty();
    assertThat(only().serverSpokeAfterClientFinished()).isFalse();
  }

  @Test
  void changeCipherSpecIsWholeInTheFrameOfItsLastByte() {
    TcpScript flow = toServer().clientHello12(HOST).serverHello12();
    byte[] record = TlsBytes.changeCipherSpec();
    flow.send(Arrays.copyOf(record, 5));
    long whole = flow.send(Arrays.copyOfRange(record, 5, 6)).lastFrame();

    assertThat(number(only().clientFinished())).isEqualTo(whole);
  }

  @Test
  void withoutAServerHelloNobodyFinishes() {
    TcpScript flow = toServer().clientHello12(HOST);
    flow.send(TlsBytes.changeCipherSpec()).serverRst();
    assertThat(only().clientFinished()).isNull();
    assertThat(only().serverFinished()).isNull();
    assertThat(only().lastServerRecord()).isNull();
  }

  // TLS 1.3: order and size.

  @Test
  void in13TheClientsFlightEndsWithItsFinished() {
    TlsScript tls = tls().clientHello(HOST).serverFlight13();
    long flight = tls.clientFlight13().lastFrame();
    long tickets = tls.tickets13().lastFrame();

    assertThat(number(only().clientFinished())).isEqualTo(flight);
    assertThat(only().serverFinished()).isNull();
    assertThat(only().serverSpokeAfterClientFinished()).isTrue();
    assertThat(number(only().lastServerRecord())).isEqualTo(tickets);
  }

  @Test
  void in13ACertificateMayComeBeforeTheFinished() {
    TlsScript tls = tls().clientHello(HOST).serverFlight13();
    long flight = tls.clientFlight13WithCertificate().lastFrame();
    tls.encryptedAlert13(Side.SERVER).tcp().serverFin();

    assertThat(number(only().clientFinished())).isBetween(flight - 1, flight);
    assertThat(only().serverSpokeAfterClientFinished()).isFalse();
    assertThat(only().alerts()).isEmpty();
    assertThat(only().outcome()).isEqualTo(TlsOutcome.CLOSED);
  }

  @Test
  void in13AFlightInOneRecordEndsWhereTheServerClosesOrAnswers() {
    TlsScript closed = tls().clientHello(HOST).serverFlight13();
    long first = closed.data(Side.CLIENT, 1_300).lastFrame();
    closed.tcp().serverRst();
    TlsScript alert = tls().clientHello(HOST).serverFlight13();
    long second = alert.data(Side.CLIENT, 1_300).lastFrame();
    alert.encryptedAlert13(Side.SERVER);
    TlsScript open = tls().clientHello(HOST).serverFlight13();
    open.data(Side.CLIENT, 1_300);

    assertThat(script.trace().tls())
        .extracting(session -> number(session.clientFinished()))
        .containsExactly(first, second, 0L);
    assertThat(script.trace().tls()).noneMatch(TlsHandshake::serverSpokeAfterClientFinished);
  }

  @Test
  void in13AClientThatOnlySendsAnAlertDoesNotFinish() {
    tls().clientHello(HOST).serverFlight13().encryptedAlert13(Side.CLIENT).tcp().fin().serverFin();

    assertThat(only().clientFinished()).isNull();
    assertThat(only().serverSpokeAfterClientFinished()).isFalse();
  }

  @Test
  void aFlightMayBeSplitOverSegments() {
    TcpScript flow = toServer().clientHello(HOST).serverHello13().mss(20);
    long whole = flow.send(TlsBytes.applicationData(69)).lastFrame();
    assertThat(number(only().clientFinished())).isEqualTo(whole);
  }

  // Resumption.

  @Test
  void aSessionIsResumedByItsId() {
    TlsScript tls = tls().clientHello12Resuming(HOST);
    long server = tls.serverResumes12().lastFrame();
    long client = tls.clientResumes12().data(Side.CLIENT, 300).lastFrame() - 1;
    tls.data(Side.SERVER, 500);

    assertThat(only().resumed()).isTrue();
    assertThat(number(only().serverFinished())).isEqualTo(server);
    assertThat(number(only().clientFinished())).isEqualTo(client);
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
    assertThat(only().chainCut()).isFalse();
    assertThat(only().outcome()).isEqualTo(TlsOutcome.ESTABLISHED);
  }

  @Test
  void aSessionIsResumedByATicketWithoutAnId() {
    tls().clientHello12(HOST).serverResumesByTicket12().clientResumes12();
    assertThat(only().resumed()).isTrue();
    assertThat(only().chainCut()).isFalse();
  }

  @Test
  void anEchoedIdBesideAFullHandshakeIsNoResumption() {
    byte[] hello = TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[32]);
    tls()
        .clientHello12Resuming(HOST)
        .messages(Side.SERVER, hello, TlsBytes.certificate(LEAF), TlsBytes.serverHelloDone());
    assertThat(only().resumed()).isFalse();
    assertThat(only().certificates()).hasSize(1);
  }

  @Test
  void aNewTicketBehindAFullHandshakeIsNoResumption() {
    TlsScript tls = tls().clientHello12(HOST).serverFlight12(NOT_ASKING, LEAF).clientFlight12();
    tls.messages(Side.SERVER, TlsBytes.message(4, new byte[180])).serverFinished12();
    assertThat(only().resumed()).isFalse();
    assertThat(number(only().serverFinished())).isPositive();
  }

  @Test
  void aFlightThatTheCaptureLacksIsNoResumption() {
    TcpScript flow = toServer().clientHello12(HOST);
    flow.reply(TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, new byte[0])));
    flow.unseen().reply(new byte[1_400]);
    flow.reply(Packets.join(TlsBytes.changeCipherSpec(), TlsBytes.encryptedHandshake(40))).ack();

    assertThat(only().resumed()).isFalse();
    assertThat(only().chainCut()).isTrue();
  }

  @Test
  void in13APreSharedKeyResumes() {
    tls().clientHello(HOST).serverFlight13Resumed().clientFlight13();
    assertThat(only().resumed()).isTrue();
    assertThat(only().version()).isEqualTo("TLSv1.3");
    tls().clientHello(HOST).serverFlight13();
    assertThat(script.trace().tls().get(1).resumed()).isFalse();
  }

  // What only looks like it.

  @Test
  void encryptedMessagesBehindALostChangeCipherSpecAreNotRead() {
    for (int i = 0; i < 256; i++) {
      byte[] finished = new byte[40];
      finished[0] = (byte) i;
      finished[1] = 0x55;
      TcpScript flow = toServer().clientHello12(HOST).serverHello12();
      flow.unseen().send(new byte[80]);
      flow.send(TlsBytes.record(22, finished)).serverAck();
      flow.reply(Packets.join(TlsBytes.changeCipherSpec(), TlsBytes.encryptedHandshake(40))).ack();
    }
    assertThat(script.trace().tls())
        .hasSize(256)
        .allMatch(session -> session.clientCertificate() == ClientCertificate.NOT_ASKED)
        .allMatch(session -> session.clientCertificates().isEmpty())
        .allMatch(session -> session.certificates().size() == 1);
  }

  @Test
  void messagesOfTheWrongSideAreNotTaken() {
    tls()
        .clientHello12(HOST)
        .messages(Side.CLIENT, TlsBytes.certificateRequest(), TlsBytes.serverHelloDone());
    assertThat(only().certificateRequested()).isFalse();
    assertThat(only().serverHelloDone()).isNull();
  }

  @Test
  void anAlertWithoutARegisteredNameIsNone() {
    TcpScript flow = toServer().clientHello12(HOST);
    flow.reply(TlsBytes.alert(2, 200)).reply(TlsBytes.alert(7, 40)).serverFin();
    assertThat(only().alerts()).isEmpty();
  }

  @Test
  void alertsOfBothSidesAreToldInTheirOrder() {
    TlsScript tls = tls().clientHello12(HOST).serverFlight12(NOT_ASKING, LEAF);
    tls.alert(Side.CLIENT, 48).alert(Side.SERVER, 0);
    assertThat(only().alerts())
        .extracting(alert -> alert.from() + " " + alert.name())
        .containsExactly("CLIENT unknown_ca", "SERVER close_notify");
  }

  @Test
  void anAlertMayBeSplitOverSegments() {
    TcpScript flow = toServer().clientHello12(HOST).mss(1);
    long whole = flow.alert(Side.SERVER, 70).lastFrame();
    assertThat(only().alerts()).hasSize(1);
    assertThat(only().alerts().get(0).frame().number()).isEqualTo(whole);
  }

  // SSL 2.

  /** A ClientHello in the form of SSL 2 for that version, three ciphers. */
  private static byte[] ssl2Hello(int version) {
    byte[] hello = new byte[2 + 9 + 9 + 16];
    hello[0] = (byte) 0x80;
    hello[1] = (byte) (hello.length - 2);
    hello[2] = 1;
    hello[3] = (byte) (version / 256);
    hello[4] = (byte) version;
    hello[6] = 9;
    hello[10] = 16;
    return hello;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 12, 1460})
  void aHelloOfSsl2TellsItsVersion(int mss) {
    TcpScript flow = toServer().mss(mss);
    long hello = flow.send(ssl2Hello(0x0301)).lastFrame();
    flow.mss(1460).reply(TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_0, new byte[0])));
    flow.send(Packets.join(TlsBytes.changeCipherSpec(), TlsBytes.encryptedHandshake(40)));

    assertThat(number(only().clientHello())).isEqualTo(hello);
    assertThat(only().versionsOffered()).containsExactly("TLSv1.0");
    assertThat(only().version()).isEqualTo("TLSv1.0");
    assertThat(only().sni()).isNull();
    assertThat(only().clientFinished()).isNotNull();
  }

  @Test
  void ssl2ItselfHasItsName() {
    toServer().send(ssl2Hello(2)).serverRst();
    assertThat(only().versionsOffered()).containsExactly("SSLv2");
    assertThat(only().outcome()).isEqualTo(TlsOutcome.CLOSED);
  }

  @Test
  void bytesThatOnlyBeginLikeAHelloOfSsl2AreNone() {
    byte[] lengths = ssl2Hello(0x0301);
    lengths[6] = 8;
    byte[] type = ssl2Hello(0x0301);
    type[2] = 2;
    byte[] version = ssl2Hello(0x0501);
    for (byte[] bytes : new byte[][] {lengths, type, version, {(byte) 0x80, 0x2E, 1}}) {
      toServer().send(bytes).serverAck();
    }
    assertThat(script.trace().tls()).isEmpty();
  }
}
