package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.Frame;

/**
 * Decodes frames, one after the other, into one reused {@link PacketHeaders}; called by the
 * analysis for every frame. Allocates nothing and never throws on content; checksums are not looked
 * at, because network cards fill them in after the capture.
 */
public final class HeaderDecoder {
  private final LinkLayer link = new LinkLayer();
  private final PacketHeaders headers = PacketHeaders.withQuote();

  /** Decodes the frame; the result is the same object each time, valid until the next call. */
  public PacketHeaders decode(Frame frame) {
    headers.clear();
    headers.bytes.wrapSlice(frame.bytes(), 0, frame.bytes().length());
    headers.status = frame.packetless() ? DecodeStatus.PACKETLESS : network(frame);
    return headers;
  }

  private DecodeStatus network(Frame frame) {
    DecodeStatus found = link.read(frame.linkType(), frame.bytes());
    headers.sourceMac = link.sourceMac;
    if (found != DecodeStatus.DECODED) {
      return found;
    }
    int onWire = (int) Math.min(frame.originalLength(), Integer.MAX_VALUE);
    return IpLayer.decode(headers, link.etherType, link.offset, onWire);
  }
}
