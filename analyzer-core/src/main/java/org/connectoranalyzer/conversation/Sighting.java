package org.connectoranalyzer.conversation;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.packet.PacketHeaders;

/**
 * One packet seen, kept with what tells a copy of it. A frame is a copy of a packet already seen
 * (mirror port, several interfaces, pktmon, a file appended to itself) if it is equal from the IP
 * header on, hop limit, traffic class and checksums aside, within 100 ms; or has the same non-zero
 * IPv4 identification and the same place in the conversation within 1 s; or is equal and has the
 * same pcapng packet id, at any distance. A retransmission has a new identification, or comes no
 * sooner than 300 ms. Wireshark calls copies retransmissions.
 */
final class Sighting {
  private static final long EQUAL_BYTES = 100_000_000L;
  static final long SAME_IDENTIFICATION = 1_000_000_000L;
  private static final int DEFAULT_FLAGS = 0x3F;

  private final FrameRef frame;
  private final long signature;
  private final long packetId;
  private long latestTime;

  Sighting(FrameRef frame, long signature, long packetId) {
    this.frame = frame;
    this.signature = signature;
    this.packetId = packetId;
    this.latestTime = frame.time();
  }

  FrameRef frame() {
    return frame;
  }

  /** Whether another packet is a copy of this one; if so its time counts for the next one. */
  boolean isCopiedBy(long otherSignature, long window, long time, long otherPacketId) {
    if (signature != otherSignature) {
      return false;
    }
    boolean samePacketId = packetId != Frame.NO_PACKET_ID && packetId == otherPacketId;
    boolean copy =
        samePacketId
            || distance(time, latestTime) <= window
            || distance(time, frame.time()) <= window;
    if (copy && time > latestTime) {
      latestTime = time;
    }
    return copy;
  }

  /** Nanoseconds between two times, 0 where one is unknown; saturates. */
  static long distance(long time, long other) {
    if (time == FrameRef.NO_TIME || other == FrameRef.NO_TIME) {
      return 0;
    }
    long difference = time - other;
    boolean overflow = ((time ^ other) & (time ^ difference)) < 0;
    return overflow ? Long.MAX_VALUE : Math.abs(difference);
  }

  /** How far apart two packets with the signature of this one may be to be copies. */
  static long window(PacketHeaders headers) {
    return identified(headers) ? SAME_IDENTIFICATION : EQUAL_BYTES;
  }

  private static boolean identified(PacketHeaders headers) {
    return headers.ipVersion() == 4 && headers.ipId() > 0;
  }

  /**
   * Hash of what copies of a packet have in common; never 0. With an IPv4 identification a TCP
   * packet's place in its conversation is enough, else all bytes count.
   */
  static long signature(PacketHeaders headers) {
    long hash = headers.isTcp() && identified(headers) ? place(headers) : bytes(headers);
    return hash == 0 ? 1 : hash;
  }

  private static long place(PacketHeaders headers) {
    return place(
        headers.sourceLow() << 32 | headers.destinationLow(),
        headers.sourcePort() << 16 | headers.destinationPort(),
        headers.sequence() << 32 | headers.acknowledgment(),
        headers.tcpFlags(),
        headers.payloadLength(),
        headers.ipId());
  }

  /**
   * The signature of an IPv4 TCP packet with an identification.
   *
   * @param addresses source in the upper half, likewise the source port
   * @param numbers sequence number in the upper half, acknowledgment number in the lower
   */
  static long place(long addresses, int ports, long numbers, int flags, int payload, int ipId) {
    long hash = mix(addresses, numbers);
    long shape = ((long) (flags & DEFAULT_FLAGS) << 26) ^ payload;
    hash = mix(hash, (long) ports << 32 ^ shape);
    hash = mix(hash, ipId);
    return hash == 0 ? 1 : hash;
  }

  private static long bytes(PacketHeaders headers) {
    ByteView bytes = headers.bytes();
    int at = headers.ipOffset();
    int end = at + headers.ipLength();
    int transport = Math.min(Math.max(headers.transportOffset(), at), end);
    long hash;
    if (headers.ipVersion() == 4) {
      // Length, identification and fragment; then addresses and options.
      hash = mix(hash(bytes, at + 2, at + 8), headers.protocol());
      hash = mix(hash, hash(bytes, at + 12, transport));
    } else {
      hash = mix(hash(bytes, at + 4, at + 7), hash(bytes, at + 8, transport));
    }
    int checksum = end;
    if (headers.isTcp()) {
      checksum = transport + 16;
    } else if (headers.isUdp()) {
      checksum = transport + 6;
    }
    hash = mix(hash, hash(bytes, transport, Math.min(checksum, end)));
    return mix(hash, hash(bytes, checksum + 2, end));
  }

  private static long hash(ByteView bytes, int from, int to) {
    return to <= from ? 0 : bytes.hash(from, to - from);
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ Long.rotateLeft(value, 23)) * 0x9E37_79B9_7F4A_7C15L + value;
    return (mixed ^ mixed >>> 32) * 0xD6E8_FEB8_6659_FD93L;
  }
}
