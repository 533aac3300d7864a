package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both directions cut into segments at random, repeated, overlapping, reordered, cut by a snap
 * length and lost in part: what reaches the dissector is each byte once, in place, or a gap of the
 * right length.
 */
class PayloadPropertyTest {
  private static final int LENGTH = 20_000;
  private static final long CLIENT_ISN = 0xFFFF_E000L;
  private static final long SERVER_ISN = 0x7FFF_F000L;

  /** The byte that stands at a position of a direction. */
  private static byte at(Side side, int position) {
    return (byte) (position * 31 + position / 251 + (side == Side.CLIENT ? 7 : 0));
  }

  private static int index(Side side) {
    return side == Side.CLIENT ? 0 : 1;
  }

  /** Follows the positions of both directions. */
  private static final class Checker implements StreamDissector, StreamDissector.Factory {
    private final int[] positions = new int[2];
    private final int[] delivered = new int[2];
    private final List<String> ends = new ArrayList<>();

    @Override
    public StreamDissector open(
        int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
      return this;
    }

    @Override
    public void datagram(
        Endpoint source, Endpoint destination, long sourceMac, PayloadChunk chunk) {}

    @Override
    public void data(Side from, PayloadChunk chunk) {
      for (int i = 0; i < chunk.bytes().length(); i++) {
        int position = positions[index(from)] + i;
        if ((byte) chunk.bytes().u8(i) != at(from, position)) {
          throw new AssertionError(from + " has another byte at " + position);
        }
      }
      positions[index(from)] += chunk.bytes().length();
      delivered[index(from)] += chunk.bytes().length();
    }

    @Override
    public void gap(Side from, long bytes) {
      assertThat(bytes).isPositive();
      positions[index(from)] += (int) bytes;
    }

    @Override
    public void closed(Side from, boolean reset, FrameRef frame) {
      ends.add(from + " " + positions[index(from)]);
    }

    @Override
    public boolean wants(Side from) {
      return true;
    }

    @Override
    public @Nullable Side client() {
      return null;
    }
  }

  private static byte[] segment(
      Side from, int flags, long position, int length, long acknowledged) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = at(from, (int) position + i);
    }
    boolean client = from == Side.CLIENT;
    Packets.Tcp tcp = Packets.tcp(flags | Packets.ACK).payload(payload);
    long sequence = (client ? CLIENT_ISN : SERVER_ISN) + 1 + position;
    long ack = (client ? SERVER_ISN : CLIENT_ISN) + 1 + acknowledged;
    tcp.sequence(sequence & 0xFFFF_FFFFL).acknowledgment(ack & 0xFFFF_FFFFL);
    return client
        ? tcp.from("10.0.0.4", 50000).to("203.0.113.9", 443).ethernet()
        : tcp.from("203.0.113.9", 443).to("10.0.0.4", 50000).ethernet();
  }

  /** Segments of one direction in the order of sending, some repeated with other borders. */
  private static List<byte[]> segments(Side from, Random random, int lossPercent) {
    List<byte[]> segments = new ArrayList<>();
    for (int position = 0; position < LENGTH; ) {
      int length = Math.min(1 + random.nextInt(700), LENGTH - position);
      if (random.nextInt(100) >= lossPercent) {
        segments.add(segment(from, 0, position, length, 0));
      }
      if (random.nextInt(4) == 0) {
        int back = Math.min(position, random.nextInt(900));
        int again = Math.min(1 + random.nextInt(1200), LENGTH - position + back);
        segments.add(segment(from, 0, position - back, again, 0));
      }
      position += length;
    }
    segments.add(segment(from, Packets.FIN, LENGTH, 0, 0));
    return segments;
  }

  private static CaptureBytes opened(int snapLength) {
    CaptureBytes file = CaptureBytes.pcapng().section();
    file.networkInterface(CaptureBytes.ETHERNET, snapLength, CaptureBytes.option(9, (byte) 9));
    Packets.Tcp syn = Packets.tcp(Packets.SYN).from("10.0.0.4", 50000).to("203.0.113.9", 443);
    Packets.Tcp synAck = Packets.tcp(Packets.SYN | Packets.ACK).from("203.0.113.9", 443);
    synAck.to("10.0.0.4", 50000).sequence(SERVER_ISN).acknowledgment(CLIENT_ISN + 1);
    return file.packet(0, syn.sequence(CLIENT_ISN).ethernet()).packet(1000, synAck.ethernet());
  }

  private static Checker check(long seed, int lossPercent, int disorder, int snapLength) {
    Random random = new Random(seed);
    List<byte[]> all = new ArrayList<>(segments(Side.CLIENT, random, lossPercent));
    List<byte[]> other = segments(Side.SERVER, random, lossPercent);
    for (int i = 0; i < other.size(); i++) {
      all.add(Math.min(all.size(), 2 * i), other.get(i));
    }
    for (int i = 0; disorder > 0 && i + disorder < all.size(); i += disorder) {
      Collections.shuffle(all.subList(i, i + disorder), random);
    }
    CaptureBytes file = opened(snapLength);
    long time = 1_000_000L;
    for (byte[] frame : all) {
      time += 1_000_000L;
      byte[] captured = java.util.Arrays.copyOf(frame, Math.min(frame.length, snapLength));
      file.packet(0, time, captured, frame.length);
    }
    Checker checker = new Checker();
    Tracked.track(file.bytes(), TrackerOptions.defaults(), checker);
    assertThat(checker.positions).containsExactly(LENGTH, LENGTH);
    assertThat(checker.ends).containsExactlyInAnyOrder("CLIENT " + LENGTH, "SERVER " + LENGTH);
    return checker;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void reorderedAndRepeatedSegmentsLoseNothing(long seed) {
    assertThat(check(seed, 0, 0, 65535).delivered).containsExactly(LENGTH, LENGTH);
    assertThat(check(seed, 0, 12, 65535).delivered).containsExactly(LENGTH, LENGTH);
    assertThat(check(seed, 0, 40, 65535).delivered).containsExactly(LENGTH, LENGTH);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38})
  void lostAndCutSegmentsAreGapsOfTheRightLength(long seed) {
    Checker lost = check(seed, 20, 12, 65535);
    assertThat(lost.delivered[0]).isBetween(LENGTH / 2, LENGTH - 1);
    check(seed, 20, 0, 200);
    check(seed, 0, 12, 128);
    check(seed, 50, 40, 300);
  }
}
