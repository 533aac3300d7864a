package org.connectoranalyzer.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.connectoranalyzer.capture.ByteView;

/** What the first bytes of a message say about its protocol; by content, never by port. */
enum Opening {
  HTTP_REQUEST,
  HTTP_RESPONSE,
  CLIENT_HELLO,
  SERVER_HELLO,
  /** A TLS record from the middle of a session. */
  TLS_RECORD,
  /** More bytes are needed to tell. */
  UNDECIDED,
  UNKNOWN;

  private static final String CONNECT = "CONNECT ";
  private static final byte[] VERSION = "HTTP/1.".getBytes(US_ASCII);
  private static final String AFTER_TARGET = " HTTP/1.";
  private static final int LONGEST_METHOD = 20;

  static Opening of(ByteView bytes) {
    if (bytes.length() == 0) {
      return UNDECIDED;
    }
    int first = bytes.u8(0);
    if (first == 'H') {
      Opening response = response(bytes);
      return response == UNKNOWN ? request(bytes) : response;
    }
    return isCapital(first) ? request(bytes) : tls(bytes);
  }

  /** The beginning of a status line, whether or not its end is there. */
  static Opening response(ByteView bytes) {
    int known = Math.min(bytes.length(), VERSION.length);
    if (!bytes.equalsRange(0, VERSION, 0, known)) {
      return UNKNOWN;
    }
    return known == VERSION.length ? HTTP_RESPONSE : UNDECIDED;
  }

  /**
   * A method in capitals, something, and {@code HTTP/1.x} at the end of the line: NATS ({@code
   * CONNECT {json}}) and IRC ({@code CONNECT server port}) are none.
   */
  static Opening request(ByteView bytes) {
    int method = 0;
    while (method < bytes.length() && isCapital(bytes.u8(method))) {
      method++;
    }
    if (method == 0 || method > LONGEST_METHOD) {
      return UNKNOWN;
    }
    if (method == bytes.length()) {
      return UNDECIDED;
    }
    if (bytes.u8(method) != ' ') {
      return UNKNOWN;
    }
    int end = HttpHead.lineEnd(bytes, 0);
    if (end < 0) {
      return UNDECIDED;
    }
    return HttpHead.isRequestLine(HttpHead.line(bytes, 0, end)) ? HTTP_REQUEST : UNKNOWN;
  }

  /**
   * A CONNECT whose line is cut: {@code CONNECT}, the beginning of a target, perhaps of a version.
   */
  static boolean isCutConnect(ByteView bytes) {
    String text = bytes.ascii(0, bytes.length());
    if (!text.startsWith(CONNECT) || text.length() == CONNECT.length()) {
      return false;
    }
    int blank = text.indexOf(' ', CONNECT.length());
    int end = blank < 0 ? text.length() : blank;
    String version = text.substring(end);
    return end > CONNECT.length()
        && text.substring(CONNECT.length(), end).chars().allMatch(Opening::isTargetCharacter)
        && (AFTER_TARGET.startsWith(version) || version.startsWith(AFTER_TARGET));
  }

  private static boolean isTargetCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || ".-_:[]%".indexOf(c) >= 0;
  }

  private static Opening tls(ByteView bytes) {
    if (Ssl2Hello.mayBe(bytes)) {
      return Ssl2Hello.isWhole(bytes) ? CLIENT_HELLO : UNDECIDED;
    }
    if (!TlsRecordStream.mayBeHeader(bytes)) {
      return UNKNOWN;
    }
    if (!bytes.has(TlsRecordStream.HEADER + 1)) {
      return UNDECIDED;
    }
    if (bytes.u8(0) != TlsRecordStream.HANDSHAKE) {
      return TLS_RECORD;
    }
    return switch (bytes.u8(TlsRecordStream.HEADER)) {
      case TlsMessages.CLIENT_HELLO -> CLIENT_HELLO;
      case TlsMessages.SERVER_HELLO -> SERVER_HELLO;
      default -> TLS_RECORD;
    };
  }

  private static boolean isCapital(int c) {
    return c >= 'A' && c <= 'Z';
  }
}
