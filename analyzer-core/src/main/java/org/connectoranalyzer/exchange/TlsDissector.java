package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * One TLS session: hellos, readable alerts, and whether application data went both ways. Begun at a
 * ClientHello or ServerHello, or in the middle of a session, where no hello is in view.
 */
final class TlsDissector implements Layer {
  private final @Nullable Side client;
  private final TlsDraft draft;
  private final Link link;
  private final BySide<TlsRecordStream> streams;
  private boolean added;
  private boolean lost;

  /**
   * @param client null where the session began before the capture
   */
  TlsDissector(Link link, @Nullable ConnectDraft tunnel, @Nullable Side client) {
    this.link = link;
    this.client = client;
    draft = new TlsDraft(link, tunnel);
    streams = new BySide<>(stream(Side.CLIENT), stream(Side.SERVER));
  }

  private TlsRecordStream stream(Side side) {
    return new TlsRecordStream(link, client != null, new Reader(role(side)));
  }

  /** Who that is by the content. */
  private Side role(Side side) {
    return client == null || client == Side.CLIENT ? side : side.other();
  }

  /** Takes down what one side sends. */
  private final class Reader implements TlsRecordStream.Listener {
    private final Side from;
    private @Nullable FrameRef unproven;

    Reader(Side from) {
      this.from = from;
    }

    @Override
    public void record(int type, int length, FrameRef frame) {
      confirm();
      draft.record(from, type, frame);
      if (type == TlsRecordStream.APPLICATION_DATA) {
        if (draft.midSession()) {
          unproven = frame;
        } else {
          draft.encrypted(from, length, frame);
        }
      }
    }

    /** In the middle of a session a record counts where the next one follows, or nothing does. */
    private void confirm() {
      if (unproven != null) {
        draft.data(from, unproven);
        unproven = null;
        add();
      }
    }

    @Override
    public void recordEnds(int type, FrameRef frame, boolean atEnd) {
      draft.recordEnds(from, type, frame);
      if (atEnd) {
        confirm();
      }
    }

    @Override
    public void ssl2Hello(ByteView hello, FrameRef frame) {
      if (from == Side.CLIENT) {
        draft.clientHello(TlsHello.ofSsl2(hello), frame);
        add();
      }
    }

    @Override
    public void message(int type, ByteView message, FrameRef frame) {
      draft.message(from, type);
      if (type == TlsMessages.CLIENT_HELLO && from == Side.CLIENT) {
        draft.clientHello(TlsHello.ofClient(message), frame);
        add();
      } else if (type == TlsMessages.SERVER_HELLO && from == Side.SERVER) {
        serverHello(TlsHello.ofServer(message), frame);
      } else if (type == TlsMessages.CERTIFICATE_REQUEST && from == Side.SERVER) {
        draft.certificateRequest(frame);
      } else if (type == TlsMessages.SERVER_HELLO_DONE && from == Side.SERVER) {
        draft.serverHelloDone(frame);
      }
    }

    @Override
    public @Nullable CertificateList certificate() {
      draft.message(from, TlsMessages.CERTIFICATE);
      return draft.certificates(from);
    }

    @Override
    public void missing() {
      draft.missing(from);
    }

    private void serverHello(TlsHello hello, FrameRef frame) {
      if (hello.isRetryRequest()) {
        streams.client().helloRetried();
        streams.server().helloRetried();
      } else {
        draft.serverHello(hello, frame);
        add();
        if (hello.version() >= TlsHello.TLS_1_3) {
          streams.client().encrypted();
          streams.server().encrypted();
        }
      }
    }

    @Override
    public void alert(int level, int number, FrameRef frame) {
      if (draft.alert(from, level, number, frame)) {
        add();
      }
    }

    @Override
    public void lost() {
      unproven = null;
      lost = true;
    }
  }

  private void add() {
    if (!added) {
      added = true;
      link.log.add(draft);
    }
  }

  @Override
  public void data(Side from, ByteView bytes, PayloadChunk by) {
    if (!draft.isDone()) {
      streams.of(from).data(bytes, by);
    }
  }

  @Override
  public void gap(Side from, long bytes) {
    streams.of(from).gap(bytes);
  }

  @Override
  public boolean wants(Side from) {
    return !draft.isDone();
  }

  @Override
  public @Nullable Side client() {
    return client;
  }

  @Override
  public boolean mistaken() {
    return lost && !added;
  }
}
