package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.Packets.ACK;
import static org.connectoranalyzer.testing.Packets.FIN;
import static org.connectoranalyzer.testing.Packets.PSH;
import static org.connectoranalyzer.testing.Packets.RST;
import static org.connectoranalyzer.testing.Packets.SYN;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.exchange.Dissectors;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.Tunnels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way takes what it should, and comes to the same as the long way. */
class HeaderPredictionTest {
  private static final long ISN = 0xFFFF_FF00L;
  private static final long SERVER_ISN = 0x8000_0000L;
  private static final byte[] DATA = new byte[500];

  private static Packets.Tcp client(int flags, int position) {
    return Packets.tcp(flags)
        .from("10.0.0.4", 50000)
        .to("203.0.113.9", 443)
        .sequence(ISN + 1 + position & 0xFFFF_FFFFL);
  }

  private static Packets.Tcp server(int flags, int position) {
    return Packets.tcp(flags)
        .from("203.0.113.9", 443)
        .to("10.0.0.4", 50000)
        .sequence(SERVER_ISN + 1 + position)
        .acknowledgment(ISN + 1 & 0xFFFF_FFFFL);
  }

  private static Packets.Tcp acknowledging(Packets.Tcp segment, int position) {
    return segment.acknowledgment(SERVER_ISN + 1 + position);
  }

  /** A connection on which the server has sent 1,000 bytes, all acknowledged. */
  private static List<byte[]> opened() {
    return new ArrayList<>(
        List.of(
            client(SYN, -1).id(1).ethernet(),
            server(SYN | ACK, -1).id(2).ethernet(),
            acknowledging(client(ACK, 0), 0).id(3).ethernet(),
            server(ACK, 0).payload(DATA).id(4).ethernet(),
            server(ACK | PSH, 500).payload(DATA).id(5).ethernet(),
            acknowledging(client(ACK, 0), 1000).id(6).ethernet()));
  }

  private static byte[] capture(List<byte[]> frames) {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    long time = 0;
    for (byte[] frame : frames) {
      time += 2_000_000;
      file.packet(time, frame);
    }
    return file.bytes();
  }

