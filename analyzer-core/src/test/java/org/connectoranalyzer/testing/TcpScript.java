package org.connectoranalyzer.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of a {@link TraceScript}. Each method sends at once and keeps the sequence
 * numbers right; a data segment acknowledges all that the other side has sent so far. Methods that
 * are not named after a side act for the client, or answer it ({@code reply…}, {@code server…}).
 */
public final class TcpScript {
  private static final byte[] NOTHING = {};

  /** MSS 1460, window scale 8, SACK permitted. */
  private static final byte[] SYN_OPTIONS = {2, 4, 5, (byte) 0xB4, 1, 3, 3, 8, 1, 1, 4, 2};

  private static final byte[] SESSION = "0123456789abcdef0123456789abcdef".getBytes(ISO_8859_1);

  private final TraceScript script;
  private final Endpoint client;
  private final Endpoint server;
  private long isn;
  private long clientNext;
  private long serverNext;
  private int mss = 1460;
  private int hops = 64;
  private boolean unseen;
  private @Nullable String name;
  private long heardByClient = -1;
  private long heardByServer = -1;
  private Side lastSide = Side.CLIENT;
  private long lastSequence;
  private int lastFlags;
  private byte[] lastPayload = NOTHING;
  private byte[] lastClientPacket = NOTHING;

  TcpScript(TraceScript script, Endpoint client, Endpoint server, long isn) {
    this.script = script;
    this.client = client;
    this.server = server;
    begin(isn);
  }

  private void begin(long newIsn) {
    isn = newIsn & 0xFFFF_FFFFL;
    clientNext = isn + 1;
    serverNext = (isn ^ 0x5A5A_0000L) + 1;
  }

  /** See {@link TraceScript#after}. */
  public TcpScript after(Duration duration) {
    script.after(duration);
    return this;
  }

  /** Segments carry at most so many bytes from here on. */
  public TcpScript mss(int bytes) {
    mss = bytes;
    return this;
  }

  /** TTL or hop limit of packets from here on. */
  public TcpScript hops(int count) {
    hops = count;
    return this;
  }

  /**
   * What the next call sends is lost by the recorder: the sequence numbers go on, no frame comes.
   */
  public TcpScript unseen() {
    unseen = true;
    return this;
  }

  // Opening.

  /** SYN. */
  public TcpScript syn() {
    return transmit(Side.CLIENT, isn, Packets.SYN, NOTHING);
  }

  /** The same SYN again: a retransmission (another IP id). */
  public TcpScript synAgain() {
    return syn();
  }

  /** Another ISN on the same ports: what follows is a new attempt. */
  public TcpScript newAttempt() {
    begin(isn + 0x0010_0000L);
    return this;
  }

  public TcpScript synAck() {
    return transmit(Side.SERVER, serverNext - 1, Packets.SYN | Packets.ACK, NOTHING);
  }

  /** The client acknowledges. */
  public TcpScript ack() {
    return transmit(Side.CLIENT, clientNext, Packets.ACK, NOTHING);
  }

  /** The server acknowledges. */
  public TcpScript serverAck() {
    return transmit(Side.SERVER, serverNext, Packets.ACK, NOTHING);
  }

  /** From here on nothing reaches this side: it acknowledges no more than what was sent so far. */
  public TcpScript deaf(Side side) {
    if (side == Side.CLIENT) {
      heardByClient = serverNext;
    } else {
      heardByServer = clientNext;
    }
    return this;
  }

  /** SYN, SYN-ACK, ACK. */
  public TcpScript handshake() {
    return syn().synAck().ack();
  }

  /** RST in answer to a SYN. */
  public TcpScript refuse() {
    return transmit(Side.SERVER, 0, Packets.RST | Packets.ACK, NOTHING);
  }

  /** An ICMP or ICMPv6 error of that router about the client's last packet. */
  public TcpScript icmp(String router, int type, int code) {
    script.icmp(router, client.address(), type, code, lastClientPacket);
    return this;
  }

  // Data.

  public TcpScript send(String text) {
    return send(text.getBytes(ISO_8859_1));
  }

  public TcpScript send(byte[] bytes) {
    return data(Side.CLIENT, bytes);
  }

  public TcpScript reply(String text) {
    return reply(text.getBytes(ISO_8859_1));
  }

  public TcpScript reply(byte[] bytes) {
    return data(Side.SERVER, bytes);
  }

