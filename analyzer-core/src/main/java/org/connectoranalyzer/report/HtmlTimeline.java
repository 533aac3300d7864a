package org.connectoranalyzer.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What the template of a timeline shows: a table with a bar for each connection, drawn in SVG that
 * stretches with the page. Classes for the style sheet: {@code syn} a tick, {@code opening} up to
 * the answer, {@code asking} up to the proxy's, then {@code session} or {@code unused}, and {@code
 * failed} at the end of what came to nothing.
 */
final class HtmlTimeline {
  private static final int WIDTH = 1000;
  private static final int LEAST = 8;

  private final Timeline timeline;
  private final Messages words;
  private final boolean severalClients;

  /** A host: its way in words, its connections, and how many more there are. */
  record Host(String name, String way, List<Lane> lanes, @Nullable String more) {}

  /**
   * A connection: its client's end, its bar as SVG, how it ended; {@code style} good, bad, part.
   */
  record Lane(String client, String svg, String style, String outcome) {}

  /** What a mark of the bars means. */
  record Legend(String svg, String text) {}

  private HtmlTimeline(Timeline timeline, Messages words, boolean severalClients) {
    this.timeline = timeline;
    this.words = words;
    this.severalClients = severalClients;
  }

  /** Null where there is nothing to show. */
  static @Nullable HtmlTimeline of(Analysis analysis, Messages words) {
    Timeline timeline = Timeline.of(analysis);
    return timeline == null
        ? null
        : new HtmlTimeline(timeline, words, analysis.clients().size() > 1);
  }

  boolean severalClients() {
    return severalClients;
  }

  String clientLabel() {
    return words.text(severalClients ? "label.client" : "html.port");
  }

  /** Where the parts of the axis begin. */
  List<String> axis() {
    List<String> axis = new ArrayList<>();
    for (int i = 0; i < Timeline.PARTS; i++) {
      long milliseconds = Math.round(timeline.seconds() * 1000 / Timeline.PARTS * i);
      axis.add(i == 0 ? "0 s" : Template.duration(milliseconds));
    }
    return axis;
  }

  List<Host> hosts() {
    return timeline.hosts().stream().map(this::host).toList();
  }

  private Host host(Timeline.Host host) {
    Facts more = Facts.of("count", host.more());
    return new Host(
        host.name(),
        words.text(host.proxied() ? "via.proxy" : "via.direct"),
        host.lanes().stream().map(this::lane).toList(),
        host.more() == 0 ? null : words.text("html.moreConnections", more));
  }

  @Nullable String more() {
    int more = timeline.moreHosts();
    return more == 0 ? null : words.text("html.moreHosts", Facts.of("count", more));
  }

  private Lane lane(Timeline.Lane lane) {
    String client = lane.connection().client();
    String style = style(lane);
    String outcome = outcome(lane);
    Facts facts =
        Facts.of("from", seconds(lane.start()))
            .with("to", seconds(lane.end()))
            .with("outcome", outcome);
    String svg = bar(lane, style, words.text("html.bar", facts));
    String port = client.substring(client.lastIndexOf(':') + 1);
    return new Lane(severalClients ? client : port, svg, style, outcome);
  }

