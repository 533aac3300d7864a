package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.jspecify.annotations.Nullable;

/**
 * The handshake messages of one direction in the clear (RFC 5246 §7.4, RFC 8446 §4), put together
 * across records: several in one record, one over many. Hellos are kept, certificates read as they
 * come, the rest counted. A gap in a message leaves its end known; a gap over its end does not, and
 * the next message is the one that fits into a record at its beginning.
 */
final class TlsMessages {
  static final int CLIENT_HELLO = 1;
  static final int SERVER_HELLO = 2;
  static final int NEW_SESSION_TICKET = 4;
  static final int CERTIFICATE = 11;
  static final int CERTIFICATE_REQUEST = 13;
  static final int SERVER_HELLO_DONE = 14;
  static final int HEADER = 4;

  private static final int LAST_TYPE = 24;

  /** Hears of messages; frames are where they are whole, as far as they are seen. */
  interface Listener {
    /** A message, its header included; only of hellos more, cut where the capture cuts it. */
    void message(int type, ByteView message, FrameRef frame);

    /** A Certificate message begins; null if nobody wants it. */
    @Nullable CertificateList certificate();

    /** Part of the handshake is not in the capture. */
    void missing();
  }

  private final Listener listener;
  private final Link link;
  private final HeldBytes message;
  private @Nullable CertificateList certificates;
  private @Nullable FrameRef frame;

  /** Of the message whose bytes come, with its header; -1 not known yet. */
  private int length = -1;

  private int seen;
  private int type;
  private boolean delivered;

  /** It is known where messages begin. */
  private boolean aligned;

  private int recordLength;
  private boolean atRecordStart;
  private boolean stopped;

  /**
   * @param aligned the first record begins with a message
   */
  TlsMessages(Link link, boolean aligned, Listener listener) {
    this.link = link;
    this.aligned = aligned;
    this.listener = listener;
    message = link.hold();
  }

  /** A handshake record of that length begins. */
  void record(int length) {
    recordLength = length;
    atRecordStart = true;
    if (!aligned) {
      message.clear();
    }
  }

  /** The next bytes of a record. */
  void data(ByteView bytes, PayloadChunk by) {
    int at = 0;
    FrameRef brought = by.frameRef();
    while (at < bytes.length() && !stopped) {
      if (length < 0) {
        if (!aligned && !atRecordStart) {
          return;
        }
        int lacking = Math.min(bytes.length() - at, HEADER - message.length());
        at += message.append(bytes, at, lacking, by);
        reached(brought);
        if (message.length() < HEADER || !begins()) {
          return;
        }
      } else {
        int count = Math.min(length - seen, bytes.length() - at);
        keep(bytes, at, count, by, brought);
        at += count;
      }
      if (seen == length) {
        end();
      }
    }
  }

  private void reached(FrameRef brought) {
    frame = frame == null || brought.compareTo(frame) > 0 ? brought : frame;
  }

  /** The header of a message is whole; false if it is none. */
  private boolean begins() {
    type = message.view().u8(0);
    length = HEADER + message.view().u8(1) * 65_536 + message.view().u16(2);
    if (!aligned && (type == 0 || type > LAST_TYPE || length > recordLength)) {
      length = -1;
      atRecordStart = false;
      return false;
    }
    aligned = true;
    atRecordStart = false;
    seen = HEADER;
    delivered = false;
    if (type == CERTIFICATE) {
      certificates = listener.certificate();
    }
    return true;
  }

  private void keep(ByteView bytes, int at, int count, PayloadChunk by, FrameRef brought) {
    reached(brought);
    seen += count;
    if (certificates != null) {
      certificates.append(bytes, at, count, brought);
    } else if (isHello() && !delivered) {
      int kept = message.append(bytes, at, count, by);
      if (kept < count) {
        link.cutShort(message);
        deliver();
      }
    }
  }

  private boolean isHello() {
    return type == CLIENT_HELLO || type == SERVER_HELLO;
  }

  private void deliver() {
    if (!delivered && frame != null) {
      delivered = true;
      listener.message(type, message.view(), frame);
    }
  }

  private void end() {
    if (certificates != null) {
      certificates.end();
    }
    deliver();
    forget();
  }

  private void forget() {
    message.clear();
    certificates = null;
    frame = null;
    length = -1;
  }

  /** So many bytes of a record are not in the capture. */
  void gap(int bytes) {
    if (bytes == 0) {
      return;
    }
    listener.missing();
    if (length >= 0) {
      cut();
      if (bytes <= length - seen) {
        seen += bytes;
        if (seen == length) {
          end();
        }
        return;
      }
    }
    forget();
    aligned = false;
    atRecordStart = false;
  }

  /** What is there of the message in the making is all that will be. */
  private void cut() {
    if (certificates != null) {
      certificates.cut();
    }
    deliver();
  }

  /** The place is lost: what follows is not what comes next. */
  void lost() {
    if (length >= 0) {
      cut();
    }
    listener.missing();
    forget();
    aligned = false;
    atRecordStart = false;
  }

  /** No more messages come in the clear. */
  void stop() {
    stopped = true;
    if (length >= 0) {
      cut();
    }
    forget();
  }
}
