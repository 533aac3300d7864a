package org.connectoranalyzer.fuzzing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.ConversationTracker;
import org.connectoranalyzer.conversation.Conversations;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.StreamDissector;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.conversation.TrackerOptions;
import org.connectoranalyzer.exchange.Dissectors;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of one connection send, turn by turn; turn i comes in frame i, counted from 1. As
 * bytes: one that says what it is (bit 0 the side, bits 1 to 3 data, a gap, FIN or RST), for data
 * and gaps a length of two bytes, the data.
 */
final class Dialogue {
  private static final int GAP = 5;
  private static final int FIN = 6;
  private static final int RST = 7;

  private static final long BEGIN = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000_000;
  private static final Endpoint CLIENT = new Endpoint(IpAddress.v4(0x0A14000AL), 50_000);
  private static final IpAddress SERVER = IpAddress.v4(0x0A140850L);

  private final List<Turn> turns = new ArrayList<>();

  /** One turn; {@code what} below {@link #GAP}: data. Never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Turn(Side from, int what, byte[] data, int length) {}

  /** Any bytes are a dialogue. */
  static Dialogue of(byte[] script) {
    Dialogue dialogue = new Dialogue();
    for (int at = 0; at < script.length; ) {
      int head = script[at++] & 0xFF;
      int what = head >> 1 & 7;
      byte[] data = {};
      int length = 0;
      if (what <= GAP && at + 2 <= script.length) {
        length = (script[at] & 0xFF) << 8 | (script[at + 1] & 0xFF);
        at += 2;
      }
      if (what < GAP) {
        length = Math.min(length, script.length - at);
        data = Arrays.copyOfRange(script, at, at + length);
        at += length;
      }
      dialogue.add((head & 1) == 0 ? Side.CLIENT : Side.SERVER, what, data, length);
    }
    return dialogue;
  }

  private void add(Side from, int what, byte[] data, int length) {
    turns.add(new Turn(from, what, data, length));
  }

  Dialogue says(Side from, byte[] data) {
    add(from, 0, data, data.length);
    return this;
  }

