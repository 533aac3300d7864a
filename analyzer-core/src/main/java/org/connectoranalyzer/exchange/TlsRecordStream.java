package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;

/**
 * The TLS records of one direction (RFC 8446 §5.1, RFC 5246 §6.2). Gaps inside a record are passed
 * over; where the place is lost, it goes on at the next segment that begins with a record.
 * Handshake messages are put together across records until ChangeCipherSpec hides them.
 */
final class TlsRecordStream {
  static final int HEADER = 5;
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;
  static final int CLIENT_HELLO = 1;
  static final int SERVER_HELLO = 2;

  private static final int MESSAGE_HEADER = 4;
  private static final int LONGEST_RECORD = 16_384 + 2_048;

  /** Of messages other than hellos, so much is kept: the length of a certificate list. */
  private static final int KEPT = MESSAGE_HEADER + 3;

  /** Hears of records and messages; frames are where they are whole, as far as they are seen. */
  interface Listener {
    /** A record begins; {@code frame} completes its header. */
    void record(int type, int length, FrameRef frame);

    /** A record has been passed; {@code atEnd}: nothing of the segment is left behind it. */
    void recordEnds(int type, boolean atEnd);

    /** A handshake message, its header included; cut where the capture or the limit cuts it. */
    void message(int type, ByteView message, FrameRef frame);

    /** The two bytes of a readable alert. */
    void alert(int level, int number, FrameRef frame);

    /** What followed was no record. */
    void lost();
  }

  private final Listener listener;
  private final HeldBytes header = new HeldBytes(HEADER);
  private final HeldBytes alert = new HeldBytes(2);
  private final HeldBytes message;
  private int messageLength = -1;
  private int messageSeen;
  private int type;
  private int left;
  private boolean inRecord;
  private boolean lost;
  private boolean encrypted;
  private boolean retried;

  TlsRecordStream(HeldBytes message, Listener listener) {
    this.message = message;
    this.listener = listener;
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
    message.clear();
    messageLength = -1;
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
        if (!mayBeHeader(header.view())) {
          lose();
          return;
        }
        if (header.isFull()) {
          begin();
        }
      } else {
        int count = Math.min(left, bytes.length() - at);
        if (type != APPLICATION_DATA) {
          content(new ByteView().wrapSlice(bytes, at, count), by);
        }
        at += count;
        left -= count;
        end(at == bytes.length());
      }
    }
  }

  private void begin() {
    type = header.view().u8(0);
    left = header.view().u16(3);
    FrameRef frame = header.greatestFrame(HEADER);
    header.clear();
    alert.clear();
    inRecord = true;
    listener.record(type, left, frame);
    if (type == CHANGE_CIPHER_SPEC && !retried) {
      encrypted();
    }
  }

  private void end(boolean atEnd) {
    if (left == 0 && inRecord) {
      inRecord = false;
      listener.recordEnds(type, atEnd);
    }
  }

  private void content(ByteView bytes, PayloadChunk by) {
    if (type == HANDSHAKE && !encrypted) {
      handshake(bytes, by);
    } else if (type == ALERT) {
      boolean whole = alert.length() == 0 ? left == 2 : alert.length() + left == 2;
      if (whole) {
        alert.append(bytes, 0, by);
      }
      if (alert.isFull()) {
        listener.alert(alert.view().u8(0), alert.view().u8(1), alert.greatestFrame(2));
      }
    }
  }

  private void handshake(ByteView bytes, PayloadChunk by) {
    int at = 0;
    while (at < bytes.length()) {
      if (messageLength < 0) {
        at +=
            message.append(
                bytes, at, Math.min(bytes.length() - at, MESSAGE_HEADER - message.length()), by);
        if (message.length() < MESSAGE_HEADER) {
          return;
        }
        messageLength = MESSAGE_HEADER + message.view().u8(1) * 65_536 + message.view().u16(2);
        messageSeen = MESSAGE_HEADER;
      }
      int count = Math.min(messageLength - messageSeen, bytes.length() - at);
      if (isHello() || message.length() < KEPT) {
        message.append(bytes, at, count, by);
      }
      messageSeen += count;
      at += count;
      if (messageSeen == messageLength) {
        deliver();
      }
    }
  }

  private boolean isHello() {
    int kind = message.view().u8(0);
    return kind == CLIENT_HELLO || kind == SERVER_HELLO;
  }

  private void deliver() {
    ByteView whole = message.view();
    listener.message(whole.u8(0), whole, message.greatestFrame(whole.length()));
    message.clear();
    messageLength = -1;
  }

  void gap(long bytes) {
    if (message.length() >= MESSAGE_HEADER && isHello()) {
      deliver();
    }
    message.clear();
    messageLength = -1;
    if (bytes < 0 || !inRecord || bytes > left) {
      lose();
      return;
    }
    left -= (int) bytes;
    end(true);
  }

  private void lose() {
    lost = true;
    inRecord = false;
    header.clear();
    message.clear();
    messageLength = -1;
    listener.lost();
  }
}
