package org.connectoranalyzer.benchmarks.workload;

import java.util.SplittableRandom;

/** Kinds of traffic that a {@link Workload} can consist of. */
public enum Mix {
  /** Connections with random payload and some CONNECTs, IPv4 alone. */
  REFERENCE,
  /** As {@code REFERENCE} with IPv6, and DNS, TLS, 407s with bodies and downloads between. */
  CONNECTOR,
  /** Connections that do not end: after the first seconds none is opened or closed. */
  STEADY,
  /** SYNs without an answer, each of another connection. */
  SYN_FLOOD,
  /** Connections that end with the SYN-ACK: half open at the server. */
  HALF_OPEN_FLOOD;

  Traffic traffic(SplittableRandom random) {
    return switch (this) {
      case REFERENCE -> BulkTraffic.of(random, 0);
      case CONNECTOR -> new ConnectorTraffic(random);
      case STEADY -> BulkTraffic.endless(random, 20);
      case SYN_FLOOD -> SynFlood.unanswered();
      case HALF_OPEN_FLOOD -> SynFlood.answered();
    };
  }
}