  private static String seconds(double seconds) {
    return BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP).toPlainString() + " s";
  }

  private static String style(Timeline.Lane lane) {
    ConnectEntry asked = lane.asked();
    if (lane.reached()) {
      return "good";
    }
    boolean refused =
        asked != null
            && asked.outcome() != ConnectOutcome.ESTABLISHED
            && asked.outcome() != ConnectOutcome.CAPTURE_ENDED;
    return refused || lane.connection().furthest() == Furthest.SYN ? "bad" : "part";
  }

  private String outcome(Timeline.Lane lane) {
    ConnectEntry asked = lane.asked();
    Furthest furthest = lane.connection().furthest();
    if (furthest == Furthest.SYN) {
      Facts facts = Facts.of("count", lane.syns().size()).with("outcome", opening(lane));
      return words.text("html.syns", facts);
    }
    if (furthest == Furthest.TCP
        && asked != null
        && asked.outcome() != ConnectOutcome.ESTABLISHED) {
      String outcome = words.term("word", JsonNames.of(asked.outcome()));
      return asked.status() == null
          ? outcome
          : words.text("html.connect", Facts.of("status", asked.status()).with("outcome", outcome));
    }
    return words.text("furthest." + JsonNames.of(furthest));
  }

  /** How the last attempt to open it ended. */
  private String opening(Timeline.Lane lane) {
    List<ConnectionEntry.Attempt> attempts = lane.connection().attempts();
    ConnectionEntry.Outcome last = attempts.get(attempts.size() - 1).outcome();
    return switch (last) {
      case REFUSED, REJECTED, SYN_ACK_IGNORED -> words.term("word", JsonNames.of(last));
      case ESTABLISHED, GAVE_UP, STILL_TRYING, NOT_CAPTURED -> words.term("word", "unanswered");
    };
  }

  private int x(double seconds) {
    double x = seconds / timeline.seconds() * WIDTH;
    return (int) Math.round(Math.max(0, Math.min(WIDTH - LEAST, x)));
  }

  private String bar(Timeline.Lane lane, String style, String title) {
    StringBuilder svg = new StringBuilder(400);
    begin(svg).append("<title>").append(HtmlText.escaped(title)).append("</title>");
    double opened = lane.opened() == null ? lane.end() : lane.opened();
    rect(svg, "opening", x(lane.start()), x(opened), 7, 2);
    if (lane.opened() != null) {
      double ready = opened;
      if (lane.asked() != null) {
        ready = lane.tunnel() == null ? lane.end() : lane.tunnel();
        rect(svg, "asking", x(opened), x(ready), 5, 6);
      }
      if (lane.asked() == null || lane.tunnel() != null) {
        rect(svg, lane.reached() ? "session" : "unused", x(ready), x(lane.end()), 3, 10);
      }
    }
    // Of thousands most fall together.
    lane.syns().stream().map(this::x).distinct().forEach(x -> rect(svg, "syn", x, x, 1, 14));
    if (style.equals("bad")) {
      rect(svg, "failed", x(lane.end()), x(lane.end()), 0, 16);
    }
    return svg.append("</svg>").toString();
  }

  private static StringBuilder begin(StringBuilder svg) {
    return svg.append("<svg class=\"bar\" role=\"img\" preserveAspectRatio=\"none\" viewBox=\"0 0 ")
        .append(WIDTH)
        .append(" 16\">");
  }

  private static void rect(StringBuilder svg, String style, int from, int to, int y, int height) {
    svg.append("<rect class=\"" + style + "\" x=\"" + from + "\" y=\"" + y + "\" width=\"")
        .append(Math.max(LEAST, to - from))
        .append("\" height=\"" + height + "\"/>");
  }

  List<Legend> legend() {
    List<Legend> legend = new ArrayList<>();
    add(legend, "syn", 1, 14);
    add(legend, "opening", 7, 2);
    if (timeline.hosts().stream().anyMatch(Timeline.Host::proxied)) {
      add(legend, "asking", 5, 6);
    }
    add(legend, "session", 3, 10);
    add(legend, "unused", 3, 10);
    add(legend, "failed", 0, 16);
    return legend;
  }

  private void add(List<Legend> legend, String style, int y, int height) {
    boolean mark = style.equals("syn") || style.equals("failed");
    StringBuilder svg = new StringBuilder(200);
    svg.append("<svg class=\"key\" aria-hidden=\"true\" preserveAspectRatio=\"none\"")
        .append(" viewBox=\"0 0 48 16\">");
    rect(svg, style, mark ? 20 : 0, mark ? 20 : 48, y, height);
    legend.add(new Legend(svg.append("</svg>").toString(), words.text("legend." + style)));
  }
}
