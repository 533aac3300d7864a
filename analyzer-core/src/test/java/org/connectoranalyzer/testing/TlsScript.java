package org.connectoranalyzer.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * A TLS session on a {@link TcpScript}, flight by flight, each in one go of segments. A handshake
 * message lies in a record of its own unless {@link #recordSize} cuts the flight otherwise. The
 * TcpScript has the shorter way for sessions whose details do not matter.
 *
 * <pre>{@code
 * TlsScript tls = flow.tls().clientHello12(host);
 * long frame = tls.serverFlight12(ASKING, CertificateBytes.of(host).der()).lastFrame();
 * tls.clientFlight12WithCertificate().alert(Side.SERVER, 42);
 * }</pre>
 */
public final class TlsScript {
  private static final byte[] NOTHING = {};
  private static final byte[] SESSION = new byte[32];
  private static final byte[] OTHER_SESSION = filled(32, 7);

  private final TcpScript flow;
  private int recordSize;

  /** Whether a server asks its client for a certificate. */
  public enum ClientAuthentication {
    ASKING,
    NOT_ASKING
  }

  TlsScript(TcpScript flow) {
    this.flow = flow;
  }

  /** The connection, to go on with something else. */
  public TcpScript tcp() {
    return flow;
  }

  /** Number of the last frame of the script so far. */
  public long lastFrame() {
    return flow.lastFrame();
  }

  /** From here on the messages of a flight lie one behind the other in records of this size. */
  public TlsScript recordSize(int bytes) {
    recordSize = bytes;
    return this;
  }

  /** Handshake messages in the clear, as one flight. */
  public TlsScript messages(Side from, byte[]... messages) {
    return send(from, records(messages));
  }

  private byte[] records(byte[]... messages) {
    if (recordSize == 0) {
      return Packets.join(
          Arrays.stream(messages).map(m -> TlsBytes.record(22, m)).toArray(byte[][]::new));
    }
    byte[] all = Packets.join(messages);
    List<byte[]> records = new ArrayList<>();
    for (int at = 0; at < all.length; at += recordSize) {
      byte[] part = Arrays.copyOfRange(all, at, Math.min(all.length, at + recordSize));
      records.add(TlsBytes.record(22, part));
    }
    return Packets.join(records.toArray(byte[][]::new));
  }

  private TlsScript send(Side from, byte[]... parts) {
    byte[] bytes = Packets.join(parts);
    if (from == Side.CLIENT) {
      flow.send(bytes);
    } else {
      flow.reply(bytes);
    }
    return this;
  }

  // Opening.

  /** ClientHello that offers TLS 1.3 and 1.2. */
  public TlsScript clientHello(@Nullable String sni) {
    flow.clientHello(sni);
    return this;
  }

  /** ClientHello that offers TLS 1.2 alone, without a session to resume. */
  public TlsScript clientHello12(@Nullable String sni) {
    flow.clientHello12(sni);
    return this;
  }

  /** ClientHello that offers these versions, best first. */
  public TlsScript clientHelloOffering(@Nullable String sni, int... versions) {
    return messages(Side.CLIENT, TlsBytes.clientHello(sni, List.of(), NOTHING, versions));
  }

  /** ClientHello of TLS 1.2 with these signature algorithms. */
  public TlsScript clientHello12Signing(@Nullable String sni, int... algorithms) {
    return messages(Side.CLIENT, TlsBytes.clientHelloSigning(sni, algorithms));
  }

  /** ClientHello of TLS 1.2 that wants to resume a session, by its id or (too) by a ticket. */
  public TlsScript clientHello12Resuming(@Nullable String sni) {
    return messages(Side.CLIENT, TlsBytes.clientHello(sni, List.of(), SESSION, TlsBytes.TLS_1_2));
  }

  // TLS 1.2.

  /** ServerHello, Certificate, perhaps CertificateRequest, ServerHelloDone. */
  public TlsScript serverFlight12(ClientAuthentication asking, byte[]... chain) {
    List<byte[]> messages = new ArrayList<>();
    messages.add(TlsBytes.serverHello(TlsBytes.TLS_1_2, OTHER_SESSION));
    messages.add(TlsBytes.certificate(chain));
    if (asking == ClientAuthentication.ASKING) {
      messages.add(TlsBytes.certificateRequest());
    }
    messages.add(TlsBytes.serverHelloDone());
    return messages(Side.SERVER, messages.toArray(byte[][]::new));
  }

  /** ClientKeyExchange, ChangeCipherSpec, Finished. */
  public TlsScript clientFlight12() {
    return send(Side.CLIENT, records(TlsBytes.clientKeyExchange()), ciphered(40));
  }

  /** Certificate (none: the empty list), ClientKeyExchange, proof, ChangeCipherSpec, Finished. */
  public TlsScript clientFlight12WithCertificate(byte[]... chain) {
    List<byte[]> messages = new ArrayList<>();
    messages.add(TlsBytes.certificate(chain));
    messages.add(TlsBytes.clientKeyExchange());
    if (chain.length > 0) {
      messages.add(TlsBytes.message(15, new byte[260]));
    }
    return send(Side.CLIENT, records(messages.toArray(byte[][]::new)), ciphered(40));
  }

  /** ChangeCipherSpec, Finished of the server. */
  public TlsScript serverFinished12() {
    return send(Side.SERVER, ciphered(40));
  }

  /** The server takes up an old session by its id: ServerHello, ChangeCipherSpec, Finished. */
  public TlsScript serverResumes12() {
    return send(
        Side.SERVER, records(TlsBytes.serverHello(TlsBytes.TLS_1_2, SESSION)), ciphered(40));
  }

  /** Likewise by a ticket: another or no session id, a new ticket, no Certificate (RFC 5077). */
  public TlsScript serverResumesByTicket12() {
    return send(
        Side.SERVER,
        records(
            TlsBytes.serverHello(TlsBytes.TLS_1_2, NOTHING), TlsBytes.message(4, new byte[180])),
        ciphered(40));
  }

  /** ChangeCipherSpec, Finished of a client that resumes. */
  public TlsScript clientResumes12() {
    return send(Side.CLIENT, ciphered(40));
  }

  private static byte[] ciphered(int finished) {
    return Packets.join(TlsBytes.changeCipherSpec(), TlsBytes.encryptedHandshake(finished));
  }

  // TLS 1.3.

  /** ServerHello and the encrypted flight: EncryptedExtensions, Certificate, proof, Finished. */
  public TlsScript serverFlight13() {
    flow.serverHello13();
    return this;
  }

  /** ServerHello that takes a pre-shared key, EncryptedExtensions, Finished. */
  public TlsScript serverFlight13Resumed() {
    return send(
        Side.SERVER,
        records(TlsBytes.serverHello13Resumed()),
        TlsBytes.changeCipherSpec(),
        TlsBytes.applicationData(40),
        TlsBytes.applicationData(69));
  }

  /** Finished of the client. */
  public TlsScript clientFlight13() {
    return send(Side.CLIENT, TlsBytes.changeCipherSpec(), TlsBytes.applicationData(69));
  }

  /** Certificate, CertificateVerify and Finished of the client, each in a record. */
  public TlsScript clientFlight13WithCertificate() {
    return send(
        Side.CLIENT,
        TlsBytes.changeCipherSpec(),
        TlsBytes.applicationData(1500),
        TlsBytes.applicationData(281),
        TlsBytes.applicationData(69));
  }

  /** Two session tickets. */
  public TlsScript tickets13() {
    return send(Side.SERVER, TlsBytes.applicationData(250), TlsBytes.applicationData(250));
  }

  // What may come at any time.

  /** A readable fatal alert. */
  public TlsScript alert(Side from, int number) {
    return send(from, TlsBytes.alert(2, number));
  }

  /** An encrypted alert of TLS 1.2: record type 21, contents hidden. */
  public TlsScript encryptedAlert12(Side from) {
    return send(from, TlsBytes.record(21, filled(26, 0x5A)));
  }

  /** An encrypted alert of TLS 1.3: a short record like any other. */
  public TlsScript encryptedAlert13(Side from) {
    return send(from, TlsBytes.applicationData(19));
  }

  /** One record of application data. */
  public TlsScript data(Side from, int bytes) {
    return send(from, TlsBytes.applicationData(bytes));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
