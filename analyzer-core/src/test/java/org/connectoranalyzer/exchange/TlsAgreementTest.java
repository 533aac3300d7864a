package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.TlsHandshake.Alert;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;
import org.connectoranalyzer.testing.AgreementReasons;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.TsharkTruth;
import org.connectoranalyzer.trace.Trace;
import org.connectoranalyzer.trace.TraceBuilder;
import org.connectoranalyzer.trace.TraceBuilder.Progress;
import org.junit.jupiter.api.Test;

/**
 * Certificates (sender, subject, issuer, validity) and readable alerts of every third-party capture
 * against those of tshark. What differs stands in {@code tls-agreement.tsv} with its reason; an
 * entry that no longer differs fails too.
 */
class TlsAgreementTest {
  @Test
  void certificatesAndAlertsAreThoseOfTsharkOrTheDifferenceHasAReason() throws IOException {
    ThirdPartyCaptures captures = ThirdPartyCaptures.orSkip();
    AgreementReasons reasons = AgreementReasons.read(TlsAgreementTest.class, "tls-agreement.tsv");
    Map<String, Integer> agreed = new TreeMap<>();
    for (ThirdPartyCaptures.Entry entry : captures.entries()) {
      NavigableSet<String> expected = new TreeSet<>();
      TsharkTruth.read(
          captures.folder(), entry.name(), (place, values) -> expect(expected, place, values));
      NavigableSet<String> found = found(entry);
      expected.stream()
          .filter(found::contains)
          .forEach(line -> agreed.merge(line.split(" ", 2)[0], 1, Integer::sum));
      reasons.compare(entry.name(), expected, found);
    }
    System.out.printf(
        "TLS agreed with tshark: %s; differences with a reason: %d%n", agreed, reasons.used());
    assertThat(agreed.get("certificate")).isGreaterThan(300);
    reasons.assertAllExplained();
  }

  private static void expect(Set<String> lines, String place, Map<String, String> values) {
    String from =
        values.getOrDefault("frame", "")
            + " "
            + values.getOrDefault("src", "")
            + " "
            + values.getOrDefault("sport", "")
            + " ";
    if (place.equals("tls.streams.certificates.chain") && values.containsKey("not_before")) {
      lines.add(
          "certificate "
              + from
              + values.get("subject")
              + " | "
              + values.get("issuer")
              + " | "
              + instant(values.get("not_before"))
              + " | "
              + instant(values.get("not_after")));
    } else if (place.equals("tls.streams.alerts") && values.containsKey("desc")) {
      lines.add("alert " + from + values.get("level") + " " + values.get("desc"));
    }
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
  }

  private static NavigableSet<String> found(ThirdPartyCaptures.Entry entry) throws IOException {
    NavigableSet<String> lines = new TreeSet<>();
    try (Recording recording = Recording.open(entry.file())) {
      Trace trace = new TraceBuilder(Limits.standard(), Set.of()).build(recording, Progress.NONE);
      Map<Integer, TcpConversation> connections = new HashMap<>();
      trace.conversations().forEach(c -> connections.put(c.id(), c));
      for (TlsHandshake session : trace.tls()) {
        TcpConversation connection = Objects.requireNonNull(connections.get(session.connection()));
        certificates(
            lines, session.certificateFrame(), connection.server(), session.certificates());
        certificates(
            lines,
            session.clientCertificateFrame(),
            connection.client(),
            session.clientCertificates());
        for (Alert alert : session.alerts()) {
          Endpoint from = alert.from() == Side.CLIENT ? connection.client() : connection.server();
          lines.add(
              "alert "
                  + from(alert.frame(), from)
                  + (alert.fatal() ? 2 : 1)
                  + " "
                  + alert.number());
        }
      }
    } catch (CaptureFormatException e) {
      assertThat(lines).isEmpty();
    }
    return lines;
  }

  private static void certificates(
      Set<String> lines, FrameRef frame, Endpoint from, List<Certificate> chain) {
    for (Certificate certificate : chain) {
      lines.add(
          "certificate "
              + (frame == null ? "cut " : from(frame, from))
              + certificate.subject()
              + " | "
              + certificate.issuer()
              + " | "
              + instant(certificate.notBefore())
              + " | "
              + instant(certificate.notAfter()));
    }
  }

  private static String from(FrameRef frame, Endpoint from) {
    return frame.number() + " " + from.address() + " " + from.port() + " ";
  }

  private static Instant instant(long nanoseconds) {
    return Instant.ofEpochSecond(0, nanoseconds);
  }
}
