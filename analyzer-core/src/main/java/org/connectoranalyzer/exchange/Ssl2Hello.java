package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;

/**
 * A ClientHello in the form of SSL 2, which old clients send to servers of any version (RFC 5246
 * §E.2): 15 bits of length, type 1, version, three lengths, ciphers, session, challenge.
 */
final class Ssl2Hello {
  /** Bytes of the length, which stands before the rest. */
  static final int LENGTH = 2;

  private static final int CLIENT_HELLO = 1;
  private static final int LONG_FORM = 0x8000;
  private static final int HEADER = 11;

  private Ssl2Hello() {}

  /** Whether these bytes may be its beginning; one is at least there. */
  static boolean mayBe(ByteView bytes) {
    if (bytes.u8(0) < 0x80 || (bytes.has(3) && bytes.u8(2) != CLIENT_HELLO)) {
      return false;
    }
    if (bytes.has(5) && bytes.u16(3) != 2 && bytes.u8(3) != 3) {
      return false;
    }
    return !isWhole(bytes) || lengthsFit(bytes);
  }

  /** Whether enough bytes are there to be sure. */
  static boolean isWhole(ByteView bytes) {
    return bytes.has(HEADER);
  }

  private static boolean lengthsFit(ByteView bytes) {
    int ciphers = bytes.u16(5);
    int session = bytes.u16(7);
    int challenge = bytes.u16(9);
    return ciphers > 0
        && ciphers % 3 == 0
        && (session == 0 || session == 16)
        && challenge >= 16
        && challenge <= 32
        && length(bytes) == HEADER - LENGTH + ciphers + session + challenge;
  }

  /** Bytes behind the length itself. */
  static int length(ByteView bytes) {
    return Math.max(HEADER - LENGTH, bytes.u16(0) - LONG_FORM);
  }
}