  private TcpScript data(Side from, byte[] bytes) {
    for (int start = 0; start < bytes.length; start += mss) {
      byte[] part = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + mss));
      long sequence = from == Side.CLIENT ? clientNext : serverNext;
      emit(from, sequence, Packets.PSH | Packets.ACK, part);
      advance(from, part.length);
    }
    unseen = false;
    return this;
  }

  /**
   * One data segment at a place of the stream: {@code offset} 0 is the side's next unsent byte,
   * less is earlier. Moves nothing: follow with {@link #skip}.
   */
  public TcpScript segment(Side from, int offset, byte[] bytes) {
    long sequence = (from == Side.CLIENT ? clientNext : serverNext) + offset;
    return transmit(from, sequence, Packets.PSH | Packets.ACK, bytes);
  }

  /** The side's next byte is so many bytes further. */
  public TcpScript skip(Side from, int bytes) {
    advance(from, bytes);
    return this;
  }

  /** The last segment of this connection again, with another IP id. */
  public TcpScript retransmit() {
    return transmit(lastSide, lastSequence, lastFlags, lastPayload);
  }

  // Closing.

  public TcpScript fin() {
    return finish(Side.CLIENT);
  }

  public TcpScript serverFin() {
    return finish(Side.SERVER);
  }

  public TcpScript rst() {
    return transmit(Side.CLIENT, clientNext, Packets.RST | Packets.ACK, NOTHING);
  }

  public TcpScript serverRst() {
    return transmit(Side.SERVER, serverNext, Packets.RST | Packets.ACK, NOTHING);
  }

  private TcpScript finish(Side from) {
    long sequence = from == Side.CLIENT ? clientNext : serverNext;
    transmit(from, sequence, Packets.FIN | Packets.ACK, NOTHING);
    advance(from, 1);
    return this;
  }

  // HTTP.

  /** A CONNECT request as .NET writes it, with further header lines. */
  public TcpScript connect(String target, String... headers) {
    int colon = target.lastIndexOf(':');
    String host = colon < 0 ? target : target.substring(0, colon);
    return send(head("CONNECT " + target + " HTTP/1.1", "Host: " + host, headers));
  }

  /** A GET of an origin ("/path") or absolute ("http://host/path") target. */
  public TcpScript get(String target, String host) {
    return send(head("GET " + target + " HTTP/1.1", "Host: " + host));
  }

  /** An answer without a body. */
  public TcpScript respond(int status, String... headers) {
    return reply(response(status, "", headers));
  }

  /** An answer with a body and its Content-Length. */
  public TcpScript respondWithBody(int status, String body, String... headers) {
    return reply(response(status, body, headers));
  }

  private static String response(int status, String body, String... headers) {
    boolean tunnel = (status / 100 == 2 && body.isEmpty()) || status / 100 == 1;
    String length = tunnel ? "Via: 1.1 proxy" : "Content-Length: " + body.length();
    return head("HTTP/1.1 " + status + " " + reason(status), length, headers) + body;
  }

  private static String head(String first, String second, String... headers) {
    StringBuilder head = new StringBuilder(first).append("\r\n").append(second).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String reason(int status) {
    return switch (status) {
      case 100 -> "Continue";
      case 200 -> "Connection established";
      case 302 -> "Found";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 407 -> "Proxy Authentication Required";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Status";
    };
  }

  // TLS.

  /** A TLS session flight by flight, with certificates. */
  public TlsScript tls() {
    return new TlsScript(this);
  }

  /** ClientHello that offers TLS 1.3 and 1.2; {@code sni} null: without a name. */
  public TcpScript clientHello(@Nullable String sni) {
    name = sni;
    byte[] session = SESSION.clone();
    session[0] = 'c';
    return hello(TlsBytes.clientHello(sni, List.of(), session, TlsBytes.TLS_1_3, TlsBytes.TLS_1_2));
  }

  /** ClientHello that offers TLS 1.2 alone. */
  public TcpScript clientHello12(@Nullable String sni) {
    name = sni;
    return hello(TlsBytes.clientHello(sni, List.of(), NOTHING, TlsBytes.TLS_1_2));
  }

  private TcpScript hello(byte[] message) {
    byte[] record = TlsBytes.record(22, message);
    record[2] = 1;
    return send(record);
  }

  /** ServerHello, the certificate that the client expects and ServerHelloDone of TLS 1.2. */
  public TcpScript serverHello12() {
    byte[] certificate = CertificateBytes.of(name == null ? "server.example" : name).der();
    return reply(
        Packets.join(
            TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_2, SESSION)),
            TlsBytes.record(22, TlsBytes.certificate(certificate)),
            TlsBytes.record(22, TlsBytes.serverHelloDone())));
  }

  /** ClientKeyExchange, ChangeCipherSpec, Finished; and those of the server. */
  public TcpScript finished12() {
    byte[] finished = TlsBytes.encryptedHandshake(40);
    send(
        Packets.join(
            TlsBytes.record(22, TlsBytes.clientKeyExchange()),
            TlsBytes.changeCipherSpec(),
            finished));
    return reply(Packets.join(TlsBytes.changeCipherSpec(), finished));
  }

  /** ServerHello of TLS 1.3 and the server's encrypted flight. */
  public TcpScript serverHello13() {
    return reply(
        Packets.join(
            TlsBytes.record(22, TlsBytes.serverHello(TlsBytes.TLS_1_3, SESSION)),
            TlsBytes.changeCipherSpec(),
            TlsBytes.applicationData(40),
            TlsBytes.applicationData(2500),
            TlsBytes.applicationData(281),
            TlsBytes.applicationData(69)));
  }

  /** The client's Finished of TLS 1.3, and the server's two session tickets. */
  public TcpScript finished13() {
    send(Packets.join(TlsBytes.changeCipherSpec(), TlsBytes.applicationData(69)));
    return reply(Packets.join(TlsBytes.applicationData(250), TlsBytes.applicationData(250)));
  }

  /** Application data of the client. */
  public TcpScript sendData(int bytes) {
    return send(TlsBytes.applicationData(bytes));
  }

  /** Application data of the server. */
  public TcpScript replyData(int bytes) {
    return reply(TlsBytes.applicationData(bytes));
  }

  /** A readable fatal alert. */
  public TcpScript alert(Side from, int number) {
    return data(from, TlsBytes.alert(2, number));
  }

  /** A whole TLS 1.2 session with application data both ways. */
  public TcpScript tls12(@Nullable String sni) {
    return clientHello12(sni).serverHello12().finished12().sendData(400).replyData(900);
  }

  /** A whole TLS 1.3 session with application data both ways. */
  public TcpScript tls13(@Nullable String sni) {
    return clientHello(sni).serverHello13().finished13().sendData(400).replyData(900);
  }

  // The rest.

  /** See {@link TraceScript#copy()}. */
  public TcpScript copy() {
    script.copy();
    return this;
  }

  /** Number of the last frame of the script so far. */
  public long lastFrame() {
    return script.lastFrame();
  }

  /** The script, to go on with something else. */
  public TraceScript script() {
    return script;
  }

  private void advance(Side side, long bytes) {
    if (side == Side.CLIENT) {
      clientNext += bytes;
    } else {
      serverNext += bytes;
    }
  }

  private long acknowledgment(Side from) {
    long all = from == Side.CLIENT ? serverNext : clientNext;
    long known = from == Side.CLIENT ? heardByClient : heardByServer;
    return known < 0 ? all : known;
  }

  private TcpScript transmit(Side from, long sequence, int flags, byte[] payload) {
    emit(from, sequence, flags, payload);
    unseen = false;
    return this;
  }

  private void emit(Side from, long sequence, int flags, byte[] payload) {
    lastSide = from;
    lastSequence = sequence;
    lastFlags = flags;
    lastPayload = payload;
    Endpoint source = from == Side.CLIENT ? client : server;
    Endpoint destination = from == Side.CLIENT ? server : client;
    byte[] packet =
        Packets.tcp(flags)
            .from(source.address().toString(), source.port())
            .to(destination.address().toString(), destination.port())
            .sequence(sequence)
            .acknowledgment((flags & Packets.ACK) == 0 ? 0 : acknowledgment(from))
            .options((flags & Packets.SYN) == 0 ? NOTHING : SYN_OPTIONS)
            .payload(payload)
            .ttl(hops)
            .id(script.nextIpId())
            .ip();
    if (from == Side.CLIENT) {
      lastClientPacket = packet;
    }
    if (!unseen) {
      script.packet(source.address(), destination.address(), packet);
    }
  }
}
