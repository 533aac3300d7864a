package org.connectoranalyzer.diagnosis.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.capture.CaptureClockUnset;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * How far the clock of the recording is from the Date (RFC 9110 §6.6.1) of every answer that
 * proxies and servers of the endpoint list gave one client; the least of them. Lives for one
 * examination.
 *
 * @param ahead of the answers' clocks, ns; negative: behind
 * @param answers how many said so
 * @param servers whose they were, the first of them
 * @param evidence the first of the answers: each certificate that suffers cites them all
 */
record ClockSkew(long ahead, int answers, List<String> servers, List<Evidence> evidence) {
  private static final int MOST_CITED = 50;

  /** Kerberos tolerates as much, and an answer is on the way for less. */
  private static final long TOLERATED = 300_000_000_000L;

  /** An answer with a Date. */
  private record Sample(TcpConversation connection, FrameRef answer, long date) {
    /** Saturates. */
    long ahead() {
      long distance = answer.distance(date);
      return answer.time() < date ? -distance : distance;
    }
  }

  /** Of the clients whose answers agree that the clock is off by more than 5 minutes. */
  static Map<Client, ClockSkew> of(Trace trace, ConnectorView view) {
    Map<Integer, List<Sample>> samples = samples(trace, view);
    Map<Client, ClockSkew> skews = new LinkedHashMap<>();
    for (Client client : view.clients()) {
      List<Sample> of = new ArrayList<>();
      view.connections(client).forEach(c -> of.addAll(samples.getOrDefault(c.id(), List.of())));
      ClockSkew skew = of(of);
      if (skew != null) {
        skews.put(client, skew);
      }
    }
    return skews;
  }

  private static Map<Integer, List<Sample>> samples(Trace trace, ConnectorView view) {
    Map<Integer, List<Sample>> samples = new LinkedHashMap<>();
    for (ConnectExchange connect : trace.connects()) {
      TcpConversation connection = view.connection(connect.connection());
      if (view.proxyOf(connection) != null) {
        add(samples, connection, connect.response(), connect.date());
      }
    }
    for (HttpFetch fetch : trace.http()) {
      TcpConversation connection = view.connection(fetch.connection());
      boolean proxy = view.proxyOf(connection) != null;
      if (proxy || view.endpoints().isListedName(fetch.host())) {
        add(samples, connection, fetch.response(), fetch.date());
      }
    }
    return samples;
  }

  private static void add(
      Map<Integer, List<Sample>> samples,
      TcpConversation connection,
      @Nullable FrameRef answer,
      long date) {
    if (answer != null && date != FrameRef.NO_TIME && CaptureClockUnset.isPlausible(answer)) {
      samples
          .computeIfAbsent(connection.id(), id -> new ArrayList<>())
          .add(new Sample(connection, answer, date));
    }
  }

  private static @Nullable ClockSkew of(List<Sample> samples) {
    Sample nearest =
        samples.stream().min(Comparator.comparingLong(s -> Math.abs(s.ahead()))).orElse(null);
    if (nearest == null || Math.abs(nearest.ahead()) <= TOLERATED) {
      return null;
    }
    boolean ahead = nearest.ahead() > 0;
    if (samples.stream().anyMatch(sample -> sample.ahead() > 0 != ahead)) {
      return null;
    }
    return new ClockSkew(
        nearest.ahead(),
        samples.size(),
        samples.stream()
            .map(s -> s.connection.server().toString())
            .distinct()
            .limit(MOST_CITED)
            .toList(),
        samples.stream().limit(MOST_CITED).map(ClockSkew::evidence).toList());
  }

  private static Evidence evidence(Sample sample) {
    Facts date = Facts.NONE.withIfKnown("date", CertificateNotValidNow.text(sample.date));
    return Evidence.of(sample.connection, sample.answer, Side.SERVER, "httpDate", date);
  }

  /** What the time would be by the answers' clocks, ns; saturates. */
  long corrected(long time) {
    long corrected = time - ahead;
    boolean overflow = ((time ^ ahead) & (time ^ corrected)) < 0;
    return overflow ? (time < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : corrected;
  }
}
