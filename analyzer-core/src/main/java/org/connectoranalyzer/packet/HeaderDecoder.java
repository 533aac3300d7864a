package org.connectoranalyzer.packet;

import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.LinkHeader;
import org.connectoranalyzer.capture.LinkTypes;
import org.connectoranalyzer.capture.pcap4j.Pcap4jLinkHeader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes frames, one after the other, into one reused {@link PacketHeaders}, through tunnels to
 * the innermost packet; called by the analysis for every frame. Allocates nothing (but for the link
 * types left to pcap4j) and never throws on content. Checksums are not looked at: network cards
 * fill them in after the capture.
 */
public final class HeaderDecoder {
  private final int mostEncapsulations;
  private final LinkLayer link = new LinkLayer();
  private final TunnelHeader tunnel = new TunnelHeader();
  private final PacketHeaders headers = PacketHeaders.withQuote();
  private @Nullable LinkHeader rareLinks;

  /** With the standard limits. */
  public HeaderDecoder() {
    this(Limits.standard());
  }

  public HeaderDecoder(Limits limits) {
    mostEncapsulations = limits.size(Limits.Limit.ENCAPSULATIONS);
  }

  /** Decodes the frame; the result is the same object each time, valid until the next call. */
  public PacketHeaders decode(Frame frame) {
    headers.clear();
    headers.bytes.wrapSlice(frame.bytes(), 0, frame.bytes().length());
    headers.status = frame.packetless() ? DecodeStatus.PACKETLESS : frame(frame);
    return headers;
  }

  private DecodeStatus frame(Frame frame) {
    DecodeStatus found = link.read(frame.linkType(), headers.bytes, 0);
    if (found == DecodeStatus.UNKNOWN_LINK_TYPE) {
      found = rareLink(frame.linkType());
    }
    long onWire = Math.max(frame.originalLength(), headers.bytes.length());
    return behindLink(found, (int) Math.min(onWire, Integer.MAX_VALUE), 0);
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

  /**
   * From the link layer on, which has been read.
   *
   * @param end where the frame ends on the wire
   * @param depth encapsulations around it
   */
  private DecodeStatus behindLink(DecodeStatus found, int end, int depth) {
    headers.sourceMac = link.sourceMac;
    boolean named = found == DecodeStatus.DECODED || link.etherType != LinkLayer.NO_PROTOCOL;
    return named ? packet(link.etherType, link.offset, end, depth) : found;
  }

  private DecodeStatus packet(int etherType, int offset, int end, int depth) {
    if (etherType != LinkLayer.IPV4 && etherType != LinkLayer.IPV6) {
      DecodeStatus found = tunnel.inFrame(etherType, headers.bytes, offset, end);
      return found == DecodeStatus.DECODED ? inside(depth) : found;
    }
    DecodeStatus found = IpLayer.decode(headers, etherType, offset, end);
    boolean carrier =
        found == DecodeStatus.DECODED
            && headers.protocol != PacketHeaders.TCP
            && !headers.laterFragment()
            && tunnel.inPacket(headers) == DecodeStatus.DECODED;
    if (!carrier) {
      return found;
    }
    return tunnel.isGuess() ? guessed(etherType, offset, end, depth) : inside(depth);
  }

  /** A datagram to the port of a tunnel remains one where no packet is in it. */
  private DecodeStatus guessed(int etherType, int offset, int end, int depth) {
    long mac = headers.sourceMac;
    int around = headers.encapsulations;
    int carriers = headers.carrierCount();
    DecodeStatus found = inside(depth);
    if (found != DecodeStatus.MALFORMED) {
      return found;
    }
    headers.clearPacket();
    headers.dropCarriers(carriers);
    headers.sourceMac = mac;
    headers.encapsulations = around;
    return IpLayer.decode(headers, etherType, offset, end);
  }

  /**
   * What the tunnel carries. If the carrier is whole, the capture has cut nothing: what is missing
   * contradicts the carrier's length, or is in another fragment of it.
   */
  private DecodeStatus inside(int depth) {
    if (depth == mostEncapsulations) {
      return DecodeStatus.NESTED_TOO_DEEP;
    }
    int end = tunnel.end;
    boolean whole = end <= headers.bytes.length() && (headers.fragment || !tunnel.mayBeCutInside());
    headers.markCarrier();
    headers.clearPacket();
    headers.encapsulations |= tunnel.encapsulation.bit();
    headers.bytes.wrapSlice(headers.bytes, 0, Math.min(end, headers.bytes.length()));
    DecodeStatus found;
    if (tunnel.etherType == TunnelHeader.ETHERNET) {
      DecodeStatus frame = link.read(LinkTypes.ETHERNET, headers.bytes, tunnel.offset);
      found = behindLink(frame, end, depth + 1);
    } else {
      found = packet(tunnel.etherType, tunnel.offset, end, depth + 1);
    }
    headers.packetTruncated &= !whole;
    return whole && found == DecodeStatus.TRUNCATED ? DecodeStatus.MALFORMED : found;
  }
}
