package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.testing.TraceScript;

/** Runs captures through a {@link ConversationTracker}. */
final class Tracked {
  private Tracked() {}

  /** With and without {@link HeaderPrediction}, which must make no difference. */
  static Conversations track(TraceScript script) {
    return track(script.pcapng());
  }

  /** With and without {@link HeaderPrediction}, which must make no difference. */
  static Conversations track(byte[] capture) {
    Dialogues told = new Dialogues();
    Dialogues toldLong = new Dialogues();
    Conversations tracked = track(capture, TrackerOptions.defaults(), told);
    assertThat(tracked).isEqualTo(trackTheLongWay(capture, toldLong));
    assertThat(told.events()).isEqualTo(toldLong.events());
    return tracked;
  }

  static Conversations track(
      byte[] capture, TrackerOptions options, StreamDissector.Factory factory) {
    return read(capture, recording -> track(recording, options, factory));
  }

  /** Every frame through {@link ConversationTracker#accept}. */
  static Conversations trackTheLongWay(byte[] capture, StreamDissector.Factory factory) {
    return read(capture, recording -> trackTheLongWay(recording, factory));
  }

  private interface Reading {
    Conversations of(Recording recording) throws IOException;
  }

  private static Conversations read(byte[] capture, Reading reading) {
    try (Recording recording = Recording.open(new ByteArrayInputStream(capture), "script")) {
      return reading.of(recording);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Conversations track(
      Recording recording, TrackerOptions options, StreamDissector.Factory factory)
      throws IOException {
    ConversationTracker tracker = new ConversationTracker(options, factory);
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    while (recording.next(frame)) {
      if (!tracker.predicted(frame)) {
        tracker.accept(frame, decoder.decode(frame));
      }
    }
    return tracker.finish();
  }

  static Conversations trackTheLongWay(Recording recording, StreamDissector.Factory factory)
      throws IOException {
    ConversationTracker tracker = new ConversationTracker(TrackerOptions.defaults(), factory);
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    while (recording.next(frame)) {
      tracker.accept(frame, decoder.decode(frame));
    }
    return tracker.finish();
  }

  /** The only attempt of the only conversation. */
  static SynAttempt attempt(TraceScript script) {
    List<TcpConversation> tcp = track(script).tcp();
    if (tcp.size() != 1 || tcp.get(0).attempts().size() != 1) {
      throw new AssertionError("not one attempt in " + tcp);
    }
    return tcp.get(0).attempts().get(0);
  }

  /** Frame numbers of all retransmitted SYNs, in capture order. */
  static List<Long> retransmissions(Conversations conversations) {
    return conversations.tcp().stream()
        .flatMap(conversation -> conversation.attempts().stream())
        .flatMap(attempt -> attempt.retransmissions().stream())
        .map(FrameRef::number)
        .sorted()
        .toList();
  }
}
