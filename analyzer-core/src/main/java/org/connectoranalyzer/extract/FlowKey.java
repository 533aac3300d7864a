package org.connectoranalyzer.extract;

import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.packet.PacketHeaders;

/** Two ends that talk, whoever sends: of packets and of the conversations that they make. */
record FlowKey(Endpoint lower, Endpoint upper) {
  static FlowKey of(Endpoint one, Endpoint other) {
    return one.compareTo(other) <= 0 ? new FlowKey(one, other) : new FlowKey(other, one);
  }

  static FlowKey of(PacketHeaders headers) {
    return of(source(headers), destination(headers));
  }

  static Endpoint source(PacketHeaders headers) {
    return new Endpoint(
        address(headers, headers.sourceHigh(), headers.sourceLow()), headers.sourcePort());
  }

  static Endpoint destination(PacketHeaders headers) {
    return new Endpoint(
        address(headers, headers.destinationHigh(), headers.destinationLow()),
        headers.destinationPort());
  }

  private static IpAddress address(PacketHeaders headers, long high, long low) {
    return headers.ipVersion() == 4 ? IpAddress.v4(low) : IpAddress.v6(high, low);
  }
}
