package org.connectoranalyzer.capture;

/**
 * Media types of Network Monitor and what they are as link types; some are no packets but frames of
 * Network Monitor itself, and some of those get no number. Source: wiretap/netmon.c, tried on
 * tshark 4.0.
 */
final class NetMonMedia {
  static final int ATM = 4;
  static final int IEEE802_11 = 6;

  /** Media types of converted pcap files: a LINKTYPE_ value in the low 12 bits. */
  private static final int LINK_TYPE_BASE = 0xE000;

  private static final int LAST_LINK_TYPE = 0xEFFF;

  private NetMonMedia() {}

  /** {@link LinkTypes#NONE} where the frame is no packet. */
  static int linkType(int medium) {
    return switch (medium) {
      // 0 stands on Ethernet packets of some VPN captures.
      case 0, 1 -> LinkTypes.ETHERNET;
      case 2 -> LinkTypes.TOKEN_RING;
      case 3 -> LinkTypes.FDDI;
      case ATM -> LinkTypes.ATM_RFC1483;
      case IEEE802_11, 0xE080 -> LinkTypes.IEEE802_11;
      // Tunnels, wireless WAN, raw IP.
      case 7, 8, 9 -> LinkTypes.RAW;
      // Message Analyzer's own records, not LINKTYPE_ values.
      case 0xE081, 0xE082, 0xE083, 0xE084, 0xE085, 0xE086, 0xE087, 0xE088, 0xE089, 0xE08A ->
          LinkTypes.NETWORK_MONITOR | medium;
      // An event of Event Tracing, the adapters, the filter.
      case 0xFFE0, 0xFFFB, 0xFFFF -> LinkTypes.NONE;
      default ->
          medium >= LINK_TYPE_BASE && medium <= LAST_LINK_TYPE
              ? medium - LINK_TYPE_BASE
              : LinkTypes.NETWORK_MONITOR | medium;
    };
  }

  /** Headers of reassembled payload, adapters in the older form, the cache of DNS. */
  static boolean isUnnumbered(int medium) {
    return medium >= 0xFFFC && medium <= 0xFFFE;
  }
}
