package org.connectoranalyzer.report;

import java.util.List;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What became of findings between two reports, such as before and after a change of the firewall.
 * Findings are the same by fingerprint. Immutable; the components are the keys of the JSON form
 * (schema: {@code comparison-1.0.schema.json} beside this class), in this order.
 *
 * @param language of the rendered words, "en"
 * @param findings new ones first, then those still there, not told, fixed; each most severe first
 */
public record Comparison(
    String schemaVersion,
    Report.Tool tool,
    String language,
    Side before,
    Side after,
    List<FindingChange> findings) {

  /** The form that this library writes. */
  public static final String SCHEMA_VERSION = "1.0";

  /** What became of a finding. */
  public enum Change {
    NEW,
    STILL_THERE,
    /** It is not in the later report, but that does not prove it fixed. */
    CANNOT_BE_TOLD,
    FIXED
  }

  /**
   * One of the two reports.
   *
   * @param verdict the worst of its captures; null where none could be read
   */
  public record Side(@Nullable Verdict verdict, List<CaptureEntry> captures) {
    public Side {
      captures = List.copyOf(captures);
    }

    /** Whether all its captures could be read. */
    public boolean complete() {
      return captures.stream().allMatch(capture -> capture.error() == null);
    }
  }

  /**
   * One capture of a side; all but {@code files} and {@code status} is null where the capture could
   * not be read, {@code error} where it could.
   */
  public record CaptureEntry(
      List<String> files,
      CaptureReport.Status status,
      @OmitNull @Nullable Verdict verdict,
      @OmitNull @Nullable Mode mode,
      @OmitNull @Nullable String code,
      @OmitNull @Nullable Owner owner,
      @OmitNull @Nullable String sentence,
      @OmitNull CaptureReport.@Nullable Failure error) {
    public CaptureEntry {
      files = List.copyOf(files);
    }
  }

  /**
   * One finding of either side, or of both.
   *
   * @param severity of the later report where it has it
   * @param reason why it cannot be told, why the earlier report could not have shown a new one, or
   *     as what an old one is still there; null else
   * @param reasonKey of the reason's words
   * @param occurrencesBefore 0 for a new one
   * @param occurrencesAfter 0 where the later report does not have it
   */
  public record FindingChange(
      Change change,
      String code,
      Severity severity,
      Way way,
      Owner owner,
      String subject,
      List<String> hosts,
      String title,
      @Nullable String reason,
      @Nullable String reasonKey,
      long occurrencesBefore,
      long occurrencesAfter,
      String fingerprint) {
    public FindingChange {
      hosts = List.copyOf(hosts);
    }
  }

  public Comparison {
    findings = List.copyOf(findings);
  }

  /** The findings of one kind of change. */
  public List<FindingChange> of(Change change) {
    return findings.stream().filter(finding -> finding.change() == change).toList();
  }

  /** Compares two reports in the language of the words. */
  public static Comparison of(Report before, Report after, Report.Tool tool, Messages words) {
    return new ComparisonAssembler(before, after, words).comparison(tool);
  }
}
