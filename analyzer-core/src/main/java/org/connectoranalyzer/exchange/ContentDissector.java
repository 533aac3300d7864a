package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.StreamDissector.Beginning;
import org.jspecify.annotations.Nullable;

/**
 * What a connection or a tunnel carries: tells by the first bytes of a segment which protocol
 * begins, and hands all that follows to its layer. Until then it looks at the beginning of every
 * segment, since a capture may start in the middle of a message; it gives a side up after a while,
 * sooner where the beginning was in view.
 */
final class ContentDissector implements Layer {
  /** Bytes of a message that was under way when the capture began. */
  private static final long PATIENCE_WITH_CAPTURE = 262_144;

  /** Bytes of another protocol that may stand before one of ours (SOCKS, STARTTLS). */
  private static final long PATIENCE_WITH_CONNECTION = 16_384;

  /** Behind these only the end of a line tells more. */
  private static final int FIRST_BYTES = 32;

  private final Link link;
  private final @Nullable ConnectDraft tunnel;
  private final int depth;
  private final long patience;
  private final BySide<Start> starts;
  private @Nullable Layer layer;

  /** The proxy's side of the tunnel has begun. */
  private boolean answered;

  /** The beginning of a message of one side, and how much of it could not be told so far. */
  private static final class Start {
    private final HeldBytes held;
    private long unknown;

    Start(HeldBytes held) {
      this.held = held;
    }
  }

  /** What a connection carries. */
  ContentDissector(Link link, Beginning beginning) {
    this(
        link,
        null,
        0,
        beginning == Beginning.CAPTURE ? PATIENCE_WITH_CAPTURE : PATIENCE_WITH_CONNECTION);
  }

  /**
   * What a tunnel carries.
   *
   * @param depth tunnels around this one
   */
  ContentDissector(Link link, ConnectDraft tunnel, int depth) {
    this(link, tunnel, depth, PATIENCE_WITH_CONNECTION);
  }

  private ContentDissector(Link link, @Nullable ConnectDraft tunnel, int depth, long patience) {
    this.link = link;
    this.tunnel = tunnel;
    this.depth = depth;
    this.patience = patience;
    starts = new BySide<>(new Start(link.hold()), new Start(link.hold()));
  }

  @Override
  public void data(Side from, ByteView bytes, PayloadChunk by) {
    if (tunnel != null && from != tunnel.asker() && !answered && bytes.length() > 0) {
      answered = true;
      if (!TlsRecordStream.mayBeHeader(bytes) && Opening.response(bytes) == Opening.UNKNOWN) {
        tunnel.tunnelBegins(bytes);
      }
    }
    if (layer != null) {
      layer.data(from, bytes, by);
      dropMistake();
      return;
    }
    HeldBytes start = start(from);
    if (start.length() == 0 && Opening.of(bytes) == Opening.UNKNOWN) {
      pass(from, bytes);
      return;
    }
    boolean early = start.length() < FIRST_BYTES;
    start.append(bytes, 0, by);
    if (early || start.isFull() || HttpHead.lineEnd(bytes, 0) >= 0) {
      recognize(from, start);
    }
  }

  private void recognize(Side from, HeldBytes start) {
    switch (Opening.of(start.view())) {
      case UNDECIDED -> {
        if (start.isFull()) {
          pass(from, start.view());
          start.clear();
        }
      }
      case HTTP_REQUEST -> begin(http(from));
      case HTTP_RESPONSE -> begin(http(from.other()));
      case CLIENT_HELLO -> begin(new TlsDissector(link, tunnel, from));
      case SERVER_HELLO -> begin(new TlsDissector(link, tunnel, from.other()));
      case TLS_RECORD -> begin(new TlsDissector(link, tunnel, null));
      case UNKNOWN -> {
        pass(from, start.view());
        start.clear();
      }
    }
  }

  private Layer http(Side client) {
    return new HttpDissector(link, tunnel, client, depth, unknown(client.other()) > 0);
  }

  private void begin(Layer begun) {
    layer = begun;
    Side first = begun.client() == null ? Side.CLIENT : begun.client();
    for (Side side : new Side[] {first, first.other()}) {
      long missing = start(side).drainTo(chunk -> data(side, chunk.bytes(), chunk));
      if (missing > 0) {
        gap(side, missing);
      }
    }
  }

  private void pass(Side from, ByteView bytes) {
    starts.of(from).unknown += bytes.length();
  }

  private void dropMistake() {
    if (layer != null && layer.mistaken()) {
      layer = null;
    }
  }

  @Override
  public void gap(Side from, long bytes) {
    if (layer == null && Opening.isCutConnect(start(from).view())) {
      begin(http(from));
    }
    if (layer != null) {
      layer.gap(from, bytes);
      dropMistake();
      return;
    }
    start(from).clear();
  }

  @Override
  public boolean wants(Side from) {
    return layer == null ? unknown(from) < patience : layer.wants(from);
  }

  @Override
  public @Nullable Side client() {
    return layer == null ? null : layer.client();
  }

  private HeldBytes start(Side side) {
    return starts.of(side).held;
  }

  private long unknown(Side side) {
    return starts.of(side).unknown;
  }
}
