package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.conversation.Tracked.attempt;
import static org.connectoranalyzer.conversation.Tracked.retransmissions;
import static org.connectoranalyzer.conversation.Tracked.track;

import java.time.Duration;
import java.util.List;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.conversation.SynAttempt.Cause;
import org.connectoranalyzer.conversation.SynAttempt.Outcome;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

/** Attempts to open a connection: what is one, what repeats it, what ended it. */
class SynAttemptTest {
  private static final String CLIENT = "10.0.0.4:50000";
  private static final String SERVER = "203.0.113.9:443";

  private final TraceScript script = new TraceScript();
  private final TcpScript tcp = script.tcp(CLIENT, SERVER);

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private static List<Long> numbers(List<FrameRef> frames) {
    return frames.stream().map(FrameRef::number).toList();
  }

  @Test
  void synsAtWindowsTimesInSilenceAreUnansweredAndGivenUp() {
    tcp.syn().after(seconds(3)).synAgain().after(seconds(6)).synAgain();
    script.goesOn(seconds(12));

    SynAttempt attempt = attempt(script);
    assertThat(attempt.syn().number()).isEqualTo(1);
    assertThat(numbers(attempt.retransmissions())).containsExactly(2L, 3L);
    assertThat(attempt.outcome()).isEqualTo(Outcome.GAVE_UP);
    assertThat(attempt.cause()).isEqualTo(Cause.UNANSWERED);
    assertThat(attempt.silence()).isEqualTo(12_000_000_000L);
    assertThat(attempt.answers()).isEmpty();
  }

  @Test
  void silenceOfLessThanTwiceTheLastGapIsStillTrying() {
    tcp.syn().after(seconds(3)).synAgain().after(seconds(6)).synAgain();
    script.goesOn(seconds(11.9));

    assertThat(attempt(script).outcome()).isEqualTo(Outcome.STILL_TRYING);
  }

  @Test
  void aLoneSynIsGivenUpAfterTwiceTheUsualThreeSeconds() {
    tcp.syn();
    script.goesOn(seconds(6));
    assertThat(attempt(script).outcome()).isEqualTo(Outcome.GAVE_UP);

    TraceScript shorter = new TraceScript();
    shorter.tcp(CLIENT, SERVER).syn();
    shorter.goesOn(seconds(5.9));
    assertThat(attempt(shorter).outcome()).isEqualTo(Outcome.STILL_TRYING);
  }

