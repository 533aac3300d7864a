package org.connectoranalyzer.report;

import java.util.List;
import org.connectoranalyzer.exchange.DnsLookup;
import org.jspecify.annotations.Nullable;

/** One question to one resolver; {@code answers} are aliases, then addresses. */
public record DnsLookupEntry(
    FrameNumber queryFrame,
    @Nullable FrameNumber responseFrame,
    int retries,
    String client,
    String server,
    String transport,
    String name,
    String type,
    @Nullable String rcode,
    List<String> answers,
    DnsLookup.DnsOutcome outcome) {
  public DnsLookupEntry {
    answers = List.copyOf(answers);
  }
}
