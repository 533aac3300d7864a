package org.connectoranalyzer.report;

/** Ends of a conversation as the report spells them: "10.20.8.80:8080", "[2001:db8::1]:443". */
final class Ends {
  private Ends() {}

  static String of(String address, int port) {
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
  }

  /** The address without brackets; what has no port is the address itself. */
  static String address(String end) {
    int closing = end.indexOf(']');
    if (end.startsWith("[") && closing > 0) {
      return end.substring(1, closing);
    }
    return port(end).isEmpty() ? end : end.substring(0, end.lastIndexOf(':'));
  }

  /** The port in digits; "" without one, as of an address alone. */
  static String port(String end) {
    int colon = end.lastIndexOf(':');
    boolean alone = colon < 0 || (end.indexOf(':') != colon && !end.startsWith("["));
    return alone || end.endsWith("]") ? "" : end.substring(colon + 1);
  }
}