  @Test
  void aHandshakeHasNoRetransmission() {
    tcp.handshake();

    SynAttempt attempt = attempt(script);
    assertThat(attempt.retransmissions()).isEmpty();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ESTABLISHED);
    assertThat(attempt.synAckFrame()).isEqualTo(new FrameRef(0, 2, script.time(2)));
    assertThat(attempt.establishedFrame()).isEqualTo(new FrameRef(0, 3, script.time(3)));
  }

  @Test
  void aByteIdenticalSynWithinMicrosecondsIsACopy() {
    tcp.syn().copy().synAck().copy().ack().copy();

    Conversations found = track(script);
    assertThat(retransmissions(found)).isEmpty();
    assertThat(found.duplicateFrames()).isEqualTo(3);
    TcpConversation conversation = found.tcp().get(0);
    assertThat(conversation.fromClient().frames()).isEqualTo(2);
    assertThat(conversation.fromServer().frames()).isEqualTo(1);
    assertThat(conversation.attempts().get(0).answers()).hasSize(1);
  }

  @Test
  void anotherIsnOnTheSamePortsIsAnotherAttemptAndGivesUpTheFirst() {
    tcp.syn().newAttempt().after(seconds(60)).syn().after(seconds(3)).synAgain();

    TcpConversation conversation = track(script).tcp().get(0);
    assertThat(conversation.attempts()).hasSize(2);
    assertThat(conversation.attempts().get(0).retransmissions()).isEmpty();
    assertThat(conversation.attempts().get(0).outcome()).isEqualTo(Outcome.GAVE_UP);
    assertThat(numbers(conversation.attempts().get(1).retransmissions())).containsExactly(3L);
    assertThat(conversation.attempts().get(1).outcome()).isEqualTo(Outcome.STILL_TRYING);
  }

  @Test
  void aPortReusedAfterAnEstablishedConnectionIsAnotherConversation() {
    tcp.handshake().send("x").fin().serverFin().newAttempt().after(seconds(60)).handshake();

    List<TcpConversation> found = track(script).tcp();
    assertThat(found).hasSize(2);
    assertThat(found.get(0).lastFrame().number()).isEqualTo(6);
    assertThat(found.get(1).attempts().get(0).outcome()).isEqualTo(Outcome.ESTABLISHED);
    assertThat(found.get(1).firstFrame().number()).isEqualTo(7);
  }

  @Test
  void aSynRepeatedAfterResetsIsARetransmissionRefused() {
    tcp.syn().refuse().after(seconds(0.5)).synAgain().refuse();
    tcp.after(seconds(0.5)).synAgain().refuse();

    SynAttempt attempt = attempt(script);
    assertThat(numbers(attempt.retransmissions())).containsExactly(3L, 5L);
    assertThat(attempt.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(attempt.cause()).isEqualTo(Cause.REFUSED);
    assertThat(attempt.answers()).extracting(SynAttempt.Answer::kind).containsOnly(AnswerKind.RST);
    assertThat(attempt.answers()).hasSize(3);
  }

  @Test
  void theSameIsnLongAfterAResetIsStillThatAttempt() {
    tcp.syn().refuse().after(seconds(120)).synAgain();

    SynAttempt attempt = attempt(script);
    assertThat(numbers(attempt.retransmissions())).containsExactly(3L);
    assertThat(attempt.cause()).isEqualTo(Cause.REFUSED);
  }

  @Test
  void aResetThatAcknowledgesAnotherSynRefusesNothing() {
    byte[] stray =
        Packets.tcp(Packets.RST | Packets.ACK)
            .from("203.0.113.9", 443)
            .to("10.0.0.4", 50000)
            .acknowledgment(77)
            .ethernet();
    byte[] syn = Packets.tcp(Packets.SYN).from("10.0.0.4", 50000).sequence(1000).ethernet();
    byte[] capture = CaptureBytes.pcapngEthernet().packet(0, syn).packet(1_000_000, stray).bytes();

    SynAttempt attempt = track(capture).tcp().get(0).attempts().get(0);
    assertThat(attempt.answers()).isEmpty();
    assertThat(attempt.outcome()).isEqualTo(Outcome.STILL_TRYING);
  }

  @Test
  void repeatedSynAcksAreAnswersAndNoSynRetransmissions() {
    tcp.syn().synAck().after(seconds(1)).synAck().after(seconds(2)).synAck().ack();

    SynAttempt attempt = attempt(script);
    assertThat(attempt.retransmissions()).isEmpty();
    assertThat(attempt.answers()).hasSize(3);
    assertThat(attempt.outcome()).isEqualTo(Outcome.ESTABLISHED);
  }

  @Test
  void repeatedSynAcksThatTheClientNeverTookAreIgnored() {
    tcp.syn().synAck().after(seconds(1)).synAck().after(seconds(2)).synAck();
    script.goesOn(seconds(20));

    assertThat(attempt(script).outcome()).isEqualTo(Outcome.SYN_ACK_IGNORED);
  }

  @Test
  void aSynAckWithoutAnythingAgainstItIsTakenAsTheOpening() {
    // Captures of SYN packets alone show nothing more of a good connection.
    tcp.syn().synAck();
    script.goesOn(seconds(20));

    SynAttempt attempt = attempt(script);
    assertThat(attempt.outcome()).isEqualTo(Outcome.ESTABLISHED);
    assertThat(attempt.establishedFrame()).isNull();
  }

  @Test
  void aSynRepeatedAfterItsSynAckIsIgnoringIt() {
    tcp.syn().synAck().after(seconds(1)).synAgain().synAck().after(seconds(2)).synAgain();
    script.goesOn(seconds(20));

    SynAttempt attempt = attempt(script);
    assertThat(attempt.outcome()).isEqualTo(Outcome.SYN_ACK_IGNORED);
    assertThat(attempt.cause()).isEqualTo(Cause.SYN_ACK_IGNORED);
  }

  @Test
  void aCaptureThatEndsWhileTheSynAckIsIgnoredJudgesNothing() {
    tcp.syn().synAck().after(seconds(1)).synAgain();

    SynAttempt attempt = attempt(script);
    assertThat(attempt.outcome()).isEqualTo(Outcome.STILL_TRYING);
    assertThat(attempt.cause()).isEqualTo(Cause.SYN_ACK_IGNORED);
  }

  @Test
  void aClientThatResetsTheSynAckIgnoresItAndIsNotRefused() {
    tcp.syn().synAck().rst();

    SynAttempt attempt = attempt(script);
    assertThat(attempt.outcome()).isEqualTo(Outcome.SYN_ACK_IGNORED);
    assertThat(attempt.cause()).isNotEqualTo(Cause.REFUSED);
    assertThat(attempt.answers())
        .extracting(SynAttempt.Answer::kind)
        .containsExactly(AnswerKind.SYN_ACK);
  }

  @Test
  void aClientThatResetsItsUnansweredSynGaveUp() {
    tcp.syn().after(seconds(1)).synAgain().after(seconds(0.2)).rst();

    assertThat(attempt(script).outcome()).isEqualTo(Outcome.GAVE_UP);
  }

  @Test
  void aSynAnsweredAtLastIsAnsweredLate() {
    tcp.syn().after(seconds(3)).synAgain().synAck().ack();

    SynAttempt attempt = attempt(script);
    assertThat(attempt.outcome()).isEqualTo(Outcome.ESTABLISHED);
    assertThat(attempt.cause()).isEqualTo(Cause.ANSWERED_LATE);
    assertThat(numbers(attempt.retransmissions())).containsExactly(2L);
  }

  @Test
  void aResetAfterTheConnectionWasEstablishedIsNoRefusal() {
    tcp.handshake().serverRst();

    TcpConversation conversation = track(script).tcp().get(0);
    assertThat(conversation.attempts().get(0).outcome()).isEqualTo(Outcome.ESTABLISHED);
    assertThat(conversation.attempts().get(0).answers()).hasSize(1);
    assertThat(conversation.ending())
        .isEqualTo(
            new TcpConversation.Ending(
                Side.SERVER, true, new FrameRef(0, 4, script.time(4)), 64, null, null));
  }

  @Test
  void anIcmpErrorThatQuotesTheSynRejectsIt() {
    tcp.syn().icmp("192.0.2.1", 3, 13).after(seconds(3)).synAgain();

    Conversations found = track(script);
    SynAttempt attempt = found.tcp().get(0).attempts().get(0);
    assertThat(attempt.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(attempt.cause()).isEqualTo(Cause.REJECTED);
    assertThat(numbers(attempt.retransmissions())).containsExactly(3L);
    SynAttempt.Answer answer = attempt.answers().get(0);
    assertThat(answer.kind()).isEqualTo(AnswerKind.ICMP);
    assertThat(answer.from()).hasToString("192.0.2.1");
    assertThat(answer.icmpType()).isEqualTo(3);
    assertThat(answer.icmpCode()).isEqualTo(13);
    assertThat(found.icmp().get(0).connection()).isEqualTo(found.tcp().get(0).id());
  }

  @Test
  void icmpFragmentationNeededIsNoRejection() {
    tcp.syn().icmp("192.0.2.1", 3, 4).after(seconds(3)).synAgain();

    Conversations found = track(script);
    assertThat(found.tcp().get(0).attempts().get(0).answers()).isEmpty();
    assertThat(found.icmp()).hasSize(1);
    assertThat(found.icmp().get(0).isPacketTooBig()).isTrue();
  }

  @Test
  void anIcmpErrorAboutDataIsNoAnswerToTheSyn() {
    tcp.handshake().send("x").icmp("192.0.2.1", 3, 1);

    Conversations found = track(script);
    assertThat(found.tcp().get(0).attempts().get(0).answers()).hasSize(1);
    assertThat(found.icmp()).hasSize(1);
    assertThat(found.icmp().get(0).connection()).isEqualTo(1);
  }

  @Test
  void simultaneousOpenRepeatsNothing() {
    TcpScript other = script.tcp(/* client= */ SERVER, /* server= */ CLIENT);
    tcp.syn();
    other.syn();
    script.goesOn(seconds(0.1));
    byte[] capture = script.pcapng();

    Conversations found = track(capture);
    assertThat(retransmissions(found)).isEmpty();
    assertThat(found.tcp()).hasSize(2);
    assertThat(found.tcp().get(0).client()).hasToString(CLIENT);
    assertThat(found.tcp().get(1).client()).hasToString(SERVER);
  }

  @Test
  void timesThatGoBackAreGapsAllTheSame() {
    // Written in the order 9 s, 3 s, 0 s.
    tcp.syn().after(seconds(-6)).synAgain().after(seconds(-3)).synAgain();
    script.goesOn(seconds(9 + 11));

    Conversations found = track(script);
    SynAttempt attempt = found.tcp().get(0).attempts().get(0);
    assertThat(numbers(attempt.retransmissions())).containsExactly(2L, 3L);
    assertThat(attempt.silence()).isEqualTo(11_000_000_000L);
    assertThat(attempt.outcome()).isEqualTo(Outcome.STILL_TRYING);
    assertThat(found.clockWentBack()).isEqualTo(2);
  }

  @Test
  void anAnswerThatStandsBeforeItsSynInTheFileIsPaired() {
    for (int answer = 0; answer < 3; answer++) {
      TraceScript mixed = new TraceScript();
      TcpScript one = mixed.tcp(CLIENT, SERVER);
      one.unseen().syn();
      switch (answer) {
        case 0 -> one.synAck();
        case 1 -> one.refuse();
        default -> one.icmp("192.0.2.1", 3, 1);
      }
      one.after(Duration.ofMillis(-10)).syn();
      mixed.goesOn(seconds(30));

      Conversations found = track(mixed);
      assertThat(found.tcp()).hasSize(1);
      SynAttempt attempt = found.tcp().get(0).attempts().get(0);
      assertThat(attempt.answers()).hasSize(1);
      assertThat(attempt.answers().get(0).frame().number()).isEqualTo(1);
      assertThat(attempt.outcome())
          .isEqualTo(List.of(Outcome.ESTABLISHED, Outcome.REFUSED, Outcome.REJECTED).get(answer));
      assertThat(found.icmp()).allMatch(error -> error.connection() == 1);
    }
  }

  @Test
  void ecnBitsAreLeftOutOfAccount() {
    byte[] first = syn(Packets.SYN | Packets.ECE | Packets.CWR, 7).ethernet();
    byte[] again = syn(Packets.SYN, 8).ethernet();
    byte[] capture =
        CaptureBytes.pcapngEthernet().packet(0, first).packet(1_000_000_000L, again).bytes();

    assertThat(retransmissions(track(capture))).containsExactly(2L);
  }

  @Test
  void aSynWithPayloadIsASyn() {
    byte[] first = syn(Packets.SYN, 7).payload((byte) 'h', (byte) 'i').ethernet();
    byte[] again = syn(Packets.SYN, 8).ethernet();
    byte[] answer =
        Packets.tcp(Packets.SYN | Packets.ACK)
            .from("203.0.113.9", 443)
            .to("10.0.0.4", 50000)
            .sequence(9)
            .acknowledgment(1003)
            .ethernet();
    byte[] capture =
        CaptureBytes.pcapngEthernet()
            .packet(0, first)
            .packet(1_000_000_000L, again)
            .packet(1_020_000_000L, answer)
            .bytes();

    Conversations found = track(capture);
    assertThat(retransmissions(found)).containsExactly(2L);
    assertThat(found.tcp().get(0).attempts().get(0).synAckFrame()).isNotNull();
    assertThat(found.tcp().get(0).fromClient().payloadBytes()).isEqualTo(2);
  }

  @Test
  void aSnapLengthThatCutsTheOptionsStillShowsTheSyn() {
    tcp.syn().after(seconds(3)).synAgain();
    script.snapLength(54);
    assertThat(retransmissions(track(script))).containsExactly(2L);

    script.snapLength(14 + 20 + 14);
    assertThat(retransmissions(track(script))).containsExactly(2L);

    script.snapLength(40);
    Conversations unreadable = track(script);
    assertThat(unreadable.tcp()).isEmpty();
    assertThat(unreadable.truncatedFrames()).isEqualTo(2);
    assertThat(unreadable.undecodedFrames()).isEqualTo(2);
  }

  @Test
  void ipv6SynsAreToldApartByTimeAlone() {
    TraceScript six = new TraceScript();
    TcpScript one = six.tcp("[2001:db8::1]:50000", "[2001:db8::2]:443");
    one.syn().copy().after(seconds(0.09)).synAgain().after(seconds(0.3)).synAgain();

    Conversations found = track(six);
    assertThat(retransmissions(found)).containsExactly(4L);
    assertThat(found.duplicateFrames()).isEqualTo(2);
    assertThat(found.tcp().get(0).client()).hasToString("[2001:db8::1]:50000");
  }

  @Test
  void vlanTagsArePartOfNoKey() {
    script.vlan(10);
    tcp.syn();
    script.vlan(20);
    tcp.after(seconds(3)).synAgain();

    assertThat(retransmissions(track(script))).containsExactly(2L);
  }

  private static Packets.Tcp syn(int flags, int id) {
    return Packets.tcp(flags).from("10.0.0.4", 50000).to("203.0.113.9", 443).sequence(1000).id(id);
  }

  @Test
  void aFirstFrameThatIsNoSynIsNeverJudged() {
    tcp.unseen().syn().synAck().ack().send("x");

    TcpConversation conversation = track(script).tcp().get(0);
    assertThat(conversation.openingSeen()).isFalse();
    assertThat(conversation.rolesKnown()).isTrue();
    assertThat(conversation.client()).hasToString(CLIENT);
  }

  @Test
  void aChallengeAckEstablishesNothing() {
    // RFC 5961: a server that still has the old connection acknowledges that one.
    byte[] challenge =
        Packets.tcp(Packets.ACK)
            .from("203.0.113.9", 443)
            .to("10.0.0.4", 50000)
            .sequence(5)
            .acknowledgment(0x7000_0000L)
            .ethernet();
    byte[] capture =
        CaptureBytes.pcapngEthernet()
            .packet(0, syn(Packets.SYN, 1).ethernet())
            .packet(1_000_000L, challenge)
            .bytes();

    assertThat(track(capture).tcp().get(0).attempts().get(0).outcome())
        .isEqualTo(Outcome.STILL_TRYING);
  }
}
