package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.conversation.Side.CLIENT;
import static org.connectoranalyzer.conversation.Side.SERVER;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

/** Payload reaches dissectors in order, each byte once, with the frame that first brought it. */
class PayloadOrderTest {
  private final TraceScript script = new TraceScript();
  private final TcpScript tcp = script.tcp("10.0.0.4:50000", "203.0.113.9:443");
  private final Dialogues said = new Dialogues();

  private List<String> events() {
    track();
    return said.events();
  }

  private TcpConversation track() {
    return Tracked.track(script.pcapng(), TrackerOptions.defaults(), said).tcp().get(0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void inOrderPayloadIsHandedOnAsItComes() {
    tcp.handshake().send("one").reply("two").send("three").fin().serverFin();

    assertThat(events()).containsExactly("C 4 one", "S 5 two", "C 6 three", "C fin 7", "S fin 8");
    assertThat(said.opened()).containsExactly("1 10.0.0.4:50000 203.0.113.9:443");
  }

  @Test
  void withoutPayloadNothingIsOpened() {
    tcp.handshake().fin().serverFin().ack();

    assertThat(events()).isEmpty();
    assertThat(said.opened()).isEmpty();
  }

  @Test
  void reorderedSegmentsKeepTheirOwnFrames() {
    tcp.handshake();
    tcp.segment(CLIENT, 6, bytes("ghi")).segment(CLIENT, 3, bytes("def"));
    tcp.segment(CLIENT, 0, bytes("abc")).skip(CLIENT, 9);

    assertThat(events()).containsExactly("C 6 abc", "C 5 def", "C 4 ghi");
  }

  @Test
  void overlapsAreGivenOnceFromTheFrameThatBroughtThemFirst() {
    tcp.handshake();
    tcp.segment(CLIENT, 4, bytes("efg")); // frame 4
    tcp.segment(CLIENT, 2, bytes("CDEFGHI")); // frame 5
    tcp.segment(CLIENT, 0, bytes("ABCDE")).skip(CLIENT, 9); // frame 6

    assertThat(events()).containsExactly("C 6 AB", "C 5 CD", "C 4 efg", "C 5 HI");
  }

  @Test
  void aRetransmissionThatBringsMoreBringsOnlyThat() {
    tcp.handshake().send("abc");
    tcp.segment(CLIENT, -3, bytes("abcdef")).skip(CLIENT, 3).send("ghi");

    assertThat(events()).containsExactly("C 4 abc", "C 5 def", "C 6 ghi");
  }

  @Test
  void aWholeRetransmissionBringsNothingAndIsCounted() {
    tcp.handshake().send("abc").after(Duration.ofMillis(300)).retransmit();

    TcpConversation.Flow flow = track().fromClient();
    assertThat(said.events()).containsExactly("C 4 abc");
    assertThat(flow.dataSegments()).isEqualTo(2);
    assertThat(flow.retransmittedSegments()).isEqualTo(1);
    assertThat(flow.payloadBytes()).isEqualTo(3);
  }

  @Test
  void copiesAndKeepAlivesAreNoRetransmissions() {
    tcp.handshake().send("abc").copy().reply("x");
    tcp.after(Duration.ofSeconds(45)).segment(CLIENT, -1, bytes("c"));
    tcp.after(Duration.ofSeconds(45)).segment(CLIENT, -1, bytes("c"));

    TcpConversation.Flow flow = track().fromClient();
    assertThat(said.events()).containsExactly("C 4 abc", "S 6 x");
    assertThat(flow.retransmittedSegments()).isZero();
    assertThat(flow.dataSegments()).isEqualTo(1);
  }

  @Test
  void segmentsSentAgainForPathMtuDiscoveryAreNoLoss() {
    tcp.handshake().send("a".repeat(1400)).icmp("192.0.2.1", 3, 4);
    tcp.after(Duration.ofMillis(20)).segment(CLIENT, -1400, bytes("a".repeat(700)));
    tcp.segment(CLIENT, -700, bytes("a".repeat(700)));

    assertThat(track().fromClient().retransmittedSegments()).isZero();
  }

  @Test
  void sequenceNumbersWrap() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    long isn = 0xFFFF_FFFAL;
    file.packet(0, client(Packets.SYN, isn, 0, "").ethernet());
    file.packet(1000, server(Packets.SYN | Packets.ACK, 99, isn + 1, "").ethernet());
    file.packet(2000, client(Packets.ACK, isn + 1, 100, "abcdefgh").ethernet());
    file.packet(3000, client(Packets.ACK, isn + 12, 100, "lmn").ethernet());
    file.packet(4000, client(Packets.ACK, isn + 9, 100, "ijk").ethernet());
    Conversations found = Tracked.track(file.bytes(), TrackerOptions.defaults(), said);

    assertThat(said.events()).containsExactly("C 3 abcdefgh", "C 5 ijk", "C 4 lmn");
    assertThat(found.tcp().get(0).fromClient().payloadBytes()).isEqualTo(14);
    assertThat(found.tcp().get(0).fromClient().missingBytes()).isZero();
  }

  private static Packets.Tcp client(int flags, long sequence, long ack, String payload) {
    return Packets.tcp(flags)
        .from("10.0.0.4", 50000)
        .to("203.0.113.9", 443)
        .sequence(sequence & 0xFFFF_FFFFL)
        .acknowledgment(ack)
        .payload(bytes(payload));
  }

  private static Packets.Tcp server(int flags, long sequence, long ack, String payload) {
    return Packets.tcp(flags)
        .from("203.0.113.9", 443)
        .to("10.0.0.4", 50000)
        .sequence(sequence)
        .acknowledgment(ack & 0xFFFF_FFFFL)
        .payload(bytes(payload));
  }

  @Test
  void bytesCutByTheSnapLengthAreAGap() {
    script.snapLength(14 + 20 + 20 + 5);
    tcp.handshake().send("abcdefgh").reply("ij");

    assertThat(events()).containsExactly("C 4 abcde", "C gap 3", "S 5 ij");
  }

  @Test
  void whatTheRecorderLostBecomesAGapOnceTheAnswerAcknowledgesIt() {
    tcp.handshake().send("abc").unseen().send("defgh").reply("ok").send("ij");

    TcpConversation conversation = track();
    assertThat(said.events()).containsExactly("C 4 abc", "C gap 5", "S 5 ok", "C 6 ij");
    assertThat(conversation.fromClient().missingBytes()).isEqualTo(5);
    assertThat(conversation.fromClient().payloadBytes()).isEqualTo(5);
  }

  @Test
  void aHoleNobodyAcknowledgesWaitsUntilTheWindowIsFull() {
    tcp.handshake().send("abc").unseen().send("def");
    for (int i = 0; i < 30; i++) {
      tcp.segment(CLIENT, 0, bytes("x".repeat(1000))).skip(CLIENT, 1000);
    }
    tcp.segment(CLIENT, -30_003, bytes("def"));

    List<String> events = events();
    assertThat(events.get(1)).startsWith("C 35 def");
    assertThat(events).noneMatch(event -> event.contains("gap"));
  }

  @Test
  void aFullWindowTurnsTheHoleIntoAGap() {
    tcp.handshake().send("abc").unseen().send("def");
    for (int i = 0; i < 80; i++) {
      tcp.segment(CLIENT, 0, bytes("x".repeat(1000))).skip(CLIENT, 1000);
    }
    tcp.segment(CLIENT, -80_003, bytes("def"));

    List<String> events = events();
    assertThat(events.get(1)).isEqualTo("C gap 3");
    assertThat(events.get(2)).startsWith("C 5 xxx");
    assertThat(events).hasSize(82).noneMatch(event -> event.endsWith(" def"));
  }

  @Test
  void aResetEndsBothDirectionsAfterWhatWaits() {
    tcp.handshake().send("abc").unseen().send("def").segment(CLIENT, 0, bytes("ghi"));
    tcp.skip(CLIENT, 3).serverRst().send("late");

    assertThat(events()).containsExactly("C 4 abc", "C gap 3", "C 5 ghi", "S rst 6");
  }

  @Test
  void aFinComesAfterAllData() {
    tcp.handshake();
    tcp.skip(CLIENT, 3).fin();
    tcp.segment(CLIENT, -4, bytes("abc"));

    assertThat(events()).containsExactly("C 5 abc", "C fin 4");
  }

  @Test
  void aDirectionThatIsNotWantedIsLeftOut() {
    said.withoutServer();
    tcp.handshake().send("abc").reply("x".repeat(100)).segment(SERVER, 200, bytes("y")).send("def");

    assertThat(events()).containsExactly("C 4 abc", "C 7 def");
  }

  @Test
  void aCaptureThatStartsLateBeginsAtItsFirstByte() {
    tcp.unseen().syn().unseen().synAck().unseen().ack().unseen().send("lost");
    tcp.send("abc").reply("def").send("ghi");

    assertThat(events()).containsExactly("C 1 abc", "S 2 def", "C 3 ghi");
    assertThat(track().openingSeen()).isFalse();
  }

  @Test
  void aCaptureThatStartsLateAndOutOfOrderBeginsAtItsEarliestByte() {
    tcp.segment(CLIENT, 3, bytes("def")).segment(CLIENT, 0, bytes("abc")).skip(CLIENT, 6);
    tcp.send("ghi");

    assertThat(events()).containsExactly("C 2 abc", "C 1 def", "C 3 ghi");
  }

  @Test
  void aLoneSegmentOfALateCaptureIsGivenAtTheEnd() {
    tcp.send("abc");

    assertThat(events()).containsExactly("C 1 abc");
  }

  @Test
  void anAnswerThatStandsBeforeItsRequestComesAfterIt() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    file.packet(0, client(Packets.SYN, 1000, 0, "").ethernet());
    file.packet(1000, server(Packets.SYN | Packets.ACK, 99, 1001, "").ethernet());
    file.packet(9000, server(Packets.ACK, 100, 1008, "answer").ethernet());
    file.packet(5000, client(Packets.ACK, 1001, 100, "request").ethernet());
    Tracked.track(file.bytes(), TrackerOptions.defaults(), said);

    assertThat(said.events()).containsExactly("C 4 request", "S 3 answer");
  }

