package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.ConversationTracker;
import org.connectoranalyzer.conversation.Conversations;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TrackerOptions;
import org.connectoranalyzer.exchange.Dissectors;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.testing.CaptureBytes;

/**
 * A capture followed the short way and the long way: both find the same, of frames that there are.
 */
final class TrackerTarget implements FuzzTarget {
  @Override
  public String name() {
    return "tracker";
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    return Seeds.captures().stream()
        .map(sample -> Seeds.excerpt(sample, () -> CaptureBytes.pcap().nanoseconds()));
  }

  private record Outcome(long frames, Conversations conversations, Exchanges exchanges) {}

  @Override
  public void run(byte[] input) throws IOException {
    Outcome found;
    try {
      found = track(input, true);
    } catch (CaptureFormatException e) {
      return;
    }
    assertThat(track(input, false)).isEqualTo(found);
    List<TcpConversation> tcp = found.conversations.tcp();
    for (int i = 0; i < tcp.size(); i++) {
      check(tcp.get(i), found.frames);
      assertThat(tcp.get(i).id()).isEqualTo(i + 1);
    }
  }

  private static Outcome track(byte[] capture, boolean predicting) throws IOException {
    Dissectors dissectors = new Dissectors(Limits.standard());
    ConversationTracker tracker =
        new ConversationTracker(TrackerOptions.defaults().withConversations(64), dissectors);
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    long frames = 0;
    try (Recording recording = Recording.open(new ByteArrayInputStream(capture), "input")) {
      while (recording.next(frame)) {
        frames++;
        if (!predicting || !tracker.predicted(frame)) {
          tracker.accept(frame, decoder.decode(frame));
        }
      }
    }
    Conversations conversations = tracker.finish();
    return new Outcome(frames, conversations, dissectors.finish(conversations, Long.MAX_VALUE));
  }

  private static void check(TcpConversation conversation, long frames) {
    assertThat(conversation.firstFrame().number()).isBetween(1L, frames);
    assertThat(conversation.lastFrame().number())
        .isBetween(conversation.firstFrame().number(), frames);
    assertThat(conversation.startTime()).isLessThanOrEqualTo(conversation.endTime());
    for (TcpConversation.Flow flow :
        List.of(conversation.fromClient(), conversation.fromServer())) {
      assertThat(flow.frames()).isBetween(0L, frames);
      assertThat(flow.payloadBytes()).isNotNegative();
      assertThat(flow.missingBytes()).isNotNegative();
      assertThat(flow.retransmittedSegments()).isBetween(0L, flow.dataSegments());
    }
    conversation.attempts().forEach(attempt -> assertThat(attempt.silence()).isNotNegative());
  }
}
