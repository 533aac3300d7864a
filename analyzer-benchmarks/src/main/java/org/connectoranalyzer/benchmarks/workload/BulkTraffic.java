package org.connectoranalyzer.benchmarks.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.connectoranalyzer.benchmarks.workload.TcpFlow.ACK;
import static org.connectoranalyzer.benchmarks.workload.TcpFlow.FIN;
import static org.connectoranalyzer.benchmarks.workload.TcpFlow.PSH;
import static org.connectoranalyzer.benchmarks.workload.TcpFlow.SYN;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/**
 * Hundreds of connections at a time with random payload in segments as TLS fills them: most to 443,
 * some through CONNECT on 8080, some to servers of other kinds. Two of a hundred SYNs are
 * retransmitted after 1 s and 3 s, half of those in vain.
 */
final class BulkTraffic implements Traffic {
  private static final int AT_A_TIME = 400;
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] NOTHING = {};
  private static final int[] SERVER_PORTS = {443, 443, 443, 443, 8080, 80, 445, 3389, 1433};
  private static final int[] SEGMENTS = {1460, 1460, 1460, 0, 0, 536, 120};
  private static final int[] LIFETIMES = {4, 10, 50, 400, 2000, 8000};
  private static final int[] FOREVER = {Integer.MAX_VALUE};
  private static final byte[] CONNECT =
      ascii(
          "CONNECT x.servicebus.windows.net:443 HTTP/1.1\r\nHost: x.servicebus.windows.net\r\n\r\n");
  private static final byte[] AUTHENTICATE =
      ascii(
          """
          HTTP/1.1 407 Proxy Authentication Required\r
          Proxy-Authenticate: NTLM\r
          Content-Length: 0\r
          \r
          """);
  private static final byte[] ESTABLISHED = ascii("HTTP/1.1 200 Connection established\r\n\r\n");

  private enum Step {
    SYN,
    SYN_AGAIN,
    SYN_ACK,
    ACK,
    CONNECT,
    ANSWER,
    DATA,
    BURST_ACK,
    FIN,
    FIN_ANSWER,
    LAST_ACK
  }

  private static final class Connection {
    final TcpFlow flow = new TcpFlow();
    Step step = Step.SYN;
    long due;
    int segmentsLeft;
    int burst;
    int synsLeft;
  }

  private final SplittableRandom random;
  private final int[] lifetimes;
  private final int ipv6Percent;
  private final byte[] payload = new byte[1460];
  private final Connection[] connections = new Connection[AT_A_TIME];

  /** Who sends until its turn is over; null: anyone may. */
  private @Nullable Connection turn;

  private BulkTraffic(SplittableRandom random, int[] lifetimes, int ipv6Percent) {
    this.random = random;
    this.lifetimes = lifetimes;
    this.ipv6Percent = ipv6Percent;
    random.nextBytes(payload);
    for (int i = 0; i < connections.length; i++) {
      connections[i] = new Connection();
      begin(connections[i]);
    }
  }

  /** Connections of 4 to 8,000 segments; so many of a hundred over IPv6. */
  static BulkTraffic of(SplittableRandom random, int ipv6Percent) {
    return new BulkTraffic(random, LIFETIMES, ipv6Percent);
  }

  /** Connections that never end, so that after a while there is no other. */
  static BulkTraffic endless(SplittableRandom random, int ipv6Percent) {
    return new BulkTraffic(random, FOREVER, ipv6Percent);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private void begin(Connection connection) {
    int version = random.nextInt(100) < ipv6Percent ? 6 : 4;
    int client = 0x0A00_0000 | random.nextInt(4) << 8 | random.nextInt(1, 254);
    int server = 0xCB00_7100 | random.nextInt(1, 254);
    int port = random.nextInt(20_000, 65_000);
    connection.flow.begin(version, client, port, server, any(SERVER_PORTS), random.nextLong());
    connection.step = Step.SYN;
    connection.due = 0;
    connection.segmentsLeft = any(lifetimes);
    connection.synsLeft = random.nextInt(100) < 2 ? 2 : 0;
  }

  private int any(int[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  @Override
  public void next(ByteBuffer out, long time) {
    Connection connection = turn == null ? whoIsDue(time) : turn;
    turn = connection;
    switch (connection.step) {
      case SYN, SYN_AGAIN -> syn(out, time, connection);
      case SYN_ACK -> send(out, connection, Side.SERVER, SYN | ACK, NOTHING, 0, Step.ACK);
      case ACK -> ack(out, connection);
      case CONNECT -> head(out, connection, Side.CLIENT, CONNECT, Step.ANSWER);
      case ANSWER -> {
        byte[] answer = random.nextInt(100) < 30 ? AUTHENTICATE : ESTABLISHED;
        head(out, connection, Side.SERVER, answer, Step.DATA);
        turn = null;
      }
      case DATA -> data(out, connection);
      case BURST_ACK -> {
        Step next = connection.segmentsLeft > 0 ? Step.DATA : Step.FIN;
        send(out, connection, Side.CLIENT, ACK, NOTHING, 0, next);
        turn = next == Step.FIN ? connection : null;
      }
      case FIN -> send(out, connection, Side.CLIENT, FIN | ACK, NOTHING, 0, Step.FIN_ANSWER);
      case FIN_ANSWER -> send(out, connection, Side.SERVER, FIN | ACK, NOTHING, 0, Step.LAST_ACK);
      case LAST_ACK -> {
        send(out, connection, Side.CLIENT, ACK, NOTHING, 0, Step.SYN);
        begin(connection);
        turn = null;
      }
    }
  }

  /** The next one from a random place on that does not wait; one that waits where all do. */
  private Connection whoIsDue(long time) {
    int first = random.nextInt(connections.length);
    for (int i = 0; i < connections.length; i++) {
      Connection connection = connections[(first + i) % connections.length];
      if (connection.due <= time) {
        return connection;
      }
    }
    return connections[first];
  }

  private void syn(ByteBuffer out, long time, Connection connection) {
    boolean again = connection.step == Step.SYN_AGAIN;
    if (again) {
      connection.flow.goBack(1);
    }
    boolean waits = connection.synsLeft > 0;
    send(out, connection, Side.CLIENT, SYN, NOTHING, 0, waits ? Step.SYN_AGAIN : Step.SYN_ACK);
    if (waits) {
      connection.due = time + (again ? 2 * SECOND : SECOND);
      connection.synsLeft--;
      turn = null;
    } else if (again && random.nextBoolean()) {
      begin(connection);
      turn = null;
    }
  }

  private void ack(ByteBuffer out, Connection connection) {
    boolean proxy = connection.flow.serverPort() == 8080;
    send(out, connection, Side.CLIENT, ACK, NOTHING, 0, proxy ? Step.CONNECT : Step.DATA);
    turn = proxy ? connection : null;
  }

  private void data(ByteBuffer out, Connection connection) {
    if (connection.burst == 0) {
      connection.burst = random.nextInt(1, 16);
    }
    connection.burst--;
    connection.segmentsLeft--;
    Side from = random.nextInt(10) < 2 ? Side.CLIENT : Side.SERVER;
    int flags = random.nextInt(10) < 2 ? PSH | ACK : ACK;
    Step next = connection.burst == 0 ? Step.BURST_ACK : Step.DATA;
    send(out, connection, from, flags, payload, any(SEGMENTS), next);
  }

  private void head(ByteBuffer out, Connection connection, Side from, byte[] head, Step next) {
    send(out, connection, from, PSH | ACK, head, head.length, next);
  }

  private void send(
      ByteBuffer out,
      Connection connection,
      Side from,
      int flags,
      byte[] bytes,
      int length,
      Step next) {
    connection.flow.write(out, from, flags, random.nextInt(), bytes, length);
    connection.step = next;
  }
}
