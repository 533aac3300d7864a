package org.connectoranalyzer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.packet.PacketHeaders;
import org.junit.jupiter.api.Test;

class TraceScriptTest {
  @Test
  void framesFollowEachOtherByOneMillisecondUnlessTold() {
    TraceScript script = new TraceScript();
    script
        .tcp("10.0.0.1", "203.0.113.9:443")
        .syn()
        .after(Duration.ofSeconds(3))
        .synAgain()
        .synAck();

    assertThat(script.lastFrame()).isEqualTo(3);
    assertThat(script.time(1)).isEqualTo(TraceScript.START.getEpochSecond() * 1_000_000_000L);
    assertThat(script.time(2) - script.time(1)).isEqualTo(3_000_000_000L);
    assertThat(script.time(3) - script.time(2)).isEqualTo(1_000_000L);
  }

  @Test
  void aRetransmissionDiffersFromACopyByItsIpId() throws IOException {
    TraceScript script = new TraceScript();
    script.tcp("10.0.0.1", "203.0.113.9:443").syn().copy().synAgain();

    List<Integer> ids = new ArrayList<>();
    List<Long> sequences = new ArrayList<>();
    read(
        script,
        headers -> {
          ids.add(headers.ipId());
          sequences.add(headers.sequence());
        });
    assertThat(ids).hasSize(3);
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
    assertThat(sequences).containsOnly(sequences.get(0));
  }

  @Test
  void aSnapLengthCutsEveryFrame() throws IOException {
    TraceScript script = new TraceScript().snapLength(60);
    script.tcp("2001:db8::1", "[2001:db8::2]:443").handshake().send("a".repeat(100));

    List<Boolean> cut = new ArrayList<>();
    read(script, headers -> cut.add(headers.packetTruncated()));
    assertThat(cut).containsExactly(true, true, true, true);
  }

  private static void read(TraceScript script, Consumer<PacketHeaders> each) throws IOException {
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(script.stream(), "script")) {
      while (recording.next(frame)) {
        each.accept(decoder.decode(frame));
      }
    }
  }
}
