package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.LinkHeader;
import org.connectoranalyzer.capture.pcap4j.Pcap4jLinkHeader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes frames, one after the other, into one reused {@link PacketHeaders}; called by the
 * analysis for every frame. Allocates nothing (but for the link types left to pcap4j) and never
 * throws on content. Checksums are not looked at: network cards fill them in after the capture.
 */
public final class HeaderDecoder {
  private final LinkLayer link = new LinkLayer();
  private final PacketHeaders headers = PacketHeaders.withQuote();
  private @Nullable LinkHeader rareLinks;

  /** Decodes the frame; the result is the same object each time, valid until the next call. */
  public PacketHeaders decode(Frame frame) {
    headers.clear();
    headers.bytes.wrapSlice(frame.bytes(), 0, frame.bytes().length());
    headers.status = frame.packetless() ? DecodeStatus.PACKETLESS : network(frame);
    return headers;
  }

  private DecodeStatus network(Frame frame) {
    DecodeStatus found = link.read(frame.linkType(), headers.bytes, 0);
    if (found == DecodeStatus.UNKNOWN_LINK_TYPE) {
      found = rareLink(frame.linkType());
    }
    headers.sourceMac = link.sourceMac;
    if (found != DecodeStatus.DECODED) {
      return found;
    }
    int onWire = (int) Math.min(frame.originalLength(), Integer.MAX_VALUE);
    return IpLayer.decode(headers, link.etherType, link.offset, onWire);
  }

  /** pcap4j takes a fifth of a second to load: only here, where a capture needs it. */
  private DecodeStatus rareLink(int linkType) {
    LinkHeader header = rareLinks;
    if (header == null) {
      header = new Pcap4jLinkHeader();
      rareLinks = header;
    }
    return header.decode(linkType, headers.bytes)
        ? link.read(header.innerLinkType(), headers.bytes, header.length())
        : DecodeStatus.UNKNOWN_LINK_TYPE;
  }
}
