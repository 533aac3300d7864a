package org.connectoranalyzer.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS records and handshake messages (RFC 5246, RFC 8446) with dummy keys; nothing is encrypted.
 */
public final class TlsBytes {
  public static final int TLS_1_0 = 0x0301;
  public static final int TLS_1_1 = 0x0302;
  public static final int TLS_1_2 = 0x0303;
  public static final int TLS_1_3 = 0x0304;

  /** The random value that makes a ServerHello a HelloRetryRequest (RFC 8446 §4.1.3). */
  private static final String RETRY =
      "CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C";

  private TlsBytes() {}

  /** One record; the version field is 3.3 unless it is a ClientHello's. */
  public static byte[] record(int type, byte[] content) {
    return new Bytes().u8(type).u16(TLS_1_2).u16(content.length).raw(content).array();
  }

  /** A handshake message without its record. */
  public static byte[] message(int type, byte[] body) {
    return new Bytes().u8(type).u24(body.length).raw(body).array();
  }

  /** A ClientHello message; {@code sni} null: no server name; versions best first. */
  public static byte[] clientHello(
      @Nullable String sni, List<String> alpn, byte[] session, int... versions) {
    return clientHello(sni, alpn, session, versions, new int[0]);
  }

  /** A ClientHello of TLS 1.2 with these signature algorithms (RFC 8446 §4.2.3). */
  public static byte[] clientHelloSigning(@Nullable String sni, int... algorithms) {
    return clientHello(sni, List.of(), new byte[0], new int[] {TLS_1_2}, algorithms);
  }

  private static byte[] clientHello(
      @Nullable String sni,
      List<String> alpn,
      byte[] session,
      int[] versions,
      int[] signatureAlgorithms) {
    int best = Arrays.stream(versions).max().orElse(TLS_1_2);
    Bytes extensions = new Bytes();
    if (sni != null) {
      byte[] name = sni.getBytes(ISO_8859_1);
      Bytes list = new Bytes().u16(name.length + 3).u8(0).u16(name.length).raw(name);
      extension(extensions, 0, list.array());
    }
    if (!alpn.isEmpty()) {
      Bytes names = new Bytes();
      alpn.forEach(name -> names.u8(name.length()).raw(name.getBytes(ISO_8859_1)));
      extension(extensions, 16, new Bytes().u16(names.size()).raw(names.array()).array());
    }
    if (signatureAlgorithms.length > 0) {
      Bytes list = new Bytes().u16(signatureAlgorithms.length * 2);
      Arrays.stream(signatureAlgorithms).forEach(list::u16);
      extension(extensions, 13, list.array());
    }
    if (best == TLS_1_3) {
      Bytes list = new Bytes().u8(versions.length * 2);
      Arrays.stream(versions).forEach(list::u16);
      extension(extensions, 43, list.array());
    }
    Bytes body =
        new Bytes()
            .u16(Math.min(best, TLS_1_2))
            .raw(new byte[32])
            .u8(session.length)
            .raw(session)
            .u16(4)
            .u16(0xC02F)
            .u16(0x1301)
            .u8(1)
            .u8(0);
    return message(1, body.u16(extensions.size()).raw(extensions.array()).array());
  }

  /** A ServerHello message for that version. */
  public static byte[] serverHello(int version, byte[] session) {
    return serverHello(version, new byte[32], session);
  }

  /** A HelloRetryRequest. */
  public static byte[] helloRetryRequest() {
    byte[] random = new byte[32];
    for (int i = 0; i < random.length; i++) {
      random[i] = (byte) Integer.parseInt(RETRY.substring(2 * i, 2 * i + 2), 16);
    }
    return serverHello(TLS_1_3, random, new byte[0]);
  }

  /** A ServerHello message of TLS 1.3 that takes the client's pre-shared key. */
  public static byte[] serverHello13Resumed() {
    Bytes body = new Bytes().u16(TLS_1_2).raw(new byte[32]).u8(0).u16(0x1301).u8(0);
    body.u16(12).u16(43).u16(2).u16(TLS_1_3).u16(41).u16(2).u16(0);
    return message(2, body.array());
  }

  private static byte[] serverHello(int version, byte[] random, byte[] session) {
    Bytes body =
        new Bytes()
            .u16(Math.min(version, TLS_1_2))
            .raw(random)
            .u8(session.length)
            .raw(session)
            .u16(version == TLS_1_3 ? 0x1301 : 0xC02F)
            .u8(0);
    if (version == TLS_1_3) {
      body.u16(6).u16(43).u16(2).u16(TLS_1_3);
    }
    return message(2, body.array());
  }

  /** A Certificate message (TLS 1.2) with these DER certificates; none: the empty list. */
  public static byte[] certificate(byte[]... certificates) {
    Bytes list = new Bytes();
    for (byte[] certificate : certificates) {
      list.u24(certificate.length).raw(certificate);
    }
    return message(11, new Bytes().u24(list.size()).raw(list.array()).array());
  }

  /** A CertificateRequest message (TLS 1.2). */
  public static byte[] certificateRequest() {
    return message(13, new Bytes().u8(1).u8(1).u16(2).u16(0x0401).u16(0).array());
  }

  /** A ServerHelloDone message (TLS 1.2). */
  public static byte[] serverHelloDone() {
    return message(14, new byte[0]);
  }

  /** A ClientKeyExchange message (TLS 1.2). */
  public static byte[] clientKeyExchange() {
    return message(16, new byte[66]);
  }

  /** ChangeCipherSpec. */
  public static byte[] changeCipherSpec() {
    return record(20, new byte[] {1});
  }

  /** An alert record: level 1 warning, 2 fatal. */
  public static byte[] alert(int level, int number) {
    return record(21, new byte[] {(byte) level, (byte) number});
  }

  /** An application data record of that many (dummy) bytes. */
  public static byte[] applicationData(int length) {
    return record(23, filled(length));
  }

  /** An encrypted handshake record, as Finished is in TLS 1.2. */
  public static byte[] encryptedHandshake(int length) {
    return record(22, filled(length));
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xA5);
    return bytes;
  }

  private static void extension(Bytes extensions, int type, byte[] data) {
    extensions.u16(type).u16(data.length).raw(data);
  }
}
