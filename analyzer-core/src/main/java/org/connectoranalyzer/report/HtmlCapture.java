package org.connectoranalyzer.report;

import io.jstach.jstache.JStache;
import io.jstach.jstache.JStacheConfig;
import io.jstach.jstache.JStacheLambda;
import io.jstach.jstache.JStachePath;
import io.jstach.jstache.JStacheType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.diagnosis.Facts;
import org.jspecify.annotations.Nullable;

/** What the template of one capture shows: the verdict, and all below it where it can be read. */
@JStache(path = "capture")
@JStacheConfig(
    type = JStacheType.STACHE,
    pathing = @JStachePath(prefix = "org/connectoranalyzer/report/html/", suffix = ".mustache"))
final class HtmlCapture {
  private static final int MOST_CLIENTS = 50;

  private final CaptureReport capture;
  private final Messages words;
  private final WriteOptions options;
  private final Heading heading;

  /**
   * One capture in the overview.
   *
   * @param id anchor of its section, "c1"
   * @param style class for the style sheet: the verdict's key
   */
  record Heading(String id, String files, String style, String verdict, @Nullable String code) {}

  /** A label and what belongs to it, a line each; HTML. */
  record Field(String label, List<String> lines) {}

  /**
   * @param number of the capture in the page, from 1
   */
  HtmlCapture(int number, CaptureReport capture, Messages words, WriteOptions options) {
    this.capture = capture;
    this.words = words;
    this.options = options;
    Analysis analysis = capture.analysis();
    heading =
        new Heading(
            "c" + number,
            String.join(", ", capture.files()),
            analysis == null ? "unreadable" : JsonNames.of(analysis.verdict()),
            CaptureWords.verdict(words, analysis),
            analysis == null ? null : analysis.headline().code());
  }

  /** The words of a key, for the template. */
  @JStacheLambda
  @JStacheLambda.Raw
  public String word(@JStacheLambda.Raw String key) {
    return HtmlText.escaped(words.text(key));
  }

  Heading heading() {
    return heading;
  }

  boolean redacted() {
    return capture.redacted();
  }

  String sentence() {
    Analysis analysis = capture.analysis();
    return analysis != null
        ? analysis.headline().sentence()
        : words.text("headline.unreadable", Facts.of("message", error().message()));
  }

  private CaptureReport.Failure error() {
    return Objects.requireNonNull(capture.error());
  }

  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    Analysis analysis = capture.analysis();
    if (analysis == null) {
      fields.add(field("nextStep", error().hint()));
      return fields;
    }
    CaptureWords said = new CaptureWords(words, options);
    fields.add(field("owner", said.mustAct(analysis)));
    fields.add(field("nextStep", analysis.headline().nextStep()));
    fields.add(field("mode", said.mode(analysis)));
    String intended = said.intendedMode(analysis);
    if (intended != null) {
      fields.add(field("intendedMode", intended));
    }
    fields.add(field("capture", said.recording(capture, analysis.capture())));
    if (!analysis.clients().isEmpty()) {
      fields.add(new Field(words.text("label.clients"), clients(analysis.clients(), said)));
    }
    if (analysis.configuration() != null) {
      fields.add(field("settings", said.settings(analysis.configuration())));
    }
    return fields;
  }

  private Field field(String label, String text) {
    return new Field(words.text("label." + label), List.of(HtmlProse.inline(text)));
  }

  /** The worst first. */
  private List<String> clients(List<Analysis.ClientEntry> clients, CaptureWords said) {
    if (clients.size() == 1) {
      return List.of(HtmlText.escaped(String.join(", ", clients.get(0).addresses())));
    }
    List<String> lines = new ArrayList<>();
    clients.stream()
        .sorted(Comparator.comparing(Analysis.ClientEntry::verdict))
        .limit(MOST_CLIENTS)
        .forEach(client -> lines.add(HtmlText.escaped(said.client(client))));
    if (clients.size() > MOST_CLIENTS) {
      Facts more = Facts.of("count", clients.size() - MOST_CLIENTS);
      lines.add(HtmlText.escaped(words.text("text.moreClients", more)));
    }
    return lines;
  }

  @Nullable HtmlTimeline timeline() {
    Analysis analysis = capture.analysis();
    return analysis == null ? null : HtmlTimeline.of(analysis, words);
  }

  @Nullable HtmlFindings findings() {
    Analysis analysis = capture.analysis();
    return analysis == null
        ? null
        : new HtmlFindings(heading.id(), capture, analysis, words, options);
  }

  @Nullable HtmlCoverage coverage() {
    Analysis analysis = capture.analysis();
    return analysis == null ? null : new HtmlCoverage(analysis, words, options);
  }
}
