package org.connectoranalyzer.packet;

/**
 * An IP packet that another packet was inside of; offsets count through the frame.
 *
 * @param protocol IP protocol number of what stands at {@code transportOffset}
 * @param end where its captured bytes end
 */
public record Carrier(int ipVersion, int ipOffset, int transportOffset, int protocol, int end) {
  /** Of its components. */
  static final int NUMBERS = 5;
}
