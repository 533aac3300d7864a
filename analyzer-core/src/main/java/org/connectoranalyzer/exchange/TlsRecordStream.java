package org.connectoranalyzer.exchange;

import java.util.Objects;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.jspecify.annotations.Nullable;

/**
 * The TLS records of one direction (RFC 8446 §5.1, RFC 5246 §6.2). Gaps inside a record are passed
 * over; where the place is lost, it goes on at the next segment that begins with a record.
 * Handshake messages are in the clear until ChangeCipherSpec. The first record may be a {@link
 * Ssl2Hello}.
 */
final class TlsRecordStream {
  static final int HEADER = 5;
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  /** In place of a type: the record is a hello of SSL 2. */
  private static final int SSL2_HELLO = 0x80;

  private static final int LONGEST_RECORD = 16_384 + 2_048;

  /** Hears of records; frames are where things are whole, as far as they are seen. */
  interface Listener extends TlsMessages.Listener {
    /** A record begins; {@code frame} completes its header. */
    void record(int type, int length, FrameRef frame);

    /** It has been passed; {@code atEnd}: nothing of the segment is left behind it. */
    void recordEnds(int type, FrameRef frame, boolean atEnd);

    /** A ClientHello as SSL 2 wrote it, its length left out. */
    void ssl2Hello(ByteView hello, FrameRef frame);

    /** The two bytes of a readable alert. */
    void alert(int level, int number, FrameRef frame);

    /** What followed was no record. */
    void lost();
  }

  private final Listener listener;
  private final TlsMessages messages;
  private final HeldBytes header = new HeldBytes(HEADER);
  private final HeldBytes alert = new HeldBytes(2);
  private @Nullable HeldBytes ssl2Hello;
  private @Nullable FrameRef frame;
  private int type;
  private int left;
  private boolean inRecord;
  private boolean begun;
  private boolean lost;
  private boolean encrypted;
  private boolean retried;

  /**
   * @param aligned the first handshake record begins with a message
   */
  TlsRecordStream(Link link, boolean aligned, Listener listener) {
    this.listener = listener;
    messages = new TlsMessages(link, aligned, listener);
  }

  /** Whether these bytes may be the beginning of a record header. */
  static boolean mayBeHeader(ByteView bytes) {
    int type = bytes.u8(0);
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) {
      return false;
    }
    if (bytes.length() > 1 && bytes.u8(1) != 3) {
      return false;
    }
    if (bytes.length() > 2 && bytes.u8(2) > 4) {
      return false;
    }
    return bytes.length() < HEADER || (bytes.u16(3) > 0 && bytes.u16(3) <= LONGEST_RECORD);
  }

  /** Everything from here on is encrypted; an alert of two bytes still is none that is. */
  void encrypted() {
    encrypted = true;
    messages.stop();
  }

  /** After a HelloRetryRequest ChangeCipherSpec means nothing: hellos follow (RFC 8446 §D.4). */
  void helloRetried() {
    retried = true;
  }

  void data(ByteView bytes, PayloadChunk by) {
    if (lost) {
      if (!mayBeHeader(bytes)) {
        return;
      }
      lost = false;
    }
    int at = 0;
    while (at < bytes.length()) {
      if (!inRecord) {
        at += header.append(bytes, at, by);
        if (!mayBegin(header.view())) {
          lose();
          return;
        }
        if (header.isFull()) {
          begin(by);
        }
      } else {
        int count = Math.min(left, bytes.length() - at);
        left -= count;
        reached(by);
        content(new ByteView().wrapSlice(bytes, at, count), by);
        at += count;
        end(at == bytes.length());
      }
    }
  }

  private boolean mayBegin(ByteView bytes) {
    return mayBeHeader(bytes) || (!begun && Ssl2Hello.mayBe(bytes));
  }

  private void begin(PayloadChunk by) {
    ByteView bytes = header.view();
    boolean old = !mayBeHeader(bytes);
    type = old ? SSL2_HELLO : bytes.u8(0);
    left = old ? Ssl2Hello.length(bytes) - (HEADER - Ssl2Hello.LENGTH) : bytes.u16(3);
    FrameRef whole = header.greatestFrame(HEADER);
    frame = whole;
    inRecord = true;
    begun = true;
    alert.clear();
    listener.record(type, left, whole);
    if (old) {
      ssl2Hello = new HeldBytes(left + HEADER);
      ssl2Hello.append(bytes, Ssl2Hello.LENGTH, by);
    } else if (type == HANDSHAKE && !encrypted) {
      messages.record(left);
    } else if (type == CHANGE_CIPHER_SPEC && !retried) {
      encrypted();
    }
    header.clear();
  }

  /** The record came in this frame, too. */
  private void reached(PayloadChunk by) {
    if (frame == null || by.file() > frame.file() || by.frame() > frame.number()) {
      FrameRef brought = by.frameRef();
      frame = frame == null || brought.compareTo(frame) > 0 ? brought : frame;
    }
  }

  private void end(boolean atEnd) {
    if (left == 0 && inRecord) {
      inRecord = false;
      FrameRef whole = Objects.requireNonNull(frame);
      if (ssl2Hello != null) {
        HeldBytes hello = ssl2Hello;
        ssl2Hello = null;
        listener.ssl2Hello(hello.view(), whole);
      }
      listener.recordEnds(type, whole, atEnd);
    }
  }

  /** Part of a record; {@code left} is what comes behind it. */
  private void content(ByteView bytes, PayloadChunk by) {
    if (type == HANDSHAKE && !encrypted) {
      messages.data(bytes, by);
    } else if (type == ALERT) {
      if (alert.length() + bytes.length() + left == 2) {
        alert.append(bytes, 0, by);
      }
      if (alert.isFull()) {
        listener.alert(alert.view().u8(0), alert.view().u8(1), alert.greatestFrame(2));
        alert.clear();
      }
    } else if (ssl2Hello != null) {
      ssl2Hello.append(bytes, 0, by);
    }
  }

  void gap(long bytes) {
    if (bytes < 0 || !inRecord || bytes > left) {
      lose();
      return;
    }
    left -= (int) bytes;
    if (type == HANDSHAKE && !encrypted) {
      messages.gap((int) bytes);
    } else if (type == ALERT) {
      alert.clear();
    }
    end(true);
  }

  private void lose() {
    lost = true;
    inRecord = false;
    header.clear();
    ssl2Hello = null;
    messages.lost();
    listener.lost();
  }
}
