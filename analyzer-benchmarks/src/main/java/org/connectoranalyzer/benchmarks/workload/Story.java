package org.connectoranalyzer.benchmarks.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.connectoranalyzer.testing.TraceScript;

/**
 * What one client does for a short while, scripted once and told as often as wanted, each time by
 * another client: address, MAC and ports change, all else stays.
 */
final class Story {
  private static final int VERSION = 14;
  private static final int V4_SOURCE = 26;
  private static final int V4_PORTS = 34;
  private static final int V6_SOURCE = 22;
  private static final int V6_PORTS = 54;

  private final RecordedFrames frames;

  /** For each frame, whether the client sends it. */
  private final boolean[] ofClient;

  /** A script of one client, whose frame comes first; without tags, IP options and extensions. */
  Story(TraceScript script) {
    try {
      frames = RecordedFrames.read(script.stream(), "story");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long client = sender(frames.bytes(0));
    ofClient = new boolean[frames.count()];
    for (int i = 0; i < ofClient.length; i++) {
      ofClient[i] = sender(frames.bytes(i)) == client;
    }
  }

  /** The MAC that sent a frame. */
  private static long sender(byte[] frame) {
    return ByteBuffer.wrap(frame).getLong(6) >>> 16;
  }

  int frames() {
    return frames.count();
  }

  /** When a frame comes, ns after the first. */
  long time(int frame) {
    return frames.time(frame);
  }

  /** Writes a frame as this client's; its ports are those of the script plus {@code shift}. */
  void write(ByteBuffer out, int frame, int client, int shift) {
    int start = out.position();
    out.put(frames.bytes(frame));
    boolean v4 = out.get(start + VERSION) >>> 4 == 4;
    boolean sent = ofClient[frame];
    int addressLength = v4 ? 4 : 16;
    int address = start + (v4 ? V4_SOURCE : V6_SOURCE) + (sent ? 0 : addressLength);
    int port = start + (v4 ? V4_PORTS : V6_PORTS) + (sent ? 0 : 2);
    out.putInt(start + (sent ? 8 : 2), client);
    out.putInt(address + addressLength - 4, client);
    out.putShort(port, (short) (out.getShort(port) + shift));
  }
}
