package org.connectoranalyzer.extract;

/** The Internet checksum, computed over all bytes as RFC 1071 says. */
final class Internet {
  private Internet() {}

  /** One's complement sum; 0xFFFF over bytes with their right checksum. */
  static int sum(byte[] bytes, int from, int to) {
    return folded(words(bytes, from, to));
  }

  private static long words(byte[] bytes, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += (long) (bytes[i] & 0xFF) << ((i - from) % 2 == 0 ? 8 : 0);
    }
    return sum;
  }

  private static int folded(long sum) {
    long folded = sum;
    while (folded >> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >> 16);
    }
    return (int) folded;
  }

  /** Of TCP or UDP in the IP packet that begins there and goes on to the end. */
  static int transportSum(byte[] bytes, int ip) {
    int start = ip + (bytes[ip] >> 4 == 6 ? 40 : 20);
    return folded(words(bytes, start, bytes.length) + pseudoHeader(bytes, ip));
  }

  static int pseudoHeader(byte[] bytes, int ip) {
    boolean version6 = bytes[ip] >> 4 == 6;
    int start = ip + (version6 ? 40 : 20);
    int protocol = bytes[ip + (version6 ? 6 : 9)];
    long addresses = words(bytes, ip + (version6 ? 8 : 12), start);
    return folded(addresses + protocol + bytes.length - start);
  }
}
