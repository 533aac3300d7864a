package org.connectoranalyzer.conversation;

import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of one connection, incrementally. Opened by the tracker when the first payload
 * arrives, told of gaps and of the end, then asked nothing more. Must not throw on content.
 */
public interface StreamDissector {
  /** The next bytes of one direction, in order, each once. */
  void data(Side from, PayloadChunk chunk);

  /**
   * Bytes that the capture does not hold (snap length, packet lost by the recorder, or the
   * reassembly window overflowed), before the next {@link #data} of that direction. {@code bytes}
   * is -1 where the length is unknown.
   */
  void gap(Side from, long bytes);

  /** A FIN (after all data of that side) or a RST. */
  void closed(Side from, boolean reset, FrameRef frame);

  /**
   * Whether it still wants payload of that side; if not, the tracker keeps and orders none of it.
   */
  boolean wants(Side from);

  /**
   * Who the content says is the client (sender of CONNECT, of a ClientHello), as the tracker sees
   * sides; null if unknown.
   */
  @Nullable Side client();

  /** The tracker gave the connection up: it will not be in the trace, nor what it carried. */
  default void forgotten() {}

  /** Where the payload of a connection begins. */
  enum Beginning {
    /** With the connection: its SYN is in view. */
    CONNECTION,
    /** Wherever the capture began, perhaps in the middle of a message. */
    CAPTURE
  }

  /** Opens dissectors. The connection's id is that of the {@link TcpConversation} to come. */
  interface Factory {
    /** Null: nobody asks about this connection, keep no payload. */
    @Nullable StreamDissector open(
        int connection, Endpoint client, Endpoint server, Beginning beginning);

    /**
     * One UDP datagram that is no copy of an earlier one.
     *
     * @param sourceMac MAC that sent the frame as a 48-bit number; -1 unknown
     */
    void datagram(Endpoint source, Endpoint destination, long sourceMac, PayloadChunk chunk);
  }
}
