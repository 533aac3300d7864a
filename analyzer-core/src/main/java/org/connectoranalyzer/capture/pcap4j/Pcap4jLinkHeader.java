package org.connectoranalyzer.capture.pcap4j;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.capture.LinkHeader;
import org.connectoranalyzer.capture.LinkTypes;
import org.pcap4j.packet.HdlcPppPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.PppPacket;
import org.pcap4j.packet.PppSelector;
import org.pcap4j.packet.RadiotapPacket;
import org.pcap4j.packet.namednumber.PppDllProtocol;

/** PPP with and without HDLC framing, PPPoE sessions and Radiotap, decoded by pcap4j. */
public final class Pcap4jLinkHeader implements LinkHeader {
  /** pcap4j copies and decodes all that it gets; no link-layer header is longer than this. */
  private static final int LONGEST_HEADER = 2048;

  private static final int PPPOE_HEADER = 6;

  private int length;
  private int innerLinkType = LinkTypes.NONE;

  @Override
  public boolean decode(int linkType, ByteView frame) {
    try {
      return switch (linkType) {
        case LinkTypes.PPP -> ppp(frame, 0);
        case LinkTypes.PPP_ETHER -> ppp(frame, PPPOE_HEADER);
        case LinkTypes.PPP_HDLC -> hdlc(frame);
        case LinkTypes.IEEE802_11_RADIOTAP -> radiotap(frame);
        default -> false;
      };
    } catch (IllegalRawDataException | RuntimeException e) {
      // pcap4j throws both where content contradicts itself.
      return false;
    }
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int innerLinkType() {
    return innerLinkType;
  }

  private boolean ppp(ByteView frame, int from) throws IllegalRawDataException {
    if (!frame.has(from, 2)) {
      return false;
    }
    byte[] header = copy(frame, from);
    return inner(PppSelector.newPacket(header, 0, header.length), from);
  }

  private boolean hdlc(ByteView frame) throws IllegalRawDataException {
    byte[] header = copy(frame, 0);
    return header.length > 0 && inner(HdlcPppPacket.newPacket(header, 0, header.length), 0);
  }

  private boolean inner(Packet packet, int from) {
    PppDllProtocol protocol;
    if (packet instanceof HdlcPppPacket framed) {
      protocol = framed.getHeader().getProtocol();
    } else if (packet instanceof PppPacket bare) {
      protocol = bare.getHeader().getProtocol();
    } else {
      return false;
    }
    boolean ip = protocol.equals(PppDllProtocol.IPV4) || protocol.equals(PppDllProtocol.IPV6);
    length = from + packet.getHeader().length();
    innerLinkType = ip ? LinkTypes.RAW : LinkTypes.NONE;
    return true;
  }

  private boolean radiotap(ByteView frame) throws IllegalRawDataException {
    byte[] header = copy(frame, 0);
    if (header.length == 0) {
      return false;
    }
    RadiotapPacket packet = RadiotapPacket.newPacket(header, 0, header.length);
    length = packet.getHeader().length();
    innerLinkType = LinkTypes.IEEE802_11;
    return true;
  }

  private static byte[] copy(ByteView frame, int from) {
    byte[] bytes = new byte[Math.min(frame.length() - from, LONGEST_HEADER)];
    frame.copyTo(from, bytes, 0, bytes.length);
    return bytes;
  }
}
