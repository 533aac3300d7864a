package org.connectoranalyzer.packet;

/** How far a frame could be decoded. */
public enum DecodeStatus {
  /**
   * An IP packet, with its transport header where that is TCP, UDP or ICMP and the frame holds it
   * (not in a later fragment); the getters of what is there cannot fail.
   */
  DECODED,
  /** No IP packet: ARP, spanning tree, another network protocol. */
  NOT_IP,
  /** The snap length, or the end of the packet quoted, hides a header. */
  TRUNCATED,
  /** A header contradicts itself or its surroundings. */
  MALFORMED,
  /** Packets in packets, more than the decoder follows. */
  NESTED_TOO_DEEP,
  /** A link type that neither this decoder nor pcap4j knows. */
  UNKNOWN_LINK_TYPE,
  /** A record that has a number but no packet. */
  PACKETLESS
}