  @Test
  void allAnswersBeforeAllRequestsComeAfterThem() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    file.packet(1000, server(Packets.SYN | Packets.ACK, 99, 1001, "").ethernet());
    file.packet(9000, server(Packets.ACK, 100, 1008, "answer").ethernet());
    file.packet(9500, server(Packets.FIN | Packets.ACK, 106, 1008, "").ethernet());
    file.packet(0, client(Packets.SYN, 1000, 0, "").ethernet());
    file.packet(2000, client(Packets.ACK, 1001, 100, "").ethernet());
    file.packet(5000, client(Packets.ACK, 1001, 100, "request").ethernet());
    Tracked.track(file.bytes(), TrackerOptions.defaults(), said);

    assertThat(said.events()).startsWith("C 6 request", "S 2 answer");
  }

  @Test
  void anAnswerWhoseRequestNeverComesIsGivenInTheEnd() {
    tcp.handshake();
    tcp.skip(CLIENT, 7).reply("answer");

    assertThat(events()).containsExactly("C gap 7", "S 4 answer");
  }

  @Test
  void patienceWithALostRequestEnds() {
    tcp.handshake();
    tcp.skip(CLIENT, 7);
    for (int i = 0; i < 100; i++) {
      tcp.reply("r");
    }
    tcp.send("next");

    List<String> events = events();
    assertThat(events.get(0)).isEqualTo("C gap 7");
    assertThat(events).hasSize(102).endsWith("S 103 r", "C 104 next");
  }

  @Test
  void payloadOfASynIsTheFirstOfTheStream() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    file.packet(0, client(Packets.SYN, 1000, 0, "hi").ethernet());
    file.packet(1000, server(Packets.SYN | Packets.ACK, 99, 1003, "").ethernet());
    file.packet(2000, client(Packets.ACK, 1003, 100, " there").ethernet());
    Tracked.track(file.bytes(), TrackerOptions.defaults(), said);

    assertThat(said.events()).containsExactly("C 1 hi", "C 3  there");
  }

  @Test
  void lateSegmentsOfTheConnectionBeforeStayWithIt() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    long isn = 1000;
    for (int i = 0; i < 2; i++, isn += 0x2000_0000L) {
      file.packet(i * 10_000L, client(Packets.SYN, isn, 0, "").ethernet());
      file.packet(i * 10_000L + 1, server(Packets.SYN | Packets.ACK, isn, isn + 1, "").ethernet());
      file.packet(i * 10_000L + 2, client(Packets.ACK, isn + 1, isn + 1, "abc").ethernet());
    }
    file.packet(20_000, client(Packets.ACK, 1004, 1001, "old").ethernet());
    file.packet(20_001, client(Packets.ACK, 0x2000_0000L + 1004, 0x2000_03E9L, "new").ethernet());
    List<TcpConversation> found =
        Tracked.track(file.bytes(), TrackerOptions.defaults(), said).tcp();

    assertThat(found).hasSize(2);
    assertThat(found.get(0).fromClient().payloadBytes()).isEqualTo(6);
    assertThat(found.get(1).fromClient().payloadBytes()).isEqualTo(6);
    assertThat(said.events()).containsExactly("C 3 abc", "C 6 abc", "C 7 old", "C 8 new");
  }

  @Test
  void onlyDnsDatagramsAreHandedOnAndCopiesAreNot() {
    script.udp("10.0.0.4:5000", "10.0.0.53:53", bytes("query")).copy();
    script.udp("10.0.0.53:53", "10.0.0.4:5000", bytes("answer"));
    script.udp("10.0.0.4:5000", "10.0.0.53:443", bytes("quic"));
    Tracked.track(script.pcapng(), TrackerOptions.defaults(), said);

    assertThat(said.datagrams())
        .containsExactly(
            "1 10.0.0.4:5000 10.0.0.53:53 query", "3 10.0.0.53:53 10.0.0.4:5000 answer");
  }
}
