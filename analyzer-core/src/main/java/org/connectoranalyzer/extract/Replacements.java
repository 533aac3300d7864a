package org.connectoranalyzer.extract;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.StreamDissector;
import org.connectoranalyzer.extract.CredentialFinder.Direction;
import org.connectoranalyzer.redaction.Redaction;
import org.connectoranalyzer.redaction.payload.StreamRedaction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of all TCP connections in order and keeps what stands in its place where it is
 * understood, whichever segments bring it: what {@link RedactionEdit} writes when the packets are
 * read again.
 */
final class Replacements implements StreamDissector.Factory {
  private static final int DNS = 53;

  /** Bytes of all connections together, with what each piece costs; beyond it payload is zero. */
  private static final long MOST = 96L << 20;

  private static final int PIECE = 96;

  /** No piece is longer: heads and records are bounded. */
  private static final int LONGEST = 1 << 16;

  private final Redaction redaction;
  private final Map<Direction, NavigableMap<Long, byte[]>> pieces = new HashMap<>();
  private final Set<Reader> live = Collections.newSetFromMap(new IdentityHashMap<>());
  private long kept;

  /** Told of what stands in the place of a part of a segment. */
  interface Target {
    void put(int offset, byte value);
  }

  Replacements(Redaction redaction) {
    this.redaction = redaction;
  }

  private void add(Direction direction, int sequence, byte[] bytes) {
    kept += bytes.length + PIECE;
    if (kept <= MOST) {
      pieces
          .computeIfAbsent(direction, any -> new TreeMap<>())
          .putIfAbsent(sequence & 0xFFFF_FFFFL, bytes);
    }
  }

  /** What stands in the place of a segment's payload; of the rest nothing is told. */
  void within(Direction direction, int sequence, int length, Target target) {
    NavigableMap<Long, byte[]> of = pieces.get(direction);
    if (of == null || length <= 0) {
      return;
    }
    long first = sequence & 0xFFFF_FFFFL;
    within(of, first, length, target);
    if (first + length > 1L << 32) {
      within(of, first - (1L << 32), length, target);
    }
  }

  private static void within(
      NavigableMap<Long, byte[]> pieces, long first, int length, Target target) {
    for (Map.Entry<Long, byte[]> piece :
        pieces.subMap(first - LONGEST, true, first + length, false).entrySet()) {
      byte[] bytes = piece.getValue();
      int offset = (int) (piece.getKey() - first);
      for (int i = Math.max(0, -offset); i < bytes.length && offset + i < length; i++) {
        target.put(offset + i, bytes[i]);
      }
    }
  }

  /** All packets have been read: what is not whole yet stays so. */
  void finish() {
    live.forEach(Reader::cut);
    live.clear();
  }

  @Override
  public StreamDissector open(
      int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
    boolean dns = server.port() == DNS || client.port() == DNS;
    Reader reader =
        new Reader(
            reader(new Direction(client, server), dns), reader(new Direction(server, client), dns));
    live.add(reader);
    return reader;
  }

  private StreamRedaction reader(Direction direction, boolean dns) {
    return new StreamRedaction(
        redaction, dns, (sequence, bytes) -> add(direction, sequence, bytes));
  }

  @Override
  public void datagram(Endpoint from, Endpoint to, long sourceMac, PayloadChunk chunk) {
    // Datagrams are whole: they are redacted when they are written.
  }

  private final class Reader implements StreamDissector {
    private final StreamRedaction client;
    private final StreamRedaction server;

    Reader(StreamRedaction client, StreamRedaction server) {
      this.client = client;
      this.server = server;
    }

    void cut() {
      client.cut();
      server.cut();
    }

    private StreamRedaction of(Side from) {
      return from == Side.CLIENT ? client : server;
    }

    @Override
    public void data(Side from, PayloadChunk chunk) {
      byte[] bytes = new byte[chunk.bytes().length()];
      chunk.bytes().copyTo(0, bytes, 0, bytes.length);
      of(from).data(bytes, chunk.sequence());
    }

    @Override
    public void gap(Side from, long bytes) {
      of(from).cut();
    }

    @Override
    public void closed(Side from, boolean reset, FrameRef frame) {
      of(from).cut();
    }

    @Override
    public boolean wants(Side from) {
      return kept <= MOST;
    }

    @Override
    public @Nullable Side client() {
      return null;
    }

    @Override
    public void forgotten() {
      cut();
      live.remove(this);
    }
  }
}