  /** Whether the frame behind those of {@link #opened} is taken. */
  private static boolean isTaken(byte[] frame, StreamDissector.Factory factory) {
    List<byte[]> frames = opened();
    frames.add(frame);
    ConversationTracker tracker = new ConversationTracker(TrackerOptions.defaults(), factory);
    HeaderDecoder decoder = new HeaderDecoder();
    Frame next = new Frame();
    boolean taken = false;
    try (Recording recording =
        Recording.open(new ByteArrayInputStream(capture(frames)), "script")) {
      while (recording.next(next)) {
        taken = tracker.predicted(next);
        if (!taken) {
          tracker.accept(next, decoder.decode(next));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return taken;
  }

  private static Dialogues unread() {
    return new Dialogues().withoutServer();
  }

  @Test
  void takesTheNextSegmentWhosePayloadNobodyReads() {
    assertThat(isTaken(server(ACK, 1000).payload(DATA).id(9).ethernet(), unread())).isTrue();
    assertThat(isTaken(server(ACK | PSH, 1000).payload(DATA).id(9).ethernet(), unread())).isTrue();
  }

  @Test
  void takesABareAcknowledgmentOfAnyStream() {
    byte[] bare = acknowledging(client(ACK, 0), 1000).id(9).ethernet();
    assertThat(isTaken(bare, unread())).isTrue();
    assertThat(isTaken(bare, new Dialogues())).isTrue();
  }

  private static Packets.Tcp next() {
    return server(ACK, 1000).payload(DATA).id(9);
  }

  static Map<String, byte[]> others() {
    byte[] odd = next().ethernet();
    odd[14] = 0x46;
    byte[] fragment = next().ethernet();
    fragment[20] = 0x20;
    byte[] shortHeader = next().ethernet();
    shortHeader[46] = 0x40;
    byte[] longHeader = server(ACK, 1000).id(9).ethernet();
    longHeader[46] = (byte) 0xF0;
    return Map.ofEntries(
        Map.entry("a FIN", server(ACK | FIN, 1000).payload(DATA).id(9).ethernet()),
        Map.entry("a RST", server(ACK | RST, 1000).id(9).ethernet()),
        Map.entry("a SYN", client(SYN, 999).id(9).ethernet()),
        Map.entry("no ACK", server(0, 1000).payload(DATA).id(9).ethernet()),
        Map.entry("sent again", server(ACK, 500).payload(DATA).id(9).ethernet()),
        Map.entry("one missing before", server(ACK, 1500).payload(DATA).id(9).ethernet()),
        Map.entry("a keep-alive", server(ACK, 999).id(9).ethernet()),
        Map.entry("no identification", server(ACK, 1000).payload(DATA).ethernet()),
        Map.entry(
            "acknowledges what was not seen",
            next().acknowledgment(ISN + 700 & 0xFFFF_FFFFL).ethernet()),
        Map.entry("another port", next().to("10.0.0.4", 50001).ethernet()),
        Map.entry("another address", next().to("10.0.0.5", 50000).ethernet()),
        Map.entry("a VLAN tag", Packets.vlan(next().ethernet(), 0x8100, 7)),
        Map.entry("IP options", odd),
        Map.entry("a fragment", fragment),
        Map.entry("a TCP header that is too short", shortHeader),
        Map.entry("a TCP header beyond its packet", longHeader),
        Map.entry("no whole header", java.util.Arrays.copyOf(next().ethernet(), 53)),
        Map.entry(
            "UDP", Packets.ethernet(Packets.udp("203.0.113.9", 443, "10.0.0.4", 50000, DATA))));
  }

  static Stream<String> namesOfOthers() {
    return others().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("namesOfOthers")
  void leavesEverythingElse(String name) {
    assertThat(isTaken(others().get(name), unread())).isFalse();
  }

  @Test
  void leavesPayloadThatIsRead() {
    assertThat(isTaken(next().ethernet(), new Dialogues())).isFalse();
  }

  @Test
  void countsACopyOfWhatItTook() {
    List<byte[]> frames = opened();
    byte[] segment = next().ethernet();
    frames.addAll(List.of(segment, segment));
    byte[] bare = acknowledging(client(ACK, 0), 1500).id(10).ethernet();
    frames.addAll(List.of(bare, bare));
    Conversations tracked = Tracked.track(capture(frames), TrackerOptions.defaults(), unread());
    assertThat(tracked.duplicateFrames()).isEqualTo(2);
    assertThat(tracked).isEqualTo(Tracked.trackTheLongWay(capture(frames), unread()));
  }

  /** Both directions at random: in order for long, then lost, late, repeated, cut, copied. */
  private static byte[] disturbed(Random random) {
    List<byte[]> frames = opened();
    int[] next = {0, 1000};
    for (int i = 0; i < 400; i++) {
      boolean fromClient = random.nextInt(4) == 0;
      int side = fromClient ? 0 : 1;
      int length = random.nextInt(3) == 0 ? 0 : random.nextInt(600);
      int flags = random.nextInt(200) == 0 ? ACK | FIN : ACK;
      int back = random.nextInt(20) == 0 ? random.nextInt(900) : 0;
      int known = next[1 - side] - (random.nextInt(5) == 0 ? random.nextInt(700) : 0);
      Packets.Tcp segment =
          fromClient ? client(flags, next[0] - back) : server(flags, next[1] - back);
      segment.acknowledgment((fromClient ? SERVER_ISN : ISN) + 1 + known & 0xFFFF_FFFFL);
      byte[] frame = segment.payload(new byte[length]).id(100 + i).ethernet();
      if (random.nextInt(25) == 0) {
        frame = Packets.ethernet(Tunnels.vxlan(frame));
      }
      next[side] = Math.max(next[side], next[side] - back + length);
      if (random.nextInt(30) > 0) {
        frames.add(frame);
      }
      if (random.nextInt(20) == 0) {
        frames.add(Math.max(6, frames.size() - random.nextInt(6)), frame);
      }
      if (random.nextInt(40) == 0) {
        Collections.swap(frames, frames.size() - 1, frames.size() - 2);
      }
    }
    return capture(frames);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void bothWaysComeToTheSame(long seed) {
    byte[] capture = disturbed(new Random(seed));
    Dialogues told = unread();
    Dialogues toldLong = unread();
    assertThat(Tracked.track(capture, TrackerOptions.defaults(), told))
        .isEqualTo(Tracked.trackTheLongWay(capture, toldLong));
    assertThat(told.events()).isEqualTo(toldLong.events());
  }

  @Test
  void bothWaysComeToTheSameInEverySample() throws IOException {
    List<Path> samples;
    try (Stream<Path> files = Files.walk(Path.of("../samples"))) {
      samples = files.filter(file -> file.toString().contains(".pcap")).sorted().toList();
    }
    assertThat(samples).hasSizeGreaterThan(60);
    for (Path sample : samples) {
      assertThat(shortWay(sample)).as(sample.toString()).isEqualTo(longWay(sample));
    }
  }

  @Test
  void bothWaysComeToTheSameInEveryThirdPartyCapture() throws IOException {
    for (ThirdPartyCaptures.Entry entry : ThirdPartyCaptures.orSkip().entries()) {
      try {
        assertThat(shortWay(entry.file())).as(entry.name()).isEqualTo(longWay(entry.file()));
      } catch (CaptureFormatException e) {
        // Neither way begins.
      }
    }
  }

  private record Outcome(Conversations conversations, Exchanges exchanges) {}

  private static Outcome shortWay(Path capture) throws IOException {
    try (Recording recording = Recording.open(capture)) {
      Dissectors dissectors = new Dissectors(Limits.standard());
      return outcome(Tracked.track(recording, TrackerOptions.defaults(), dissectors), dissectors);
    }
  }

  private static Outcome longWay(Path capture) throws IOException {
    try (Recording recording = Recording.open(capture)) {
      Dissectors dissectors = new Dissectors(Limits.standard());
      return outcome(Tracked.trackTheLongWay(recording, dissectors), dissectors);
    }
  }

  private static Outcome outcome(Conversations conversations, Dissectors dissectors) {
    return new Outcome(conversations, dissectors.finish(conversations, Long.MAX_VALUE));
  }
}
