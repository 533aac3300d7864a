package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.connectoranalyzer.testing.TraceScript.number;

import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.exchange.TlsHandshake.ClientCertificate;
import org.connectoranalyzer.exchange.TlsHandshake.TlsOutcome;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TlsBytes;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsHandshakeTest {
  private static final String HOST = "x.bootstrap.msappproxy.net";
  private static final byte[] SESSION = new byte[32];

  private final TraceScript script = new TraceScript();

  private TcpScript toServer() {
    return script.tcp("10.20.0.10", "203.0.113.9:443").handshake();
  }

  private TlsHandshake only() {
    List<TlsHandshake> sessions = script.trace().tls();
    assertThat(sessions).hasSize(1);
    return sessions.get(0);
  }

  private static byte[] hello(String... alpn) {
    return TlsBytes.clientHello(HOST, List.of(alpn), SESSION, TlsBytes.TLS_1_3, TlsBytes.TLS_1_2);
  }

  @Test
  void aSessionOfTls12IsEstablishedByDataBothWays() {
    TcpScript flow = toServer();
    long clientHello = flow.clientHello12(HOST).lastFrame();
    long serverHello = flow.serverHello12().lastFrame();
    flow.finished12();
    long sent = flow.sendData(300).lastFrame();
    long received = flow.replyData(500).lastFrame();
    flow.serverRst();

    TlsHandshake session = only();
    assertThat(number(session.clientHello())).isEqualTo(clientHello);
    assertThat(number(session.serverHello())).isEqualTo(serverHello);
    assertThat(session.sni()).isEqualTo(HOST);
    assertThat(session.versionsOffered()).containsExactly("TLSv1.2");
    assertThat(session.version()).isEqualTo("TLSv1.2");
    assertThat(session.resumed()).isFalse();
    assertThat(session.clientCertificate()).isEqualTo(ClientCertificate.NOT_ASKED);
    assertThat(number(session.dataFromClient())).isEqualTo(sent);
    assertThat(number(session.dataFromServer())).isEqualTo(received);
    assertThat(session.outcome()).isEqualTo(TlsOutcome.ESTABLISHED);
    assertThat(session.connect()).isZero();
  }

  @Test
  void theClientsSignatureAlgorithmsAreTold() {
    toServer().send(TlsBytes.record(22, TlsBytes.clientHelloSigning(HOST, 0x0401, 0x0806, 0x0601)));
    assertThat(only().signatureAlgorithms()).containsExactly(0x0401, 0x0806, 0x0601);
  }

  @Test
  void aListOfSignatureAlgorithmsThatIsCutTellsNone() {
    byte[] hello = TlsBytes.clientHelloSigning(HOST, 0x0401, 0x0806, 0x0601);
    toServer().send(TlsBytes.record(22, hello));
    script.snapLength(14 + 20 + 20 + 5 + hello.length - 2);

    assertThat(only().sni()).isEqualTo(HOST);
    assertThat(only().signatureAlgorithms()).isEmpty();
  }

  @Test
  void aFinishedHandshakeWithoutDataIsAHandshake() {
    toServer().clientHello12(HOST).serverHello12().finished12().sendData(300);
    assertThat(only().outcome()).isEqualTo(TlsOutcome.HANDSHAKE);
  }

  @Test
  void aClientHelloAloneIsUnanswered() {
    toServer().clientHello(HOST);
    assertThat(only().outcome()).isEqualTo(TlsOutcome.UNANSWERED);
  }

  @Test
  void aCloseBeforeDataIsTold() {
    toServer().clientHello(HOST).serverRst();
    assertThat(only().outcome()).isEqualTo(TlsOutcome.CLOSED);
  }

  @Test
  void aReadableAlertIsToldWithItsSender() {
    TcpScript flow = toServer();
    long alert = flow.clientHello(HOST).alert(Side.SERVER, 70).lastFrame();
    flow.serverFin();

    TlsHandshake session = only();
    assertThat(session.alerts()).hasSize(1);
    Alert found = session.alerts().get(0);
    assertThat(found.frame().number()).isEqualTo(alert);
    assertThat(found.from()).isEqualTo(Side.SERVER);
    assertThat(found.fatal()).isTrue();
    assertThat(found.name()).isEqualTo("protocol_version");
    assertThat(session.outcome()).isEqualTo(TlsOutcome.ALERT);
  }

  @Test
  void anEncryptedAlertIsNotRead() {
    TcpScript flow = toServer().clientHello12(HOST).serverHello12().finished12();
    flow.reply(TlsBytes.record(21, new byte[26]));

    assertThat(only().alerts()).isEmpty();
  }

  @Test
  void namesProtocolsAndVersionsComeInTheClientsOrder() {
    toServer().send(TlsBytes.record(22, hello("h2", "http/1.1")));

    assertThat(only().alpn()).containsExactly("h2", "http/1.1");
    assertThat(only().versionsOffered()).containsExactly("TLSv1.3", "TLSv1.2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 10, 50, 100})
  void aHelloMayBeSplitOverSegments(int size) {
    TcpScript flow = toServer().mss(size);
    long whole = flow.clientHello(HOST).lastFrame();
    flow.mss(1460).serverHello12();

    assertThat(only().sni()).isEqualTo(HOST);
    assertThat(number(only().clientHello())).isEqualTo(whole);
    assertThat(only().version()).isEqualTo("TLSv1.2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 60})
  void aHelloMayBeSplitOverRecords(int at) {
    byte[] message = hello();
    byte[] head = Arrays.copyOf(message, at);
    byte[] tail = Arrays.copyOfRange(message, at, message.length);
    TcpScript flow = toServer().send(TlsBytes.record(22, head));
    long whole = flow.send(TlsBytes.record(22, tail)).lastFrame();

    assertThat(only().sni()).isEqualTo(HOST);
    assertThat(number(only().clientHello())).isEqualTo(whole);
  }

  @Test
  void aHelloIsWholeInTheFrameThatClosesTheGap() {
    byte[] record = TlsBytes.record(22, hello());
    byte[] head = Arrays.copyOf(record, 20);
    byte[] tail = Arrays.copyOfRange(record, 20, record.length);
    TcpScript flow = toServer();
    flow.segment(Side.CLIENT, 20, tail);
    long whole = flow.segment(Side.CLIENT, 0, head).lastFrame();
    flow.skip(Side.CLIENT, record.length).serverHello12();

    assertThat(number(only().clientHello())).isEqualTo(whole);
    assertThat(only().sni()).isEqualTo(HOST);
  }

  @Test
  void aRequestToRetryIsNoServerHello() {
    TcpScript flow = toServer();
    long first = flow.clientHello(HOST).lastFrame();
    flow.reply(TlsBytes.record(22, TlsBytes.helloRetryRequest())).clientHello(HOST);
    long serverHello = flow.serverHello13().lastFrame() - 2;
    flow.finished13().sendData(300).replyData(900);

    assertThat(number(only().clientHello())).isEqualTo(first);
    assertThat(number(only().serverHello())).isEqualTo(serverHello);
    assertThat(only().version()).isEqualTo("TLSv1.3");
    assertThat(only().outcome()).isEqualTo(TlsOutcome.ESTABLISHED);
  }

  @Test
  void changeCipherSpecBesideARequestToRetryHidesNoHello() {
    TcpScript flow = toServer().clientHello(HOST);
    byte[] retry = TlsBytes.record(22, TlsBytes.helloRetryRequest());
    flow.reply(Packets.join(retry, TlsBytes.changeCipherSpec()));
    flow.send(TlsBytes.changeCipherSpec()).clientHello(HOST);
    long serverHello = flow.serverHello13().lastFrame() - 2;
    flow.finished13().sendData(300).replyData(900);

    assertThat(number(only().serverHello())).isEqualTo(serverHello);
    assertThat(only().outcome()).isEqualTo(TlsOutcome.ESTABLISHED);
  }

  @Test
  void anEchoedSessionIsResumed() {
    byte[] session = {1, 2, 3};
    toServer()
        .send(TlsBytes.record(22, TlsBytes.clientHello(HOST, List.of(), session, 0x0303)))
        .reply(
            Packets.join(
                TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, session)),
                TlsBytes.changeCipherSpec(),
                TlsBytes.encryptedHandshake(40)));

    assertThat(only().resumed()).isTrue();
    assertThat(only().clientCertificate()).isEqualTo(ClientCertificate.NOT_VISIBLE);
  }

  @Test
  void whatTheClientAnswersARequestForACertificateIsTold() {
    for (byte[] certificate :
        new byte[][] {TlsBytes.certificate(), TlsBytes.certificate(new byte[700])}) {
      TcpScript flow = toServer().clientHello12(HOST);
      flow.reply(
          Packets.join(
              TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, SESSION)),
              TlsBytes.record(22, TlsBytes.certificateRequest()),
              TlsBytes.record(22, TlsBytes.message(14, new byte[0]))));
      flow.send(TlsBytes.record(22, certificate));
    }

    assertThat(script.trace().tls())
        .extracting(TlsHandshake::certificateRequested, TlsHandshake::clientCertificate)
        .containsExactly(tuple(true, ClientCertificate.EMPTY), tuple(true, ClientCertificate.SENT));
  }

  @Test
  void aSessionOfTls13IsEstablishedByDataBehindTheFlights() {
    TcpScript flow = toServer().clientHello(HOST).serverHello13().finished13();
    long sent = flow.sendData(300).lastFrame();
    long received = flow.replyData(900).lastFrame();

    assertThat(number(only().dataFromClient())).isEqualTo(sent);
    assertThat(number(only().dataFromServer())).isEqualTo(received);
  }

  @Test
  void flightsAndTicketsAreNoData() {
    toServer().clientHello(HOST).serverHello13().finished13();

    assertThat(only().dataFromClient()).isNull();
    assertThat(only().dataFromServer()).isNull();
    assertThat(only().outcome()).isEqualTo(TlsOutcome.HANDSHAKE);
  }

  @Test
  void ticketsInPlaceOfAnAnswerAreNoData() {
    TcpScript flow = toServer().clientHello(HOST).serverHello13();
    flow.send(Packets.join(TlsBytes.applicationData(53), TlsBytes.applicationData(500)));
    flow.reply(Packets.join(TlsBytes.applicationData(250), TlsBytes.applicationData(250)));
    flow.serverFin();

    assertThat(only().dataFromClient()).isNotNull();
    assertThat(only().dataFromServer()).isNull();
    assertThat(only().outcome()).isEqualTo(TlsOutcome.CLOSED);
  }

  @Test
  void anAnswerRightBehindTheTicketsIsData() {
    TcpScript flow = toServer().clientHello(HOST).serverHello13();
    flow.send(Packets.join(TlsBytes.applicationData(53), TlsBytes.applicationData(500)));
    flow.reply(
        Packets.join(
            TlsBytes.applicationData(250),
            TlsBytes.applicationData(250),
            TlsBytes.applicationData(180)));

    assertThat(only().outcome()).isEqualTo(TlsOutcome.ESTABLISHED);
  }

  @Test
  void smallMessagesToAndFroAreData() {
    TcpScript flow = toServer().clientHello(HOST).serverHello13();
    flow.send(Packets.join(TlsBytes.applicationData(69), TlsBytes.applicationData(254)));
    flow.replyData(133).sendData(31).replyData(27);

    assertThat(only().outcome()).isEqualTo(TlsOutcome.ESTABLISHED);
  }

  @Test
  void aRejectedClientCertificateIsNoData() {
    TcpScript flow = toServer().clientHello(HOST).serverHello13();
    flow.send(
        Packets.join(
            TlsBytes.applicationData(1500),
            TlsBytes.applicationData(281),
            TlsBytes.applicationData(69)));
    flow.sendData(400).reply(TlsBytes.applicationData(19)).serverFin();

    assertThat(only().dataFromServer()).isNull();
    assertThat(only().outcome()).isEqualTo(TlsOutcome.CLOSED);
  }

  @Test
  void aClientCertificateIsPartOfTheFlightInWhateverRecords() {
    TcpScript apart = toServer().clientHello(HOST).serverHello13();
    apart.send(
        Packets.join(
            TlsBytes.applicationData(1500),
            TlsBytes.applicationData(281),
            TlsBytes.applicationData(69)));
    long first = apart.sendData(400).lastFrame();
    apart.replyData(900);
    TcpScript together = toServer().clientHello(HOST).serverHello13();
    together.sendData(1800);
    long second = together.sendData(400).lastFrame();
    together.replyData(900);

    assertThat(script.trace().tls())
        .extracting(session -> number(session.dataFromClient()))
        .containsExactly(first, second);
    assertThat(script.trace().tls()).allMatch(TlsHandshake::established);
  }

  @Test
  void aSessionFromTheMiddleCountsByItsRecords() {
    TcpScript flow = script.tcp("10.20.0.10", "203.0.113.9:443");
    flow.reply(new byte[300]).sendData(60).replyData(3000).serverRst();

    TlsHandshake session = only();
    assertThat(session.clientHello()).isNull();
    assertThat(session.sni()).isNull();
    assertThat(session.version()).isNull();
    assertThat(session.established()).isTrue();
  }

  @Test
  void bytesThatOnlyBeginLikeARecordAreNone() {
    TcpScript flow = script.tcp("10.20.0.10", "203.0.113.9:4000");
    flow.send(new byte[] {23, 3, 3, 0, 4, 1, 2, 3, 4, 99, 99, 99, 99, 99});
    flow.reply(new byte[] {22, 3, 9, 0, 1, 1});
    flow.reply(new byte[] {22, 3, 3, 0, 0, 1});

    assertThat(script.trace().tls()).isEmpty();
  }

  @Test
  void aSnapLengthLeavesWhatIsBeforeTheCut() {
    TcpScript flow = toServer().clientHello(HOST).serverHello12().finished12();
    flow.sendData(400).replyData(900).sendData(400).replyData(900);
    script.snapLength(128);

    TlsHandshake session = only();
    assertThat(session.clientHello()).isNotNull();
    assertThat(session.serverHello()).isNotNull();
    assertThat(session.outcome()).isNotEqualTo(TlsOutcome.UNANSWERED);
  }

  @Test
  void aLostSegmentDoesNotHideTheRest() {
    TcpScript flow = toServer().clientHello12(HOST).serverHello12().finished12();
    flow.unseen().replyData(1000).sendData(100).replyData(700).sendData(80).ack();

    assertThat(only().outcome()).isEqualTo(TlsOutcome.ESTABLISHED);
  }

  @Test
  void controlCharactersInANameDoNotPass() {
    toServer().clientHello("Evil\u001b[2J.example");
    assertThat(only().sni()).isEqualTo("evil?[2j.example");
  }

  @Test
  void twoSessionsOnOneServerAreTwo() {
    toServer().tls12("a.example");
    toServer().tls13("b.example");

    assertThat(script.trace().tls())
        .extracting(TlsHandshake::sni)
        .containsExactly("a.example", "b.example");
    assertThat(script.trace().tls()).extracting(TlsHandshake::id).containsExactly(1, 2);
  }
}
