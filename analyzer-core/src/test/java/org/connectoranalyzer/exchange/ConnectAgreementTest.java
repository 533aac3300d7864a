package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.TraceScript.number;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.TsharkTruth;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.junit.jupiter.api.Test;

/**
 * CONNECT exchanges, TLS hellos with their server names, and failed DNS answers of every
 * third-party capture against those of tshark. What differs stands in {@code
 * exchange-agreement.tsv} with its reason; an entry that no longer differs fails too.
 */
class ConnectAgreementTest {
  @Test
  void exchangesAreThoseOfTsharkOrTheDifferenceHasAReason() throws IOException {
    ThirdPartyCaptures captures = ThirdPartyCaptures.orSkip();
    Map<String, String> reasons = reasons();
    int listed = reasons.size();
    List<String> differences = new ArrayList<>();
    Map<String, Integer> agreed = new TreeMap<>();
    for (ThirdPartyCaptures.Entry entry : captures.entries()) {
      NavigableSet<String> expected = new TreeSet<>();
      TsharkTruth.read(
          captures.folder(), entry.name(), (place, values) -> expect(expected, place, values));
      NavigableSet<String> found = found(entry);
      expected.stream()
          .filter(found::contains)
          .forEach(line -> agreed.merge(line.split(" ", 2)[0], 1, Integer::sum));
      NavigableSet<String> missing = new TreeSet<>(expected);
      missing.removeAll(found);
      found.removeAll(expected);
      missing.forEach(line -> differs(differences, reasons, entry.name() + "\t-" + line));
      found.forEach(line -> differs(differences, reasons, entry.name() + "\t+" + line));
    }
    System.out.printf(
        "Exchanges agreed with tshark: %s; differences with a reason: %d%n",
        agreed, listed - reasons.size());
    assertThat(differences).as("differences without a reason").isEmpty();
    assertThat(reasons).as("reasons for differences that are none").isEmpty();
  }

  private static void differs(
      List<String> differences, Map<String, String> reasons, String difference) {
    if (reasons.remove(difference) == null) {
      differences.add(difference);
    }
  }

  private static void expect(Set<String> lines, String place, Map<String, String> values) {
    String frame = values.getOrDefault("frame", "");
    if (values.getOrDefault("transport", "tcp").equals("quic")) {
      return;
    }
    switch (place) {
      case "connect" ->
          lines.add(
              "connect "
                  + String.join(
                      " ",
                      values.getOrDefault("request_frame", ""),
                      values.getOrDefault("target", ""),
                      values.getOrDefault("response_frame", "0"),
                      values.getOrDefault("code", "-1")));
      case "tls.streams.client_hello" ->
          lines.add("clientHello " + frame + " " + values.getOrDefault("sni", ""));
      case "tls.streams.server_hello" -> lines.add("serverHello " + frame);
      case "dns_failures.items" ->
          lines.add(
              "dnsFailure "
                  + frame
                  + " "
                  + values.getOrDefault("name", "").toLowerCase(Locale.ROOT));
      default -> {}
    }
  }

  private static NavigableSet<String> found(ThirdPartyCaptures.Entry entry) throws IOException {
    NavigableSet<String> lines = new TreeSet<>();
    try (Recording recording = Recording.open(entry.file())) {
      Trace trace = new TraceBuilder(Limits.standard(), Set.of()).build(recording, Progress.NONE);
      for (ConnectExchange connect : trace.connects()) {
        lines.add(
            "connect "
                + connect.request().number()
                + " "
                + connect.target()
                + " "
                + number(connect.response())
                + " "
                + connect.status());
      }
      for (TlsHandshake session : trace.tls()) {
        if (session.clientHello() != null) {
          String sni = Objects.requireNonNullElse(session.sni(), "");
          lines.add("clientHello " + number(session.clientHello()) + " " + sni);
        }
        if (session.serverHello() != null) {
          lines.add("serverHello " + number(session.serverHello()));
        }
      }
      for (DnsLookup lookup : trace.dns()) {
        String rcode = Objects.requireNonNullElse(lookup.rcode(), "NOERROR");
        if (!rcode.equals("NOERROR")) {
          lines.add("dnsFailure " + number(lookup.response()) + " " + lookup.name());
        }
      }
    } catch (CaptureFormatException e) {
      assertThat(lines).isEmpty();
    }
    return lines;
  }

  /** "capture, - or + and what differs" to the reason. */
  private static Map<String, String> reasons() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    try (InputStream in =
            Objects.requireNonNull(
                ConnectAgreementTest.class.getResourceAsStream("exchange-agreement.tsv"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.lastIndexOf('\t');
        if (!line.startsWith("#") && tab > 0) {
          reasons.put(line.substring(0, tab), line.substring(tab + 1));
        }
      }
    }
    return reasons;
  }
}
