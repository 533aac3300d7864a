package org.connectoranalyzer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.LinkTypes;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.Dot1qVlanTagPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpV6ExtDestinationOptionsPacket;
import org.pcap4j.packet.IpV6ExtHopByHopOptionsPacket;
import org.pcap4j.packet.IpV6ExtRoutingPacket;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpPacket.TcpHeader;
import org.pcap4j.packet.UdpPacket;

/**
 * pcap4j as the independent oracle: Ethernet frames in which it finds a TCP or UDP header are
 * decoded alike here. It knows no tunnel; of VXLAN and Geneve without options, it is given what is
 * inside.
 */
class Pcap4jAgreementTest {
  private static final Set<Integer> TUNNELS = Set.of(4789, 4790, 6081);
  private static final int TUNNEL_HEADER = 8;
  private static final int FRAMES_OF_A_SAMPLE = 12;
  private static final int COPIES = 4;

  /** Bytes in which the headers of a frame stand. */
  private static final int HEADERS = 74;

  private final Map<String, Integer> differing = new TreeMap<>();
  private final List<String> examples = new ArrayList<>();
  private long compared;
  private boolean onlyWhereBothDecode;

  @Test
  void samplesAreDecodedAlike() throws IOException {
    for (Path capture : samples()) {
      compare(capture);
    }
    report("samples");
    assertThat(compared).isPositive();
    assertThat(differing).as("%s", examples).isEmpty();
  }

  @Test
  void thirdPartyCapturesAreDecodedAlike() throws IOException {
    for (Entry entry : ThirdPartyCaptures.orSkip().entries()) {
      compare(entry.file());
    }
    report("third-party captures");
    assertThat(compared).isGreaterThan(50_000);
    assertThat(differing).as("%s", examples).isEmpty();
  }

