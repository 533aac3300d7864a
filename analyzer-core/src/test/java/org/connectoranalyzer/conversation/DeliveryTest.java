package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.conversation.Tracked.track;

import java.time.Duration;
import java.util.Objects;
import org.connectoranalyzer.conversation.TcpConversation.Delivery;
import org.connectoranalyzer.conversation.TcpConversation.Stop;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;

/** Which sizes of segments arrive, and where acknowledgments stop. */
class DeliveryTest {
  private final TraceScript script = new TraceScript();
  private final TcpScript connection = script.tcp("10.0.0.4", "203.0.113.9:443").handshake();

  private Delivery of(Side side) {
    return track(script).tcp().get(0).flow(side).delivery();
  }

  private Stop stop(Side side) {
    return Objects.requireNonNull(of(side).stop());
  }

  @Test
  void theSynTellsTheMss() {
    assertThat(of(Side.CLIENT).mss()).isEqualTo(1460);
    assertThat(of(Side.SERVER).mss()).isEqualTo(1460);
  }

  @Test
  void aCutSynTellsNoMss() {
    script.snapLength(14 + 20 + 20);

    assertThat(of(Side.CLIENT).mss()).isZero();
  }

  @Test
  void whatIsAcknowledgedInPartTellsASize() {
    connection.send(new byte[300]).serverAck().send(new byte[4000]);
    assertThat(of(Side.CLIENT)).isEqualTo(new Delivery(1460, 1460, 300, null));

    connection.serverAck();
    assertThat(of(Side.CLIENT)).isEqualTo(new Delivery(1460, 1460, 1460, null));
  }

  @Test
  void segmentsSentAgainAndNeverAcknowledgedAreAStop() {
    connection.send(new byte[300]).serverAck().deaf(Side.SERVER).send(new byte[1460]);
    long first = again(300).lastFrame();
    long answer = connection.serverAck().lastFrame();
    connection.serverAck();
    long last = again(600).lastFrame();

    Stop stop = stop(Side.CLIENT);
    assertThat(of(Side.CLIENT).largestAcknowledged()).isEqualTo(300);
    assertThat(stop.repeated()).isEqualTo(1460);
    assertThat(stop.repeats()).isEqualTo(2);
    assertThat(stop.missing()).isZero();
    assertThat(stop.first().number()).isEqualTo(first);
    assertThat(stop.last().number()).isEqualTo(last);
    assertThat(stop.answers()).isEqualTo(2);
    assertThat(Objects.requireNonNull(stop.lastAnswer()).number()).isEqualTo(answer + 1);
  }

  private TcpScript again(int milliseconds) {
    return connection
        .after(Duration.ofMillis(milliseconds))
        .segment(Side.CLIENT, -1460, new byte[1460]);
  }

  @Test
  void aRepetitionThatArrivesIsNoStop() {
    connection.send(new byte[1460]).after(Duration.ofMillis(300)).retransmit().serverAck();

    assertThat(of(Side.CLIENT)).isEqualTo(new Delivery(1460, 1460, 1460, null));
  }

  @Test
  void whatIsSentAgainInSmallerPiecesArrivesInThese() {
    connection.send(new byte[1460]);
    connection.after(Duration.ofMillis(300)).segment(Side.CLIENT, -1460, new byte[1000]);
    connection.segment(Side.CLIENT, -460, new byte[460]).serverAck();

    assertThat(of(Side.CLIENT).largestAcknowledged()).isEqualTo(1000);
    assertThat(of(Side.CLIENT).stop()).isNull();
  }

  @Test
  void aJumpOverWhatNeverCameIsAStop() {
    connection.send(new byte[300]).unseen().reply(new byte[2920]);
    long jump = connection.reply(new byte[200]).lastFrame();

    Stop stop = stop(Side.SERVER);
    assertThat(stop.missing()).isEqualTo(2920);
    assertThat(stop.first().number()).isEqualTo(jump);
    assertThat(stop.repeats()).isZero();
    assertThat(of(Side.SERVER).largest()).isEqualTo(200);
  }

  @Test
  void anEmptySegmentBehindWhatNeverCameIsAJumpToo() {
    connection.send(new byte[300]).unseen().reply(new byte[2920]);
    long jump = connection.serverAck().lastFrame();

    assertThat(stop(Side.SERVER).missing()).isEqualTo(2920);
    assertThat(stop(Side.SERVER).first().number()).isEqualTo(jump);
  }

  @Test
  void whatTheOtherSideHasButTheCaptureLacksIsNoStop() {
    connection.send(new byte[300]).unseen().reply(new byte[2920]).reply(new byte[200]).ack();

    assertThat(of(Side.SERVER).stop()).isNull();
    assertThat(track(script).tcp().get(0).fromServer().missingBytes()).isEqualTo(2920);
  }

  @Test
  void aGapThatIsFilledIsNoStop() {
    connection.send(new byte[300]).unseen().reply(new byte[1460]).reply(new byte[200]);
    connection.segment(Side.SERVER, -1660, new byte[1460]).ack();

    assertThat(of(Side.SERVER).stop()).isNull();
  }
}
