package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.capture.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * A ClientHello or ServerHello message (RFC 8446 §4.1), as far as its bytes are there; values that
 * are cut or malformed are left out.
 */
final class TlsHello {
  static final int TLS_1_2 = 0x0303;
  static final int TLS_1_3 = 0x0304;

  private static final int MESSAGE_HEADER = 4;
  private static final int RANDOM = 32;
  private static final int SERVER_NAME = 0;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int ALPN = 16;
  private static final int PRE_SHARED_KEY = 41;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int MOST_ENTRIES = 32;
  private static final int MOST_SIGNATURE_ALGORITHMS = 128;
  private static final int LONGEST_NAME = 255;

  /** What a number in a list takes up. */
  private static final int NUMBER_SIZE = 20;

  /** First bytes of the random value of a HelloRetryRequest: SHA-256 of that name. */
  private static final long RETRY = 0xCF21AD74E59A6111L;

  private ByteView bytes;
  private int version = -1;
  private boolean retry;
  private boolean preSharedKey;
  private String session = "";
  private @Nullable String serverName;
  private final List<String> protocols = new ArrayList<>();
  private final List<Integer> versions = new ArrayList<>();
  private final List<Integer> signatureAlgorithms = new ArrayList<>();

  private TlsHello(ByteView bytes) {
    this.bytes = bytes;
  }

  static TlsHello ofClient(ByteView message) {
    TlsHello hello = new TlsHello(message);
    int at = hello.common();
    at = hello.skip(at, 2);
    at = hello.skip(at, 1);
    hello.extensions(at, true);
    hello.bytes = new ByteView();
    return hello;
  }

  /** Of an {@link Ssl2Hello}: only its version is of interest. */
  static TlsHello ofSsl2(ByteView hello) {
    TlsHello read = new TlsHello(new ByteView());
    read.version = hello.has(3) ? hello.u16(1) : -1;
    return read;
  }

  static TlsHello ofServer(ByteView message) {
    TlsHello hello = new TlsHello(message);
    int at = hello.common();
    hello.extensions(at < 0 ? -1 : at + 3, false);
    if (hello.isCut() && hello.version < TLS_1_3) {
      hello.version = -1;
    }
    hello.bytes = new ByteView();
    return hello;
  }

  /** The extension that says TLS 1.3 may be in the part that is not there. */
  private boolean isCut() {
    return bytes.length() < MESSAGE_HEADER + bytes.u8(1) * 65_536 + bytes.u16(2);
  }

  private int common() {
    if (!bytes.has(MESSAGE_HEADER + 2 + RANDOM + 1)) {
      return -1;
    }
    version = bytes.u16(MESSAGE_HEADER);
    retry = bytes.u64(MESSAGE_HEADER + 2) == RETRY;
    int at = MESSAGE_HEADER + 2 + RANDOM;
    int length = bytes.u8(at);
    if (bytes.has(at + 1, length)) {
      session = bytes.ascii(at + 1, length);
    }
    return at + 1 + length;
  }

  /** Behind a vector whose length has that many bytes; -1 if it is not all there. */
  private int skip(int at, int lengthBytes) {
    if (at < 0 || !bytes.has(at, lengthBytes)) {
      return -1;
    }
    int length = lengthBytes == 1 ? bytes.u8(at) : bytes.u16(at);
    return at + lengthBytes + length;
  }

  private void extensions(int start, boolean ofClient) {
    if (start < 0 || !bytes.has(start, 2)) {
      return;
    }
    int at = start + 2;
    int end = Math.min(bytes.length(), at + bytes.u16(start));
    while (at + 4 <= end) {
      int type = bytes.u16(at);
      int length = Math.min(bytes.u16(at + 2), end - at - 4);
      ByteView body = new ByteView().wrapSlice(bytes, at + 4, length);
      if (ofClient) {
        clientExtension(type, body);
      } else {
        serverExtension(type, body);
      }
      at += 4 + length;
    }
  }

  private void clientExtension(int type, ByteView body) {
    switch (type) {
      case SERVER_NAME -> serverName(body);
      case ALPN -> alpn(body);
      case SIGNATURE_ALGORITHMS -> signatureAlgorithms(body);
      case SUPPORTED_VERSIONS -> {
        for (int i = 1; body.has(i, 2) && versions.size() < MOST_ENTRIES; i += 2) {
          versions.add(body.u16(i));
        }
      }
      default -> {
        // Nothing else is asked for.
      }
    }
  }

  private void serverExtension(int type, ByteView body) {
    if (type == SUPPORTED_VERSIONS && body.has(2)) {
      version = body.u16(0);
    } else if (type == PRE_SHARED_KEY) {
      preSharedKey = true;
    }
  }

  /** The host_name entry (RFC 6066 §3), if it is wholly there. */
  private void serverName(ByteView body) {
    if (body.has(5) && body.u8(2) == 0) {
      int length = body.u16(3);
      if (length > 0 && length <= LONGEST_NAME && body.has(5, length)) {
        serverName = HttpText.clean(body.ascii(5, length), LONGEST_NAME).toLowerCase(Locale.ROOT);
      }
    }
  }

  /** All of them or none: a list that is cut says nothing about what is not in it. */
  private void signatureAlgorithms(ByteView body) {
    int length = body.has(2) ? body.u16(0) : 0;
    boolean first = signatureAlgorithms.isEmpty();
    if (first && body.has(2, length) && length / 2 <= MOST_SIGNATURE_ALGORITHMS) {
      for (int i = 2; i + 2 <= 2 + length; i += 2) {
        signatureAlgorithms.add(body.u16(i));
      }
    }
  }

  private void alpn(ByteView body) {
    int at = 2;
    while (body.has(at, 1) && body.has(at + 1, body.u8(at)) && protocols.size() < MOST_ENTRIES) {
      protocols.add(HttpText.clean(body.ascii(at + 1, body.u8(at)), LONGEST_NAME));
      at += 1 + body.u8(at);
    }
  }

  /** What its lists take up, see {@link ExchangeLog#keepText}. */
  long listsSize() {
    return ExchangeLog.sizeOf(protocols)
        + (long) NUMBER_SIZE * (versions.size() + signatureAlgorithms.size());
  }

  /** There is no room for them. */
  void dropLists() {
    protocols.clear();
    versions.clear();
    signatureAlgorithms.clear();
  }

  /** The negotiated version (server), or the legacy one (client); -1 if cut. */
  int version() {
    return version;
  }

  boolean isRetryRequest() {
    return retry;
  }

  boolean hasPreSharedKey() {
    return preSharedKey;
  }

  /** Session id, one character a byte. */
  String session() {
    return session;
  }

  @Nullable String serverName() {
    return serverName;
  }

  List<String> protocols() {
    return protocols;
  }

  List<Integer> signatureAlgorithms() {
    return signatureAlgorithms;
  }

  /** What the client offers, in its order; the legacy version where it has no list. */
  List<Integer> versions() {
    if (!versions.isEmpty()) {
      return versions;
    }
    return version < 0 ? List.of() : List.of(version);
  }

  /** "TLSv1.2" and the like; null for GREASE (RFC 8701) and what else is no version. */
  static @Nullable String name(int version) {
    return switch (version) {
      case 0x0002 -> "SSLv2";
      case 0x0300 -> "SSLv3";
      case 0x0301 -> "TLSv1.0";
      case 0x0302 -> "TLSv1.1";
      case TLS_1_2 -> "TLSv1.2";
      case TLS_1_3 -> "TLSv1.3";
      default -> null;
    };
  }
}