  private static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../samples"))) {
      return files.filter(file -> file.toString().matches(".*\\.pcap(ng)?")).sorted().toList();
    }
  }

  /** Headers that something went over: where both still find a packet, they find the same. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void spoiltFramesAreDecodedAlike(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> frames = new ArrayList<>();
    for (Path capture : samples()) {
      frames.addAll(firstFrames(capture));
    }
    CaptureBytes spoilt = CaptureBytes.pcap().nanoseconds();
    for (byte[] frame : frames) {
      for (int copy = 0; copy < COPIES; copy++) {
        byte[] changed = frame.clone();
        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
          int at = random.nextInt(Math.min(HEADERS, changed.length));
          changed[at] ^= (byte) (1 << random.nextInt(8));
        }
        spoilt.packet(0, 0, changed, changed.length);
      }
    }
    onlyWhereBothDecode = true;
    try (Recording recording = Recording.open(new ByteArrayInputStream(spoilt.bytes()), "spoilt")) {
      compare("spoilt", recording);
    }
    report("spoilt frames");
    assertThat(compared).isGreaterThan(frames.size());
    assertThat(differing).as("%s", examples).isEmpty();
  }

  private static List<byte[]> firstFrames(Path capture) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    Frame frame = new Frame();
    try (Recording recording = Recording.open(capture)) {
      while (frames.size() < FRAMES_OF_A_SAMPLE && recording.next(frame)) {
        if (frame.linkType() == LinkTypes.ETHERNET) {
          byte[] bytes = new byte[frame.bytes().length()];
          frame.bytes().copyTo(0, bytes, 0, bytes.length);
          frames.add(bytes);
        }
      }
    }
    return frames;
  }

  private void report(String what) {
    System.out.printf("pcap4j and ours agree on %d packets of %s%n", compared, what);
  }

  private void compare(Path capture) throws IOException {
    try (Recording recording = Recording.open(capture)) {
      compare(capture.toString(), recording);
    } catch (CaptureFormatException e) {
      assertThat(e.kind()).isNotEmpty();
    }
  }

  private void compare(String where, Recording recording) throws IOException {
    HeaderDecoder decoder = new HeaderDecoder();
    Frame frame = new Frame();
    while (recording.next(frame)) {
      if (frame.linkType() == LinkTypes.ETHERNET && frame.bytes().length() > 0) {
        compare(where + " " + frame.number(), frame, decoder.decode(frame));
      }
    }
  }

  private void compare(String where, Frame frame, PacketHeaders ours) {
    Packet theirs = innerIp(outermostIp(bytes(frame.bytes())), ours);
    if (theirs == null || (onlyWhereBothDecode && ours.status() != DecodeStatus.DECODED)) {
      return;
    }
    IpPacket.IpHeader ip = ((IpPacket) theirs).getHeader();
    Packet transport = transport(theirs.getPayload());
    if (transport instanceof TcpPacket tcp) {
      compared++;
      addresses(where, ip, ours);
      tcp(where, tcp, ours);
    } else if (transport instanceof UdpPacket udp) {
      compared++;
      addresses(where, ip, ours);
      check(where, "UDP", true, ours.isUdp());
      check(where, "port", udp.getHeader().getSrcPort().valueAsInt(), ours.sourcePort());
      check(where, "port", udp.getHeader().getDstPort().valueAsInt(), ours.destinationPort());
    }
  }

  private static byte[] bytes(ByteView bytes) {
    byte[] raw = new byte[bytes.length()];
    bytes.copyTo(0, raw, 0, raw.length);
    return raw;
  }

  /**
   * Null where ours followed a tunnel that this does not follow. What ours took for a tunnel has
   * the port of one.
   */
  private static @Nullable Packet innerIp(@Nullable Packet outermost, PacketHeaders ours) {
    Packet packet = outermost;
    while (packet instanceof IpPacket
        && transport(packet.getPayload()) instanceof UdpPacket udp
        && TUNNELS.contains(udp.getHeader().getDstPort().valueAsInt())) {
      byte[] content = udp.getPayload() == null ? new byte[0] : udp.getPayload().getRawData();
      if (ours.encapsulations() == 0) {
        return ours.status() == DecodeStatus.DECODED ? packet : null;
      }
      boolean plain = content.length > TUNNEL_HEADER && (content[0] == 0 || content[0] == 8);
      packet =
          plain ? outermostIp(Arrays.copyOfRange(content, TUNNEL_HEADER, content.length)) : null;
    }
    return packet;
  }

  /** pcap4j decodes what it gets as a whole; null where it finds no IP packet. */
  private static @Nullable Packet outermostIp(byte[] raw) {
    Packet packet;
    try {
      packet = EthernetPacket.newPacket(raw, 0, raw.length);
    } catch (IllegalRawDataException | RuntimeException e) {
      return null;
    }
    while (packet instanceof EthernetPacket || packet instanceof Dot1qVlanTagPacket) {
      packet = packet.getPayload();
    }
    return packet instanceof IpPacket ? packet : null;
  }

  /**
   * Through extension headers. Of those that pcap4j does not know it guesses the length (AH comes
   * out wrong, other protocols are taken for extensions), and it leaves fragments alone.
   */
  private static @Nullable Packet transport(@Nullable Packet first) {
    Packet packet = first;
    while (packet instanceof IpV6ExtHopByHopOptionsPacket
        || packet instanceof IpV6ExtRoutingPacket
        || packet instanceof IpV6ExtDestinationOptionsPacket) {
      packet = packet.getPayload();
    }
    return packet;
  }

  private void addresses(String where, IpPacket.IpHeader ip, PacketHeaders ours) {
    check(where, "status", DecodeStatus.DECODED, ours.status());
    check(where, "version", (int) ip.getVersion().value(), ours.ipVersion());
    check(where, "source high", high(ip.getSrcAddr()), ours.sourceHigh());
    check(where, "source low", low(ip.getSrcAddr()), ours.sourceLow());
    check(where, "destination high", high(ip.getDstAddr()), ours.destinationHigh());
    check(where, "destination low", low(ip.getDstAddr()), ours.destinationLow());
  }

  private void tcp(String where, TcpPacket theirs, PacketHeaders ours) {
    TcpHeader tcp = theirs.getHeader();
    check(where, "TCP", true, ours.isTcp());
    check(where, "port", tcp.getSrcPort().valueAsInt(), ours.sourcePort());
    check(where, "port", tcp.getDstPort().valueAsInt(), ours.destinationPort());
    check(where, "sequence", tcp.getSequenceNumberAsLong(), ours.sequence());
    check(where, "acknowledgment", tcp.getAcknowledgmentNumberAsLong(), ours.acknowledgment());
    check(where, "window", tcp.getWindowAsInt(), ours.window());
    check(where, "SYN", tcp.getSyn(), (ours.tcpFlags() & 2) != 0);
    check(where, "ACK", tcp.getAck(), ours.isAck());
    check(where, "RST", tcp.getRst(), ours.isRst());
    check(where, "FIN", tcp.getFin(), ours.isFin());
    int captured = theirs.getPayload() == null ? 0 : theirs.getPayload().length();
    check(where, "payload", captured, ours.payloadCaptured());
  }

  private static long high(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  private static long low(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? ByteBuffer.wrap(bytes).getInt() & 0xFFFF_FFFFL
        : ByteBuffer.wrap(bytes).getLong(8);
  }

  private void check(String where, String field, Object theirs, Object ours) {
    if (!theirs.equals(ours)) {
      differing.merge(field, 1, Integer::sum);
      if (examples.size() < 20) {
        examples.add(where + ": " + field + " " + theirs + ", ours " + ours);
      }
    }
  }
}
