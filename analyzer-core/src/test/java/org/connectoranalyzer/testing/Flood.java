package org.connectoranalyzer.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * A capture of any length that is made while it is read: the frames of one {@link TraceScript} over
 * and over, each round with other ports and, after some rounds, other client addresses. Where the
 * script writes {@value #COUNTER}, the round's number stands. Checksums are not kept right.
 */
public final class Flood extends InputStream {
  /** Stands for the number of the round, in text of the same length. */
  public static final String COUNTER = "00000000";

  private static final byte[] PLACE = COUNTER.getBytes(US_ASCII);
  private static final int ENHANCED_PACKET = 6;
  private static final int PACKET = 28;
  private static final int ADDRESSES = PACKET + 14 + 12;
  private static final int FIRST_PORT = 1_024;

  private final byte[] header;
  private final byte[] story;
  private final byte[] round;
  private final long rounds;
  private final int roundsPerClient;
  private final long step;
  private final int client;
  private long next;
  private byte[] current;
  private int at;

  /**
   * @param script one round; IPv4 on Ethernet, its client the source of the first frame
   * @param roundsPerClient rounds before the client's address goes up by one; at most 60,000
   */
  public Flood(TraceScript script, long rounds, int roundsPerClient) {
    byte[] capture = script.pcapng();
    ByteBuffer blocks = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
    int start = 0;
    while (blocks.getInt(start) != ENHANCED_PACKET) {
      start += blocks.getInt(start + 4);
    }
    this.rounds = rounds;
    this.roundsPerClient = roundsPerClient;
    header = Arrays.copyOf(capture, start);
    story = Arrays.copyOfRange(capture, start, capture.length);
    round = story.clone();
    client = ByteBuffer.wrap(story).getInt(ADDRESSES);
    step = script.time(script.lastFrame()) - script.time(1) + 1_000_000;
    current = header;
  }

  private void makeRound() {
    System.arraycopy(story, 0, round, 0, story.length);
    ByteBuffer blocks = ByteBuffer.wrap(round).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < round.length; block += blocks.getInt(block + 4)) {
      long time =
          ((long) blocks.getInt(block + 12) << 32) | (blocks.getInt(block + 16) & 0xFFFFFFFFL);
      time += next * step;
      blocks.putInt(block + 12, (int) (time >>> 32)).putInt(block + 16, (int) time);
      end(block, block + ADDRESSES, block + ADDRESSES + 8);
      end(block, block + ADDRESSES + 4, block + ADDRESSES + 10);
    }
    count();
    next++;
  }

  /** The client's end of a packet gets the address and the port of this round. */
  private void end(int block, int address, int port) {
    ByteBuffer bytes = ByteBuffer.wrap(round);
    boolean ip = bytes.getShort(block + PACKET + 12) == 0x0800;
    if (ip && bytes.getInt(address) == client) {
      bytes.putInt(address, client + (int) (next / roundsPerClient));
      bytes.putShort(port, (short) (FIRST_PORT + next % roundsPerClient));
    }
  }

  private void count() {
    byte[] number = String.format(Locale.ROOT, "%08d", next).getBytes(US_ASCII);
    for (int i = 0; i + PLACE.length <= story.length; i++) {
      if (story[i] == '0' && Arrays.equals(story, i, i + PLACE.length, PLACE, 0, PLACE.length)) {
        System.arraycopy(number, 0, round, i, number.length);
        i += PLACE.length - 1;
      }
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (at == current.length) {
      if (next == rounds) {
        return -1;
      }
      makeRound();
      current = round;
      at = 0;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }
}
