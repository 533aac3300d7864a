package org.connectoranalyzer.report;

import java.util.List;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.connector.configuration.ProxyUse;
import org.connectoranalyzer.connector.configuration.Role;
import org.jspecify.annotations.Nullable;

/**
 * What configuration files say without a capture; immutable and complete. The components of this
 * record and of those below it are the keys of its JSON form, in this order; meanings are those of
 * its schema, {@code configuration-1.0.schema.json} beside this class.
 *
 * @param schemaVersion of the JSON form, "1.0"; additive changes raise the second number
 * @param language of the rendered words, "en"
 * @param files in the order given
 * @param settings who goes which way, one entry a program
 * @param findings most severe first
 * @param detectorFailures checks that broke off
 */
public record ConfigurationReport(
    String schemaVersion,
    Report.Tool tool,
    String language,
    List<FileEntry> files,
    List<SettingEntry> settings,
    List<FindingEntry> findings,
    List<Analysis.DetectorFailure> detectorFailures) {

  /** The form that this library writes. */
  public static final String SCHEMA_VERSION = "1.0";

  /** Whether a file could be read; faults in it are findings. */
  public enum Status {
    CHECKED,
    UNREADABLE
  }

  /**
   * One given file.
   *
   * @param role whose settings it holds; null where that is not known
   * @param recognizedBy how the role is known; null where it is not
   * @param error why it was not checked; null where it was
   */
  public record FileEntry(
      String file,
      @Nullable Role role,
      @Nullable RecognizedBy recognizedBy,
      Status status,
      @OmitNull CaptureReport.@Nullable Failure error) {}

  /**
   * The way of one program's requests as far as the files say.
   *
   * @param proxy "proxy.contoso.local:8080" where the way is one
   * @param script address of the script that decides
   * @param bypassed what does not take that way, as the bypass list has it
   * @param decidedBy the lines that decide; empty where no line does
   * @param needed roles of which exactly one file would tell the way
   */
  public record SettingEntry(
      ProxyUse.Program program,
      ProxyUse.Kind kind,
      @Nullable String proxy,
      @Nullable String script,
      List<String> bypassed,
      List<Line> decidedBy,
      List<Role> needed) {

    public SettingEntry {
      bypassed = List.copyOf(bypassed);
      decidedBy = List.copyOf(decidedBy);
      needed = List.copyOf(needed);
    }
  }

  /** Where something stands; {@code line} is 1-based. */
  public record Line(String file, int line) {}

  public ConfigurationReport {
    files = List.copyOf(files);
    settings = List.copyOf(settings);
    findings = List.copyOf(findings);
    detectorFailures = List.copyOf(detectorFailures);
  }

  /** Whether every given file was checked. */
  public boolean complete() {
    return files.stream().allMatch(file -> file.status() == Status.CHECKED);
  }
}
