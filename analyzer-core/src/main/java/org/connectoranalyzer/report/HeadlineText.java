package org.connectoranalyzer.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.report.TextLayout.Tint;
import org.jspecify.annotations.Nullable;

/** The first lines of a capture's text: verdict, sentence, mode, who must act, what next. */
final class HeadlineText {
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** Variants of an incomplete start whose reason TLS encrypts. */
  private static final Set<String> HIDDEN_REASONS = Set.of("closedEarly", "leftByClient");

  private static final int MOST_CLIENTS = 12;

  private final Messages words;
  private final WriteOptions options;
  private final TextLayout layout;
  private final int labelWidth;

  HeadlineText(Messages words, WriteOptions options, TextLayout layout) {
    this.words = words;
    this.options = options;
    this.layout = layout;
    labelWidth =
        labelWidth(
            words,
            layout,
            "mode",
            "intendedMode",
            "owner",
            "nextStep",
            "capture",
            "clients",
            "settings");
  }

  static int labelWidth(Messages words, TextLayout layout, String... labels) {
    return Stream.of(labels)
        .mapToInt(label -> layout.width(words.text("label." + label)))
        .max()
        .orElse(0);
  }

  static String verdict(Messages words, @Nullable Analysis analysis) {
    String key = analysis == null ? "unreadable" : JsonNames.of(analysis.verdict());
    return words.text("verdict." + key);
  }

  static Tint tint(@Nullable Analysis analysis) {
    if (analysis == null) {
      return Tint.RED;
    }
    return switch (analysis.verdict()) {
      case PROBLEM -> Tint.RED;
      case INCONCLUSIVE -> Tint.YELLOW;
      case HEALTHY -> Tint.GREEN;
    };
  }

  void unreadable(CaptureReport capture) {
    CaptureReport.Failure error = capture.error();
    if (error != null) {
      verdictLine(null, words.text("headline.unreadable", Facts.of("message", error.message())));
      layout.blank();
      field("nextStep", error.hint());
    }
  }

  void write(CaptureReport capture, Analysis analysis) {
    verdictLine(analysis, analysis.headline().sentence());
    layout.blank();
    field("mode", mode(analysis));
    if (analysis.intendedMode() != null && analysis.intendedMode() != analysis.mode()) {
      field("intendedMode", words.text("mode." + JsonNames.of(analysis.intendedMode())));
    }
    field("owner", words.text("owner." + JsonNames.of(mustAct(analysis))));
    field("nextStep", analysis.headline().nextStep());
    field("capture", recording(capture, analysis.capture()));
    if (!analysis.clients().isEmpty()) {
      field("clients", clients(analysis.clients()));
    }
    if (analysis.configuration() != null) {
      field("settings", configuration(analysis.configuration()));
    }
  }

  private String configuration(List<Analysis.ConfigurationEntry> files) {
    return words.joined(
        files.stream()
            .map(
                file ->
                    words.text(
                        "text.settings",
                        Facts.of("file", file.file())
                            .with("role", words.text("role." + JsonNames.of(file.role())))))
            .toList());
  }

  /** Where a new recording would show the same, its finding sends to the connector's own logs. */
  private static Owner mustAct(Analysis analysis) {
    boolean hidden =
        analysis.findings().stream()
            .filter(finding -> finding.code().equals(analysis.headline().code()))
            .anyMatch(finding -> HIDDEN_REASONS.contains(finding.variant()));
    return hidden ? Owner.CONNECTOR : analysis.headline().owner();
  }

  private void verdictLine(@Nullable Analysis analysis, String sentence) {
    String verdict = verdict(words, analysis);
    int width = layout.width(verdict) + 2;
    layout.wrapped(layout.paint(tint(analysis), verdict) + "  ", width, width, sentence);
  }

  private void field(String label, String text) {
    layout.field(words.text("label." + label), labelWidth, text);
  }

  private String mode(Analysis analysis) {
    String mode = words.text("mode." + JsonNames.of(analysis.mode()));
    List<String> used =
        analysis.proxies().stream()
            .filter(proxy -> proxy.source() != Proxy.Source.CANDIDATE)
            .map(Analysis.ProxyEntry::label)
            .distinct()
            .toList();
    boolean proxied = analysis.mode() == Mode.PROXY || analysis.mode() == Mode.MIXED;
    return proxied && !used.isEmpty()
        ? words.text("mode.via", Facts.of("mode", mode).with("proxies", used))
        : mode;
  }

  private String recording(CaptureReport capture, Analysis.Capture recording) {
    Facts facts =
        Facts.of("frames", recording.frames())
            .with("format", recording.format())
            .with("durationMs", recording.durationMs())
            .withIfKnown("start", start(recording));
    String frames = words.text("text.recording", facts);
    return capture.joined()
        ? frames + "; " + words.text("text.joined", Facts.of("count", capture.files().size()))
        : frames;
  }

  private @Nullable String start(Analysis.Capture recording) {
    Instant time = recording.firstFrameTime();
    if (time == null) {
      return null;
    }
    if (recording.clock() == Analysis.Clock.LOCAL) {
      String start = START.format(time.atOffset(ZoneOffset.UTC));
      return words.text("text.localStart", Facts.of("start", start));
    }
    ZoneId zone = options.zone();
    boolean utc = zone.normalized().equals(ZoneOffset.UTC);
    String offset = utc ? "UTC" : zone.getRules().getOffset(time).toString();
    return START.format(time.atZone(zone)) + " " + offset;
  }

  /** The worst first; the report has all. */
  private String clients(List<Analysis.ClientEntry> clients) {
    if (clients.size() == 1) {
      return String.join(", ", clients.get(0).addresses());
    }
    List<String> lines = new ArrayList<>();
    clients.stream()
        .sorted(Comparator.comparing(Analysis.ClientEntry::verdict))
        .limit(MOST_CLIENTS)
        .forEach(client -> lines.add(line(client)));
    if (clients.size() > MOST_CLIENTS) {
      Facts more = Facts.of("count", clients.size() - MOST_CLIENTS);
      lines.add(words.text("text.moreClients", more));
    }
    return String.join("\n", lines);
  }

  private String line(Analysis.ClientEntry client) {
    return words.text(
        "text.clientVerdict",
        Facts.of("addresses", String.join(", ", client.addresses()))
            .with("verdict", words.text("verdict." + JsonNames.of(client.verdict())))
            .with("mode", words.text("mode." + JsonNames.of(client.mode()))));
  }
}
