package org.connectoranalyzer.benchmarks.workload;

import java.nio.ByteBuffer;
import org.connectoranalyzer.conversation.Side;

/**
 * Connections that are opened and never used, each from another address and port: up to 2^31
 * distinct ones, all to one server's 443.
 */
final class SynFlood implements Traffic {
  /** What an unanswered one takes in the file; one with a SYN-ACK takes twice that. */
  static final int BYTES = 60 + Workload.RECORD_HEADER;

  /** Odd, so that it permutes the numbers of 31 bits: no two connections are the same. */
  private static final int SCATTER = 0x9E37_79B1;

  /** RFC 2544: addresses for measuring, 198.18.0.0/15. */
  private static final int CLIENTS = 0xC612_0000;

  private static final int SERVER = 0xCB00_71C8;
  private static final byte[] NOTHING = {};

  private final boolean answered;
  private final TcpFlow flow = new TcpFlow();
  private int count;
  private boolean open;

  private SynFlood(boolean answered) {
    this.answered = answered;
  }

  /** The server does not answer. */
  static SynFlood unanswered() {
    return new SynFlood(false);
  }

  /** The server answers each SYN, and hears no more. */
  static SynFlood answered() {
    return new SynFlood(true);
  }

  @Override
  public void next(ByteBuffer out, long time) {
    if (open && answered) {
      flow.write(out, Side.SERVER, TcpFlow.SYN | TcpFlow.ACK, count, NOTHING, 0);
      open = false;
      return;
    }
    int scattered = count * SCATTER & 0x7FFF_FFFF;
    int client = CLIENTS | scattered >>> 14;
    int port = 1024 + (scattered & 0x3FFF);
    count++;
    flow.begin(4, client, port, SERVER, 443, (long) scattered << 32 | count);
    flow.write(out, Side.CLIENT, TcpFlow.SYN, count, NOTHING, 0);
    open = true;
  }
}
