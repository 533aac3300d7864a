package org.connectoranalyzer.capture;

/**
 * LINKTYPE_ values (tcpdump.org/linktypes.html) and their names, as libpcap prints them; for the
 * readers, the header decoder and the report.
 */
public final class LinkTypes {
  /** Not a link type: a record without a packet. */
  public static final int NONE = -1;

  public static final int NULL = 0;
  public static final int ETHERNET = 1;
  public static final int TOKEN_RING = 6;
  public static final int PPP = 9;
  public static final int FDDI = 10;
  public static final int DLT_RAW = 12;
  public static final int DLT_RAW_OPENBSD = 14;
  public static final int PPP_HDLC = 50;
  public static final int PPP_ETHER = 51;
  public static final int ATM_RFC1483 = 100;
  public static final int RAW = 101;
  public static final int C_HDLC = 104;
  public static final int IEEE802_11 = 105;
  public static final int LOOP = 108;
  public static final int LINUX_SLL = 113;
  public static final int IP_OVER_FC = 122;
  public static final int SUNATM = 123;
  public static final int IEEE802_11_RADIOTAP = 127;
  public static final int IPNET = 226;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int LINUX_SLL2 = 276;

  /** Where the low 16 bits are a media type of Network Monitor that is no LINKTYPE_ value. */
  static final int NETWORK_MONITOR = 0x8001_0000;

  /** Where the low 16 bits are a datalink type of snoop that is no LINKTYPE_ value. */
  static final int SNOOP = 0x8002_0000;

  private static final int DBUS = 231;
  private static final int USBPCAP = 249;
  private static final int EBHSCR = 279;

  private LinkTypes() {}

  /** libpcap's name without its DLT_ prefix, or {@code LINKTYPE_n} for one not listed here. */
  public static String name(int linkType) {
    return switch (linkType) {
      case NULL -> "NULL";
      case ETHERNET -> "EN10MB";
      case TOKEN_RING -> "IEEE802";
      case 8 -> "SLIP";
      case PPP -> "PPP";
      case FDDI -> "FDDI";
      case DLT_RAW, DLT_RAW_OPENBSD, RAW -> "RAW";
      case PPP_HDLC -> "PPP_SERIAL";
      case PPP_ETHER -> "PPP_ETHER";
      case ATM_RFC1483 -> "ATM_RFC1483";
      case C_HDLC -> "C_HDLC";
      case IEEE802_11 -> "IEEE802_11";
      case 107 -> "FRELAY";
      case LOOP -> "LOOP";
      case LINUX_SLL -> "LINUX_SLL";
      case 117 -> "PFLOG";
      case 119 -> "PRISM_HEADER";
      case IP_OVER_FC -> "IP_OVER_FC";
      case SUNATM -> "SUNATM";
      case IEEE802_11_RADIOTAP -> "IEEE802_11_RADIO";
      case 163 -> "IEEE802_11_RADIO_AVS";
      case 187 -> "BLUETOOTH_HCI_H4";
      case 189 -> "USB_LINUX";
      case 192 -> "PPI";
      case 195 -> "IEEE802_15_4_WITHFCS";
      case 220 -> "USB_LINUX_MMAPPED";
      case IPNET -> "IPNET";
      case IPV4 -> "IPV4";
      case IPV6 -> "IPV6";
      case DBUS -> "DBUS";
      case 239 -> "NFLOG";
      case USBPCAP -> "USBPCAP";
      case 252 -> "WIRESHARK_UPPER_PDU";
      case 253 -> "NETLINK";
      case LINUX_SLL2 -> "LINUX_SLL2";
      default -> otherName(linkType);
    };
  }

  private static String otherName(int linkType) {
    int number = linkType & 0xFFFF;
    return switch (linkType & ~0xFFFF) {
      case NETWORK_MONITOR -> "NETWORK_MONITOR_" + number;
      case SNOOP -> "SNOOP_" + number;
      default -> "LINKTYPE_" + linkType;
    };
  }

  /**
   * Longest record that is believed: what network packets are allowed, more only where packets are
   * none of the network (as in Wireshark). A longer one is damage.
   */
  static long longestRecord(int linkType, long networkPacket) {
    return switch (linkType) {
      case DBUS, USBPCAP -> Math.max(128L << 20, networkPacket);
      case EBHSCR -> Math.max(32L << 20, networkPacket);
      default -> networkPacket;
    };
  }
}
