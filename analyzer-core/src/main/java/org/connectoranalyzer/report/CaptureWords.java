package org.connectoranalyzer.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.jspecify.annotations.Nullable;

/** What is said of a capture, whatever it is written in: for all formats that people read. */
final class CaptureWords {
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** Variants of an incomplete start whose reason TLS encrypts. */
  private static final Set<String> HIDDEN_REASONS = Set.of("closedEarly", "leftByClient");

  /**
   * Reason of a check that found something which another finding explains: nothing is open there.
   */
  private static final String CONSEQUENCE = "explained";

  private static final int MOST_CLIENTS = 12;

  private final Messages words;
  private final WriteOptions options;

  CaptureWords(Messages words, WriteOptions options) {
    this.words = words;
    this.options = options;
  }

  /** Also of what cannot be read. */
  static String verdict(Messages words, @Nullable Analysis analysis) {
    String key = analysis == null ? "unreadable" : JsonNames.of(analysis.verdict());
    return words.text("verdict." + key);
  }

  /** With the proxies, where they are known. */
  String mode(Analysis analysis) {
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

  /** Null where it is not told, or as observed. */
  @Nullable String intendedMode(Analysis analysis) {
    Mode intended = analysis.intendedMode();
    return intended == null || intended == analysis.mode()
        ? null
        : words.text("mode." + JsonNames.of(intended));
  }

  /** Where a new recording would show the same, its finding sends to the connector's own logs. */
  String mustAct(Analysis analysis) {
    boolean hidden =
        analysis.findings().stream()
            .filter(finding -> finding.code().equals(analysis.headline().code()))
            .anyMatch(finding -> HIDDEN_REASONS.contains(finding.variant()));
    Owner owner = hidden ? Owner.CONNECTOR : analysis.headline().owner();
    return words.text("owner." + JsonNames.of(owner));
  }

  /** How much was recorded, when, and in which format. */
  String recording(CaptureReport capture, Analysis.Capture recording) {
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

  /** One line a client, the worst first; of a single one its addresses. The report has all. */
  List<String> clients(List<Analysis.ClientEntry> clients) {
    if (clients.size() == 1) {
      return List.of(String.join(", ", clients.get(0).addresses()));
    }
    List<String> lines = new ArrayList<>();
    clients.stream()
        .sorted(Comparator.comparing(Analysis.ClientEntry::verdict))
        .limit(MOST_CLIENTS)
        .forEach(client -> lines.add(client(client)));
    if (clients.size() > MOST_CLIENTS) {
      Facts more = Facts.of("count", clients.size() - MOST_CLIENTS);
      lines.add(words.text("text.moreClients", more));
    }
    return lines;
  }

  String client(Analysis.ClientEntry client) {
    return words.text(
        "text.clientVerdict",
        Facts.of("addresses", String.join(", ", client.addresses()))
            .with("verdict", words.text("verdict." + JsonNames.of(client.verdict())))
            .with("mode", words.text("mode." + JsonNames.of(client.mode()))));
  }

  /** The configuration files that were held against the traffic. */
  String settings(List<Analysis.ConfigurationEntry> files) {
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

  /** What limits the recording or the report; notes of findings not among them. */
  List<String> notes(Analysis analysis) {
    List<String> notes = new ArrayList<>();
    if (analysis.capture().encapsulations() != null) {
      analysis.capture().encapsulations().forEach(e -> notes.add(encapsulated(e)));
    }
    if (analysis.capture().clock() == Analysis.Clock.LOCAL) {
      notes.add(words.text("text.localClock"));
    }
    if (analysis.serviceTags() != null) {
      notes(analysis.serviceTags(), notes);
    }
    analysis.limitsReached().forEach(limit -> notes.add(note(limit)));
    analysis
        .truncatedLists()
        .forEach(
            (list, count) ->
                notes.add(words.text("text.listCut", Facts.of("list", list).with("count", count))));
    analysis.detectorFailures().forEach(failure -> notes.add(note(failure)));
    return notes;
  }

  String note(Analysis.LimitReached limit) {
    Facts facts = Facts.of("limit", limit.limit()).with("count", limit.count());
    return words.text("text.limit", facts);
  }

  String note(Analysis.DetectorFailure failure) {
    Facts facts = Facts.of("detector", failure.detector()).with("error", failure.message());
    return words.text("text.detectorFailure", facts);
  }

  private String encapsulated(Analysis.Encapsulated found) {
    return words.text(
        "text.encapsulated", Facts.of("name", found.name()).with("count", found.frames()));
  }

  private void notes(Analysis.ServiceTagsEntry tags, List<String> notes) {
    if (!tags.ofRequiredCloud()) {
      Facts clouds =
          Facts.of("cloud", tags.cloud()).with("required", JsonNames.of(tags.requiredCloud()));
      notes.add(words.text("text.serviceTagsCloud", clouds));
    }
    if (tags.unreadableRanges() > 0) {
      notes.add(
          words.text("text.serviceTagsUnreadable", Facts.of("count", tags.unreadableRanges())));
    }
  }

  /** Codes that were looked for and not found. */
  static List<String> clear(List<Analysis.CheckEntry> checks) {
    return checks.stream()
        .filter(check -> check.result() == Check.Result.CLEAR)
        .map(Analysis.CheckEntry::code)
        .toList();
  }

  /** Codes that could not be looked for, by the reason. */
  static Map<String, List<String>> notApplicable(List<Analysis.CheckEntry> checks) {
    Map<String, List<String>> open = new LinkedHashMap<>();
    for (Analysis.CheckEntry check : checks) {
      if (check.result() == Check.Result.NOT_APPLICABLE && !CONSEQUENCE.equals(check.reasonKey())) {
        String reason = Objects.requireNonNullElse(check.reason(), "");
        open.computeIfAbsent(reason, key -> new ArrayList<>()).add(check.code());
      }
    }
    return open;
  }
}
