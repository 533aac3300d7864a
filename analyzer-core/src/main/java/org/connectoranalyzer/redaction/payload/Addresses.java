package org.connectoranalyzer.redaction.payload;

import java.nio.ByteBuffer;
import org.connectoranalyzer.conversation.IpAddress;

/** IP addresses as they stand in packets, in network order. */
public final class Addresses {
  private Addresses() {}

  /**
   * The address at that place.
   *
   * @param length 4 or 16
   */
  public static IpAddress read(byte[] bytes, int offset, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    return length == 4
        ? IpAddress.v4(buffer.getInt())
        : IpAddress.v6(buffer.getLong(), buffer.getLong());
  }

  /** 4 or 16 bytes. */
  public static byte[] bytes(IpAddress address) {
    return address.version() == 4
        ? ByteBuffer.allocate(4).putInt((int) address.low()).array()
        : ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array();
  }
}
