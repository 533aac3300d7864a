package org.connectoranalyzer.report;

import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.TextLayout.Tint;
import org.jspecify.annotations.Nullable;

/** The first lines of a capture's text: verdict, sentence, mode, who must act, what next. */
final class HeadlineText {
  private final Messages words;
  private final CaptureWords captureWords;
  private final TextLayout layout;
  private final int labelWidth;

  HeadlineText(Messages words, WriteOptions options, TextLayout layout) {
    this.words = words;
    captureWords = new CaptureWords(words, options);
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
    field("mode", captureWords.mode(analysis));
    String intended = captureWords.intendedMode(analysis);
    if (intended != null) {
      field("intendedMode", intended);
    }
    field("owner", captureWords.mustAct(analysis));
    field("nextStep", analysis.headline().nextStep());
    field("capture", captureWords.recording(capture, analysis.capture()));
    if (!analysis.clients().isEmpty()) {
      field("clients", String.join("\n", captureWords.clients(analysis.clients())));
    }
    if (analysis.configuration() != null) {
      field("settings", captureWords.settings(analysis.configuration()));
    }
  }

  private void verdictLine(@Nullable Analysis analysis, String sentence) {
    String verdict = CaptureWords.verdict(words, analysis);
    int width = layout.width(verdict) + 2;
    layout.wrapped(layout.paint(tint(analysis), verdict) + "  ", width, width, sentence);
  }

  private void field(String label, String text) {
    layout.field(words.text("label." + label), labelWidth, text);
  }
}
