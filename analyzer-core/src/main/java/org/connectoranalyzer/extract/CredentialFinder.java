package org.connectoranalyzer.extract;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.StreamDissector;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of all TCP connections in order and notes where credential values stand in
 * them, whichever segments bring them: what {@link CredentialEdit} overwrites when the packets are
 * read again.
 */
final class CredentialFinder implements StreamDissector.Factory {
  /** Of all connections together, 8 bytes each; once there are more, all is overwritten. */
  private static final int MOST_RANGES = 1 << 20;

  /** What a direction costs beside its ranges, in ranges. */
  private static final int DIRECTION = 16;

  /** More are looked at packet by packet as if they were text, which costs time alone. */
  private static final int MOST_ENCRYPTED = 1 << 16;

  private static final SequenceRanges ALL = SequenceRanges.all();

  private final Map<Direction, SequenceRanges> found = new HashMap<>();
  private final Set<Direction> encrypted = new HashSet<>();
  private final Set<Reader> live = Collections.newSetFromMap(new IdentityHashMap<>());
  private int ranges;

  /** Who sends to whom. */
  record Direction(Endpoint from, Endpoint to) {}

  /** Where credentials stand in a direction; null: nowhere. */
  @Nullable SequenceRanges in(Direction direction) {
    return ranges > MOST_RANGES ? ALL : found.get(direction);
  }

  /** Whether TLS was seen to begin in a direction, so that packets by themselves show nothing. */
  boolean isEncrypted(Direction direction) {
    return encrypted.contains(direction);
  }

  private void add(Direction direction, int sequence, int length) {
    if (ranges > MOST_RANGES) {
      return;
    }
    SequenceRanges known = found.get(direction);
    if (known == null) {
      known = new SequenceRanges();
      found.put(direction, known);
      ranges += DIRECTION;
    }
    ranges += known.add(sequence, length);
  }

  /** All packets have been read: what is not whole yet stays so. */
  void finish() {
    live.forEach(Reader::end);
    live.clear();
  }

  @Override
  public StreamDissector open(
      int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
    boolean partial = beginning == StreamDissector.Beginning.CAPTURE;
    Reader reader = new Reader(new Direction(client, server), partial);
    live.add(reader);
    return reader;
  }

  private CredentialLines lines(Direction direction, boolean partial) {
    return new CredentialLines(partial, (sequence, length) -> add(direction, sequence, length));
  }

  @Override
  public void datagram(Endpoint from, Endpoint to, long sourceMac, PayloadChunk chunk) {
    // Datagrams are whole: they are looked at when they are written.
  }

  private final class Reader implements StreamDissector {
    private final Direction fromClient;
    private final Direction fromServer;
    private final CredentialLines client;
    private final CredentialLines server;

    Reader(Direction fromClient, boolean partial) {
      this.fromClient = fromClient;
      fromServer = new Direction(fromClient.to(), fromClient.from());
      client = lines(fromClient, partial);
      server = lines(fromServer, partial);
    }

    void end() {
      client.cut(Long.MAX_VALUE);
      server.cut(Long.MAX_VALUE);
    }

    private CredentialLines of(Side from) {
      return from == Side.CLIENT ? client : server;
    }

    @Override
    public void data(Side from, PayloadChunk chunk) {
      CredentialLines lines = of(from);
      lines.data(chunk.bytes(), chunk.sequence());
      if (lines.isEncrypted() && encrypted.size() < MOST_ENCRYPTED) {
        encrypted.add(from == Side.CLIENT ? fromClient : fromServer);
      }
    }

    @Override
    public void gap(Side from, long bytes) {
      of(from).cut(bytes);
    }

    @Override
    public void closed(Side from, boolean reset, FrameRef frame) {
      if (reset) {
        end();
      } else {
        of(from).cut(0);
      }
    }

    @Override
    public boolean wants(Side from) {
      return !of(from).isEncrypted();
    }

    @Override
    public @Nullable Side client() {
      return null;
    }

    @Override
    public void forgotten() {
      client.cut(0);
      server.cut(0);
      live.remove(this);
    }
  }
}