  byte[] script() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Turn turn : turns) {
      out.write(turn.what << 1 | (turn.from == Side.CLIENT ? 0 : 1));
      if (turn.what <= GAP) {
        out.write(turn.length >> 8);
        out.write(turn.length);
        out.writeBytes(turn.data);
      }
    }
    return out.toByteArray();
  }

  int frames() {
    return turns.size();
  }

  boolean hasGap() {
    return turns.stream().anyMatch(turn -> turn.what == GAP);
  }

  /** Everything that is sent, of both sides. */
  long bytes() {
    return turns.stream().mapToLong(turn -> turn.data.length).sum();
  }

  /** The dialogue with runs of one side's data joined: fewer turns, fewer frames. */
  Dialogue joined() {
    Dialogue joined = new Dialogue();
    for (Turn turn : turns) {
      int last = joined.turns.size() - 1;
      Turn before = last < 0 ? null : joined.turns.get(last);
      boolean goesOn =
          before != null
              && turn.what < GAP
              && before.what < GAP
              && turn.from == before.from
              && before.length + turn.length < 0x10000;
      if (goesOn) {
        byte[] data = Arrays.copyOf(before.data, before.length + turn.length);
        System.arraycopy(turn.data, 0, data, before.length, turn.length);
        joined.turns.set(last, new Turn(turn.from, 0, data, data.length));
      } else {
        joined.turns.add(turn);
      }
    }
    return joined;
  }

  /** What is found in it, each turn told as a whole. */
  Exchanges exchanges(int serverPort) {
    return exchanges(serverPort, Integer.MAX_VALUE);
  }

  /** What is found in it, told in pieces of at most so many bytes, those of a turn in its frame. */
  Exchanges exchanges(int serverPort, int piece) {
    Endpoint server = new Endpoint(SERVER, serverPort);
    Dissectors dissectors = new Dissectors(Limits.standard());
    StreamDissector dissector =
        dissectors.open(1, CLIENT, server, StreamDissector.Beginning.CONNECTION);
    PayloadChunk chunk = new PayloadChunk();
    for (int i = 0; i < turns.size(); i++) {
      tell(dissector, turns.get(i), frame(i), chunk, piece);
    }
    Conversations all = conversations(List.of(conversation(server)));
    return dissectors.finish(all, frame(turns.size()).time());
  }

  /** What is found where each turn is a datagram to or from port 53. */
  Exchanges datagrams() {
    Endpoint server = new Endpoint(SERVER, 53);
    Dissectors dissectors = new Dissectors(Limits.standard());
    PayloadChunk chunk = new PayloadChunk();
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      FrameRef frame = frame(i);
      chunk.at(frame.file(), frame.number(), frame.time());
      chunk.bytes().wrap(turn.data);
      boolean asks = turn.from == Side.CLIENT;
      dissectors.datagram(asks ? CLIENT : server, asks ? server : CLIENT, -1, chunk);
    }
    return dissectors.finish(conversations(List.of()), frame(turns.size()).time());
  }

  private static Conversations conversations(List<TcpConversation> tcp) {
    return new Conversations(
        tcp, List.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, 0, Map.of(), List.of());
  }

  private static FrameRef frame(int turn) {
    return new FrameRef(0, turn + 1L, BEGIN + turn * STEP);
  }

  private static void tell(
      StreamDissector dissector, Turn turn, FrameRef frame, PayloadChunk chunk, int piece) {
    if (turn.what == FIN || turn.what == RST) {
      dissector.closed(turn.from, turn.what == RST, frame);
    } else if (turn.what == GAP && turn.length > 0 && dissector.wants(turn.from)) {
      dissector.gap(turn.from, turn.length);
    }
    for (int at = 0; at < turn.data.length && dissector.wants(turn.from); at += piece) {
      chunk.at(frame.file(), frame.number(), frame.time());
      chunk.bytes().wrap(turn.data, at, Math.min(piece, turn.data.length - at));
      dissector.data(turn.from, chunk);
      if (piece == Integer.MAX_VALUE) {
        break;
      }
    }
  }

  private TcpConversation conversation(Endpoint server) {
    TcpConversation.Flow flow =
        new TcpConversation.Flow(
            frames(),
            bytes(),
            frames(),
            0,
            0,
            64,
            true,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            TcpConversation.Delivery.NONE);
    FrameRef first = frame(0);
    FrameRef last = frame(Math.max(0, turns.size() - 1));
    return new TcpConversation(
        1,
        CLIENT,
        server,
        true,
        List.of(),
        first,
        last,
        first.time(),
        last.time(),
        flow,
        flow,
        -1,
        ending(),
        0,
        List.of());
  }

  private TcpConversation.@Nullable Ending ending() {
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      if (turn.what == FIN || turn.what == RST) {
        return new TcpConversation.Ending(
            turn.from,
            turn.what == RST,
            frame(i),
            64,
            before(i, Side.CLIENT),
            before(i, Side.SERVER));
      }
    }
    return null;
  }

  private @Nullable FrameRef before(int end, Side side) {
    for (int i = end - 1; i >= 0; i--) {
      if (turns.get(i).from == side && turns.get(i).data.length > 0) {
        return frame(i);
      }
    }
    return null;
  }

  /** The dialogues of a capture by the port of the server. */
  static Map<Integer, List<Dialogue>> of(Path capture) throws IOException {
    Listener listener = new Listener();
    ConversationTracker tracker = new ConversationTracker(TrackerOptions.defaults(), listener);
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(capture)) {
      while (recording.next(frame)) {
        tracker.accept(frame, decoder.decode(frame));
      }
    }
    tracker.finish();
    return listener.dialogues;
  }

  /** Writes down what dissectors are told. */
  private static final class Listener implements StreamDissector.Factory {
    private static final int UDP = 0x10000;

    private final Map<Integer, List<Dialogue>> dialogues = new TreeMap<>();

    private Dialogue begin(int port) {
      Dialogue dialogue = new Dialogue();
      dialogues.computeIfAbsent(port, key -> new ArrayList<>()).add(dialogue);
      return dialogue;
    }

    @Override
    public StreamDissector open(
        int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
      return new Turns(begin(server.port()));
    }

    @Override
    public void datagram(
        Endpoint source, Endpoint destination, long sourceMac, PayloadChunk chunk) {
      if (source.port() == 53 || destination.port() == 53) {
        List<Dialogue> lookups = dialogues.computeIfAbsent(UDP + 53, key -> new ArrayList<>());
        Dialogue last = lookups.isEmpty() ? begin(UDP + 53) : lookups.get(lookups.size() - 1);
        last.says(destination.port() == 53 ? Side.CLIENT : Side.SERVER, bytes(chunk));
      }
    }
  }

  private static byte[] bytes(PayloadChunk chunk) {
    byte[] bytes = new byte[chunk.bytes().length()];
    chunk.bytes().copyTo(0, bytes, 0, bytes.length);
    return bytes;
  }

  /** Wants everything. */
  private record Turns(Dialogue dialogue) implements StreamDissector {
    @Override
    public void data(Side from, PayloadChunk chunk) {
      dialogue.says(from, bytes(chunk));
    }

    @Override
    public void gap(Side from, long bytes) {
      dialogue.add(from, GAP, new byte[0], (int) Math.max(1, Math.min(bytes, 0xFFFF)));
    }

    @Override
    public void closed(Side from, boolean reset, FrameRef frame) {
      dialogue.add(from, reset ? RST : FIN, new byte[0], 0);
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
}
