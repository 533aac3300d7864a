package org.connectoranalyzer.capture;

/**
 * A name that the capture itself records for an address (pcapng Name Resolution Block).
 *
 * @param addressHigh upper 64 bits of an IPv6 address, 0 for IPv4
 * @param addressLow lower 64 bits of an IPv6 address, an IPv4 address as unsigned 32 bits
 */
public record AddressName(int ipVersion, long addressHigh, long addressLow, String name) {}
