package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.connector.configuration.Location;
import org.connectoranalyzer.connector.configuration.ProxyUse;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.ConfigurationReport.FileEntry;
import org.connectoranalyzer.report.ConfigurationReport.Line;
import org.connectoranalyzer.report.ConfigurationReport.SettingEntry;
import org.connectoranalyzer.report.ConfigurationReport.Status;

/**
 * Builds the report of configuration files alone and renders its words; the façade calls it once a
 * check. Nothing here decides; strings of the files become harmless here.
 */
public final class ConfigurationAssembler {
  private final ConnectorView connector;
  private final Diagnosed diagnosed;
  private final Messages words;

  /**
   * @param connector without traffic, with the files' configuration
   * @param diagnosed what detectors found there
   */
  public ConfigurationAssembler(ConnectorView connector, Diagnosed diagnosed, Messages words) {
    this.connector = connector;
    this.diagnosed = diagnosed;
    this.words = words;
  }

  /** The report of these files, in their order. */
  public ConfigurationReport report(Report.Tool tool, List<ConfigurationInput> inputs) {
    Set<String> wordFaults = new TreeSet<>();
    FindingEntries entries = new FindingEntries(List.of(), connector.endpoints(), new ListBounds());
    FindingWords findingWords =
        new FindingWords(
            words,
            connector.proxies().stream().limit(1).map(ReportAssembler::proxy).toList(),
            wordFaults);
    List<FindingEntry> findings =
        diagnosed.findings().stream()
            .filter(finding -> finding.way() == Way.CONFIG)
            .map(entries::of)
            .map(findingWords::worded)
            .toList();
    return new ConfigurationReport(
        ConfigurationReport.SCHEMA_VERSION,
        tool,
        words.language(),
        inputs.stream().map(this::file).toList(),
        ProxyUse.of(connector.options().configuration()).stream()
            .map(ConfigurationAssembler::setting)
            .toList(),
        findings,
        ReportAssembler.failures(diagnosed, wordFaults));
  }

  private FileEntry file(ConfigurationInput input) {
    String name = SafeText.of(input.name());
    ConfigurationFile file = input.file();
    return file == null
        ? new FileEntry(
            name,
            input.told(),
            input.told() == null ? null : ConfigurationFile.RecognizedBy.OPTION,
            Status.UNREADABLE,
            error(name, input))
        : new FileEntry(name, file.role(), file.recognizedBy(), Status.CHECKED, null);
  }

  private CaptureReport.Failure error(String name, ConfigurationInput input) {
    ConfigurationInput.Trouble trouble = input.trouble();
    if (trouble == null) {
      throw new IllegalStateException("a file that was read has no error");
    }
    String kind =
        switch (trouble) {
          case MISSING -> "missing";
          case FOLDER -> "configurationFolder";
          case UNREADABLE -> "unreadable";
          case UNRECOGNIZED -> "unrecognizedConfiguration";
        };
    return ReportAssembler.failure(kind, name, Facts.NONE, words);
  }

  private static SettingEntry setting(ProxyUse use) {
    List<Line> lines = new ArrayList<>();
    for (Location at : use.decidedBy()) {
      lines.add(new Line(SafeText.of(at.file()), at.line()));
    }
    return new SettingEntry(
        use.program(),
        use.kind(),
        use.proxy() == null ? null : SafeText.of(use.proxy().toString()),
        use.script() == null ? null : SafeText.of(use.script()),
        use.bypassed().stream().limit(ListBounds.MOST_ENTRIES).map(SafeText::of).toList(),
        lines,
        use.needed());
  }
}
