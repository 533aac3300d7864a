package org.connectoranalyzer.packet;

/**
 * A protocol that carries whole packets of another and is passed through to them; in the order in
 * which reports list them. AH, which only stands before a packet's content, is told as well.
 */
public enum Encapsulation {
  /** PPP sessions over Ethernet (RFC 2516). */
  PPPOE("PPPoE", 0x001),
  /** Label stacks (RFC 3032), Ethernet pseudowires in them too (RFC 4448). */
  MPLS("MPLS", 0x002),
  /** RFC 2784 and 2890; PPTP's (RFC 2637) and WCCP's use of it, NVGRE. */
  GRE("GRE", 0x004),
  /** Mirrored frames in GRE (draft-foschiano-erspan), types I to III. */
  ERSPAN("ERSPAN", 0x008),
  /** RFC 7348, and its Generic Protocol Extension. */
  VXLAN("VXLAN", 0x010),
  /** RFC 8926. */
  GENEVE("Geneve", 0x020),
  /** IPv4 or IPv6 in the same, and IPv4 in IPv6 (RFC 2003, RFC 2473). */
  IP_IN_IP("IP-in-IP", 0x040),
  /** IPv6 in IPv4 (RFC 4213). */
  SIX_IN_FOUR("6in4", 0x080),
  /** Authentication header (RFC 4302). */
  AH("AH", 0x100);

  private final String text;
  private final int bit;

  Encapsulation(String text, int bit) {
    this.text = text;
    this.bit = bit;
  }

  /** The name that people use. */
  public String text() {
    return text;
  }

  /** Its bit in {@link PacketHeaders#encapsulations()}. */
  int bit() {
    return bit;
  }

  /** Whether a value of {@link PacketHeaders#encapsulations()} has it. */
  public boolean in(int encapsulations) {
    return (encapsulations & bit) != 0;
  }
}
