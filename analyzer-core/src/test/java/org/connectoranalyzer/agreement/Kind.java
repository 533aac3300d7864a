package org.connectoranalyzer.agreement;

import java.util.List;

/** Kinds of facts on which the two have to agree; a fact is one line of text. */
enum Kind {
  /** The number of the last frame; "refused" and the kind of file where it cannot be read. */
  FRAMES("frames"),
  /** Frame, from, to, ISN, seconds since the first SYN of the attempt. */
  SYN_RETRANSMISSION("synRetransmission"),
  /** Frame of a SYN with another ISN on a five-tuple that is known, frame of the SYN before it. */
  NEW_ISN("newIsn"),
  /** Frame of the request, from, to, target, frame of the answer, code. */
  CONNECT("connect"),
  /** Frame, from, to, server name. */
  CLIENT_HELLO("clientHello"),
  /** Frame, from, to. */
  SERVER_HELLO("serverHello"),
  /** Frame, from, subject, issuer, validity. */
  CERTIFICATE("certificate"),
  /** Frame, from, level, number; readable ones alone. */
  ALERT("alert"),
  /** Frame, from, to, code, name. */
  DNS_FAILURE("dnsFailure");

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  static List<Kind> all() {
    return List.of(values());
  }

  @Override
  public String toString() {
    return text;
  }
}
