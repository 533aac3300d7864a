package org.connectoranalyzer.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.connectoranalyzer.testing.TsharkTruth;

/** What tshark says of a capture, with the second opinion on its SYNs. */
final class TsharkFacts {
  /** Lists of the truth to the columns of the index that count them. */
  private static final Map<String, String> COLUMNS =
      Map.of(
          "syn_retx", "syn_retx",
          "connect", "connect",
          "tls.streams.client_hello", "client_hellos",
          "tls.streams.certificates", "certs",
          "tls.streams.alerts", "alerts",
          "dns_failures.items", "dns_fail");

  private final Facts facts = new Facts();
  private final List<Map<String, String>> retransmitted = new ArrayList<>();

  /** SYNs that are copies of one packet: no retransmissions, whatever tshark calls them. */
  private final Set<String> copies = new HashSet<>();

  /** How many of each the truth lists, by column of the index. */
  private final Map<String, Integer> listed = new TreeMap<>();

  private TsharkFacts() {}

  static TsharkFacts read(ThirdPartyCaptures captures, Entry entry) throws IOException {
    TsharkFacts truth = new TsharkFacts();
    truth.facts.add(Kind.FRAMES, entry.packets());
    TsharkTruth.read(captures.folder(), entry.name(), truth::take);
    COLUMNS.values().forEach(column -> truth.expectListed(entry, column));
    truth.retransmitted.stream()
        .filter(syn -> !truth.copies.contains(syn.get("frame")))
        .forEach(truth::retransmission);
    return truth;
  }

  Facts facts() {
    return facts;
  }

  /** Retransmissions of tshark that are copies of one packet. */
  long copies() {
    return retransmitted.stream().filter(syn -> copies.contains(syn.get("frame"))).count();
  }

  /** No fact of the truth is left unread. */
  private void expectListed(Entry entry, String column) {
    String indexed = entry.column(column);
    assertThat(listed.getOrDefault(column, 0))
        .as("%s, %s", entry.name(), column)
        .isEqualTo(indexed.isEmpty() ? 0 : Integer.parseInt(indexed));
  }

  private void retransmission(Map<String, String> syn) {
    facts.add(
        Kind.SYN_RETRANSMISSION,
        syn.get("frame"),
        ends(syn),
        syn.get("seq"),
        seconds(syn.getOrDefault("rto", "0")));
  }

  static String seconds(String text) {
    return new BigDecimal(text).stripTrailingZeros().toPlainString();
  }

  private void take(String place, Map<String, String> values) {
    String frame = values.getOrDefault("frame", "");
    if (values.getOrDefault("transport", "tcp").equals("quic")) {
      return;
    }
    if (COLUMNS.containsKey(place)) {
      listed.merge(COLUMNS.get(place), 1, Integer::sum);
    }
    switch (place) {
      case "syn_retx" -> retransmitted.add(values);
      case "second_opinion.suspected_duplicate_packets" -> copies.add(frame);
      case "second_opinion.same_tuple_new_isn" ->
          facts.add(Kind.NEW_ISN, frame, values.get("prev"));
      case "connect" ->
          facts.add(
              Kind.CONNECT,
              values.get("request_frame"),
              ends(values),
              values.get("target"),
              values.getOrDefault("response_frame", "0"),
              values.getOrDefault("code", "-1"));
      case "tls.streams.client_hello" ->
          facts.add(Kind.CLIENT_HELLO, frame, ends(values), values.getOrDefault("sni", ""));
      case "tls.streams.server_hello" -> facts.add(Kind.SERVER_HELLO, frame, ends(values));
      case "tls.streams.certificates.chain" -> certificate(frame, values);
      case "tls.streams.alerts" -> {
        if (values.containsKey("desc")) {
          facts.add(Kind.ALERT, frame, from(values), values.get("level"), values.get("desc"));
        }
      }
      case "dns_failures.items" ->
          facts.add(
              Kind.DNS_FAILURE,
              frame,
              ends(values),
              values.get("rcode"),
              values.getOrDefault("name", "").toLowerCase(Locale.ROOT));
      default -> {}
    }
  }

  private void certificate(String frame, Map<String, String> values) {
    if (values.containsKey("not_before")) {
      facts.add(
          Kind.CERTIFICATE,
          frame,
          from(values),
          values.get("subject"),
          "|",
          values.get("issuer"),
          "|",
          instant(values.get("not_before")),
          "|",
          instant(values.get("not_after")));
    }
  }

  private static String instant(String text) {
    return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant().toString();
  }

  private static String from(Map<String, String> values) {
    return values.get("src") + " " + values.get("sport");
  }

  private static String ends(Map<String, String> values) {
    return from(values) + " > " + values.get("dst") + " " + values.get("dport");
  }
}
