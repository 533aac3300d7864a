package org.connectoranalyzer.benchmarks.workload;

import java.nio.ByteBuffer;
import org.connectoranalyzer.conversation.Side;

/**
 * One TCP connection and the writer of its frames; reused for the next connection. Checksums are
 * left 0, as network cards do that compute them after the capture.
 */
final class TcpFlow {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int PSH = 8;
  static final int ACK = 16;

  private static final int SHORTEST_FRAME = 60;
  private static final int WINDOW = 64_000;
  private static final int CLIENT_MAC = 1;
  private static final int SERVER_MAC = 2;

  /** RFC 3849. */
  private static final int DOCUMENTATION_PREFIX = 0x2001_0DB8;

  private int version;
  private int client;
  private int server;
  private int clientPort;
  private int serverPort;
  private int clientNext;
  private int serverNext;
  private int frames;

  /** The last 32 bits of both addresses, the ports, and both initial sequence numbers. */
  void begin(int ipVersion, int client, int clientPort, int server, int serverPort, long isns) {
    this.version = ipVersion;
    this.client = client;
    this.clientPort = clientPort;
    this.server = server;
    this.serverPort = serverPort;
    clientNext = (int) (isns >>> 32);
    serverNext = (int) isns;
  }

  int serverPort() {
    return serverPort;
  }

  /** The sender goes back by so many bytes: what follows is a retransmission. */
  void goBack(int bytes) {
    clientNext -= bytes;
  }

  /** Writes one frame with the first {@code length} bytes of {@code payload}. */
  void write(ByteBuffer out, Side from, int flags, int ipId, byte[] payload, int length) {
    final int start = out.position();
    boolean ofClient = from == Side.CLIENT;
    mac(out, ofClient ? SERVER_MAC : CLIENT_MAC);
    mac(out, ofClient ? CLIENT_MAC : SERVER_MAC);
    int source = ofClient ? client : server;
    int destination = ofClient ? server : client;
    if (version == 4) {
      out.putShort((short) 0x0800).putShort((short) 0x4500).putShort((short) (40 + length));
      out.putShort((short) ipId).putShort((short) 0x4000).put((byte) 64).put((byte) 6);
      out.putShort((short) 0).putInt(source).putInt(destination);
    } else {
      out.putShort((short) 0x86DD).putInt(0x6000_0000).putShort((short) (20 + length));
      out.put((byte) 6).put((byte) 64);
      v6(out, source);
      v6(out, destination);
    }
    out.putShort((short) (ofClient ? clientPort : serverPort));
    out.putShort((short) (ofClient ? serverPort : clientPort));
    out.putInt(ofClient ? clientNext : serverNext);
    out.putInt((flags & ACK) == 0 ? 0 : ofClient ? serverNext : clientNext);
    out.put((byte) 0x50).put((byte) flags).putShort((short) window()).putInt(0);
    out.put(payload, 0, length);
    while (out.position() - start < SHORTEST_FRAME) {
      out.put((byte) 0);
    }
    advance(from, length + ((flags & (SYN | FIN)) == 0 ? 0 : 1));
  }

  /** Differs from frame to frame, as IPv6 has no other mark of two equal acknowledgments. */
  private int window() {
    return WINDOW + (frames++ & 0x3FF);
  }

  private static void mac(ByteBuffer out, int last) {
    out.putShort((short) 0x0200).putInt(last);
  }

  private static void v6(ByteBuffer out, int last) {
    out.putInt(DOCUMENTATION_PREFIX).putLong(0).putInt(last);
  }

  private void advance(Side from, int by) {
    if (from == Side.CLIENT) {
      clientNext += by;
    } else {
      serverNext += by;
    }
  }
}
