package org.connectoranalyzer.conversation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what dissectors are told, one line an event: {@code C 4 text} for data of the client
 * brought by frame 4, {@code S gap 100}, {@code C fin 9}, {@code S rst 9}.
 */
final class Dialogues implements StreamDissector.Factory {
  private final List<String> events = new ArrayList<>();
  private final List<String> opened = new ArrayList<>();
  private final List<String> datagrams = new ArrayList<>();
  private boolean unwantedServer;
  private @Nullable Side client;

  /** What was said, in order, over all conversations. */
  List<String> events() {
    return events;
  }

  /** Id and endpoints with which dissectors were opened. */
  List<String> opened() {
    return opened;
  }

  List<String> datagrams() {
    return datagrams;
  }

  /** The dissectors want nothing of the server's. */
  Dialogues withoutServer() {
    unwantedServer = true;
    return this;
  }

  /** The dissectors say who the client is. */
  Dialogues whoseClientIs(Side side) {
    client = side;
    return this;
  }

  @Override
  public StreamDissector open(
      int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
    opened.add(connection + " " + client + " " + server);
    return new Dialogue();
  }

  @Override
  public void datagram(Endpoint source, Endpoint destination, long sourceMac, PayloadChunk chunk) {
    datagrams.add(chunk.frame() + " " + source + " " + destination + " " + text(chunk));
  }

  private static String text(PayloadChunk chunk) {
    byte[] bytes = new byte[chunk.bytes().length()];
    chunk.bytes().copyTo(0, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String name(Side side) {
    return side == Side.CLIENT ? "C" : "S";
  }

  private final class Dialogue implements StreamDissector {
    @Override
    public void data(Side from, PayloadChunk chunk) {
      events.add(name(from) + " " + chunk.frame() + " " + text(chunk));
    }

    @Override
    public void gap(Side from, long bytes) {
      events.add(name(from) + " gap " + bytes);
    }

    @Override
    public void closed(Side from, boolean reset, FrameRef frame) {
      events.add(name(from) + (reset ? " rst " : " fin ") + frame.number());
    }

    @Override
    public boolean wants(Side from) {
      return from == Side.CLIENT || !unwantedServer;
    }

    @Override
    public @Nullable Side client() {
      return client;
    }
  }
}
