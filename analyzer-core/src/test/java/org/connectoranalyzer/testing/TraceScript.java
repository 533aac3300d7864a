package org.connectoranalyzer.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Writes a capture as a story, byte-exact, and analyses it. A frame comes 1 ms after the one before
 * unless {@link #after} says otherwise; the first stands at {@link #START}. Not thread-safe.
 *
 * <pre>{@code
 * TraceScript script = new TraceScript();
 * script.resolves("10.20.0.10", "10.20.0.53", "x.bootstrap.msappproxy.net", "203.0.113.9");
 * script.tcp("10.20.0.10", "203.0.113.9:443")
 *     .syn().after(Duration.ofSeconds(1)).synAgain().after(Duration.ofSeconds(2)).synAgain();
 * script.goesOn(Duration.ofSeconds(10));            // silence is seen: the capture does not end there
 *
 * TcpScript proxy = script.tcp("10.20.0.10:49201", "10.20.8.80:8080").handshake();
 * long asked = proxy.connect("login.microsoftonline.com:443").lastFrame();
 * proxy.respond(407, "Proxy-Authenticate: Basic realm=\"x\"").serverFin().clientFin();
 * proxy = script.tcp("10.20.0.10", "10.20.8.80:8080").handshake().connect("a.servicebus.windows.net:443");
 * proxy.respond(200).tls12("a.servicebus.windows.net");      // a whole session inside the tunnel
 *
 * Trace trace = script.trace();
 * }</pre>
 *
 * <p>Addresses are IPv4 or IPv6 literals; MAC addresses follow from them ({@link #machine} gives
 * several addresses one MAC). A client without a port gets the next ephemeral one.
 */
public final class TraceScript {
  /** Time of the first frame. */
  public static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  private static final Duration STEP = Duration.ofMillis(1);

  /** What a router quotes of a packet at most (RFC 1812 §4.3.2.3). */
  private static final int QUOTED = 500;

  /** One frame; the bytes are whole, the snap length cuts when the file is written. */
  private static final class ScriptFrame {
    final long time;
    final int interfaceIndex;
    final byte[] bytes;
    final byte[][] options;

    ScriptFrame(long time, int interfaceIndex, byte[] bytes, byte[][] options) {
      this.time = time;
      this.interfaceIndex = interfaceIndex;
      this.bytes = bytes;
      this.options = options;
    }
  }

  private final List<ScriptFrame> frames = new ArrayList<>();
  private final Map<IpAddress, Long> macs = new HashMap<>();
  private long now = START.getEpochSecond() * 1_000_000_000L;
  private Duration gap = Duration.ZERO;
  private int ipId = 1;
  private int nextPort = 49201;
  private long nextIsn = 0x1000_0000L;
  private int vlan;
  private int interfaceIndex;
  private byte[][] options = {};
  private int snapLength = 262144;

  /** The next frame comes so long after the one before; negative: the clock goes back. */
  public TraceScript after(Duration duration) {
    gap = duration;
    return this;
  }

  /** The capture goes on for this time with nothing but one ARP frame at its end. */
  public TraceScript goesOn(Duration duration) {
    after(duration);
    byte[] request = Arrays.copyOf(new byte[] {0, 1, 8, 0, 6, 4, 0, 1}, 46);
    return frame(Packets.ethernet(0x0806, request, 0x0200_0000_00FEL, 0xFFFF_FFFF_FFFFL));
  }

  /** These addresses belong to one machine: its frames carry one MAC. */
  public TraceScript machine(String... addresses) {
    long mac = mac(address(addresses[0]));
    for (String text : addresses) {
      macs.put(address(text), mac);
    }
    return this;
  }

  /** Frames from here on carry this 802.1Q tag; 0 none. */
  public TraceScript vlan(int id) {
    vlan = id;
    return this;
  }

  /** Frames from here on are recorded by this interface (0, 1 …). */
  public TraceScript onInterface(int index) {
    interfaceIndex = index;
    return this;
  }

  /** Frames from here on carry these options of their block, see {@link CaptureBytes#option}. */
  public TraceScript withOptions(byte[]... options) {
    this.options = options;
    return this;
  }

  /** Every frame of the capture is cut to so many bytes. */
  public TraceScript snapLength(int bytes) {
    snapLength = bytes;
    return this;
  }

  /** A connection; nothing is sent before its methods are called. Client with or without port. */
  public TcpScript tcp(String client, String server) {
    nextIsn += 0x0123_4567L;
    return new TcpScript(this, client(client), endpoint(server), nextIsn & 0xFFFF_FFFFL);
  }

  /** Asks the resolver's port 53 over UDP; {@code type} is "A", "AAAA", "HTTPS" … */
  public DnsScript dns(String client, String resolver, String type, String name) {
    return new DnsScript(this, client(client), new Endpoint(address(resolver), 53), type, name);
  }

  /** A query for type A and its answer with these addresses. */
  public TraceScript resolves(String client, String resolver, String name, String... addresses) {
    return dns(client, resolver, "A", name).answers(addresses);
  }

  /** One UDP datagram. */
  public TraceScript udp(String from, String to, byte[] payload) {
    return udp(endpoint(from), endpoint(to), payload);
  }

  /** The last frame again, 2 µs later, byte for byte: a copy as SPAN ports or pktmon make. */
  public TraceScript copy() {
    return copy(frames.get(frames.size() - 1).interfaceIndex);
  }

  /** The last frame again, 2 µs later, as another interface recorded it. */
  public TraceScript copy(int onInterface) {
    ScriptFrame last = frames.get(frames.size() - 1);
    now += 2_000;
    frames.add(new ScriptFrame(now, onInterface, last.bytes, options));
    return this;
  }

  /** Number of the last frame, 1-based. */
  public long lastFrame() {
    return frames.size();
  }

  /** Number of a frame of the trace; 0 for none. */
  public static long number(@Nullable FrameRef frame) {
    return frame == null ? 0 : frame.number();
  }

  /** Time of a frame, ns since the epoch. */
  public long time(long frame) {
    return frames.get((int) frame - 1).time;
  }

  /** The capture as a pcapng file with nanosecond times. */
  public byte[] pcapng() {
    return pcapng(frames.size());
  }

  private byte[] pcapng(int count) {
    CaptureBytes file = CaptureBytes.pcapng().section();
    int last = frames.stream().mapToInt(frame -> frame.interfaceIndex).max().orElse(0);
    for (int i = 0; i <= last; i++) {
      byte[] nanoseconds = CaptureBytes.option(9, (byte) 9);
      file.networkInterface(
          CaptureBytes.ETHERNET, snapLength, CaptureBytes.option(2, "eth" + i), nanoseconds);
    }
    for (ScriptFrame frame : frames.subList(0, count)) {
      int captured = Math.min(snapLength, frame.bytes.length);
      byte[] bytes = Arrays.copyOf(frame.bytes, captured);
      file.ticks(frame.interfaceIndex, frame.time, bytes, frame.bytes.length, frame.options);
    }
    return file.bytes();
  }

  /** Writes the capture for a look with Wireshark. */
  public TraceScript write(Path file) {
    try {
      Files.write(file, pcapng());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The capture, analysed up to the wall: what a detector gets to see. */
  public Trace trace() {
    return trace(frames.size());
  }

  /** The traces of captures that end behind each frame: none may accuse more than the whole. */
  public Stream<Trace> cutTraces() {
    return IntStream.rangeClosed(1, frames.size()).mapToObj(this::trace);
  }

  private Trace trace(int count) {
    ByteArrayInputStream capture = new ByteArrayInputStream(pcapng(count));
    try (Recording recording = Recording.open(capture, "script.pcapng")) {
      return new TraceBuilder(Limits.standard(), Set.of()).build(recording, Progress.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The capture as a stream. */
  public ByteArrayInputStream stream() {
    return new ByteArrayInputStream(pcapng());
  }

  // What the parts of a script send.

  TraceScript udp(Endpoint from, Endpoint to, byte[] payload) {
    String source = from.address().toString();
    String destination = to.address().toString();
    byte[] packet = Packets.udp(source, from.port(), destination, to.port(), payload, nextIpId());
    return packet(from.address(), to.address(), packet);
  }

  TraceScript icmp(String router, IpAddress to, int type, int code, byte[] about) {
    byte[] quote = Arrays.copyOf(about, Math.min(about.length, QUOTED));
    return packet(address(router), to, Packets.icmp(router, to.toString(), type, code, 0, quote));
  }

  TraceScript packet(IpAddress from, IpAddress to, byte[] packet) {
    byte[] frame = Packets.ethernet(packet, mac(from), mac(to));
    return frame(vlan > 0 ? Packets.vlan(frame, 0x8100, vlan) : frame);
  }

  private TraceScript frame(byte[] bytes) {
    now += gap.toNanos();
    gap = STEP;
    frames.add(new ScriptFrame(now, interfaceIndex, bytes, options));
    return this;
  }

  int nextIpId() {
    ipId = ipId % 0xFFFF + 1;
    return ipId;
  }

  private long mac(IpAddress address) {
    long prefix = address.version() == 4 ? 0x0200_0000_0000L : 0x0206_0000_0000L;
    return macs.getOrDefault(address, prefix | (address.low() & 0xFFFF_FFFFL));
  }

  private Endpoint client(String text) {
    return IpAddress.parse(text)
        .map(address -> new Endpoint(address, nextPort++))
        .orElseGet(() -> endpoint(text));
  }

  static IpAddress address(String text) {
    return IpAddress.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("no IP address: " + text));
  }

  static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    return new Endpoint(address(host), Integer.parseInt(text.substring(colon + 1)));
  }
}
