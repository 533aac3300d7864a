package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.connector.Issuers;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.report.AllowList;
import org.connectoranalyzer.report.Comparison;
import org.connectoranalyzer.report.ConfigurationReport;
import org.connectoranalyzer.report.Report;

/** What the program brings and what it runs on, for {@code --version -v}. */
final class Versions {
  private Versions() {}

  /** One line a thing. */
  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("table of service tags of " + ServiceTags.knownVersion());
    lines.add("issuers of certificates of " + Issuers.standard().version());
    lines.add(new ExplainCommand.Codes().size() + " diagnoses");
    lines.add(
        "JSON schemas: report "
            + Report.SCHEMA_VERSION
            + ", configuration "
            + ConfigurationReport.SCHEMA_VERSION
            + ", endpoints "
            + AllowList.SCHEMA_VERSION
            + ", comparison "
            + Comparison.SCHEMA_VERSION);
    lines.add("libraries: " + String.join(", ", libraries()));
    lines.add("Java " + Runtime.version() + " of " + System.getProperty("java.home"));
    lines.add(
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " on "
            + System.getProperty("os.arch"));
    return lines;
  }

  /** As the build wrote them down. */
  private static List<String> libraries() {
    try (InputStream in = Versions.class.getResourceAsStream("libraries.txt")) {
      byte[] text = Objects.requireNonNull(in).readAllBytes();
      return new String(text, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
