package org.connectoranalyzer.redaction.payload;

import java.util.Arrays;
import java.util.Set;
import org.connectoranalyzer.redaction.Redaction;

/**
 * Handshake messages of TLS (RFC 5246, 8446) that are in the clear: hellos keep what they offer,
 * with a stand-in for the server's name, certificates their form; of all others type and length
 * stay.
 */
final class TlsMessages {
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;

  /**
   * Extensions that hold lists of numbers or public keys, and nothing of anybody's choice. Not a
   * server's certificate timestamps (18): public logs have the certificate under them.
   */
  private static final Set<Integer> KEPT =
      Set.of(1, 5, 10, 11, 13, 17, 21, 22, 23, 24, 27, 28, 34, 43, 45, 49, 50, 51, 0xFF01);

  private final byte[] message;
  private final byte[] replaced;
  private final Redaction redaction;

  private TlsMessages(byte[] message, Redaction redaction) {
    this.message = message;
    this.redaction = redaction;
    replaced = new byte[message.length];
  }

  /**
   * The redacted message.
   *
   * @param message with type and length; its end may be missing
   */
  static byte[] redacted(byte[] message, Redaction redaction) {
    TlsMessages messages = new TlsMessages(message, redaction);
    messages.keep(0, 4);
    if (message.length > 4) {
      switch (message[0]) {
        case CLIENT_HELLO -> messages.hello(true);
        case SERVER_HELLO -> messages.hello(false);
        case CERTIFICATE -> messages.certificates();
        default -> {}
      }
    }
    return messages.replaced;
  }

  private int keep(int from, int to) {
    int end = Math.min(to, message.length);
    if (end > from) {
      System.arraycopy(message, from, replaced, from, end - from);
    }
    return to;
  }

  private int u8(int at) {
    return at < message.length ? message[at] & 0xFF : 0;
  }

  private int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  private void hello(boolean client) {
    int at = keep(4, 4 + 2 + 32);
    at = keep(at, at + 1 + u8(at));
    if (client) {
      at = keep(at, at + 2 + u16(at));
      at = keep(at, at + 1 + u8(at));
    } else {
      at = keep(at, at + 3);
    }
    int end = Math.min(message.length, at + 2 + u16(at));
    at = keep(at, at + 2);
    while (at + 4 <= end) {
      int type = u16(at);
      int data = keep(at, at + 4);
      int next = data + u16(at + 2);
      int last = Math.min(next, end);
      if (type == SERVER_NAME) {
        serverName(data, last);
      } else if (type == ALPN) {
        protocols(data, last);
      } else if (KEPT.contains(type)) {
        keep(data, last);
      }
      at = next;
    }
  }

  private void serverName(int from, int end) {
    int at = keep(from, Math.min(end, from + 5));
    text(at, Math.min(end, at + u16(from + 3)));
  }

  private void protocols(int from, int end) {
    int at = keep(from, Math.min(end, from + 2));
    while (at < end) {
      int length = u8(at);
      at = keep(at, at + 1);
      text(at, Math.min(end, at + length));
      at += length;
    }
  }

  private void text(int from, int to) {
    if (to > from) {
      byte[] text = Texts.replaced(message, from, to, redaction::text);
      System.arraycopy(text, 0, replaced, from, to - from);
    }
  }

  /** The list of TLS up to 1.2; that of 1.3 is never in the clear. */
  private void certificates() {
    int at = keep(4, 7);
    while (at + 3 <= message.length) {
      int length = Texts.u24(message, at);
      int start = keep(at, at + 3);
      int end = Math.min(message.length, start + length);
      byte[] certificate = Arrays.copyOfRange(message, start, end);
      System.arraycopy(
          Certificates.redacted(certificate, redaction), 0, replaced, start, end - start);
      at = start + length;
    }
  }
}
