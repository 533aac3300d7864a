package org.connectoranalyzer.conversation;

/**
 * An ICMP or ICMPv6 error that quotes a TCP or UDP packet of the capture's clients (RFC 792, RFC
 * 4443): unreachable and time exceeded; packet-too-big has {@code mtu} set, else -1.
 *
 * @param from who sent the error
 * @param sequence TCP sequence number quoted, -1 if not TCP
 * @param connection id of the conversation it belongs to, 0 if none
 */
public record IcmpRejection(
    FrameRef frame,
    IpAddress from,
    int version,
    int type,
    int code,
    int mtu,
    int protocol,
    Endpoint source,
    Endpoint destination,
    long sequence,
    int connection) {

  /**
   * IPv4 "fragmentation needed" (3/4) or IPv6 "packet too big" (2): path-MTU discovery, no refusal.
   */
  public boolean isPacketTooBig() {
    return version == 4 ? type == 3 && code == 4 : type == 2;
  }
}
