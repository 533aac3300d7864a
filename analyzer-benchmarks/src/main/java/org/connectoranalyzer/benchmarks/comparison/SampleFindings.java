package org.connectoranalyzer.benchmarks.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.JsonReader;

/** What a JSON report says about the machines of a sample, whatever else is in the capture. */
final class SampleFindings {
  private final Set<String> clients = new TreeSet<>();
  private final List<String> alone;

  /**
   * @param report JSON of the sample alone
   */
  SampleFindings(Path report) throws IOException {
    Analysis analysis = analysis(report);
    analysis.clients().forEach(client -> clients.addAll(client.addresses()));
    alone = findings(analysis);
  }

  /** How many findings the sample alone has. */
  int count() {
    return alone.size();
  }

  /** Whether those in the report of a capture with the sample in it are the same. */
  boolean areIn(Path report) throws IOException {
    return findings(analysis(report)).equals(alone);
  }

  /** By what identifies them and by their facts; frame numbers are those of the capture. */
  private List<String> findings(Analysis analysis) {
    return analysis.findings().stream()
        .filter(finding -> finding.client() != null && clients.contains(finding.client()))
        .map(finding -> finding.code() + " " + finding.fingerprint() + " " + finding.facts())
        .sorted()
        .toList();
  }

  private static Analysis analysis(Path report) throws IOException {
    try (InputStream in = Files.newInputStream(report)) {
      CaptureReport capture = JsonReader.read(in).captures().get(0);
      if (capture.analysis() == null) {
        throw new IllegalStateException(report + ": the capture was not analyzed");
      }
      return capture.analysis();
    }
  }
}
