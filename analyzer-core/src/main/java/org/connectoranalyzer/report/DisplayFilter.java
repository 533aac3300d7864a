package org.connectoranalyzer.report;

import java.util.Collection;
import java.util.stream.Collectors;
import org.connectoranalyzer.diagnosis.FrameEvidence;

/** Wireshark display filters that select exactly the cited frames of one file. */
final class DisplayFilter {
  /** No frame has the number 0. */
  private static final String NOTHING = "frame.number == 0";

  private DisplayFilter() {}

  static String of(Collection<FrameEvidence> cited) {
    return cited.isEmpty()
        ? NOTHING
        : cited.stream()
            .map(evidence -> evidence.frame().number())
            .sorted()
            .distinct()
            .map(number -> Long.toString(number))
            .collect(Collectors.joining(", ", "frame.number in {", "}"));
  }
}
