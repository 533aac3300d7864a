package org.connectoranalyzer.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * Headers of one packet, in a tunnel the innermost, from its IP header to the transport; filled by
 * {@link HeaderDecoder#decode} and valid until its next call. Where a value is not there, it is -1
 * or 0 as each getter says; nothing throws.
 */
public final class PacketHeaders {
  /** Value of what a packet does not have. */
  public static final int ABSENT = -1;

  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;

  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;
  private static final int OPENING_BITS = SYN | ACK | RST | FIN;

  final ByteView bytes = new ByteView();
  private final @Nullable PacketHeaders quoted;

  DecodeStatus status = DecodeStatus.NOT_IP;
  long sourceMac;
  int encapsulations;
  int ipVersion;
  int ipOffset;
  int ipLength;
  int ipTotalLength;
  int ipCaptured;
  boolean packetTruncated;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int ttl;
  int ipId;
  boolean fragment;
  int fragmentOffset;
  int protocol;
  boolean hasTransport;
  int transportOffset;
  int sourcePort;
  int destinationPort;
  long sequence;
  long acknowledgment;
  int tcpFlags;
  int window;
  int payloadOffset;
  int payloadLength;
  int payloadCaptured;
  int icmpType;
  int icmpCode;
  long icmpMtu;

  /** Five numbers each; those of a frame that carries no packet in a packet are not touched. */
  private int[] carriers = new int[4 * Carrier.NUMBERS];

  private int carrierNumbers;

  private PacketHeaders(@Nullable PacketHeaders quoted) {
    this.quoted = quoted;
    clear();
  }

  static PacketHeaders withQuote() {
    return new PacketHeaders(new PacketHeaders(null));
  }

  /** Forgets the packet before. */
  void clear() {
    status = DecodeStatus.NOT_IP;
    if (quoted != null) {
      quoted.status = DecodeStatus.NOT_IP;
    }
    sourceMac = ABSENT;
    encapsulations = 0;
    carrierNumbers = 0;
    clearPacket();
  }

  /** Notes where the packet is that carries another, before it is forgotten. */
  void markCarrier() {
    if (ipVersion == 0) {
      return;
    }
    if (carriers.length < carrierNumbers + Carrier.NUMBERS) {
      carriers = Arrays.copyOf(carriers, 2 * carriers.length);
    }
    carriers[carrierNumbers] = ipVersion;
    carriers[carrierNumbers + 1] = ipOffset;
    carriers[carrierNumbers + 2] = transportOffset;
    carriers[carrierNumbers + 3] = protocol;
    carriers[carrierNumbers + 4] = ipOffset + ipCaptured;
    carrierNumbers += Carrier.NUMBERS;
  }

  int carrierCount() {
    return carrierNumbers / Carrier.NUMBERS;
  }

  /** Forgets those behind the first {@code count}: they carry nothing after all. */
  void dropCarriers(int count) {
    carrierNumbers = count * Carrier.NUMBERS;
  }

  /** The IP packets around this one, the outermost first. */
  public List<Carrier> carriers() {
    List<Carrier> found = new ArrayList<>();
    for (int at = 0; at < carrierNumbers; at += Carrier.NUMBERS) {
      found.add(
          new Carrier(
              carriers[at],
              carriers[at + 1],
              carriers[at + 2],
              carriers[at + 3],
              carriers[at + 4]));
    }
    return found;
  }

  /** Forgets a packet that carried another, but not what it was inside of. */
  void clearPacket() {
    ipVersion = 0;
    ipOffset = 0;
    ipLength = 0;
    ipTotalLength = 0;
    ipCaptured = 0;
    packetTruncated = false;
    sourceHigh = 0;
    sourceLow = 0;
    destinationHigh = 0;
    destinationLow = 0;
    ttl = ABSENT;
    ipId = ABSENT;
    fragment = false;
    fragmentOffset = 0;
    protocol = ABSENT;
    clearTransport();
  }

  private void clearTransport() {
    hasTransport = false;
    transportOffset = 0;
    sourcePort = ABSENT;
    destinationPort = ABSENT;
    sequence = ABSENT;
    acknowledgment = ABSENT;
    tcpFlags = 0;
    window = ABSENT;
    payloadOffset = 0;
    payloadLength = 0;
    payloadCaptured = 0;
    icmpType = ABSENT;
    icmpCode = ABSENT;
    icmpMtu = ABSENT;
  }

  /** How far the frame could be decoded. */
  public DecodeStatus status() {
    return status;
  }

  /** What the packet was inside of: 0 nothing, else see {@link Encapsulation#in}. */
  public int encapsulations() {
    return encapsulations;
  }

  /** A TCP header was decoded, at least its ports, sequence number and flags. */
  public boolean isTcp() {
    return hasTransport && protocol == TCP;
  }

  /** A UDP header was decoded. */
  public boolean isUdp() {
    return hasTransport && protocol == UDP;
  }

  /** An ICMP or ICMPv6 header was decoded. */
  public boolean isIcmp() {
    return hasTransport && (protocol == ICMP || protocol == ICMPV6);
  }

  /** 4 or 6; 0 where no IP header was decoded. */
  public int ipVersion() {
    return ipVersion;
  }

  /** Upper 64 bits of an IPv6 address; 0 for IPv4. */
  public long sourceHigh() {
    return sourceHigh;
  }

  /** Lower 64 bits of an IPv6 address; an IPv4 address as unsigned 32 bits. */
  public long sourceLow() {
    return sourceLow;
  }

  /** Upper 64 bits of an IPv6 address; 0 for IPv4. */
  public long destinationHigh() {
    return destinationHigh;
  }

  /** Lower 64 bits of an IPv6 address; an IPv4 address as unsigned 32 bits. */
  public long destinationLow() {
    return destinationLow;
  }

  /** IP protocol number of what follows the IP header and its extensions; -1 if unknown. */
  public int protocol() {
    return protocol;
  }

  /** TCP or UDP port; -1 if none. */
  public int sourcePort() {
    return sourcePort;
  }

  /** TCP or UDP port; -1 if none. */
  public int destinationPort() {
    return destinationPort;
  }

  /** TCP sequence number, unsigned 32 bits; -1 if none. */
  public long sequence() {
    return sequence;
  }

  /** TCP acknowledgment number, unsigned 32 bits; -1 if none. */
  public long acknowledgment() {
    return acknowledgment;
  }

  /** The eight TCP flag bits CWR to FIN; 0 if none. */
  public int tcpFlags() {
    return tcpFlags;
  }

  /** Opens a connection: SYN set, ACK, RST and FIN clear, whatever ECE and CWR are. */
  public boolean isSyn() {
    return isTcp() && (tcpFlags & OPENING_BITS) == SYN;
  }

  /** Accepts a connection: SYN and ACK set, RST and FIN clear. */
  public boolean isSynAck() {
    return isTcp() && (tcpFlags & OPENING_BITS) == (SYN | ACK);
  }

  /** RST set. */
  public boolean isRst() {
    return (tcpFlags & RST) != 0;
  }

  /** FIN set. */
  public boolean isFin() {
    return (tcpFlags & FIN) != 0;
  }

  /** ACK set. */
  public boolean isAck() {
    return (tcpFlags & ACK) != 0;
  }

  /** TCP window as sent, unscaled; -1 if not captured. */
  public int window() {
    return window;
  }

  /** IPv4 time to live or IPv6 hop limit; -1 if none. */
  public int ttl() {
    return ttl;
  }

  /** IPv4 identification, or that of an IPv6 fragment header; -1 if none. */
  public int ipId() {
    return ipId;
  }

  /** A fragment, first or later. */
  public boolean fragment() {
    return fragment;
  }

  /** A fragment other than the first: it has no transport header. */
  public boolean laterFragment() {
    return fragmentOffset > 0;
  }

  /** Source address of the link layer, 48 bits; -1 if the link layer has none. */
  public long sourceMac() {
    return sourceMac;
  }

  /** Where the IP header begins in {@link #bytes()}. */
  public int ipOffset() {
    return ipOffset;
  }

  /** Captured bytes of the IP packet, link-layer padding left out. */
  public int ipLength() {
    return ipCaptured;
  }

  /** Where the TCP, UDP or ICMP header begins in {@link #bytes()}. */
  public int transportOffset() {
    return transportOffset;
  }

  /** Where the transport payload begins in {@link #bytes()}; may lie behind what was captured. */
  public int payloadOffset() {
    return payloadOffset;
  }

  /** Payload bytes on the wire, by the IP length; a length of 0 (offloading) is made up for. */
  public int payloadLength() {
    return payloadLength;
  }

  /** Payload bytes captured; they begin at {@link #payloadOffset()}. */
  public int payloadCaptured() {
    return payloadCaptured;
  }

  /** The capture holds less of the packet than its IP length says. */
  public boolean packetTruncated() {
    return packetTruncated;
  }

  /**
   * ICMP or ICMPv6 says that a packet was not delivered: destination unreachable (packet too big
   * included), time exceeded, parameter problem. Redirect and source quench are none.
   */
  public boolean isIcmpError() {
    if (!isIcmp()) {
      return false;
    }
    return protocol == ICMP
        ? icmpType == 3 || icmpType == 11 || icmpType == 12
        : icmpType >= 1 && icmpType <= 4;
  }

  /** ICMP or ICMPv6 type; -1 if none. */
  public int icmpType() {
    return icmpType;
  }

  /** ICMP or ICMPv6 code; -1 if none. */
  public int icmpCode() {
    return icmpCode;
  }

  /** MTU that ICMP 3/4 or ICMPv6 2 tells (0: none told); -1 for any other message. */
  public long icmpMtu() {
    return icmpMtu;
  }

  /**
   * The packet that an ICMP error quotes: addresses, protocol, ports, TCP sequence number. Ask its
   * {@link #status()} first; it is {@code DECODED} as soon as the ports are there.
   */
  public PacketHeaders quoted() {
    return quoted == null ? this : quoted;
  }

  /** The frame's bytes, which the offsets count through. */
  public ByteView bytes() {
    return bytes;
  }
}
