package org.connectoranalyzer.capture;

/**
 * Takes off the link-layer header of link types that the header decoder does not know itself, so
 * that it can go on with what is inside. Reused; one implementation, by pcap4j, loaded when a
 * capture needs it.
 */
public interface LinkHeader {
  /**
   * Looks at a frame; afterwards {@link #length()} and {@link #innerLinkType()} tell what it found.
   * Never throws on content. False where the link type or this frame cannot be decoded.
   */
  boolean decode(int linkType, ByteView frame);

  /** Bytes of the header last decoded. */
  int length();

  /**
   * LINKTYPE_ value of what follows: {@link LinkTypes#RAW} for an IP packet, {@link LinkTypes#NONE}
   * for anything that is neither IP nor another link layer.
   */
  int innerLinkType();
}
