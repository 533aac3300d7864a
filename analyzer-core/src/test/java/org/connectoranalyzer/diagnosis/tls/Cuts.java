package org.connectoranalyzer.diagnosis.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;

/** A capture that ends earlier accuses nobody whom the whole one does not accuse. */
final class Cuts {
  /** Of the file's section and interface blocks no less is left. */
  private static final int HEAD = 100;

  private Cuts() {}

  /** Holds the story, cut every few bytes, against the whole. */
  static void addNoError(DirectStory story) {
    byte[] whole = story.script().pcapng();
    Set<String> errors = errors(story.diagnosed());
    for (int length = whole.length - 1; length > HEAD; length -= 37) {
      Diagnosed cut = story.diagnosed(Arrays.copyOf(whole, length), Limits.standard());
      assertThat(errors).as("errors of all but cut at " + length).containsAll(errors(cut));
    }
  }

  private static Set<String> errors(Diagnosed diagnosed) {
    Set<String> errors = new TreeSet<>();
    diagnosed.findings().stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .forEach(finding -> errors.add(finding.code() + " " + finding.client()));
    return errors;
  }
}
